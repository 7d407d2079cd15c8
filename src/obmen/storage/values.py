"""Our values as JSON text that reads back equal: Decimal, dates, tuples, and the records listed here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from obmen.delivery.call import Call, ContentOf, ResultOf
from obmen.delivery.profile import CheckState, Finding, OwnCompany, PortalProfile, PropertyShape, StageInfo
from obmen.domain.catalog import Unit
from obmen.domain.counterparty import BankAccount, ClientKind, Counterparty
from obmen.domain.identity import EntityKind, Ref
from obmen.domain.invoice import Invoice, InvoiceLine, Semantics
from obmen.domain.money import Money
from obmen.domain.order import (
    CustomerOrder,
    DocumentMark,
    OrderLine,
    OrderNews,
    PaymentNews,
    ReturnedLine,
    ShipmentNews,
)
from obmen.domain.vat import Vat
from obmen.flows.ports.figures import Figures
from obmen.flows.ports.sales import LedgerRow, Offering, OrderState

TAG: Final = "$"  # an object with this key is one of ours: {"$": what, "v": its content}

RECORDS: Final[Mapping[str, type[Any]]] = {
    record.__name__: record
    for record in (
        BankAccount, Call, ContentOf, Counterparty, CustomerOrder, DocumentMark, Figures, Finding, Invoice,
        InvoiceLine, LedgerRow, Money, Offering, OrderLine, OrderNews, OwnCompany, PaymentNews, PortalProfile,
        PropertyShape, Ref, ResultOf, ReturnedLine, ShipmentNews, StageInfo, Unit, Vat,
    )
}  # fmt: skip
CHOICES: Final[Mapping[str, type[Enum]]] = {
    choice.__name__: choice for choice in (CheckState, ClientKind, EntityKind, OrderState, Semantics)
}


def to_json(value: object) -> str:
    """Write a value as JSON with sorted keys: equal values make equal texts."""
    return json.dumps(_packed(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> Any:  # noqa: ANN401 — whatever was stored
    """Read what `to_json` wrote; a field that a dataclass has lost meanwhile is left out."""
    return json.loads(text, object_hook=_opened)


def _packed(value: object) -> object:  # noqa: C901 — one line per type
    match value:
        case Enum() if type(value).__name__ in CHOICES:
            return _tagged(type(value).__name__, value.value)
        case None | bool() | int() | float() | str():
            return value
        case datetime():
            return _tagged("datetime", value.isoformat())
        case date():
            return _tagged("date", value.isoformat())
        case Decimal():
            return _tagged("decimal", str(value))
        case timedelta():
            return _tagged("microseconds", value // timedelta(microseconds=1))
        case bytes():
            return _tagged("bytes", value.hex())
        case list():
            return [_packed(item) for item in value]
        case tuple() if type(value).__name__ not in RECORDS:
            return _tagged("tuple", [_packed(item) for item in value])
        case Mapping():
            return _packed_mapping(value)
        case _:
            return _packed_record(value)


def _packed_mapping(value: Mapping[Any, object]) -> object:
    if TAG not in value and all(type(key) is str for key in value):
        return {key: _packed(item) for key, item in value.items()}
    return _tagged("pairs", [[_packed(key), _packed(item)] for key, item in value.items()])


def _packed_record(value: object) -> object:
    name = type(value).__name__
    if RECORDS.get(name) is not type(value):
        raise TypeError(f"{name} cannot be stored: it is not in RECORDS")
    return _tagged(name, {field: _packed(getattr(value, field)) for field in _fields_of(RECORDS[name])})


def _fields_of(record: type[Any]) -> Iterable[str]:
    """Return the names of its fields: what comes by the million is a tuple, all else a dataclass."""
    names: Iterable[str] | None = getattr(record, "_fields", None)
    return (field.name for field in fields(record)) if names is None else names


def _tagged(what: str, content: object) -> dict[str, object]:
    return {TAG: what, "v": content}


def _opened(pairs: dict[str, Any]) -> Any:  # noqa: ANN401 — whatever was stored
    content = pairs.get("v")
    match pairs.get(TAG):
        case None:
            return pairs
        case "datetime":
            return datetime.fromisoformat(str(content))
        case "date":
            return date.fromisoformat(str(content))
        case "decimal":
            return Decimal(str(content))
        case "microseconds":
            return timedelta(microseconds=int(str(content)))
        case "bytes":
            return bytes.fromhex(str(content))
        case "tuple":
            return tuple(content or ())
        case "pairs":
            return dict(content or ())
        case name:
            return _opened_named(str(name), content)


def _opened_named(name: str, content: Any) -> object:  # noqa: ANN401 — as JSON has it
    if name in CHOICES:
        return CHOICES[name](content)
    record = RECORDS[name]
    known = set(_fields_of(record))
    return record(**{key: item for key, item in content.items() if key in known})
