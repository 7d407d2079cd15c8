"""How PHP reads a query: parse_url cuts at `#`, parse_str builds arrays; written for these tests."""

import re
from urllib.parse import unquote_plus


def parse_command(command: str) -> tuple[str, dict[str, object]]:
    """Read `method?a[b][0]=c` into the method and nested maps."""
    command = command.partition("#")[0]
    method, _, query = command.partition("?")
    root: dict[str, object] = {}
    for pair in filter(None, query.split("&")):
        key, _, value = pair.partition("=")
        _put(root, unquote_plus(key), unquote_plus(value))
    return method, root


def _put(root: dict[str, object], key: str, value: str) -> None:
    head, brackets = re.match(r"^([^\[]*)(.*)$", key, re.DOTALL).groups()  # type: ignore[union-attr]
    path = [head, *re.findall(r"\[([^\]]*)\]", brackets)]
    node = root
    for name in path[:-1]:
        inner = node.setdefault(name, {})
        assert isinstance(inner, dict)
        node = inner
    node[path[-1] or str(len(node))] = value
