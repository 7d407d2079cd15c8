"""`<ЗначенияРеквизитов>`: names and values that each 1C adds as it likes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from obmen.onec.commerceml import vocabulary as words
from obmen.onec.commerceml.elements import MEMORY, SHORT, Element, Put, Table, Values
from obmen.onec.commerceml.readers.values import key_of

_NAME: Final = "name"
_VALUE: Final = "value"
_PARTS: Final = Table({words.NAME: _NAME, words.VALUE: _VALUE})


def put_requisites(fields: Mapping[str, str]) -> Put:
    """Make a handler that keeps the requisites named in `fields`: name (see `key_of`) -> field."""
    known: dict[str, str | None] = {}  # spelling in the file -> field; files repeat the same few

    def put(child: Element, values: Values) -> None:
        for requisite in child:
            name = value = ""
            for part in requisite:
                match _PARTS[part.tag]:
                    case "name":
                        name = part.text or ""
                    case "value":
                        value = value or (part.text or "").strip()
                    case _:
                        pass
            field = known.get(name, "") if name in known else _learn(known, name, fields)
            if field and value:
                values.setdefault(field, value)

    return put


def _learn(known: dict[str, str | None], name: str, fields: Mapping[str, str]) -> str | None:
    field = fields.get(key_of(name))
    if len(known) < MEMORY and len(name) < SHORT:
        known[name] = field
    return field
