"""Filters with operator prefixes, the same in all lists of the portal (`>=id`, `%title`, `@xmlId` …)."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from obmen_sandbox.portal.clock import parse_moment
from obmen_sandbox.portal.phpform import is_empty, to_float

OPERATORS: Final = ("!=%", "!%=", "!%", "!@", "!=", ">=", "<=", "=%", "%=", ">", "<", "@", "%", "=", "!")
LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
Test = Callable[[Any], bool]


def split_operator(key: str) -> tuple[str, str]:
    """Take the operator off a filter key: `>=id` is `>=` and `id`."""
    for operator in OPERATORS:
        if key.startswith(operator):
            return operator, key[len(operator) :]
    return "", key


def condition(operator: str, wanted: Any, kind: str) -> Test:
    """Build the test of one condition; a multiple value satisfies it by any of its items."""
    if operator.startswith("!"):
        positive = condition(operator[1:] or "=", wanted, kind)
        return lambda value: not positive(value)
    single = _single(operator, wanted, kind)
    blank = is_blank(wanted)

    def fits(value: Any) -> bool:
        if not isinstance(value, list):
            return single(value)
        return any(map(single, value)) or (not value and blank)

    return fits


def is_blank(wanted: Any) -> bool:
    return wanted is None or wanted is False or wanted == ""


def _single(operator: str, wanted: Any, kind: str) -> Test:
    if isinstance(wanted, list | Mapping):
        return _one_of(list(wanted.values()) if isinstance(wanted, Mapping) else wanted, kind)
    if operator in ("=", "", "@"):
        return _one_of([wanted], kind)
    if operator in ("%", "=%", "%="):
        return _like(str(wanted), whole=operator != "%")
    return _ordered(operator, comparable(wanted, kind), kind)


def _one_of(choices: list[Any], kind: str) -> Test:
    blank = any(is_blank(choice) for choice in choices)
    known = {comparable(choice, kind) for choice in choices if not is_blank(choice)}
    return lambda value: (
        (blank and is_empty(value)) or (value is not None and comparable(value, kind) in known)
    )


def _ordered(operator: str, right: Any, kind: str) -> Test:
    match operator:
        case ">":
            return lambda value: value is not None and bool(comparable(value, kind) > right)
        case ">=":
            return lambda value: value is not None and bool(comparable(value, kind) >= right)
        case "<":
            return lambda value: value is not None and bool(comparable(value, kind) < right)
        case _:
            return lambda value: value is not None and bool(comparable(value, kind) <= right)


def _like(pattern: str, *, whole: bool) -> Test:
    pattern = pattern.casefold()
    if not whole:
        return lambda value: pattern in str(value or "").casefold()
    if "%" not in pattern:
        return lambda value: str(value or "").casefold() == pattern
    head, *middle, tail = pattern.split("%")

    def fits(value: Any) -> bool:
        text = str(value or "").casefold()
        return text.startswith(head) and text.endswith(tail) and all(part in text for part in middle)

    return fits


def comparable(value: Any, kind: str) -> Any:
    """A value in the form in which the portal compares and sorts it."""
    match kind:
        case "int" | "float":
            return to_float(value)
        case "datetime" | "date":
            return parse_moment(value) or LONG_AGO
        case _:
            return str(value)
