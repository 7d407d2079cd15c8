"""Going through the ledger, however many invoices there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from obmen.flows.ports.sales import LedgerRow, OrderState
from obmen.flows.ports.store import Work

AT_ONCE: Final = 500


def each_row(work: Work, exchange_id: int, *, states: Sequence[OrderState] = ()) -> Iterator[LedgerRow]:
    """Yield the rows in these states by invoice id; a row may be changed while it is at hand."""
    after = 0
    while rows := work.ledger.rows(exchange_id, states=states, after=after, limit=AT_ONCE):
        after = rows[-1].invoice_id
        yield from rows
