"""A run taken back: the values before it return where the CRM still holds what the run wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final

from obmen.delta.compare import CARD_PRIORITY, SECTION_PRIORITY
from obmen.delta.pictures import PICTURES
from obmen.domain.errors import NotFound
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.catalog.context import read_portal
from obmen.flows.catalog.planning import PAGE, look_up
from obmen.flows.ports.portal import Lookups, Remote
from obmen.flows.ports.runs import Cause, Effect
from obmen.flows.ports.store import Store, Work

GONE: Final = "undo.gone"
CHANGED_SINCE: Final = "undo.changed_since"
NO_FORMER: Final = "undo.no_former"
NOT_TAKEN_BACK: Final = "undo.pictures"
PLACES: Final = frozenset({"section", "parent"})
"""Fields that hold a value when they hold nothing: the top level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undoing:
    """What of one record goes back, and what stays and why."""

    ref: Ref
    name: str
    fields: Mapping[str, tuple[object, object]] = field(default_factory=dict)  # name -> (now, back)
    kept: Mapping[str, str] = field(default_factory=dict)  # name -> code; "" stands for the whole record


@dataclass(slots=True)
class _Done:
    """All that a run did to one record: the values before its first effect, and after its last."""

    made: bool = False
    before: dict[str, object] = field(default_factory=dict)
    after: dict[str, object] = field(default_factory=dict)

    def add(self, effect: Effect) -> None:
        self.made = self.made or effect.made
        self.before = {**effect.before, **self.before}
        self.after |= effect.after


async def plan_undo(store: Store, lookups: Lookups, *, exchange_id: int, run_id: int) -> Sequence[Undoing]:
    """Say what taking a run back would change, by what the CRM holds now.

    Raises: NotFound — there is no such run, or it has changed nothing; PortalHalted, PortalUnreachable.
    """
    done = await store.aread(partial(_read_done, exchange_id=exchange_id, run_id=run_id))
    if not done:
        raise NotFound("run", reason="run", id=run_id)
    _, profile = await store.aread(partial(read_portal, exchange_id=exchange_id))
    found = await look_up(lookups, list(done), profile=profile)
    undoings = [_undoing(ref, one, found.get(ref)) for ref, one in done.items()]
    return [one for one in undoings if one.fields or one.kept]


def _read_done(work: Work, *, exchange_id: int, run_id: int) -> dict[Ref, _Done]:
    done: dict[Ref, _Done] = {}
    after = 0
    while page := work.runs.effects(exchange_id, run_id, after=after, limit=PAGE):
        after = page[-1][0]
        for _, effect in page:
            done.setdefault(effect.ref, _Done()).add(effect)
    return done


def _undoing(ref: Ref, done: _Done, remote: Remote | None) -> Undoing:
    """Decide field by field; what the run made becomes inactive, for nothing is ever deleted."""
    if ref.kind is EntityKind.GALLERY:
        return Undoing(ref=ref, name="", kept={PICTURES: NOT_TAKEN_BACK})
    if remote is None:
        return Undoing(ref=ref, name=str(done.after.get("name") or ""), kept={"": GONE})
    name = str(remote.fields.get("name") or "")
    if done.made:
        back = {"active": (True, False)} if remote.fields.get("active") is True else {}
        return Undoing(ref=ref, name=name, fields=back)
    fields: dict[str, tuple[object, object]] = {}
    kept: dict[str, str] = {}
    for field_name, before in done.before.items():
        now = remote.fields.get(field_name, done.after[field_name])
        if now == before:
            continue
        if now != done.after[field_name]:
            kept[field_name] = CHANGED_SINCE
        elif before is None and field_name not in PLACES:
            kept[field_name] = NO_FORMER
        else:
            fields[field_name] = (now, before)
    return Undoing(ref=ref, name=name, fields=fields, kept=kept)


def take_back(
    work: Work, exchange_id: int, run_id: int, undoings: Sequence[Undoing], *, now: datetime
) -> int:
    """Have the values before delivered, as a run of its own; returns of how many records."""
    going = [one for one in undoings if one.fields]
    work.runs.begin(exchange_id, cause=Cause.UNDO, facts={"run": run_id}, now=now)
    given = {one.ref: {name: back for name, (_, back) in one.fields.items()} for one in going}
    sections = {ref: fields for ref, fields in given.items() if ref.kind is EntityKind.SECTION}
    goods = {ref: fields for ref, fields in given.items() if ref not in sections}
    work.outbox.mark_given(exchange_id, sections, now=now, priority=SECTION_PRIORITY)
    work.outbox.mark_given(exchange_id, goods, now=now, priority=CARD_PRIORITY)
    return len(going)


def as_document(undoings: Sequence[Undoing]) -> list[dict[str, object]]:
    """Return the records in the shape that the command line prints."""
    return [
        {
            "kind": str(one.ref.kind),
            "id": one.ref.id,
            "name": one.name,
            "fields": {name: list(pair) for name, pair in one.fields.items()},
            "kept": dict(one.kept),
        }
        for one in undoings
    ]
