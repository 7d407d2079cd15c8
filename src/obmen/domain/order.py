"""A customer order: what we say to 1C, and what 1C tells us of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from obmen.domain.catalog import Unit
from obmen.domain.counterparty import Counterparty
from obmen.domain.money import Money
from obmen.domain.vat import Vat


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One line for 1C; `price` and `total` are gross."""

    key: str  # 1C's Ид: `guid` or `guid#guid`
    name: str
    article: str
    unit: Unit
    price: Decimal
    quantity: Decimal
    total: Decimal
    vat: Vat
    vat_sum: Decimal
    is_service: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerOrder:
    """An order for 1C. 1C: Документ.ЗаказКлиента. Bitrix24: the invoice that it was made from."""

    invoice_id: int
    number: str  # ≤ 11 characters
    placed_at: datetime  # in the time zone of the base
    total: Money
    counterparty: Counterparty
    lines: tuple[OrderLine, ...]
    comment: str
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentMark:
    """Number and date of a document in 1C, as its requisites tell them."""

    number: str
    date: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentNews:
    """A payment in 1C; only УНФ with ПодчиненныеДокументы tells sums."""

    id: str  # GUID
    mark: DocumentMark
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentNews:
    """A shipment in 1C."""

    id: str
    mark: DocumentMark
    lines: tuple[tuple[str, Decimal], ...] = ()  # (item key, quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedLine:
    """A line as 1C sent it back."""

    key: str
    name: str
    price: Decimal
    quantity: Decimal
    total: Decimal
    vat: Vat | None  # None: 1C did not tell
    coefficient: Decimal = Decimal(1)  # of a packaging: how many of its unit one is


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNews:
    """What 1C tells of one order that came from us (commerceml.md §3.4, §3.5)."""

    id: str  # GUID of the order in 1C
    number: str  # our number
    date: date | None
    total: Money
    lines: tuple[ReturnedLine, ...]
    onec: DocumentMark  # number and date in 1C; empty number when not told
    posted: bool | None = None
    deleted: bool = False
    cancelled: bool = False
    paid: bool | None = None  # УНФ tells true or false always; УТ: see `paid_mark`
    paid_mark: DocumentMark | None = None  # present only when paid in full
    shipped: bool | None = None
    shipped_mark: DocumentMark | None = None  # present only when shipped in full
    status: str = ""  # УНФ: the state's name
    payments: tuple[PaymentNews, ...] | None = None  # None: this 1C does not tell sub-documents
    shipments: tuple[ShipmentNews, ...] | None = None
