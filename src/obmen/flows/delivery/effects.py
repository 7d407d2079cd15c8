"""What calls have changed in the catalogue is counted to its run, with what was there before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from obmen.delivery.call import Call
from obmen.delivery.outcome import Delivered, Outcome
from obmen.flows.catalog.reading import COMPUTED
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.runs import Effect
from obmen.flows.ports.store import Work


class Ended(Protocol):
    """A call and what became of it."""

    @property
    def call(self) -> Call: ...
    @property
    def outcome(self) -> Outcome: ...


def record_effects(work: Work, exchange_id: int, sent: Sequence[Ended], *, now: datetime) -> None:
    """Record what delivered calls changed; to be asked before their fields are known as held."""
    calls = [
        one.call
        for one in sent
        if isinstance(one.outcome, Delivered) and one.call.fields and one.call.ref.kind in COMPUTED
    ]
    held = work.bindings.get(exchange_id, {call.ref for call in calls})
    made = {call.ref for call in calls if call.binds == call.ref}
    work.runs.record(
        exchange_id,
        [
            _effect(call, held.get(call.ref))
            for call in calls
            if call.binds == call.ref or call.ref not in made  # a new product's price is part of making it
        ],
        now=now,
    )


def _effect(call: Call, held: Binding | None) -> Effect:
    if call.binds == call.ref:
        return Effect(ref=call.ref, made=True, before={}, after={})
    known = held.fields if held else {}
    before = {name: known.get(name) for name in call.fields}
    return Effect(ref=call.ref, made=False, before=before, after=dict(call.fields))
