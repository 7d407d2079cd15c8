"""What the pages of invoices show: both numbers, both stages, lines of both sides, and why one waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from obmen.domain.errors import NotFound
from obmen.domain.identity import EntityKind, Ref
from obmen.domain.money import Money
from obmen.domain.order import OrderNews, PaymentNews
from obmen.domain.payment import Paid, PaymentState, payment_state
from obmen.domain.settlement import LineSum, is_shipped, sums_of_news, sums_of_order
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.journal import Entry, Problem
from obmen.flows.ports.sales import LedgerRow, OrderState
from obmen.flows.ports.store import Work
from obmen.flows.sales.problems import order_ref

ROWS: Final = 50  # of one page
STATES: Final[Mapping[str, tuple[OrderState, ...]]] = {
    "all": (),
    "person": (OrderState.HELD,),
    "coming": (OrderState.WAITING, OrderState.DUE),
    "onec": (OrderState.SENT, OrderState.TAKEN),
    "left": (OrderState.LEFT,),
}
"""What the list may be narrowed to, by name."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One invoice of the list."""

    row: LedgerRow
    stage: str  # its name in the CRM
    marks: tuple[str, ...]  # what 1C has told: posted, paid, …

    @property
    def client(self) -> str:
        """Return the client's name."""
        client = self.row.invoice.counterparty
        return client.name if client else ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list."""

    rows: Sequence[Listed]
    counts: Mapping[str, int]  # by name of STATES
    before: int | None  # the next page begins before this invoice; None: there is none


@dataclass(frozen=True, slots=True)
class BothSides:
    """An item as it was billed and as 1C has it; None: it is not there."""

    key: str
    name: str
    ours: LineSum | None
    theirs: LineSum | None

    @property
    def differs(self) -> bool:
        """Tell whether 1C has told this item otherwise than it was billed."""
        return _amounts(self.ours) != _amounts(self.theirs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """Everything that one invoice's page shows."""

    listed: Listed
    url: str  # of the invoice in the portal
    lines: Sequence[BothSides]
    paid: PaymentState
    payments: Sequence[PaymentNews]
    told_total: Money | None
    problems: Sequence[Problem]
    history: Sequence[Entry]
    stages: Mapping[str, str]  # names by id

    def named(self, facts: Mapping[str, object]) -> dict[str, object]:
        """Return an event's facts with stages by their names."""
        return {name: self.stages.get(str(value), value) for name, value in facts.items()}

    @property
    def is_told(self) -> bool:
        """Tell whether 1C has said anything of the order."""
        return self.listed.row.news is not None


def list_invoices(
    work: Work, exchange: Exchange, *, state: str = "all", text: str = "", before: int | None = None
) -> Listing:
    """Return a page of the newest invoices; `text` is looked for in both numbers and the client's name."""
    rows = work.register.page(
        exchange.id, states=STATES.get(state, ()), text=text, before=before, limit=ROWS + 1
    )
    stages = stage_names(work, exchange.id)
    shown = rows[:ROWS]
    return Listing(
        rows=[_listed(row, stages) for row in shown],
        counts=_counts(work.ledger.counts(exchange.id)),
        before=shown[-1].invoice_id if len(rows) > ROWS else None,
    )


def _counts(counts: Mapping[OrderState, int]) -> dict[str, int]:
    return {
        name: sum(counts.get(state, 0) for state in (states or OrderState)) for name, states in STATES.items()
    }


def stage_names(work: Work, exchange_id: int) -> dict[str, str]:
    """Return the names of the portal's stages by their ids."""
    discovery = work.exchanges.discovery(exchange_id)
    return {stage.id: stage.name for stage in discovery.profile.stages} if discovery else {}


def _listed(row: LedgerRow, stages: Mapping[str, str]) -> Listed:
    return Listed(row, stages.get(row.invoice.stage_id, row.invoice.stage_id), marks_of(row.news))


def marks_of(news: OrderNews | None) -> tuple[str, ...]:
    """Return how the order stands in 1C, the weightiest last."""
    if news is None:
        return ()
    paid = {Paid.PART: "partly_paid", Paid.FULL: "paid", Paid.EXCESS: "overpaid"}.get(
        payment_state(news).level
    )
    marks = [
        "posted" if news.posted else "",
        "partly_shipped" if news.shipments and not is_shipped(news) else "",
        "shipped" if is_shipped(news) else "",
        paid or "",
        "cancelled" if news.cancelled else "",
        "deleted" if news.deleted else "",
    ]
    return tuple(mark for mark in marks if mark)


def show_invoice(work: Work, exchange: Exchange, *, invoice_id: int) -> Whole:
    """Collect what is known of one invoice; raises NotFound."""
    row = work.ledger.get(exchange.id, invoice_id=invoice_id)
    if row is None:
        raise NotFound("invoice", reason="invoice", invoice=invoice_id)
    stages = stage_names(work, exchange.id)
    return Whole(
        listed=_listed(row, stages),
        stages=stages,
        url=f"https://{exchange.portal_host}/crm/type/31/details/{invoice_id}/",
        lines=both_sides(row),
        paid=payment_state(row.news),
        payments=(row.news.payments or ()) if row.news else (),
        told_total=row.news.total if row.news else None,
        problems=work.problems.open(exchange.id, ref=order_ref(row)),
        history=history_of(work, row),
    )


def both_sides(row: LedgerRow) -> list[BothSides]:
    """Set the lines that were billed beside those of 1C; without an order the invoice's own rows stand."""
    order = row.sent or row.order
    ours = sums_of_order(order) if order else _sums_of_invoice(row)
    theirs = sums_of_news(row.news) if row.news else {}
    names = {key: line.name for key, line in (*theirs.items(), *ours.items())}
    return [BothSides(key, names[key], ours.get(key), theirs.get(key)) for key in {**ours, **theirs}]


def _sums_of_invoice(row: LedgerRow) -> dict[str, LineSum]:
    return {
        f"row {line.row_id}": LineSum(line.name, line.quantity, line.price * line.quantity)
        for line in row.invoice.lines
    }


def _amounts(line: LineSum | None) -> tuple[Decimal, Decimal] | None:
    return (line.quantity, line.total) if line else None


def history_of(work: Work, row: LedgerRow) -> list[Entry]:
    """Return what happened to an invoice and its order, the newest first."""
    refs = [order_ref(row)] + [
        Ref(kind, str(row.invoice_id)) for kind in (EntityKind.STAGE, EntityKind.ROWS, EntityKind.INVOICE)
    ]
    entries = work.journal.of(row.exchange_id, refs)
    return sorted(entries, key=_moment, reverse=True)


def _moment(entry: Entry) -> datetime:
    return entry.at
