"""The dry run: the same comparison as the run, with no writing call and nothing stored."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from obmen.delta.compare import Action, Change
from obmen.domain.errors import Refused
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.catalog.directories import as_if_complete
from obmen.flows.catalog.holding import with_holds
from obmen.flows.catalog.judging import Judged, judge
from obmen.flows.catalog.planning import PAGE, look_up, unbound
from obmen.flows.catalog.reading import COMPUTED, read_page
from obmen.flows.ports.catalog import OutboxRow
from obmen.flows.ports.exchanges import Discovery, Exchange
from obmen.flows.ports.portal import Lookups
from obmen.flows.ports.store import Store, Work

SHOWN = (Action.CREATE, Action.CHANGE, Action.DEACTIVATE, Action.REACTIVATE, Action.REFUSE)
CALLS_OF_CREATED_PRODUCT = 2  # the product, and its price by reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run would do, record by record."""

    changes: tuple[Change, ...]
    names: Mapping[Ref, str]  # what people call the records
    requests: int
    seconds: float

    def totals(self) -> dict[str, dict[str, int]]:
        """Count the changes by kind and action."""
        counts = {kind: dict.fromkeys(map(str, SHOWN), 0) for kind in ("product", "section")}
        for change in self.changes:
            counts[str(change.ref.kind)][str(change.action)] += 1
        return counts


async def preview(store: Store, lookups: Lookups, *, exchange_id: int) -> Plan:
    """Compare all that is pending and say what would change; the portal is only read."""
    judged: list[Judged] = []
    after = 0
    while rows := await store.aread(partial(_rows, exchange_id=exchange_id, after=after)):
        after = rows[-1].id
        judged += await _judged(store, lookups, exchange_id, [r for r in rows if r.ref.kind in COMPUTED])
    exchange = await store.aread(lambda work: work.exchanges.get(id=exchange_id))
    changes = await store.aread(lambda work: with_holds(work, exchange, judged))
    calls = sum(_calls_of(change) for change in changes)
    requests = -(-calls // 50)
    seconds = (
        max(requests - exchange.settings.burst * 0.8, 0) / exchange.settings.rate_per_second + calls * 0.2
    )
    names = {one.change.ref: one.name for one in judged}
    return Plan(changes=tuple(changes), names=names, requests=requests, seconds=round(seconds, 1))


def _rows(work: Work, *, exchange_id: int, after: int) -> Sequence[OutboxRow]:
    return work.outbox.walk(exchange_id, after=after, limit=PAGE)


async def _judged(
    store: Store, lookups: Lookups, exchange_id: int, rows: Sequence[OutboxRow]
) -> list[Judged]:
    exchange, discovery = await store.aread(lambda work: _exchange(work, exchange_id))
    page = await store.aread(partial(read_page, exchange=exchange, rows=rows))
    found = await look_up(lookups, unbound(page), profile=discovery.profile)
    profile = as_if_complete(discovery.profile, exchange=exchange, page=page)
    judged = await asyncio.to_thread(judge, page, found, exchange, profile)
    return [one for one in judged if one.change.action is not Action.NOTHING]


def _exchange(work: Work, exchange_id: int) -> tuple[Exchange, Discovery]:
    discovery = work.exchanges.discovery(exchange_id)
    if discovery is None:
        raise Refused("check", reason="check_first")
    return work.exchanges.get(id=exchange_id), discovery


def _calls_of(change: Change) -> int:
    if change.action is Action.REFUSE:
        return 0
    if change.action is Action.CREATE and change.ref.kind is EntityKind.PRODUCT:
        return CALLS_OF_CREATED_PRODUCT if "price" in change.fields else 1
    money = {"price", "currency"} & change.fields.keys()
    return bool(money) + bool(change.fields.keys() - {"price", "currency"})


def as_document(plan: Plan) -> Mapping[str, object]:
    """Return the plan in the shape that the command line and the API fix."""
    return {
        "totals": plan.totals(),
        "requests": plan.requests,
        "seconds": plan.seconds,
        "changes": [
            {
                "kind": str(change.ref.kind),
                "id": change.ref.id,
                "name": plan.names[change.ref],
                "action": str(change.action),
                "fields": {name: list(pair) for name, pair in change.fields.items()},
                "reason": change.reason,
            }
            for change in plan.changes
        ],
    }
