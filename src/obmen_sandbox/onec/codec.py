"""Records to plain values and back: what a backup, a copy and a comparison of bases are made of."""

import types
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_plain(value: object) -> Any:
    """Return dicts with sorted keys, lists and strings; money and dates as strings."""
    match value:
        case Enum():
            return value.value
        case Decimal():
            return format(value.normalize(), "f")
        case datetime():
            return value.isoformat()
        case dict():
            return {str(key): to_plain(value[key]) for key in sorted(value)}
        case list() | tuple():
            return [to_plain(item) for item in value]
        case _ if is_dataclass(value):
            return {part.name: to_plain(getattr(value, part.name)) for part in fields(value)}
        case _:
            return value


def from_plain(kind: type[T], value: object) -> T:
    """Return the record that `to_plain` took apart."""
    return _read(kind, value)  # type: ignore[no-any-return]


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _read(next(one for one in inner if one is not type(None)), value)
    if origin is dict:
        return {key: _read(inner[1], item) for key, item in value.items()}
    if origin is list:
        return [_read(inner[0], item) for item in value]
    return _read_scalar(kind, value)


def _read_scalar(kind: Any, value: Any) -> Any:
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{name: _read(hints[name], item) for name, item in value.items()})
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is Decimal or (isinstance(kind, type) and issubclass(kind, Enum)):
        return kind(value)
    return value
