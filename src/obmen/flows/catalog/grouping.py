"""Goods follow their groups: a group that comes, goes or comes back moves what was told to stand in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from obmen.delta.parts import group_from
from obmen.domain.identity import EntityKind, Ref, is_variant, split_item_key
from obmen.flows.ports.store import Work

PAGE: Final = 5_000


@dataclass(frozen=True, slots=True)
class Grouping:
    """The groups that goods could stand in before a package, and whether there were goods at all."""

    standing: frozenset[str]
    has_goods: bool


def read_grouping(work: Work, exchange_id: int) -> Grouping:
    """Look at the groups before a package is compared."""
    any_card = work.records.page(exchange_id, EntityKind.CARD, after="", limit=1)
    return Grouping(_standing(work, exchange_id), has_goods=bool(any_card))


def mark_regrouped(
    work: Work, exchange_id: int, *, before: Grouping, variants: EntityKind, now: datetime
) -> int:
    """Mark known goods whose group has appeared or gone, for it may be told after them; returns how many.

    `variants`: what a variant is, PRODUCT or VARIATION.
    Goods that the package itself brings are marked anyway, so a first load looks through nothing.
    """
    changed = before.standing ^ _standing(work, exchange_id)
    if not changed or not before.has_goods:
        return 0
    marked = 0
    for cards in _cards_in(work, exchange_id, changed):
        their = work.records.variants(exchange_id, cards)
        under = {key for key in cards if is_variant(key)} | {key for keys in their.values() for key in keys}
        refs = {Ref(EntityKind.PRODUCT, split_item_key(key)[0]) for key in cards}
        refs |= {Ref(variants, key) for key in under}
        work.outbox.mark(exchange_id, refs, now=now)
        marked += len(refs)
    return marked


def _standing(work: Work, exchange_id: int) -> frozenset[str]:
    groups = work.records.all(exchange_id, EntityKind.GROUP)
    return frozenset(key for key, body in groups.items() if not group_from(key, body).deleted)


def _cards_in(work: Work, exchange_id: int, groups: frozenset[str]) -> Iterator[list[str]]:
    """Yield pages of the cards that name any of the groups."""
    after = ""
    while page := work.records.page(exchange_id, EntityKind.CARD, after=after, limit=PAGE):
        yield [key for key, body in page if not groups.isdisjoint(json.loads(body).get("group_ids", ()))]
        after = page[-1][0]
