"""Marked records are compared with what the CRM holds: the plan. The dry run and the run are one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from obmen.delivery.profile import PortalProfile
from obmen.delta.compare import Action, ChangeClass, priority_of
from obmen.delta.guard import GUARDED
from obmen.domain.identity import EntityKind, Ref, price_ref
from obmen.flows.catalog.context import CATALOGUE_HELD
from obmen.flows.catalog.directories import complete
from obmen.flows.catalog.doubts import DOUBT, doubted, is_doubted
from obmen.flows.catalog.galleries import bind_found_galleries, mark_galleries
from obmen.flows.catalog.holding import guard
from obmen.flows.catalog.items import ITEMS
from obmen.flows.catalog.judging import REFUSALS, Judged, judge
from obmen.flows.catalog.pricing import tell_unpriced
from obmen.flows.catalog.reading import COMPUTED, Page, read_page
from obmen.flows.catalog.stocks import mark_stock
from obmen.flows.ports.catalog import Due, OutboxRow, Ready
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import Lookups, Remote
from obmen.flows.ports.store import Store, Work

PAGE = 2_500  # keys that one look-up request carries
PLANNED = frozenset(EntityKind) - {EntityKind.STOCK, EntityKind.GALLERY}  # these have turns of their own
GRACE = timedelta(seconds=60)  # so long a card waits for its offers: variants and price types follow
OF_A_CHANGE = (*REFUSALS, "delivery.rejected")  # kinds of problems that end when nothing differs any more
AWAITED = "offers.awaited"
"""Why a card is put off: what its offers tell has not come yet."""


def unbound(page: Page) -> list[Ref]:
    """Return the records that the CRM should hold and that are not bound: to be looked up first."""
    return [
        r.ref
        for r in page.rows
        if r.ref not in page.bindings and isinstance(page.desires.get(r.ref), Mapping)
    ]


def findable(page: Page, early: frozenset[Ref]) -> list[Ref]:
    """Return whom to look up now; what waits for its offers is read when its properties are known."""
    gone = {"active": False}
    return [ref for ref in unbound(page) if ref not in early or page.desires[ref] == gone]


async def look_up(lookups: Lookups, refs: Sequence[Ref], *, profile: PortalProfile) -> dict[Ref, Remote]:
    """Find by xmlId what the portal already has of these records."""
    found: dict[Ref, Remote] = {}
    for kind in COMPUTED:
        keys = [r.id for r in refs if r.kind is kind]
        for start in range(0, len(keys), PAGE):
            remotes = await lookups.find(kind, keys[start : start + PAGE], profile=profile)
            found |= {Ref(kind, key): remote for key, remote in remotes.items()}
    return found


async def plan_pending(
    store: Store, lookups: Lookups, *, exchange_id: int, now: datetime, patient: bool
) -> int:
    """Compare every marked row of an exchange and make it ready, held, parked or done; returns how many.

    `patient`: what came before its offers waits a minute for them; who is not, ends the wait of others too.
    """
    total, after = 0, 0
    if not patient:
        await store.awrite(lambda work: work.outbox.hasten(exchange_id, reason=AWAITED, now=now))
    while True:
        read = partial(_next_page, exchange_id=exchange_id, after=after, now=now if patient else None)
        exchange, page, profile = await store.aread(read)
        if page is None or profile is None:  # not now: a part is not weighed without the rest
            return total
        if not page.rows:
            break
        after = page.rows[-1].id
        early = page.early_of_new() if patient else frozenset()
        profile = await complete(
            store, lookups, exchange=exchange, profile=profile, page=page, early=early, now=now
        )
        found = await look_up(lookups, findable(page, early), profile=profile)
        judged = await asyncio.to_thread(judge, page, found, exchange, profile)
        record = _record if len(page.rows) == PAGE else _record_last
        await store.awrite(
            partial(record, exchange=exchange, judged=judged, found=found, early=early, now=now)
        )
        await store.awrite(partial(tell_unpriced, exchange=exchange, page=page, now=now))
        total += len(page.rows)
    await store.awrite(lambda work: guard(work, work.exchanges.get(id=exchange_id), now=now))
    return total


def _next_page(
    work: Work, *, exchange_id: int, after: int, now: datetime | None
) -> tuple[Exchange, Page | None, PortalProfile | None]:
    exchange = work.exchanges.get(id=exchange_id)
    discovery = work.exchanges.discovery(exchange_id)
    if discovery is None or exchange.learnt.get(CATALOGUE_HELD):
        return exchange, None, None
    if work.inbox.is_applying(exchange_id=exchange_id):  # a mass change is weighed as a whole
        return exchange, None, None
    rows = work.outbox.page([exchange_id], Due.NEW, limit=PAGE, now=now, after=after, kinds=PLANNED)
    return exchange, read_page(work, exchange, rows), discovery.profile


def _record(
    work: Work,
    *,
    exchange: Exchange,
    judged: Sequence[Judged],
    found: Mapping[Ref, Remote],
    early: frozenset[Ref],
    now: datetime,
) -> None:
    """Store what the comparison of a page says: bindings of what was found, and each row's way.

    A row that was marked anew while the portal was asked stays as it is: the next pass compares it.
    """
    bind_found(work, exchange, found, now=now)
    doubts = doubted(work, exchange.id)
    current = work.outbox.current({one.row.id: one.row.version for one in judged})
    ready: list[Ready] = []
    idle: list[OutboxRow] = []
    awaiting: list[int] = []
    for one in (one for one in judged if one.row.id in current):
        row, change = one.row, one.change
        if row.desired is not None:  # sales: given, not computed
            ready.append(Ready(row.id, row.priority, row.rank, ChangeClass.ORDINARY))
        elif change.action is Action.NOTHING:
            idle.append(row)
        elif is_doubted(change, doubts):
            work.outbox.park(row.id, reason=DOUBT, version=row.version)
        elif row.ref in early and change.action in {Action.CREATE, Action.REFUSE}:
            awaiting.append(row.id)
        elif change.action is Action.REFUSE:
            park(work, exchange, row, change.reason, change.fields, now=now)
        else:
            state = Due.HELD if one.counted_as in GUARDED else Due.READY
            ready.append(Ready(row.id, priority_of(change), one.rank, one.counted_as, state))
    work.outbox.set_ready(ready)
    work.outbox.postpone(awaiting, due_at=now + GRACE, reason=AWAITED)
    end_idle(work, exchange.id, idle)


def _record_last(
    work: Work,
    *,
    exchange: Exchange,
    judged: Sequence[Judged],
    found: Mapping[Ref, Remote],
    early: frozenset[Ref],
    now: datetime,
) -> None:
    """Store the last page and judge the whole: nobody sees a change held that is no mass change."""
    _record(work, exchange=exchange, judged=judged, found=found, early=early, now=now)
    guard(work, exchange, now=now)


def end_idle(work: Work, exchange_id: int, rows: Sequence[OutboxRow]) -> None:
    """End rows that differ in nothing, and the problems of a change that nobody wants any more."""
    work.outbox.done({row.id: row.version for row in rows})
    work.problems.solve_of(exchange_id, [row.ref for row in rows], kinds=OF_A_CHANGE)


def bind_found(work: Work, exchange: Exchange, found: Mapping[Ref, Remote], *, now: datetime) -> None:
    """Bind what the portal has, with what it holds; whose stock and pictures travel gets them."""
    work.bindings.put_new(exchange.id, bindings_of(found))
    items = [ref for ref in found if ref.kind in ITEMS]
    bind_found_galleries(work, exchange.id, found)
    mark_stock(work, exchange, items, now=now)
    mark_galleries(work, exchange, items, now=now)


def bindings_of(found: Mapping[Ref, Remote]) -> list[Binding]:
    """Return the bindings of objects that were found, and of their prices."""
    bindings = [Binding(ref, remote.id, remote.fields) for ref, remote in found.items()]
    for ref, remote in found.items():
        rows = {price_ref(ref, key): row for key, row in remote.further_price_ids.items()}
        if remote.price_id is not None:
            rows[price_ref(ref)] = remote.price_id
        bindings += [Binding(price, row, {}) for price, row in rows.items()]
    return bindings


def park(
    work: Work,
    exchange: Exchange,
    row: OutboxRow,
    reason: str,
    facts: Mapping[str, object],
    *,
    now: datetime,
) -> None:
    """Put a row aside for a person, with a problem that says why."""
    work.outbox.park(row.id, reason=reason, version=row.version)
    work.problems.raise_(
        exchange.id,
        kind=reason,
        ref=row.ref,
        record=f"{row.ref.kind} {row.ref.id}",
        facts=dict(facts),
        now=now,
    )
