"""Invoices are learnt by asking: what changed since the cursor, and what was deleted meanwhile."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from obmen.delivery.profile import PortalProfile
from obmen.domain.billing import Terms
from obmen.domain.invoice import Invoice, Semantics
from obmen.domain.settings import stored
from obmen.flows.catalog.items import count_known
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.portal import Invoices, PortalFailing
from obmen.flows.ports.sales import LedgerRow, OrderState
from obmen.flows.ports.store import Store, Work
from obmen.flows.sales.enter import enter_invoice, judge_again, leave
from obmen.flows.sales.problems import keep_problem, raise_whole
from obmen.flows.sales.rows import each_row
from obmen.flows.sales.terms import CURSOR, PAGE, ROW_PREFIX, Blocked, terms_of

OVERLAP: Final = timedelta(minutes=2)  # the portal's clock and its replicas may lag
READ_AT_ONCE: Final = 24  # invoices read whole in one round, which takes three requests
JUDGING: Final = "invoices_judged_by"  # a name in `Exchange.learnt`
RELISTED_AT_ONCE: Final = 500
OPEN: Final = (OrderState.WAITING, OrderState.HELD, OrderState.DUE, OrderState.SENT, OrderState.TAKEN)
FAILING: Final = "portal.failing"  # a kind of problem: asked for invoices the portal fails each time
BLOCKS: Final = ("stage.unknown", "own_company.missing", "own_company.unknown", "own_company.shared")


@dataclass(frozen=True, slots=True)
class Polled:
    """What one poll found: invoices read, and how many of them are due now; `blocked`: why none was."""

    read: int
    due: int
    blocked: str = ""


@dataclass(frozen=True, slots=True)
class _Start:
    exchange: Exchange
    profile: PortalProfile
    terms: Terms
    since: datetime


async def poll_invoices(*, store: Store, invoices: Invoices, exchange_id: int, now: datetime) -> Polled:
    """Read every invoice that changed since the last poll into the ledger, the latest change first.

    Who asks may not wait for all of them: a bill made a moment ago is not behind a hundred known ones.

    Raises: PortalUnreachable, PortalHalted — what was read before it is kept, the cursor is not moved.
    """
    start = await store.awrite(lambda work: _start(work, exchange_id, now=now))
    if isinstance(start, str):
        return Polled(0, 0, start)
    changed = await invoices.changed_since(start.since, own_company_id=start.terms.own_company_id)
    ids, cursor = changed.ids, changed.cursor if changed.ids else None
    mark = hashlib.blake2b(repr((ids, cursor)).encode(), digest_size=8).hexdigest()
    if start.exchange.learnt.get(PAGE) == mark:
        return Polled(0, 0)
    due = 0
    for batch in _latest_first(ids):
        read = await invoices.read(batch, profile=start.profile)
        due += await store.awrite(partial(_enter, start=start, read=read, now=now))
    learnt = {PAGE: mark if _is_over(cursor, now) else ""} | ({CURSOR: cursor.isoformat()} if cursor else {})
    await store.awrite(lambda work: work.exchanges.update(exchange_id, learnt=learnt))
    return Polled(len(ids), due)


def tell_failing(work: Work, exchange_id: int, failing: PortalFailing, *, now: datetime) -> None:
    """Open the problem of a portal that can't be polled, unless it is open."""
    if is_told_failing(work, exchange_id):
        return
    host = work.exchanges.get(id=exchange_id).portal_host
    facts = {"portal": host, "method": failing.method, "code": failing.code, "detail": failing.detail}
    work.problems.raise_(exchange_id, kind=FAILING, ref=None, record=host, facts=facts, now=now)


def is_told_failing(work: Work, exchange_id: int) -> bool:
    """Tell whether that problem is open."""
    return bool(work.problems.open(exchange_id, kind=FAILING))


def tell_polled(work: Work, exchange_id: int) -> None:
    """Close that problem: invoices are read again."""
    work.problems.solve(exchange_id, kind=FAILING)


async def read_one(
    *, store: Store, invoices: Invoices, exchange_id: int, invoice_id: int, now: datetime
) -> None:
    """Read one invoice into the ledger, whatever the cursor says; raises PortalUnreachable, PortalHalted."""
    start = await store.awrite(lambda work: _start(work, exchange_id, now=now))
    if isinstance(start, str):
        return
    read = await invoices.read([invoice_id], profile=start.profile)
    await store.awrite(partial(_enter, start=start, read=read, now=now))


def _is_over(cursor: datetime | None, now: datetime) -> bool:
    """Tell whether what changes from now on will have a later updatedTime: it tells seconds only."""
    return cursor is None or now - cursor >= OVERLAP


def _start(work: Work, exchange_id: int, *, now: datetime) -> _Start | str:
    """Resolve what the poll goes by, or why it cannot; and look at invoices that have waited too long."""
    exchange = work.exchanges.get(id=exchange_id)
    discovery = work.exchanges.discovery(exchange_id)
    if discovery is None:
        return "not_discovered"
    terms = terms_of(work, exchange, discovery.profile)
    if isinstance(terms, Blocked):
        _block(work, exchange, terms, now=now)
        return terms.kind
    for kind in BLOCKS:
        work.problems.solve(exchange_id, kind=kind)
    judging = _judging(work, exchange, discovery.profile)
    if judging != exchange.learnt.get(JUDGING, ""):
        judge_again(work, exchange, terms=terms, now=now)
        work.exchanges.update(exchange_id, learnt={JUDGING: judging})
    for row in each_row(work, exchange_id, states=[OrderState.WAITING]):
        after = keep_problem(work, row, now=now)
        if after is not row:
            work.ledger.put(after)
    cursor = exchange.learnt.get(CURSOR, "")
    since = datetime.fromisoformat(cursor) - OVERLAP if cursor else terms.since - OVERLAP
    return _Start(exchange, discovery.profile, terms, since)


def _judging(work: Work, exchange: Exchange, profile: PortalProfile) -> str:
    """Return a digest of what invoices are judged by, beside themselves."""
    parts = (
        stored(exchange.settings),
        sorted((k, v) for k, v in exchange.learnt.items() if k.startswith(ROW_PREFIX)),
        count_known(work, exchange.id),
        (profile.stages, profile.own_companies),
    )
    return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()


def _block(work: Work, exchange: Exchange, blocked: Blocked, *, now: datetime) -> None:
    if work.problems.open(exchange.id, kind=blocked.kind):
        return
    raise_whole(work, exchange, blocked.kind, blocked.facts, now=now)
    entry = Entry(at=now, event="sales.blocked", ref=None, facts={"kind": blocked.kind})
    work.journal.add(exchange.id, [entry])


def _latest_first(ids: Sequence[int]) -> list[Sequence[int]]:
    ends = range(len(ids), 0, -READ_AT_ONCE)
    return [ids[max(end - READ_AT_ONCE, 0) : end] for end in ends]


def _enter(work: Work, *, start: _Start, read: Sequence[Invoice], now: datetime) -> int:
    exchange = work.exchanges.get(id=start.exchange.id)
    states = [enter_invoice(work, exchange, invoice, terms=start.terms, now=now) for invoice in read]
    return states.count(OrderState.DUE)


async def relist_open(*, store: Store, invoices: Invoices, exchange_id: int, now: datetime) -> int:
    """Ask by id whether open invoices still exist, which polling cannot see; returns how many are gone."""
    gone, after = 0, 0
    while True:
        asked, after, ended = await store.aread(partial(_open_page, exchange_id=exchange_id, after=after))
        existing = await invoices.existing(asked) if asked else frozenset()
        missing = [i for i in asked if i not in existing]
        await store.awrite(partial(_take_back, exchange_id=exchange_id, missing=missing, now=now))
        gone += len(missing)
        if ended:
            return gone


def _open_page(work: Work, *, exchange_id: int, after: int) -> tuple[list[int], int, bool]:
    """Return open invoices after an id, the last id looked at, and whether that was the end."""
    rows = work.ledger.rows(exchange_id, states=OPEN, after=after, limit=RELISTED_AT_ONCE)
    discovery = work.exchanges.discovery(exchange_id)
    stages = {s.id: s.semantics for s in discovery.profile.stages} if discovery else {}
    asked = [r.invoice_id for r in rows if not r.gone and _is_open(r, stages.get(r.invoice.stage_id))]
    return asked, rows[-1].invoice_id if rows else after, len(rows) < RELISTED_AT_ONCE


def _is_open(row: LedgerRow, semantics: Semantics | None) -> bool:
    """An invoice at its end, whose order 1C has, is not asked about any more."""
    closed = semantics in (Semantics.SUCCESS, Semantics.FAILURE)
    return not (closed and row.state in (OrderState.SENT, OrderState.TAKEN))


def _take_back(work: Work, *, exchange_id: int, missing: Sequence[int], now: datetime) -> None:
    exchange = work.exchanges.get(id=exchange_id)
    for invoice_id in missing:
        row = work.ledger.get(exchange_id, invoice_id=invoice_id)
        if row is not None and not row.gone:
            after = leave(work, exchange, replace(row, gone=True), "invoice.deleted", now=now)
            work.ledger.put(keep_problem(work, after, now=now))
