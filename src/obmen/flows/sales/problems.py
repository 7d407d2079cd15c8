"""What of sales waits for a person, and what the journal says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from obmen.domain.identity import EntityKind, Ref
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.sales import LedgerRow, OrderState
from obmen.flows.ports.store import Work

PATIENCE: Final = timedelta(hours=24)  # an invoice without rows or client is a problem only after so long
WAITS_FOR_A_PERSON: Final = frozenset({"invoice.no_rows", "invoice.no_client"})
CHANGED: Final = "order.changed"
CHANGED_NOT_SENT: Final = "order.changed_not_sent"
DIFFERS: Final = "order.differs"
QUARANTINED: Final = "order.quarantined"
DOUBTFUL: Final = "client.doubtful"
PAID_OTHER_SUM: Final = "payment.other_sum"


def order_ref(row: LedgerRow) -> Ref:
    """Return what a row's problems and journal entries are about."""
    return Ref(EntityKind.ORDER, row.number)


def record_of(row: LedgerRow) -> str:
    """Return the row's name for people."""
    return f"invoice {row.invoice.number or row.invoice_id} ({row.number})"


def keep_problem(work: Work, row: LedgerRow, *, now: datetime) -> LedgerRow:
    """Open the problem that a row's state calls for, and close the one that it no longer does."""
    kind = _kind_of(row, now=now)
    if kind == row.problem and (not kind or _is_open(work, row)):
        return row
    if row.problem:
        work.problems.solve(row.exchange_id, kind=row.problem, ref=order_ref(row))
    if kind:
        raise_about(work, row, kind, row.facts, now=now)
        event = "sales.held" if row.state is OrderState.HELD else "sales.doubted"
        note(work, row, event, {"kind": kind}, now=now)
    return replace(row, problem=kind)


def _is_open(work: Work, row: LedgerRow) -> bool:
    """A person may have closed the problem while the row still waits: then it is opened again."""
    return bool(work.problems.open(row.exchange_id, kind=row.problem, ref=order_ref(row)))


def _kind_of(row: LedgerRow, *, now: datetime) -> str:
    match row.state:
        case OrderState.HELD:
            return row.reason
        case OrderState.WAITING:
            late = row.reason in WAITS_FOR_A_PERSON and now - row.seen_at >= PATIENCE
            return row.reason if late else ""
        case OrderState.TAKEN:
            return row.reason
        case OrderState.SENT if row.reason == CHANGED:
            return CHANGED_NOT_SENT
        case OrderState.SENT | OrderState.DUE:
            return DOUBTFUL if row.facts.get("doubts") else ""
        case OrderState.LEFT:
            return ""


def raise_about(work: Work, row: LedgerRow, kind: str, facts: Mapping[str, str], *, now: datetime) -> None:
    """Open a problem about one order."""
    client = row.invoice.counterparty
    told = {"invoice": row.invoice.number or str(row.invoice_id), "number": row.number,
            "invoice_id": row.invoice_id, "client": client.name if client else "", **facts}  # fmt: skip
    work.problems.raise_(
        row.exchange_id, kind=kind, ref=order_ref(row), record=record_of(row), facts=told, now=now
    )


def raise_whole(
    work: Work, exchange: Exchange, kind: str, facts: Mapping[str, object], *, now: datetime
) -> None:
    """Open a problem about the exchange as a whole."""
    record = f"exchange {exchange.name}"
    work.problems.raise_(exchange.id, kind=kind, ref=None, record=record, facts=facts, now=now)


def note(work: Work, row: LedgerRow, event: str, facts: Mapping[str, object], *, now: datetime) -> None:
    """Write an event about one order into the journal."""
    told = {"invoice": row.invoice_id, **facts}
    work.journal.add(row.exchange_id, [Entry(at=now, event=event, ref=order_ref(row), facts=told)])
