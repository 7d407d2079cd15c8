"""A stage is written only while it leads forward from where the invoice stands at that moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final, assert_never

from obmen.domain.identity import EntityKind
from obmen.domain.lifecycle import Ask, Decision, Ladder, Move, News, Stay, climb, decide
from obmen.domain.payment import Paid, payment_state
from obmen.flows.ports.catalog import Due, OutboxRow
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import Invoices, PortalHalted, PortalUnreachable
from obmen.flows.ports.sales import LedgerRow
from obmen.flows.ports.store import Store, Work
from obmen.flows.sales.problems import note, raise_about
from obmen.flows.sales.tell import OF_STAGES, withdraw_stage
from obmen.flows.sales.terms import ladder_of

AT_ONCE: Final = 50  # stages that are looked at before one request
ALREADY: Final = "already"
UNSEEN: Final = "unseen"  # why a stage waits: the portal did not tell where the invoice stands
UNSEEN_WAIT: Final = timedelta(seconds=15)
SEEN_FOR: Final = timedelta(seconds=15)  # longer than the slowest portal lets one request wait for its turn
Seen = dict[tuple[int, int], datetime]
"""When the invoice of a row (id, version) was last looked at: asking costs the turn that writing needs."""
ASKS: Final[Mapping[News, str]] = {  # what no stage answers -> the problem that a person gets
    News.PAYMENT_GONE: "payment.gone",
    News.PAID_IN_PART: "payment.short",
    News.PAID_IN_FULL: "payment.on_cancelled",
    News.OVERPAID: "payment.on_cancelled",
    News.CANCELLED: "order.cancelled_paid",
    News.RESTORED: "order.restored",
    News.SHIPPED: "shipment.on_cancelled",
    News.SHIPMENT_GONE: "shipment.gone",
}


async def confirm_stages(
    *, store: Store, invoices: Invoices, exchange_id: int, seen: Seen, now: datetime
) -> None:
    """Before stages go out, ask where their invoices stand: a manager may have moved them meanwhile.

    What was seen a moment ago is not asked again. A portal that does not tell is; until then these stages
    wait, and all else goes on.
    """
    forget_old(seen, now=now)
    due = await store.aread(partial(_due, exchange_id=exchange_id, now=now))
    rows = [row for row in due if (row.id, row.version) not in seen]
    if not rows:
        return
    try:
        stages = await invoices.stages([int(row.ref.id) for row in rows])
    except (PortalUnreachable, PortalHalted):
        ids = [row.id for row in rows]
        await store.awrite(lambda work: work.outbox.postpone(ids, due_at=now + UNSEEN_WAIT, reason=UNSEEN))
        return
    await store.awrite(lambda work: _compare(work, exchange_id, rows, stages, now=now))
    seen.update({(row.id, row.version): now for row in rows})


def forget_old(seen: Seen, *, now: datetime) -> None:
    """Forget what was seen too long ago to count."""
    for key in [key for key, moment in seen.items() if now - moment > SEEN_FOR]:
        del seen[key]


def _due(work: Work, *, exchange_id: int, now: datetime) -> list[OutboxRow]:
    page = work.outbox.page(
        [exchange_id], Due.READY, limit=AT_ONCE, now=now, priorities=OF_STAGES, kinds=[EntityKind.STAGE]
    )
    return [row for row in page if row.desired]


def _compare(
    work: Work, exchange_id: int, rows: list[OutboxRow], stages: Mapping[int, str], *, now: datetime
) -> None:
    exchange = work.exchanges.get(id=exchange_id)
    for row in rows:
        invoice_id, target = int(row.ref.id), str((row.desired or {}).get("stage", ""))
        known = work.ledger.get(exchange_id, invoice_id=invoice_id)
        if known is not None and invoice_id in stages:
            work.ledger.put(yielded(work, exchange, known, target=target, stage=stages[invoice_id], now=now))


def yielded(
    work: Work, exchange: Exchange, row: LedgerRow, *, target: str, stage: str, now: datetime
) -> LedgerRow:
    """Compare a stage on its way with where the invoice stands: it goes on, is reached, or yields.

    It never pulls an invoice back. Where the two contradict each other (paid, and closed as failed) a person
    is asked.
    """
    discovery = work.exchanges.discovery(exchange.id)
    ladder = ladder_of(exchange, discovery.profile) if discovery else NOWHERE
    news = _news_of(target, ladder)
    match _decided(news, target=target, stage=stage, ladder=ladder):
        case Move():
            return row
        case Stay(reason):
            if reason != ALREADY:
                note(work, row, "sales.stage_yielded", {"goal": target, "stage": stage}, now=now)
        case Ask():
            note(work, row, "sales.stage_yielded", {"goal": target, "stage": stage}, now=now)
            facts = {"amount": f"{payment_state(row.news).amount:.2f}"}
            raise_about(work, row, ASKS[news or News.PAID_IN_FULL], facts, now=now)
        case never:
            assert_never(never)
    withdraw_stage(work, exchange, row.invoice_id)
    return replace(row, goal="")


NOWHERE: Final = Ladder(rungs={}, paid="", partly_paid="", shipped="", cancelled="")


def _news_of(target: str, ladder: Ladder) -> News | None:
    """Return what leads to a stage; None: the settings have changed since."""
    led = {
        ladder.partly_paid: News.PAID_IN_PART,
        ladder.shipped: News.SHIPPED,
        ladder.cancelled: News.CANCELLED,
        ladder.paid: News.PAID_IN_FULL,
    }
    return led.get(target)


def _decided(news: News | None, *, target: str, stage: str, ladder: Ladder) -> Decision:
    if stage == target:
        return Stay(ALREADY)
    if news is None:
        return climb(stage, target, ladder.rungs)
    return decide(news, stage=stage, ladder=ladder, paid=Paid.NONE)
