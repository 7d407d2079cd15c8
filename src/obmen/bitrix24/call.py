"""Calls as bytes: PHP forms and the commands of `batch`. Values in, text out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final
from urllib.parse import quote

from obmen.bitrix24.vocabulary import NO, OBJECT_OF, YES
from obmen.delivery.call import Call, ResultOf

# The server looks for references in every value of a batch, also in ours (bitrix24.md §1.6).
REFERENCE: Final = re.compile(r"\$(result|next|total|time|error)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Command:
    """A REST method with its parameters; `ResultOf` may stand for the id that an earlier command makes."""

    method: str
    params: Mapping[str, object] = field(default_factory=dict)


def form(params: Mapping[str, object], *, made_by: Mapping[str, str] | None = None) -> str:
    """Encode parameters as a PHP form: `fields[title]=A&ids[0]=5`; an empty list is sent as `key[]=`.

    `made_by` tells the method of each command that a reference may name.
    Source: bitrix24.md §1.3; values are percent-encoded once, `#` included, for parse_url cuts there.
    """
    return "&".join(f"{key}={value}" for key, value in _pairs("", params, made_by or {}))


def _pairs(key: str, value: object, made_by: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    match value:
        case Mapping() if value or not key:
            for name, inner in value.items():
                yield from _pairs(_inner(key, str(name)), inner, made_by)
        case list() | tuple() if value:
            for index, inner in enumerate(value):
                yield from _pairs(_inner(key, str(index)), inner, made_by)
        case Mapping() | list() | tuple():
            yield f"{key}[]", ""
        case ResultOf(name):
            yield key, reference(name, made_by[name])
        case _:
            yield key, quote(text(value), safe="")


def _inner(key: str, name: str) -> str:
    return f"{key}[{quote(name, safe='')}]" if key else quote(name, safe="")


def text(value: object) -> str:
    """Write a scalar as Bitrix24 reads it: Y and N, no exponent, ISO 8601; None is an empty text."""
    match value:
        case None:
            return ""
        case bool():
            return YES if value else NO
        case Decimal():
            return format(value, "f")
        case datetime():
            return value.isoformat(timespec="seconds")
        case _:
            return str(value)


def reference(name: str, method: str) -> str:
    """Write a reference to the id that a command of the same batch makes."""
    made = OBJECT_OF.get(method)
    return f"$result[{name}][{made}][id]" if made else f"$result[{name}]"


def batch_body(commands: Mapping[str, Command], *, halt: bool) -> dict[str, object]:
    """Build the JSON body of `batch`; `halt` stops at the first failure (a number: PHP's "false" is true)."""
    made_by = {name: command.method for name, command in commands.items()}
    cmd = {name: _command(command, made_by) for name, command in commands.items()}
    return {"halt": 1 if halt else 0, "cmd": cmd}


def _command(command: Command, made_by: Mapping[str, str]) -> str:
    query = form(command.params, made_by=made_by)
    return f"{command.method}?{query}" if query else command.method


def plain(value: object) -> object:
    """Turn parameters into what JSON can say, written as in a form."""
    match value:
        case Mapping():
            return {str(name): plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [plain(inner) for inner in value]
        case None | int() | float() if not isinstance(value, bool):
            return value
        case _:
            return text(value)


def references(value: object) -> Iterator[str]:
    """Return the names of the commands that parameters refer to."""
    match value:
        case ResultOf(name):
            yield name
        case Mapping():
            for inner in value.values():
                yield from references(inner)
        case list() | tuple():
            for inner in value:
                yield from references(inner)


def resolved(value: object, ids: Mapping[str, int]) -> object:
    """Put known ids in the place of references."""
    match value:
        case ResultOf(name):
            return ids.get(name, value)
        case Mapping():
            return {name: resolved(inner, ids) for name, inner in value.items()}
        case list() | tuple():
            return [resolved(inner, ids) for inner in value]
        case _:
            return value


def looks_like_reference(value: object) -> bool:
    """Tell whether a batch would take a text of ours for a reference: such a call goes by itself."""
    match value:
        case str():
            return REFERENCE.search(value) is not None
        case Mapping():
            return any(looks_like_reference(inner) for inner in value.values())
        case list() | tuple():
            return any(looks_like_reference(inner) for inner in value)
        case _:
            return False


def commands_of(calls: Iterable[Call]) -> dict[str, Command]:
    """Turn calls into the commands of one batch."""
    return {call.name: Command(call.method, call.params) for call in calls}
