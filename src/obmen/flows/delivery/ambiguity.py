"""Calls whose answer was lost: looked up before they are repeated, each by its method's own way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from obmen.delivery.call import BATCH_CALLS, Call, ResultOf
from obmen.delivery.outcome import Ambiguous, Outcome, Refused
from obmen.flows.delivery.outcomes import CERTAIN_AFTER, record_outcomes, sent_of
from obmen.flows.ports.delivery import Intent
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.portal import Deliveries
from obmen.flows.ports.store import Store, Work

NOT_RUN = Refused(timedelta(0), "not_run")


class Clocked(Protocol):
    """What looking up needs of the drain."""

    @property
    def store(self) -> Store: ...

    def clock(self) -> datetime: ...


def certain(intent: Intent, *, now: datetime) -> bool:
    """Tell whether a request can no longer run: only then "not there" is believed."""
    return now - intent.sent_at >= CERTAIN_AFTER


def next_moment(work: Work, exchange_ids: Sequence[int], *, now: datetime) -> datetime | None:
    """Return when a row that waits is due, or a lost call is certain; None: nothing waits for its time."""
    moments = [intent.sent_at + CERTAIN_AFTER for intent in work.intents.open(exchange_ids)]
    due = work.outbox.next_due(exchange_ids, now=now)
    return min((m for m in [*moments, due] if m is not None and m > now), default=None)


def open_task_ids(intents: Sequence[Intent]) -> frozenset[int]:
    """Return the rows that may not be sent again before their call is looked up."""
    return frozenset(intent.task_id for intent in intents)


async def resolve_open(
    tools: Clocked, deliveries: Deliveries, exchange_id: int, intents: Sequence[Intent]
) -> None:
    """Look calls up; what isn't there is repeated only when its request can no longer run."""
    waiting = list(intents)
    while waiting:
        made = await tools.store.aread(lambda work, w=tuple(waiting): _made_ids(work, exchange_id, w))  # type: ignore[misc]
        asked = [(i, call) for i in waiting if (call := _resolved(i, made)) is not None]
        if not asked:
            break
        await _ask(tools, deliveries, exchange_id, asked)
        done = {intent.id for intent, _ in asked}
        waiting = [intent for intent in waiting if intent.id not in done]
    now = tools.clock()
    leaning = [(intent, NOT_RUN) for intent in waiting if certain(intent, now=now)]
    await tools.store.awrite(lambda work: _record(work, exchange_id, leaning, now))


async def _ask(
    tools: Clocked, deliveries: Deliveries, exchange_id: int, asked: Sequence[tuple[Intent, Call]]
) -> None:
    for start in range(0, len(asked), BATCH_CALLS):
        some = asked[start : start + BATCH_CALLS]
        outcomes = await deliveries.look_up([call for _, call in some])
        now = tools.clock()
        pairs = [(i, _believed(i, found, now)) for (i, _), found in zip(some, outcomes, strict=True)]
        await tools.store.awrite(lambda work, p=pairs, n=now: _record(work, exchange_id, p, n))  # type: ignore[misc]


def _believed(intent: Intent, outcome: Outcome, now: datetime) -> Outcome:
    if isinstance(outcome, Ambiguous) and certain(intent, now=now):
        return replace(NOT_RUN, rows=outcome.rows)
    return outcome


def _record(work: Work, exchange_id: int, pairs: Sequence[tuple[Intent, Outcome]], now: datetime) -> None:
    record_outcomes(work, exchange_id, [sent_of(intent, outcome) for intent, outcome in pairs], now=now)
    work.journal.add(exchange_id, [_entry(intent, outcome, now) for intent, outcome in pairs])


def _entry(intent: Intent, outcome: Outcome, now: datetime) -> Entry:
    facts = {"method": intent.call.method, "found": type(outcome).__name__.lower()}
    return Entry(at=now, event="delivery.looked_up", ref=intent.call.ref, facts=facts)


Made = Mapping[tuple[str, str], int]  # (batch, name of the call) -> id that it made


def _made_ids(work: Work, exchange_id: int, intents: Sequence[Intent]) -> Made:
    """Return the ids that calls of the same batches made; a maker may have been found long before."""
    batches = work.intents.of_batches(exchange_id, {intent.batch for intent in intents})
    makers = {(i.batch, i.call.name): i.call.binds for i in batches if i.call.binds is not None}
    bindings = work.bindings.get(exchange_id, set(makers.values()))
    return {name: bindings[ref].remote_id for name, ref in makers.items() if ref in bindings}


def _resolved(intent: Intent, made: Made) -> Call | None:
    """Put known ids in the place of references; None: what the call leans on isn't there."""
    params = {name: _put(value, intent.batch, made) for name, value in intent.call.params.items()}
    return None if _has_gap(params) else replace(intent.call, params=params)


def _put(value: object, batch: str, made: Made) -> object:
    match value:
        case ResultOf(name):
            return made.get((batch, name), value)
        case dict():
            return {key: _put(item, batch, made) for key, item in value.items()}
        case _:
            return value


def _has_gap(value: object) -> bool:
    if isinstance(value, dict):
        return any(_has_gap(item) for item in value.values())
    return isinstance(value, ResultOf)
