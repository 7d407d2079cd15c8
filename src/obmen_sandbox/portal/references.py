"""References between the commands of a batch: `$result[key][path]`, with PHP's surprises.

Source: `rest_util.php` `ParseBatchQuery`: a missing key yields the deepest parent that is there; a reference
that is the whole value keeps its type; inside a longer text it works for texts and numbers only.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

REFERENCE: Final = re.compile(r"\$(result|next|total|time|error)([^\s]*)", re.IGNORECASE)
_KEYS: Final = re.compile(r"\[([^\]]+)\]")


def resolve(value: Any, results: Mapping[str, Any], *, broken_becomes_1: bool = False) -> Any:
    """Replace the references in a parsed query by what earlier commands answered."""
    if isinstance(value, dict):
        return {k: resolve(child, results, broken_becomes_1=broken_becomes_1) for k, child in value.items()}
    if isinstance(value, list):
        return [resolve(child, results, broken_becomes_1=broken_becomes_1) for child in value]
    if not isinstance(value, str) or "$" not in value:
        return value
    return _resolve_text(value, results, broken_becomes_1=broken_becomes_1)


def _resolve_text(value: str, results: Mapping[str, Any], *, broken_becomes_1: bool) -> Any:
    for match in REFERENCE.finditer(value):
        found, whole_path = _walk(results[match.group(1).lower()], _KEYS.findall(match.group(2)))
        if broken_becomes_1 and not whole_path:
            found = 1
        if match.group() == value:
            return found
        if isinstance(found, str | int | float) and not isinstance(found, bool):
            value = value.replace(match.group(), str(found), 1)
    return value


def _walk(node: Any, keys: list[str]) -> tuple[Any, bool]:
    """Go down as far as there is something; says whether the whole path was there."""
    for key in keys:
        if isinstance(node, Mapping) and node.get(key) is not None:
            node = node[key]
        elif isinstance(node, list) and key.isdecimal() and int(key) < len(node):
            node = node[int(key)]
        else:
            return node, False
    return node, True
