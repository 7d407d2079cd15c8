"""`<Документ>`: what 1C tells of an order, in every form that 1C and Bitrix give it (facts §3.4 to §3.6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from obmen.domain.identity import item_key
from obmen.domain.money import Money
from obmen.domain.order import DocumentMark, OrderNews, PaymentNews, ReturnedLine, ShipmentNews
from obmen.onec.commerceml import vocabulary as words
from obmen.onec.commerceml.elements import DELETION, Element, Field, Table, Values, fields_of
from obmen.onec.commerceml.readers.counts import ReadCounts
from obmen.onec.commerceml.readers.goods import put_rates
from obmen.onec.commerceml.readers.requisites import put_requisites
from obmen.onec.commerceml.readers.values import (
    Unreadable,
    currency,
    flag,
    item_ids,
    key_of,
    moment,
    number,
    record_id,
)

RUBLE: Final = "RUB"  # a document without a currency is in the base's; the bases are Russian


def put_taxes(child: Element, values: Values) -> None:
    """Keep the rate of the line's own `<Налоги>`: it beats `<СтавкиНалогов>` (facts §3.1)."""
    found: Values = {}
    put_rates(child, found)
    if found.get("vat") is not None:
        values["own_vat"] = found["vat"]


def put_lines(child: Element, values: Values) -> None:
    values["lines"] = [fields_of(line, _LINE) for line in child if _IS_LINE[line.tag]]


def put_sub_documents(child: Element, values: Values) -> None:
    values["sub_documents"] = [fields_of(sub, _DOCUMENT) for sub in child if _IS_SUB_DOCUMENT[sub.tag]]


def put_counterparties(child: Element, values: Values) -> None:
    values["counterparties"] = sum(1 for party in child if _IS_PARTY[party.tag])


def put_warehouses(child: Element, values: Values) -> None:
    values["warehouses"] = sum(1 for place in child if {"id", "name"} <= fields_of(place, _PLACE).keys())


_IS_LINE: Final = Table({words.PRODUCT: True})
_IS_SUB_DOCUMENT: Final = Table({words.SUB_DOCUMENT: True})
_IS_PARTY: Final = Table({words.COUNTERPARTY: True})
_IS_DOCUMENT: Final = Table({words.DOCUMENT: True})
_PLACE: Final[Table[Field]] = Table({words.ID: "id", words.NAME: "name"})
_LINE: Final[Table[Field]] = Table({
    words.ID: "id",
    words.CHARACTERISTIC_ID: "characteristic",
    words.NAME: "name",
    words.PRICE_PER_UNIT: "price",
    words.PRICE: "price",  # 2.09, facts §3.6
    words.QUANTITY: "quantity",
    words.TOTAL: "total",
    words.COEFFICIENT: "coefficient",
    words.TAX_RATES: put_rates,
    words.TAXES: put_taxes,
})  # fmt: skip
_DOCUMENT: Final[Table[Field]] = Table({
    words.ID: "id",
    words.NUMBER: "number",
    words.NUMBER_IN_1C: "own_number",
    words.DATE: "date",
    words.DATE_IN_1C: "own_date",
    words.OPERATION: "operation",
    words.CURRENCY: "currency",
    words.TOTAL: "total",
    words.PRODUCTS: put_lines,
    words.COUNTERPARTIES: put_counterparties,
    words.WAREHOUSES: put_warehouses,
    words.SUB_DOCUMENTS: put_sub_documents,
    words.REQUISITES: put_requisites(words.ORDER_REQUISITES),
    words.DELETION_MARK: DELETION[words.DELETION_MARK],
})  # fmt: skip


def read_document(element: Element, counts: ReadCounts) -> OrderNews:
    """Read an order, with its sub-documents.

    Raises: Unreadable — not an order, no number, or a sum that is no number.
    """
    values = fields_of(element, _DOCUMENT)
    _count(values, counts)
    return _order(values, values.get("sub_documents"))


def read_container(element: Element, counts: ReadCounts) -> OrderNews:
    """Read `<Контейнер>` of 3.1: an order with its payments and shipments side by side.

    Raises: Unreadable — no order in it, or one that cannot be understood.
    """
    documents = [fields_of(child, _DOCUMENT) for child in element if _IS_DOCUMENT[child.tag]]
    for values in documents:
        _count(values, counts)
    orders = [values for values in documents if _operation(values) in {words.ORDER_OPERATION, ""}]
    if not orders:
        raise Unreadable("order.not_an_order", ", ".join(values.get("operation", "") for values in documents))
    order = orders[0]
    others = [values for values in documents if values not in orders] or order.get("sub_documents")
    return _order(order, others)


def _count(values: Values, counts: ReadCounts) -> None:
    counts.orders += 1
    counts.order_lines += len(values.get("lines", ()))
    counts.counterparties += values.get("counterparties", 0)
    counts.warehouses += values.get("warehouses", 0)
    counts.sub_documents += len(values.get("sub_documents", ()))


def _order(values: Values, sub_documents: Sequence[Values] | None) -> OrderNews:
    operation = _operation(values)
    if operation not in {words.ORDER_OPERATION, ""}:
        raise Unreadable("order.not_an_order", values.get("operation", ""))
    order_number = values.get("number", "")
    if not order_number:
        raise Unreadable("order.no_number")
    placed = moment(values.get("date"))
    unit = currency(values.get("currency")) or RUBLE
    return OrderNews(
        id=values.get("id", ""),
        number=order_number,
        date=placed.date() if placed else None,
        total=Money(_sum(values.get("total")), unit),
        lines=tuple(_line(line) for line in values.get("lines", ())),
        onec=DocumentMark(
            number=values.get("onec_number") or values.get("own_number", ""),
            date=moment(values.get("onec_date") or values.get("own_date")),
        ),
        posted=flag(values.get("posted", "")),
        deleted=values.get("deleted") in {True, *words.TRUE},
        cancelled=flag(values.get("cancelled", "")) is True,
        paid=flag(values.get("paid", "")),
        paid_mark=_mark(values, "payment"),
        shipped=flag(values.get("shipped", "")),
        shipped_mark=_mark(values, "shipment"),
        status=_status(values.get("status", "")),
        payments=None if sub_documents is None else tuple(_payments(sub_documents, unit)),
        shipments=None if sub_documents is None else tuple(_shipments(sub_documents)),
    )


def _line(values: Values) -> ReturnedLine:
    """Read a line as 1C has it; of price and total one may be missing, and of a free text the id."""
    quantity = _sum(values.get("quantity"))
    total = number(values["total"]) if values.get("total") else None
    price = number(values["price"]) if values.get("price") else None
    if price is None:
        price = total / quantity if total is not None and quantity else Decimal(0)
    return ReturnedLine(
        key=_key(values),
        name=values.get("name", ""),
        price=price,
        quantity=quantity,
        total=price * quantity if total is None else total,
        vat=values.get("own_vat") or values.get("vat"),
        coefficient=number(values["coefficient"]) if values.get("coefficient") else Decimal(1),
    )


def _payments(sub_documents: Iterable[Values], unit: str) -> Iterable[PaymentNews]:
    """Read the payments that have happened; money given back is below zero."""
    for values in sub_documents:
        operation = _operation(values)
        refund = operation in words.REFUND_OPERATIONS
        if not (refund or operation in words.PAYMENT_OPERATIONS) or not _happened(values, "paid"):
            continue
        amount = number(values.get("total"))
        yield PaymentNews(
            id=record_id(values.get("id") or values.get("number")),
            mark=_sub_mark(values, "payment"),
            amount=Money(-amount if refund else amount, currency(values.get("currency")) or unit),
        )


def _shipments(sub_documents: Iterable[Values]) -> Iterable[ShipmentNews]:
    """Read the shipments that have happened."""
    for values in sub_documents:
        if _operation(values) in words.SHIPMENT_OPERATIONS and _happened(values, "shipped"):
            yield ShipmentNews(
                id=record_id(values.get("id") or values.get("number")),
                mark=_sub_mark(values, "shipment"),
                lines=tuple(_shipped_line(line) for line in values.get("lines", ())),
            )


def _shipped_line(values: Values) -> tuple[str, Decimal]:
    return _key(values), _sum(values.get("quantity"))


def _key(values: Values) -> str:
    if not values.get("id"):
        return ""
    return item_key(*item_ids(values["id"], values.get("characteristic")))


def _happened(values: Values, fact: str) -> bool:
    """Tell whether a sub-document is a fact; Bitrix also lists payments that it only expects."""
    return values.get("deleted") not in {True, *words.TRUE} and flag(values.get(fact, "")) is not False


def _mark(values: Values, document: str) -> DocumentMark | None:
    """Return number and date of a document by its requisites; None when neither is told."""
    told_number = values.get(f"{document}_number", "")
    told_date = moment(values.get(f"{document}_date"))
    return DocumentMark(number=told_number, date=told_date) if told_number or told_date else None


def _sub_mark(values: Values, document: str) -> DocumentMark:
    """Return number and date of a sub-document: each by its requisite, else its own element."""
    told = _mark(values, document)
    return DocumentMark(
        number=(told and told.number) or values.get("number", ""),
        date=(told and told.date) or moment(values.get("date")),
    )


def _operation(values: Values) -> str:
    return key_of(values.get("operation", ""))


def _status(text: str) -> str:
    """Cut Bitrix's code off a state's name: `[N] Принят`."""
    _, bracket, name = text.partition("] ")
    return name.strip() if bracket and text.startswith("[") else text


def _sum(text: str | None) -> Decimal:
    """Read a sum or a quantity; one that is not told is zero."""
    return number(text) if text else Decimal(0)
