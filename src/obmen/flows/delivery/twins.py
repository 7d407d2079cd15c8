"""What another exchange of the same portal makes or has made is looked up before it is made again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Final, Protocol

from obmen.delivery.call import Call
from obmen.delivery.outcome import Delivered
from obmen.delivery.profile import PortalProfile
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.catalog.neighbours import neighbours
from obmen.flows.catalog.planning import bind_found, bindings_of, look_up
from obmen.flows.catalog.reading import COMPUTED
from obmen.flows.delivery.ambiguity import certain
from obmen.flows.delivery.waiting import A_MOMENT
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import Deliveries, Lookups, Remote
from obmen.flows.ports.store import Store, Work

SHARED: Final = frozenset({*COMPUTED, EntityKind.STORE})
"""What stands in a portal once, whichever exchange has made it: found there by 1C's Ид."""
BEING_MADE: Final = "made_by_another"


class Asking(Protocol):
    """What looking for twins needs of the drain."""

    @property
    def store(self) -> Store: ...
    @property
    def lookups(self) -> Callable[[Exchange], Lookups]: ...

    def clock(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class _Twins:
    being_made: frozenset[int]  # rows whose record a call of another exchange may be making now
    there: tuple[Call, ...]  # calls that make what another exchange has made


async def meet_twins(
    tools: Asking, deliveries: Deliveries, exchange: Exchange, profile: PortalProfile, calls: Sequence[Call]
) -> bool:
    """Bind what another exchange has made since it was looked for, and wait for what it is making.

    A gallery needs no looking up: exchanges share what they know of it. The lease keeps all others from
    making more until the calls are intents. False: they may go out.
    Raises: PortalHalted, PortalUnreachable — what is there could not be looked up.
    """
    making = [call for call in calls if call.ref.kind is EntityKind.GALLERY or _is_shared(call)]
    if not making:
        return False
    now = tools.clock()
    twins = await tools.store.aread(partial(_read, exchange=exchange, making=making, now=now))
    if twins.being_made:
        due_at = now + A_MOMENT
        await tools.store.awrite(
            lambda work: work.outbox.postpone(twins.being_made, due_at=due_at, reason=BEING_MADE)
        )
        return True
    stores = [call for call in twins.there if call.ref.kind is EntityKind.STORE]
    goods = [call for call in twins.there if call.ref.kind in COMPUTED]
    found_stores = await _find_stores(deliveries, stores) if stores else []
    refs = list(dict.fromkeys(call.ref for call in goods))
    found = await look_up(tools.lookups(exchange), refs, profile=profile) if refs else {}
    bind = partial(_bind, exchange=exchange, making=goods, found=found, stores=found_stores, now=now)
    return await tools.store.awrite(bind)


def _is_shared(call: Call) -> bool:
    return call.ref.kind in SHARED and bool(_made_by(call))


def _made_by(call: Call) -> set[Ref]:
    """Return the records that a call makes."""
    return {ref for ref in (call.binds, *call.rows.values()) if ref is not None}


def _read(work: Work, *, exchange: Exchange, making: Sequence[Call], now: datetime) -> _Twins:
    others = neighbours(work, exchange.id)
    if not others:
        return _Twins(frozenset(), ())
    lost = work.intents.open(others)
    running = {intent.call.ref for intent in lost if not certain(intent, now=now)}
    made = set(chain.from_iterable(map(_made_by, making)))
    known = {intent.call.ref for intent in lost} | {
        ref for other in others for ref in work.bindings.get(other, made)
    }
    return _Twins(
        frozenset(call.task_id for call in making if call.ref in running),
        tuple(call for call in making if call.ref in known or not known.isdisjoint(_made_by(call))),
    )


async def _find_stores(deliveries: Deliveries, calls: Sequence[Call]) -> list[Binding]:
    """Find stores; what they hold is not known, so that they are told all that 1C says."""
    outcomes = await deliveries.look_up(calls)
    return [
        Binding(call.ref, outcome.item_id, {})
        for call, outcome in zip(calls, outcomes, strict=True)
        if isinstance(outcome, Delivered) and outcome.item_id is not None
    ]


def _bind(
    work: Work,
    *,
    exchange: Exchange,
    making: Sequence[Call],
    found: Mapping[Ref, Remote],
    stores: Sequence[Binding],
    now: datetime,
) -> bool:
    """Bind what was found, and compare it anew; what is not there any more may be made. True: some was."""
    known = work.bindings.get(exchange.id, found)
    mine = {ref: one for ref, one in found.items() if ref not in known or known[ref].remote_id == one.id}
    there = {binding.ref for binding in bindings_of(mine)}
    met = {call.ref for call in making if not there.isdisjoint(_made_by(call))}
    bind_found(work, exchange, {ref: mine[ref] for ref in met}, now=now)
    work.outbox.mark(exchange.id, met, now=now + A_MOMENT)  # so that it is planned when this round is over
    work.bindings.put_new(exchange.id, stores)
    return bool(met or stores)
