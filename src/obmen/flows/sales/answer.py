"""The answer to 1C's query: at most fifty orders, frozen for the session, acknowledged by its success."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from obmen.domain.counterparty import ClientKind
from obmen.domain.offering import Candidate, Chosen, choose, culprits, is_suspect
from obmen.domain.order import CustomerOrder
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.inbox import OnecSession
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.onec import OrderWriter
from obmen.flows.ports.portal import Invoices, PortalHalted, PortalUnreachable
from obmen.flows.ports.sales import FrozenAnswer, LedgerRow, Offering, OrderState
from obmen.flows.ports.store import Store, Work
from obmen.flows.sales.enter import offer
from obmen.flows.sales.hold import check_client, is_held
from obmen.flows.sales.poll import poll_invoices
from obmen.flows.sales.problems import QUARANTINED, keep_problem, note, raise_whole
from obmen.flows.sales.terms import family_of

POLL_S: Final = 5.0  # a fresh poll before the answer takes no longer
DUE_AT_ONCE: Final = 300  # looked at for one answer: enough to go round suspects
SUSPECTS: Final = "suspects"
TURN: Final = "answer_turn"  # names in `Exchange.learnt`
ACKNOWLEDGED_AT: Final = "orders_acknowledged_at"
FAMILY_AWAITED: Final = "family_awaited"
NOT_ACKNOWLEDGED: Final = "onec.not_acknowledged"


async def answer_orders(
    *,
    exchange: Exchange,
    session: OnecSession,
    store: Store,
    invoices: Invoices,
    write: OrderWriter,
    now: datetime,
    poll_s: float = POLL_S,
) -> bytes:
    """Answer `mode=query`: a bill made a moment ago is there; one session is given the same bytes again."""
    frozen = await store.aread(lambda work: work.ledger.frozen(session.id))
    if frozen is not None:
        return frozen.body
    missed = await _poll(store, invoices, exchange.id, now=now, poll_s=poll_s)
    return await store.awrite(
        lambda work: freeze_answer(work, exchange.id, session, write=write, missed=missed, now=now)
    )


async def _poll(store: Store, invoices: Invoices, exchange_id: int, *, now: datetime, poll_s: float) -> str:
    """Ask the portal first, but not for long; returns why it was missed: what is known goes without it."""
    try:
        async with asyncio.timeout(poll_s):
            await poll_invoices(store=store, invoices=invoices, exchange_id=exchange_id, now=now)
    except (TimeoutError, PortalUnreachable, PortalHalted) as missed:
        return type(missed).__name__
    return ""


def freeze_answer(
    work: Work, exchange_id: int, session: OnecSession, *, write: OrderWriter, missed: str, now: datetime
) -> bytes:
    """Choose the orders of one answer, count their delivery, and keep the answer for the session."""
    frozen = work.ledger.frozen(session.id)
    if frozen is not None:
        return frozen.body
    exchange = work.exchanges.get(id=exchange_id)
    check_client(work, exchange, session, now=now)
    rows = () if is_held(work, exchange) else _choose(work, exchange, now=now)
    orders = tuple((row.order, row.digest) for row in rows if row.order is not None)
    body = write(
        tuple(order for order, _ in orders),
        charset=exchange.settings.onec_charset,
        generated_at=now.astimezone(exchange.settings.zone).strftime("%Y-%m-%dT%H:%M:%S"),
        family=family_of(exchange) or "trade",
    )
    for row in rows:
        work.ledger.put(replace(row, offering=_offered(row.offering, len(rows), now=now)))
        note(work, row, "sales.order_offered", {"session": session.id, "digest": row.digest.hex()}, now=now)
    work.ledger.freeze(session.id, FrozenAnswer(body=body, orders=orders), now=now)
    if rows or missed:
        facts = {"session": session.id, "orders": len(rows), "poll_missed": missed}
        work.journal.add(exchange_id, [Entry(at=now, event="sales.query_answered", ref=None, facts=facts)])
    return body


def _offered(before: Offering, size: int, *, now: datetime) -> Offering:
    alone = before.alone + (1 if size == 1 and _is_suspect(before) else 0)
    return Offering(deliveries=before.deliveries + 1, alone=alone, size=size, since=before.since or now)


def _is_suspect(offering: Offering) -> bool:
    return is_suspect(_candidate(0, offering))


def _candidate(invoice_id: int, offering: Offering) -> Candidate:
    return Candidate(
        invoice_id=invoice_id, deliveries=offering.deliveries, alone=offering.alone, size=offering.size
    )


def _choose(work: Work, exchange: Exchange, *, now: datetime) -> Sequence[LedgerRow]:
    rows = work.ledger.rows(exchange.id, states=[OrderState.DUE], limit=DUE_AT_ONCE)
    rows = [row for row in _known_form(work, exchange, rows) if row.order is not None]
    rows = _without_culprits(work, exchange, rows, now=now)
    by_id = {row.invoice_id: row for row in rows}
    candidates = [_candidate(row.invoice_id, row.offering) for row in rows]
    chosen = choose(candidates, suspects_next=exchange.learnt.get(TURN) == SUSPECTS)
    _remember_turn(work, exchange, chosen, now=now)
    return [by_id[i] for i in chosen.ids]


def _known_form(work: Work, exchange: Exchange, rows: Sequence[LedgerRow]) -> Sequence[LedgerRow]:
    """The form of an entrepreneur depends on the family: until it is known, such orders wait one query."""
    kinds = {row.invoice_id: row.order.counterparty.kind for row in rows if row.order is not None}
    if family_of(exchange) or ClientKind.ENTREPRENEUR not in kinds.values():
        return rows
    if exchange.learnt.get(FAMILY_AWAITED):
        return rows
    work.exchanges.update(exchange.id, learnt={FAMILY_AWAITED: "1"})
    return [row for row in rows if kinds.get(row.invoice_id) is not ClientKind.ENTREPRENEUR]


def _without_culprits(
    work: Work, exchange: Exchange, rows: Sequence[LedgerRow], *, now: datetime
) -> list[LedgerRow]:
    """Set apart the orders that 1C does not acknowledge even alone, though it acknowledges others."""
    heard = exchange.learnt.get(ACKNOWLEDGED_AT, "")
    last = datetime.fromisoformat(heard) if heard else None
    pass_ = frozenset(r.invoice_id for r in rows if last and r.offering.since and last > r.offering.since)
    found = culprits([_candidate(r.invoice_id, r.offering) for r in rows], others_pass=pass_)
    for row in (r for r in rows if r.invoice_id in found):
        facts = {"deliveries": str(row.offering.deliveries)}
        held = replace(row, state=OrderState.HELD, reason=QUARANTINED, facts=facts)
        work.ledger.put(keep_problem(work, held, now=now))
    if found:  # the fault has a name now
        work.problems.solve(exchange.id, kind=NOT_ACKNOWLEDGED)
    return [row for row in rows if row.invoice_id not in found]


def _remember_turn(work: Work, exchange: Exchange, chosen: Chosen, *, now: datetime) -> None:
    """Keep whose turn it is, and say once when 1C takes orders and acknowledges none."""
    turn = SUSPECTS if chosen.suspects_next else ""
    if turn != exchange.learnt.get(TURN, ""):
        work.exchanges.update(exchange.id, learnt={TURN: turn})
    if chosen.suspects and not work.problems.open(exchange.id, kind=NOT_ACKNOWLEDGED):
        raise_whole(work, exchange, NOT_ACKNOWLEDGED, {"orders": len(chosen.ids)}, now=now)


async def acknowledge(*, exchange: Exchange, session: OnecSession, store: Store, now: datetime) -> None:
    """Hear `mode=success`: exactly what this session was given is sent; a change meanwhile stays due."""
    await store.awrite(lambda work: acknowledge_answer(work, exchange.id, session, now=now))


def acknowledge_answer(work: Work, exchange_id: int, session: OnecSession, *, now: datetime) -> int:
    """Mark the frozen orders of a session as sent; returns how many."""
    frozen = work.ledger.frozen(session.id)
    if frozen is None or not frozen.orders:
        return 0
    exchange = work.exchanges.get(id=exchange_id)
    for order, digest in frozen.orders:
        row = work.ledger.get(exchange_id, invoice_id=order.invoice_id)
        if row is not None:
            _mark_sent(work, exchange, row, order, digest, now=now)
    work.exchanges.update(exchange_id, learnt={ACKNOWLEDGED_AT: now.isoformat()})
    work.problems.solve(exchange_id, kind=NOT_ACKNOWLEDGED)
    return len(frozen.orders)


def _mark_sent(
    work: Work, exchange: Exchange, row: LedgerRow, order: CustomerOrder, digest: bytes, *, now: datetime
) -> None:
    if row.sent_digest == digest and row.state is not OrderState.DUE:
        return
    sent = replace(row, sent=order, sent_digest=digest)
    if row.digest == digest and row.state in (OrderState.DUE, OrderState.HELD):
        facts = row.facts if row.state is OrderState.DUE else {}
        sent = replace(sent, state=OrderState.SENT, reason="", facts=facts, offering=Offering())
    elif row.order is not None:
        sent = offer(work, exchange, sent, row.order, doubts=(), now=now)
    work.ledger.put(keep_problem(work, sent, now=now))
    told = {"number": order.number, "digest": digest.hex(), "cancelled": order.cancelled}
    note(work, row, "sales.order_sent", told, now=now)
