"""One portal is drained: sales beside the catalogue, each record in order, every call with its intent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from obmen.delivery.call import BATCH_CALLS, Call, Unready
from obmen.delivery.outcome import Ambiguous, Halted, Outcome, Refused
from obmen.delivery.profile import PortalProfile
from obmen.domain.identity import EntityKind
from obmen.flows.catalog.planning import end_idle, park
from obmen.flows.delivery.ambiguity import certain, open_task_ids, resolve_open
from obmen.flows.delivery.outcomes import Sent, record_outcomes
from obmen.flows.delivery.tasks import TaskPage, read_tasks
from obmen.flows.delivery.twins import meet_twins
from obmen.flows.delivery.waiting import let_wait
from obmen.flows.ports.catalog import Due, OutboxRow
from obmen.flows.ports.delivery import Intent, Lease, LeaseLost
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import (
    PROPERTY_UNKNOWN,
    Deliveries,
    Lookups,
    Mapped,
    PortalHalted,
    PortalUnreachable,
    Unmappable,
)
from obmen.flows.ports.store import Store, Work

LEASE_TTL = timedelta(seconds=120)  # longer than any request may last
GIVES_WAY = timedelta(seconds=5)  # so long pictures wait while something else of the catalogue is due
UNREACHABLE_WAIT = timedelta(seconds=15)
BEGINS_WITHIN = timedelta(seconds=4)  # of its intent, so that a request of 60 s ends before certainty
TOO_LATE = Refused(timedelta(0), "too_late")


class Lane(Enum):
    """Each goes by itself: a payment never waits behind a batch of cards, nor a card behind pictures."""

    SALES = range(21)  # priorities of the outbox
    CATALOGUE = range(21, 70)
    PICTURES = range(70, 100)

    @property
    def calls(self) -> int:
        """Return how many calls a request carries: a file goes alone."""
        return 1 if self is Lane.PICTURES else BATCH_CALLS


@dataclass(frozen=True, slots=True, kw_only=True)
class Drain:
    """What draining a portal needs."""

    store: Store
    deliveries: Callable[[Exchange], Deliveries]
    lookups: Callable[[Exchange], Lookups]
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    owner: str
    before_sales: Callable[[Exchange], Awaitable[None]] | None = None  # looks once more at what goes next
    under_way: set[int] = field(default_factory=set)  # intents whose request this process waits for


@dataclass(frozen=True, slots=True)
class Step:
    """One round: how many calls went out, and how long to wait before the next when none did."""

    calls: int
    wait: timedelta | None = None  # None: nothing is due
    made_way: bool = False  # rows that cannot go have made way for those behind them


@dataclass(frozen=True, slots=True)
class _Batch:
    calls: tuple[Call, ...]
    versions: tuple[int, ...]
    refused: tuple[Unmappable, ...]
    unready: tuple[Unready, ...]
    idle: tuple[int, ...]  # rows of tasks that need no call
    wait: timedelta | None


async def take_lease(tools: Drain, host: str) -> Lease | None:
    """Take or prolong the right to write to a portal."""
    now = tools.clock()
    return await tools.store.awrite(
        lambda work: work.leases.take(host=host, owner=tools.owner, ttl=LEASE_TTL, now=now)
    )


async def drain_lane(tools: Drain, *, host: str, exchange_ids: Sequence[int], lane: Lane) -> Step:
    """Deliver until nothing of a lane is due or the portal has to rest; returns the last round."""
    sent = 0
    while True:
        lease = await take_lease(tools, host)
        if lease is None:
            return Step(sent, LEASE_TTL / 4)
        steps = [await deliver_once(tools, lease, exchange_id=e, lane=lane) for e in exchange_ids]
        sent += sum(step.calls for step in steps)
        if not any(step.calls or step.made_way for step in steps):
            waits = [step.wait for step in steps if step.wait is not None]
            return Step(sent, min(waits, default=None))


async def deliver_once(tools: Drain, lease: Lease, *, exchange_id: int, lane: Lane) -> Step:
    """Send at most one request for an exchange and record its outcomes."""
    exchange, profile, intents = await tools.store.aread(lambda work: _situation(work, exchange_id))
    if profile is None:
        return Step(0)
    deliveries = tools.deliveries(exchange)
    if lane is Lane.SALES and tools.before_sales is not None:
        await tools.before_sales(exchange)
    now = tools.clock()
    old = [
        intent
        for intent in intents
        if certain(intent, now=now) and intent.id not in tools.under_way and _lane_of(intent) is lane
    ]
    if old:
        if not await _resolve(tools, deliveries, exchange_id, old):
            return Step(0, UNREACHABLE_WAIT)
        now = tools.clock()  # looking up took time, and what did not run is due from then on
    if lane is Lane.PICTURES and await tools.store.aread(lambda work: _is_busy(work, exchange_id, now)):
        return Step(0, GIVES_WAY)
    rows, page = await tools.store.aread(lambda work: _read(work, exchange, profile, lane, now))
    batch = _fill(deliveries, page, profile, lane, now)
    if not batch.calls:
        await tools.store.awrite(lambda work: _settle_unsent(work, exchange, page, rows, batch, now=now))
        return Step(0, batch.wait, made_way=bool(page.idle or batch.idle or batch.refused or batch.unready))
    try:
        if await meet_twins(tools, deliveries, exchange, profile, batch.calls):
            return Step(0, made_way=True)
    except (PortalUnreachable, PortalHalted):
        return Step(0, UNREACHABLE_WAIT)
    return await _send(tools, lease, exchange, deliveries, rows, page, batch)


def _lane_of(intent: Intent) -> Lane:
    """Return the lane that looks lost calls up: those of sales are the catalogue's too."""
    return Lane.PICTURES if intent.call.ref.kind is EntityKind.GALLERY else Lane.CATALOGUE


def _is_busy(work: Work, exchange_id: int, now: datetime) -> bool:
    """Tell whether cards or prices can go: pictures come after them."""
    priorities = Lane.CATALOGUE.value
    return bool(work.outbox.page([exchange_id], Due.READY, limit=1, now=now, priorities=priorities))


def _situation(work: Work, exchange_id: int) -> tuple[Exchange, PortalProfile | None, Sequence[Intent]]:
    discovery = work.exchanges.discovery(exchange_id)
    exchange = work.exchanges.get(id=exchange_id)
    return exchange, discovery.profile if discovery else None, work.intents.open([exchange_id])


def _read(
    work: Work, exchange: Exchange, profile: PortalProfile, lane: Lane, now: datetime
) -> tuple[dict[int, OutboxRow], TaskPage]:
    busy = open_task_ids(work.intents.open([exchange.id]))
    rows = work.outbox.page(
        [exchange.id], Due.READY, limit=lane.calls + len(busy), now=now, priorities=lane.value
    )
    free = [row for row in rows if row.id not in busy]
    return {row.id: row for row in free}, read_tasks(work, exchange, free, profile)


def _fill(
    deliveries: Deliveries, page: TaskPage, profile: PortalProfile, lane: Lane, now: datetime
) -> _Batch:
    """Map tasks and take as many whole ones as fit into one request and the portal's budget."""
    mapped = deliveries.map(page.tasks, profile=profile, bound=page.bound)
    refused = tuple(m for m in mapped if isinstance(m, Unmappable))
    unready = tuple(m for m in mapped if isinstance(m, Unready))
    idle = tuple(m.task_id for m in mapped if isinstance(m, Mapped) and not m.calls)
    offered = _whole([m for m in mapped if isinstance(m, Mapped) and m.calls], lane.calls)
    if not offered:
        return _Batch((), (), refused, unready, idle, None)
    budget = deliveries.budget([call for m in offered for call in m.calls], now=now)
    chosen = _whole(offered, budget.calls)
    versions = {task.id: task.version for task in page.tasks}
    calls = tuple(call for m in chosen for call in m.calls)
    return _Batch(calls, tuple(versions[c.task_id] for c in calls), refused, unready, idle, budget.wait)


def _whole(mapped: Sequence[Mapped], limit: int) -> list[Mapped]:
    chosen: list[Mapped] = []
    room = limit
    for one in mapped:
        if len(one.calls) > room:
            break
        chosen.append(one)
        room -= len(one.calls)
    return chosen


async def _send(
    tools: Drain,
    lease: Lease,
    exchange: Exchange,
    deliveries: Deliveries,
    rows: dict[int, OutboxRow],
    page: TaskPage,
    batch: _Batch,
) -> Step:
    try:
        ids, sent_at = await tools.store.awrite(
            lambda work: _store_intents(work, tools, lease, exchange, page, rows, batch)
        )
    except LeaseLost:
        return Step(0, LEASE_TTL / 4)
    except _Outdated:
        return Step(0, made_way=True)
    tools.under_way.update(ids)
    try:
        sent = await _call(tools, lease, deliveries, exchange, batch, ids, sent_at)
    finally:
        tools.under_way.difference_update(ids)
    await _look_at_once(tools, deliveries, exchange.id, sent)
    return _step_after([one.outcome for one in sent])


async def _call(
    tools: Drain,
    lease: Lease,
    deliveries: Deliveries,
    exchange: Exchange,
    batch: _Batch,
    ids: Sequence[int],
    sent_at: datetime,
) -> Sequence[Sent]:
    """Send what has just become an intent, and record its outcomes."""
    until = min(sent_at + BEGINS_WITHIN, lease.expires_at)
    if tools.clock() > until:  # the process slept, or the database was busy
        outcomes: Sequence[Outcome] = [TOO_LATE for _ in batch.calls]
    else:
        outcomes = await deliveries.send(batch.calls, until=until)
    now = tools.clock()
    sent = [
        Sent(i, call.task_id, version, call, sent_at, outcome)
        for i, call, version, outcome in zip(ids, batch.calls, batch.versions, outcomes, strict=True)
    ]
    await asyncio.shield(tools.store.awrite(lambda work: record_outcomes(work, exchange.id, sent, now=now)))
    return sent


async def _look_at_once(tools: Drain, deliveries: Deliveries, exchange_id: int, sent: Sequence[Sent]) -> None:
    """Most lost answers belong to calls that did run: found now, they hold nothing up."""
    lost = {s.intent_id for s in sent if isinstance(s.outcome, Ambiguous)}
    if lost:
        intents = await tools.store.aread(lambda work: work.intents.open([exchange_id]))
        await _resolve(tools, deliveries, exchange_id, [i for i in intents if i.id in lost])


async def _resolve(tools: Drain, deliveries: Deliveries, exchange_id: int, intents: Sequence[Intent]) -> bool:
    """Look calls up; a portal that can't be asked leaves them open, and they are asked about again."""
    try:
        await resolve_open(tools, deliveries, exchange_id, intents)
    except (PortalUnreachable, PortalHalted):
        return False
    return True


def _step_after(outcomes: Sequence[Outcome]) -> Step:
    """A portal that rests or is halted ends the round; all else may go on at once."""
    resting = [o.wait for o in outcomes if isinstance(o, Refused)]
    if any(isinstance(o, Halted) for o in outcomes):
        return Step(0, timedelta(minutes=10))
    if resting and len(resting) == len(outcomes):
        return Step(0, max(resting))
    return Step(len(outcomes))


def _store_intents(
    work: Work,
    tools: Drain,
    lease: Lease,
    exchange: Exchange,
    page: TaskPage,
    rows: dict[int, OutboxRow],
    batch: _Batch,
) -> tuple[Sequence[int], datetime]:
    """Return the intents and their moment: taken here, for the database may have kept us waiting."""
    now = tools.clock()
    _settle_unsent(work, exchange, page, rows, batch, now=now)
    _check_current(work, exchange.id, batch)
    ids = work.intents.store(
        exchange_id=exchange.id,
        calls=list(zip(batch.calls, batch.versions, strict=True)),
        batch=tools.new_id(),
        host=lease.host,
        owner=lease.owner,
        epoch=lease.epoch,
        now=now,
    )
    return ids, now


class _Outdated(Exception):
    """Something that was mapped has been decided otherwise meanwhile: it is read and mapped anew."""


def _check_current(work: Work, exchange_id: int, batch: _Batch) -> None:
    """Let nothing go out whose row has been marked anew, or put aside, since it was read.

    Raises: _Outdated — what was adopted meanwhile would be made a second time.
    """
    versions = {call.ref: version for call, version in zip(batch.calls, batch.versions, strict=True)}
    rows = work.outbox.of(exchange_id, versions)
    for ref, version in versions.items():
        if ref not in rows or rows[ref].version != version or rows[ref].state is not Due.READY:
            raise _Outdated(ref.id)


def _settle_unsent(
    work: Work,
    exchange: Exchange,
    page: TaskPage,
    rows: dict[int, OutboxRow],
    batch: _Batch,
    *,
    now: datetime,
) -> None:
    """End rows that differ in nothing, park what can't be expressed, let dependants wait."""
    end_idle(work, exchange.id, [rows[row_id] for row_id in (*page.idle, *batch.idle)])
    unmade = [rows[one.task_id].ref for one in batch.refused if one.rejected.code == PROPERTY_UNKNOWN]
    work.outbox.mark(exchange.id, unmade, now=now)  # planned anew: that makes what its values travel in
    for one in batch.refused:
        if rows[one.task_id].ref in unmade:
            continue
        park(work, exchange, rows[one.task_id], one.rejected.code, {"detail": one.rejected.detail}, now=now)
    let_wait(work, exchange.id, [(rows[u.task_id], u.needs) for u in batch.unready], now=now)
