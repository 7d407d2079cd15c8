"""Goods that have left 1C's selection stay as they are, and are made inactive when a person says so."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Final

from obmen.delta.compare import CARD_PRIORITY, SECTION_PRIORITY
from obmen.delta.desire import CatalogContext, Left, desire_section, kind_of_variants, section_among
from obmen.delta.selection import Roll, gathered, gone, has_full, marks_in, number_of
from obmen.domain.identity import EntityKind, Ref, split_item_key
from obmen.flows.catalog.context import read_context, variants_of
from obmen.flows.catalog.items import ITEMS, desire_items
from obmen.flows.catalog.planning import PAGE
from obmen.flows.catalog.reading import COMPUTED
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.runs import Cause
from obmen.flows.ports.store import Store, Work

GONE: Final = {"active": False}


class Why(StrEnum):
    """Why a record is no longer in the selection."""

    ABSENT = "absent"  # 1C's last full export does not name it
    OUTSIDE_GROUPS = "outside_groups"  # the setting `groups` was narrowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaver:
    """A record that the CRM holds as active, and that is in the selection no more."""

    ref: Ref
    name: str
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What has left the selection; `exported`: 1C has said once what its whole selection is."""

    leavers: Sequence[Leaver]
    exported: bool

    def counts(self) -> dict[str, int]:
        """Count by reason."""
        counted = Counter(str(one.why) for one in self.leavers)
        return {str(why): counted[why] for why in Why}


def read_selection(work: Work, exchange_id: int) -> Selection:
    """Find what the CRM holds as active though 1C's selection or the setting `groups` leaves it out."""
    exchange = work.exchanges.get(id=exchange_id)
    rolls = work.rolls.all(exchange_id)
    absent = gone(rolls)
    context = read_context(work, exchange)
    leavers: list[Leaver] = []
    if absent or context.selected is not None:
        for page in _active(work, exchange_id):
            leavers += _leavers(work, exchange_id, page, absent, context)
    return Selection(leavers=leavers, exported=has_full(rolls))


def _active(work: Work, exchange_id: int) -> Iterator[Sequence[Binding]]:
    """Yield what the CRM holds as active, page by page."""
    for kind in COMPUTED:
        after = ""
        while page := work.bindings.page(exchange_id, kind, after=after, limit=PAGE):
            after = page[-1].ref.id
            yield [binding for binding in page if binding.fields.get("active") is True]


def _leavers(
    work: Work,
    exchange_id: int,
    page: Sequence[Binding],
    absent: frozenset[int],
    context: CatalogContext,
) -> Iterator[Leaver]:
    outside = _outside(work, exchange_id, [binding.ref for binding in page], context)
    for binding in page:
        ref, is_absent = binding.ref, _is_absent(binding, absent)
        if is_absent or ref in outside:
            why = Why.ABSENT if is_absent else Why.OUTSIDE_GROUPS
            yield Leaver(ref=ref, name=str(binding.fields.get("name") or ""), why=why)


def _is_absent(binding: Binding, absent: frozenset[int]) -> bool:
    return bool(absent) and binding.ref.kind in ITEMS and number_of(binding.ref.id) in absent


def _outside(work: Work, exchange_id: int, refs: Sequence[Ref], context: CatalogContext) -> frozenset[Ref]:
    """Return which records the setting `groups` leaves out."""
    if context.selected is None:
        return frozenset()
    goods = desire_items(work, exchange_id, [ref for ref in refs if ref.kind in ITEMS], context).desires
    sections = {
        ref: desire_section(context.groups[ref.id], context)
        for ref in refs
        if ref.kind is EntityKind.SECTION and ref.id in context.groups
    }
    return frozenset(ref for ref, desired in {**goods, **sections}.items() if desired is Left.OUTSIDE_GROUPS)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What a plan says of goods that it leaves out."""

    by_groups: Mapping[str, str] = field(default_factory=dict)  # goods of 1C outside `groups`: name by id
    left: int = 0  # what the CRM holds as active though the last full export does not name it


def read_left_out(work: Work, exchange_id: int) -> LeftOut:
    """Return the goods of 1C that the setting `groups` leaves out, and how many have left the selection."""
    context = read_context(work, work.exchanges.get(id=exchange_id))
    absent = gone(work.rolls.all(exchange_id))
    return LeftOut(
        by_groups=dict(_outsiders(work, exchange_id, context)) if context.selected is not None else {},
        left=sum(_is_absent(one, absent) for page in _active(work, exchange_id) for one in page)
        if absent
        else 0,
    )


def _outsiders(work: Work, exchange_id: int, context: CatalogContext) -> Iterator[tuple[str, str]]:
    after = ""
    while page := work.records.page(exchange_id, EntityKind.CARD, after=after, limit=PAGE):
        after = page[-1][0]
        for key, body in page:
            card = json.loads(body)
            if not card.get("deleted") and section_among(card.get("group_ids", ()), context) is None:
                yield split_item_key(key)[0], str(card.get("name") or "")


def sweep(work: Work, exchange: Exchange, leavers: Sequence[Leaver], *, now: datetime) -> int:
    """Have what has left made inactive, as a run of its own; returns how many records.

    What 1C does not name stays inactive until it names it again, whatever else changes meanwhile.
    """
    given: Mapping[Ref, Mapping[str, object]] = {one.ref: GONE for one in leavers}
    absent = {split_item_key(one.ref.id)[0] for one in leavers if one.why is Why.ABSENT}
    work.swept.put(exchange.id, absent)
    work.runs.begin(exchange.id, cause=Cause.SWEEP, facts={}, now=now)
    sections = {ref: fields for ref, fields in given.items() if ref.kind is EntityKind.SECTION}
    goods = {ref: fields for ref, fields in given.items() if ref not in sections}
    work.outbox.mark_given(exchange.id, sections, now=now, priority=SECTION_PRIORITY)
    work.outbox.mark_given(exchange.id, goods, now=now, priority=CARD_PRIORITY)
    return len(given)


def welcome_back(work: Work, exchange: Exchange, package_id: int, *, now: datetime) -> None:
    """Let goods that were swept come back: a package has named them again."""
    known = work.swept.all(exchange.id)
    if not known:
        return
    named = {mark for roll in work.rolls.of(package_id) for mark in marks_in(roll.marks)}
    back = [key for key in known if number_of(key) in named]
    work.swept.forget(exchange.id, back)
    forms = _forms(work, exchange, back)
    on_their_way = work.outbox.of(exchange.id, forms).values()
    work.outbox.done({row.id: row.version for row in on_their_way if row.desired == GONE})
    work.outbox.mark(exchange.id, forms, now=now)


def _forms(work: Work, exchange: Exchange, products: Iterable[str]) -> list[Ref]:
    """Return products with their variants, in the form in which they stand."""
    variants = work.records.variants(exchange.id, products)
    kind = kind_of_variants(variants_of(work, exchange))
    return [
        *(Ref(EntityKind.PRODUCT, key) for key in products),
        *(Ref(kind, key) for keys in variants.values() for key in keys),
    ]


def gather_rolls(store: Store, exchange_id: int) -> None:
    """Keep what was named before the last full export in one place: of a million goods it is much."""
    rolls = store.read(lambda work: work.rolls.all(exchange_id))
    for roll, old in gathered(rolls):
        store.write(partial(_gather, exchange_id=exchange_id, roll=roll, old=old))


def _gather(work: Work, *, exchange_id: int, roll: Roll, old: Collection[int]) -> None:
    work.rolls.gather(exchange_id, roll, instead_of=old)
