"""Our values as JSON text that reads back equal: Decimal, dates, tuples, and the records listed here."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
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
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    name: tuple(getattr(record, "_fields", None) or (field.name for field in fields(record)))
    for name, record in RECORDS.items()
}
"""Names of their fields: what comes by the million is a tuple, all else a dataclass."""
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
    return _tagged(name, {field: _packed(getattr(value, field)) for field in FIELDS[name]})


def _tagged(what: str, content: object) -> dict[str, object]:
    return {TAG: what, "v": content}


def _opened(pairs: dict[str, Any]) -> Any:  # noqa: ANN401 — whatever was stored
    name = pairs.get(TAG)
    return pairs if name is None else OPENERS[str(name)](pairs.get("v"))


def _opener(name: str) -> Callable[[Any], object]:
    record, known = RECORDS[name], frozenset(FIELDS[name])

    def opened(content: Any) -> object:  # noqa: ANN401 — as JSON has it
        if content.keys() <= known:
            return record(**content)
        return record(**{key: item for key, item in content.items() if key in known})

    return opened


OPENERS: Final[Mapping[str, Callable[[Any], object]]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "decimal": Decimal,
    "microseconds": lambda count: timedelta(microseconds=int(count)),
    "bytes": bytes.fromhex,
    "tuple": lambda items: tuple(items or ()),
    "pairs": lambda items: dict(items or ()),
    **CHOICES,
    **{name: _opener(name) for name in RECORDS},
}
"""How the content of each tag is read."""
