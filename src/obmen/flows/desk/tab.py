"""The tab inside Bitrix24: what 1C knows of a card's invoices, goods and client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from obmen.delta.parts import stocks_from
from obmen.domain.counterparty import Counterparty
from obmen.domain.identity import EntityKind
from obmen.domain.order import CustomerOrder, DocumentMark, OrderLine, OrderNews
from obmen.domain.payment import Paid, PaymentState, payment_state
from obmen.domain.settlement import is_closed, is_shipped
from obmen.flows.catalog.stock_reading import warehouses_of
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.sales import LedgerRow, OrderState
from obmen.flows.ports.store import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A payment or a shipment in 1C; the amount is not told of a shipment."""

    number: str
    date: date | None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TabLine:
    """One line of an order, with what lies in 1C's warehouses."""

    name: str
    quantity: Decimal
    unit: str
    price: Decimal
    total: Decimal
    stock: tuple[tuple[str, Decimal], ...]  # warehouse and quantity; without names where 1C tells none
    price_told_at: datetime | None  # when 1C last told this item's prices


@dataclass(frozen=True, slots=True, kw_only=True)
class TabInvoice:
    """One invoice: where it stands on its way to 1C, and what 1C has made of it."""

    invoice_id: int
    invoice_number: str
    order_number: str
    state: OrderState
    reason: str
    facts: Mapping[str, str]
    onec_number: str
    onec_date: date | None
    posted: bool | None  # None: 1C does not tell
    paid: Paid
    shipped: bool
    closed: bool
    total: Decimal
    paid_amount: Decimal
    rest: Decimal
    currency: str
    payments: tuple[Paper, ...]
    shipments: tuple[Paper, ...]
    told_at: str  # when 1C last told of it; ISO 8601, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class TabCard:
    """All that a card shows."""

    invoices: tuple[TabInvoice, ...]
    unknown: tuple[int, ...]  # invoices of the card that are none of this exchange's
    client: Counterparty | None  # as 1C was told last
    open_sums: Mapping[str, Decimal]  # what is still to be paid, by currency


def read_card(work: Work, exchange: Exchange, invoice_ids: Sequence[int]) -> TabCard:
    """Read a card's invoices, in the order of their ids as given."""
    found = {i: work.ledger.get(exchange.id, invoice_id=i) for i in invoice_ids}
    rows = [row for row in found.values() if row is not None]
    invoices = tuple(_invoice(row) for row in rows)
    clients = [order.counterparty for row in rows if (order := row.sent or row.order)]
    open_sums: dict[str, Decimal] = {}
    for one in invoices:
        if not one.closed and one.state is not OrderState.LEFT:
            open_sums[one.currency] = open_sums.get(one.currency, Decimal(0)) + one.rest
    return TabCard(
        invoices=invoices,
        unknown=tuple(i for i, row in found.items() if row is None),
        client=clients[0] if clients else None,
        open_sums=open_sums,
    )


def read_invoice(
    work: Work, exchange: Exchange, invoice_id: int
) -> tuple[TabInvoice, tuple[TabLine, ...]] | None:
    """Read one invoice with its lines; None: it is none of this exchange's."""
    row = work.ledger.get(exchange.id, invoice_id=invoice_id)
    return None if row is None else (_invoice(row), _lines(work, exchange, row))


def _invoice(row: LedgerRow) -> TabInvoice:
    news, money = row.news, _money(row)
    return TabInvoice(
        invoice_id=row.invoice_id,
        invoice_number=row.invoice.number or str(row.invoice_id),
        order_number=row.number,
        state=row.state,
        reason=row.reason,
        facts=row.facts,
        onec_number=news.onec.number if news else "",
        onec_date=_day(news.onec) if news else None,
        posted=news.posted if news else None,
        paid=money.level,
        shipped=news is not None and is_shipped(news),
        closed=(news is not None and is_closed(news)) or row.gone,
        total=money.total,
        paid_amount=money.amount,
        rest=money.rest,
        currency=row.invoice.total.currency,
        payments=_payments(news),
        shipments=_shipments(news),
        told_at=row.news_at,
    )


def _money(row: LedgerRow) -> PaymentState:
    """What 1C tells of money; before it has told, what was billed is to be paid."""
    if row.news is not None:
        return payment_state(row.news)
    return PaymentState(level=Paid.NONE, amount=Decimal(0), total=row.invoice.total.amount)


def _day(mark: DocumentMark) -> date | None:
    return mark.date.date() if mark.date else None


def _payments(news: OrderNews | None) -> tuple[Paper, ...]:
    if news is None:
        return ()
    if news.payments:
        return tuple(
            Paper(number=p.mark.number, date=_day(p.mark), amount=p.amount.amount) for p in news.payments
        )
    mark = news.paid_mark
    return (Paper(number=mark.number, date=_day(mark), amount=news.total.amount),) if mark else ()


def _shipments(news: OrderNews | None) -> tuple[Paper, ...]:
    if news is None:
        return ()
    if news.shipments:
        return tuple(Paper(number=s.mark.number, date=_day(s.mark)) for s in news.shipments)
    mark = news.shipped_mark
    return (Paper(number=mark.number, date=_day(mark)),) if mark else ()


def _lines(work: Work, exchange: Exchange, row: LedgerRow) -> tuple[TabLine, ...]:
    """Return an order's lines; an invoice that is no order yet has those of the CRM, without stock."""
    order: CustomerOrder | None = row.order or row.sent
    if order is None:
        return tuple(
            TabLine(
                name=line.name, quantity=line.quantity, unit=line.unit_name, price=line.price,
                total=line.price * line.quantity, stock=(), price_told_at=None,
            )
            for line in row.invoice.lines
        )  # fmt: skip
    keys = [line.key for line in order.lines]
    stock = _stock(work, exchange, keys)
    told = work.moments.of_prices(exchange.id, keys)
    return tuple(_line(line, stock.get(line.key, ()), told.get(line.key)) for line in order.lines)


def _line(line: OrderLine, stock: tuple[tuple[str, Decimal], ...], told_at: datetime | None) -> TabLine:
    return TabLine(
        name=line.name, quantity=line.quantity, unit=line.unit.name, price=line.price, total=line.total,
        stock=stock, price_told_at=told_at,
    )  # fmt: skip


def _stock(work: Work, exchange: Exchange, keys: Sequence[str]) -> dict[str, tuple[tuple[str, Decimal], ...]]:
    """Return what lies where by item; 1C tells levels by warehouse, or a total without a name."""
    names = {key: warehouse.name for key, warehouse in warehouses_of(work, exchange.id).items()}
    found: dict[str, tuple[tuple[str, Decimal], ...]] = {}
    for key, body in work.records.bodies(exchange.id, EntityKind.STOCKS, keys).items():
        total, levels = stocks_from(body)
        if levels:
            found[key] = tuple(
                (names.get(one.warehouse_id, one.warehouse_id), one.quantity) for one in levels
            )
        elif total is not None:
            found[key] = (("", total),)
    return found
