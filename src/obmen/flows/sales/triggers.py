"""1C's news as triggers of the customer's own automation: fired when an application is there to fire them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from obmen.domain.identity import EntityKind, Ref
from obmen.domain.lifecycle import News
from obmen.domain.payment import Paid
from obmen.domain.settlement import Piece
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.sales import LedgerRow
from obmen.flows.ports.store import Work
from obmen.flows.sales.tell import LAST


class Trigger(StrEnum):
    """What the customer's rules can wait for; the values are codes in the portal."""

    PAID = "obmen_paid"
    PARTLY_PAID = "obmen_partly_paid"
    SHIPPED = "obmen_shipped"
    CANCELLED = "obmen_cancelled"


FIRED_BY: Final[Mapping[News, Trigger]] = {
    News.PAID_IN_PART: Trigger.PARTLY_PAID,
    News.PAID_IN_FULL: Trigger.PAID,
    News.OVERPAID: Trigger.PAID,
    News.SHIPPED: Trigger.SHIPPED,
    News.CANCELLED: Trigger.CANCELLED,
}


def fire_triggers(
    work: Work, exchange: Exchange, row: LedgerRow, found: Sequence[Piece], *, was: Paid, now: datetime
) -> None:
    """Fire a trigger for each piece of news that has one; `was` is the payment ledger before."""
    application = work.applications.get(exchange.id) if found else None
    if application is None or not application.is_installed:
        return
    for index, trigger in _fired(found, was):
        ref = Ref(EntityKind.TRIGGER, f"{row.invoice_id}:{row.revision}:{index}:{trigger}")
        desired: dict[str, object] = {"code": str(trigger), "invoice_id": row.invoice_id}
        work.outbox.mark(exchange.id, [ref], now=now, desired=desired, priority=LAST, state=Due.READY)


def _fired(found: Sequence[Piece], was: Paid) -> Iterator[tuple[int, Trigger]]:
    """An invoice is paid once: more money later is news, no second payment in full."""
    for index, piece in enumerate(found):
        trigger = FIRED_BY.get(piece.news)
        if trigger is Trigger.PAID and was in (Paid.FULL, Paid.EXCESS):
            continue
        if trigger is not None:
            yield index, trigger
