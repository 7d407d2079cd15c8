"""A mass change waits for a person, who is told of it: each kind of change by itself, the others go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from obmen.delta.compare import Action, Change, ChangeClass
from obmen.delta.guard import GUARDED, may_go
from obmen.domain.catalog import PriceType
from obmen.domain.identity import EntityKind
from obmen.flows.catalog.context import CATALOGUE_HELD
from obmen.flows.catalog.items import count_known
from obmen.flows.catalog.judging import Judged
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work

MASS: Final[Mapping[ChangeClass, str]] = {
    ChangeClass.DEACTIVATE: "mass.deactivate",
    ChangeClass.MOVE: "mass.move",
    ChangeClass.PRICE_JUMP: "mass.price_jump",
    ChangeClass.UNPICTURE: "mass.unpicture",
}
"""Kinds of the problems of changes that wait, and why their rows do."""


UNDECIDED: Final = "price_type.undecided"
"""The problem of a first run that waits: 1C has several price types, and nobody has chosen."""
UNADOPTED: Final = "adopt.first"
"""… or the portal seems to have goods of 1C already."""
UNSIGNED: Final = "plan.unsigned"
"""… or who has made the exchange wants to see its first plan."""
CHOICE: Final = "price_type"
ADOPTION: Final = "adoption"
PLAN: Final = "plan"
OF_FIRST_RUN: Final[Mapping[str, str]] = {CHOICE: UNDECIDED, ADOPTION: UNADOPTED, PLAN: UNSIGNED}
"""Why a first run waits (`CATALOGUE_HELD`), and the problem that says so."""
LOOKED: Final = "adoption_looked"
"""Name in `Exchange.learnt` of how far the portal was searched for goods of 1C:"""
ENDED, SO_FAR = "1", "so far"
"""for good, or for all that 1C has told until now."""


SIGNATURE: Final = "signature_asked"
"""Name in `Exchange.learnt` of whether the first plan has to be signed, whatever else it waits for."""


def ask_for_a_signature(work: Work, exchange_id: int) -> None:
    """Let the first run be a plan only until a person has signed it, or let it go."""
    work.exchanges.update(exchange_id, learnt={CATALOGUE_HELD: PLAN, SIGNATURE: "1"})


def hold_first_run(work: Work, exchange: Exchange, types: Sequence[PriceType], *, now: datetime) -> None:
    """Say what the first run waits for: a choice among price types, a signature, or nothing."""
    record = f"exchange {exchange.name}"
    if len({one.id for one in types}) > 1 and not exchange.settings.price_type:
        work.exchanges.update(exchange.id, learnt={CATALOGUE_HELD: CHOICE})
        facts = {"name": types[0].name, "names": ", ".join(dict.fromkeys(one.name for one in types))}
        work.problems.raise_(exchange.id, kind=UNDECIDED, ref=None, record=record, facts=facts, now=now)
    if work.exchanges.get(id=exchange.id).learnt.get(SIGNATURE):
        work.problems.raise_(exchange.id, kind=UNSIGNED, ref=None, record=record, facts={}, now=now)


def hold_for_adoption(work: Work, exchange: Exchange, *, count: int, now: datetime) -> None:
    """Let the first run be a plan only until a person has adopted what the portal has, or lets it go."""
    work.exchanges.update(exchange.id, learnt={CATALOGUE_HELD: ADOPTION})
    record = f"exchange {exchange.name}"
    work.problems.raise_(
        exchange.id, kind=UNADOPTED, ref=None, record=record, facts={"count": count}, now=now
    )


def let_first_run_go(work: Work, exchange_id: int, *, why: str) -> None:
    """A person has decided what the first run waited for; it goes on unless it waits for another reason."""
    learnt = work.exchanges.get(id=exchange_id).learnt
    awaits_signature = bool(learnt.get(SIGNATURE)) and why != PLAN
    if why == PLAN:
        work.exchanges.update(exchange_id, learnt={SIGNATURE: ""})
    if learnt.get(CATALOGUE_HELD) == why:
        work.exchanges.update(exchange_id, learnt={CATALOGUE_HELD: PLAN if awaits_signature else ""})
        if why == ADOPTION:
            end_look(work, exchange_id)
    work.problems.solve(exchange_id, kind=OF_FIRST_RUN[why])


def release_first_run(work: Work, exchange_id: int) -> None:
    """Let the first run go, whatever it waited for."""
    for why in OF_FIRST_RUN:
        let_first_run_go(work, exchange_id, why=why)


def end_look(work: Work, exchange_id: int) -> None:
    """Search the portal for goods of 1C no more: there are none, or a person has decided."""
    work.exchanges.update(exchange_id, learnt={LOOKED: ENDED})


def rest_look(work: Work, exchange_id: int) -> None:
    """Search no more until 1C tells something new: what it has told so far the portal has not."""
    work.exchanges.update(exchange_id, learnt={LOOKED: SO_FAR})


def look_again(work: Work, exchange: Exchange) -> None:
    """Search anew for what 1C has just told, or what a setting has changed."""
    if exchange.learnt.get(LOOKED) == SO_FAR:
        work.exchanges.update(exchange.id, learnt={LOOKED: ""})


def guard(work: Work, exchange: Exchange, *, now: datetime) -> None:
    """Let guarded changes go unless they are a mass change: then they wait, and a person is told."""
    held = held_now(work, exchange.id)
    free = let_go(work, exchange, held)
    for change in free:
        work.outbox.release(exchange.id, state=Due.HELD, change=change)
    _tell(work, exchange, {change: count for change, count in held.items() if change not in free}, now=now)


def held_now(work: Work, exchange_id: int) -> dict[ChangeClass, int]:
    """Count the rows that wait for a person, by kind of change."""
    totals = work.outbox.totals(exchange_id)
    return {ChangeClass(change): n for (state, change), n in totals.items() if state == Due.HELD and change}


def let_go(work: Work, exchange: Exchange, pending: Mapping[ChangeClass, int]) -> frozenset[ChangeClass]:
    """Return the guarded kinds of change that are no mass change, as the exchange is set."""
    limit = exchange.settings.max_change_percent
    return frozenset(
        one
        for one in GUARDED
        if one in may_go(pending, known=_known(work, exchange.id, one), max_change_percent=limit)
    )


def _known(work: Work, exchange_id: int, change: ChangeClass) -> int:
    """Count what a kind of change may concern: a product without pictures loses none."""
    if change is ChangeClass.UNPICTURE:
        return work.bindings.count(exchange_id, EntityKind.GALLERY)
    return count_known(work, exchange_id)


def with_holds(work: Work, exchange: Exchange, judged: Sequence[Judged]) -> list[Change]:
    """Return the changes of a plan; those that a run would let wait for a person say so."""
    waiting = [one for one in judged if _may_wait(one)]
    free = let_go(work, exchange, Counter(one.counted_as for one in waiting))
    held = {one.change.ref for one in waiting if one.counted_as not in free}
    return [
        replace(one.change, reason=MASS[one.counted_as]) if one.change.ref in held else one.change
        for one in judged
    ]


def _may_wait(one: Judged) -> bool:
    """Tell whether the guard counts a change: neither refused nor let go before."""
    undecided = one.row.state in {Due.NEW, Due.HELD}
    return undecided and one.counted_as in GUARDED and one.change.action is not Action.REFUSE


def released(work: Work, exchange_id: int) -> None:
    """Close the problems of mass changes: a person has let them go."""
    for kind in MASS.values():
        work.problems.solve(exchange_id, kind=kind)


def _tell(work: Work, exchange: Exchange, held: Mapping[ChangeClass, int], *, now: datetime) -> None:
    """Keep one problem for each kind that waits, and close those of kinds that don't any more."""
    for change in GUARDED:
        if change in held:
            _raise(work, exchange, change, held[change], now=now)
        else:
            work.problems.solve(exchange.id, kind=MASS[change])


def _raise(work: Work, exchange: Exchange, change: ChangeClass, count: int, *, now: datetime) -> None:
    """Raise the problem of one kind, unless it stands there already with this number."""
    facts = {
        "count": count,
        "known": _known(work, exchange.id, change),
        "limit": exchange.settings.max_change_percent,
        "jump": exchange.settings.max_price_change_percent,
    }
    if any(
        problem.facts.get("count") == count for problem in work.problems.open(exchange.id, kind=MASS[change])
    ):
        return
    record = f"exchange {exchange.name}"
    work.problems.raise_(exchange.id, kind=MASS[change], ref=None, record=record, facts=facts, now=now)
