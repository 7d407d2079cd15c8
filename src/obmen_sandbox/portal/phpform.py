"""How PHP reads a form and casts values: the portal is written in it, and clients feel it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

_ENCODED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_LEADING_INT = re.compile(r"\s*[+-]?\d+")
_LEADING_FLOAT = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


def parse_query(query: str) -> dict[str, Any]:
    """Read a query string as `parse_str` does: `a[b][0]=x&key[]=y`."""
    return decode_pairs(pairs_of(query))


def pairs_of(query: str) -> Iterator[tuple[str, str]]:
    """The names and values of a query string, decoded."""
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if name:
            yield url_decode(name), url_decode(value)


def url_decode(text: str) -> str:
    """PHP `urldecode`: runs of `%XX` are decoded at once, which matters for texts in Russian."""
    if "+" in text:
        text = text.replace("+", " ")
    return _ENCODED.sub(_decoded, text) if "%" in text else text


def _decoded(run: re.Match[str]) -> str:
    return bytes.fromhex(run.group().replace("%", "")).decode("utf-8", "replace")


def decode_pairs(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Nest bracketed names; arrays with keys 0…n-1 become lists."""
    root: dict[str, Any] = {}
    for name, value in pairs:
        _put(root, _path(name), value)
    return {key: _settle(value) for key, value in root.items()}


@lru_cache(maxsize=4096)
def _path(name: str) -> tuple[str, ...]:
    head, bracket, rest = name.partition("[")
    keys = re.findall(r"\[([^\]]*)\]", bracket + rest)
    return (re.sub(r"[ .]", "_", head), *keys)


def _put(root: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    node = root
    for step, given in enumerate(path):
        key = given if given or step == 0 else str(_next_index(node))
        if step == len(path) - 1:
            node[key] = value
            return
        child = node.get(key)
        if not isinstance(child, dict):
            child = node[key] = {}
        node = child


def _next_index(node: Mapping[str, Any]) -> int:
    return max((int(key) + 1 for key in node if key.isdecimal()), default=0)


def _settle(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return php_array({key: _settle(child) for key, child in value.items()})


def php_array(items: Mapping[Any, Any]) -> dict[str, Any] | list[Any]:
    """Render a PHP array as `json_encode` does: keys 0…n-1 in order are a list, and so is an empty one."""
    if all(str(key) == str(n) for n, key in enumerate(items)):
        return list(items.values())
    return {str(key): value for key, value in items.items()}


def as_list(value: Any) -> list[Any]:
    """The values of a PHP array; a scalar is an array of itself, nothing is an empty one."""
    if isinstance(value, Mapping):
        return list(value.values())
    if isinstance(value, list | tuple):
        return list(value)
    return [] if value is None else [value]


def as_map(value: Any) -> dict[str, Any]:
    """The keys and values of a PHP array; a scalar has none."""
    if isinstance(value, Mapping):
        return {str(key): child for key, child in value.items()}
    if isinstance(value, list):
        return {str(n): child for n, child in enumerate(value)}
    return {}


def is_empty(value: Any) -> bool:
    """PHP `empty()`."""
    return not value or value == "0"


def to_int(value: Any) -> int:
    """PHP `(int)`: an array that is not empty is 1, whatever it holds."""
    if isinstance(value, Mapping | list | tuple):
        return 1 if value else 0
    if isinstance(value, str):
        found = _LEADING_INT.match(value)
        return int(found.group()) if found else 0
    return int(value or 0)


def to_float(value: Any) -> float:
    """PHP `(float)`."""
    if isinstance(value, str):
        found = _LEADING_FLOAT.match(value)
        return float(found.group()) if found else 0.0
    if isinstance(value, Mapping | list | tuple):
        return 1.0 if value else 0.0
    return float(value or 0)


def to_text(value: Any) -> str:
    """PHP `(string)`."""
    match value:
        case None | False:
            return ""
        case True:
            return "1"
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case list() | tuple() | Mapping():
            return "Array"
        case _:
            return str(value)


def to_flag(value: Any, *, default: str) -> str:
    """A `Y`/`N` field: JSON booleans are taken too, anything else is the default."""
    match value:
        case True:
            return "Y"
        case False:
            return "N"
        case "Y" | "N" | "D":
            return str(value)
        case "1" | 1:
            return "Y"
        case "0" | 0:
            return "N"
        case _:
            return default
