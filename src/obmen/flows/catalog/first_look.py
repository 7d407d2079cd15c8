"""Before the first delivery: goods that the portal seems to have already are not made a second time.

Who is who a person decides (`obmen adopt`), so the first run waits for them as soon as objects of others
carry the name, article or barcode of what is to be made. What carries 1C's id is known without them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from obmen.delivery.profile import PortalProfile
from obmen.delta.adoption import plain_name
from obmen.domain.identity import EntityKind, Ref, is_variant, split_item_key
from obmen.flows.catalog.adopting_reading import known_to_onec, taken_ids
from obmen.flows.catalog.apply import PACKAGE_APPLIED
from obmen.flows.catalog.context import CATALOGUE_HELD, read_context
from obmen.flows.catalog.holding import (
    ENDED,
    LOOKED,
    PLAN,
    SO_FAR,
    end_look,
    hold_for_adoption,
    rest_look,
)
from obmen.flows.catalog.items import desire_items
from obmen.flows.catalog.planning import PAGE
from obmen.flows.catalog.reading import COMPUTED
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.portal import Belongings, Listed
from obmen.flows.ports.store import Store, Work


@dataclass(slots=True)
class _Strangers:
    """What objects are known by that no exchange has made or adopted."""

    sections: set[str] = field(default_factory=set)
    goods: set[str] = field(default_factory=set)  # names, articles and barcodes

    def __bool__(self) -> bool:
        return bool(self.sections or self.goods)

    def add(self, kind: EntityKind, listed: Sequence[Listed]) -> None:
        for one in listed:
            if kind is EntityKind.SECTION:
                self.sections.add(plain_name(one.name))
            else:
                self.goods.update((plain_name(one.name), *one.articles, *one.barcodes))


async def look_first(store: Store, belongings: Belongings, *, exchange_id: int, now: datetime) -> bool:
    """Let the first run wait for a person when the portal may have some of its goods already.

    A portal that has objects of others is searched once for each package, until all that 1C has told first is
    on its way.
    Returns: False — a package is known in part only, what is in the portal can't be judged by it.
    Raises: PortalHalted, PortalUnreachable.
    """
    if await store.aread(lambda work: work.inbox.is_applying(exchange_id=exchange_id)):
        return False
    await _look(store, belongings, exchange_id=exchange_id, now=now)
    return True


async def _look(store: Store, belongings: Belongings, *, exchange_id: int, now: datetime) -> None:
    found = await store.aread(partial(_to_look, exchange_id=exchange_id))
    if found is None:
        return
    exchange = found.exchange
    strangers = await _strangers(store, belongings, exchange, found.profile) if found.is_new else _Strangers()
    if not strangers:
        await store.awrite(lambda work: end_look(work, exchange_id))
        return
    alike = await store.aread(partial(_count_alike, exchange=exchange, strangers=strangers))
    if alike:
        await store.awrite(lambda work: hold_for_adoption(work, exchange, count=alike, now=now))
    else:
        await store.awrite(partial(_rest, exchange_id=exchange_id, told=found.told))


@dataclass(frozen=True, slots=True)
class _Search:
    """What has to be searched, and for what."""

    exchange: Exchange
    profile: PortalProfile
    is_new: bool  # whether anything is to be made
    told: Entry | None  # the last that 1C has told


def _rest(work: Work, *, exchange_id: int, told: Entry | None) -> None:
    """Search no more for what was searched; what 1C has told meanwhile was not."""
    if work.journal.latest(exchange_id, PACKAGE_APPLIED) == told:
        rest_look(work, exchange_id)


def _to_look(work: Work, *, exchange_id: int) -> _Search | None:
    """Return what has to be searched; None: nothing has to be."""
    exchange, discovery = work.exchanges.get(id=exchange_id), work.exchanges.discovery(exchange_id)
    if (
        discovery is None
        or exchange.learnt.get(LOOKED) == ENDED
        or exchange.learnt.get(CATALOGUE_HELD, "") not in {"", PLAN}
    ):
        return None
    is_new = bool(work.outbox.page([exchange_id], Due.NEW, limit=1, kinds=frozenset(COMPUTED)))
    if is_new and exchange.learnt.get(LOOKED) == SO_FAR:
        return None
    if not is_new and not work.bindings.count(exchange_id, EntityKind.PRODUCT):
        return None
    return _Search(exchange, discovery.profile, is_new, work.journal.latest(exchange_id, PACKAGE_APPLIED))


async def _strangers(
    store: Store, belongings: Belongings, exchange: Exchange, profile: PortalProfile
) -> _Strangers:
    """Read what the portal has that is nobody's; a variation stands under a product and is not asked for."""
    strangers = _Strangers()
    for kind in (EntityKind.SECTION, EntityKind.PRODUCT):
        async for page in belongings.listed(kind, profile=profile):
            free = await store.aread(partial(_free, exchange=exchange, kind=kind, listed=page))
            strangers.add(kind, free)
    return strangers


def _free(work: Work, *, exchange: Exchange, kind: EntityKind, listed: Sequence[Listed]) -> list[Listed]:
    taken = taken_ids(work, exchange=exchange, kind=kind, listed=listed)
    # A variant may come with the offers only: then its good is known by the card.
    heads = {one.id: split_item_key(one.xml_id)[0] for one in listed}
    codes = {*heads.values(), *(one.xml_id for one in listed)}
    known = known_to_onec(work, exchange_id=exchange.id, kind=kind, keys=codes)
    return [one for one in listed if one.id not in taken and known.isdisjoint((one.xml_id, heads[one.id]))]


def _count_alike(work: Work, *, exchange: Exchange, strangers: _Strangers) -> int:
    """Count the records that are to be made and that a stranger is like."""
    context = read_context(work, exchange)
    refs = [
        Ref(EntityKind.SECTION, key)
        for key, group in context.groups.items()
        if not group.deleted and plain_name(group.name) in strangers.sections
    ]
    goods = list(_alike(work, exchange, strangers.goods, with_variants=context.variants == "flat"))
    desires = desire_items(work, exchange.id, goods, context).desires
    refs += [ref for ref in goods if isinstance(desires.get(ref), dict)]
    return len(set(refs) - work.bindings.get(exchange.id, refs).keys())


def _alike(work: Work, exchange: Exchange, marks: set[str], *, with_variants: bool) -> Iterator[Ref]:
    """Yield the goods of 1C that carry one of the marks: their card, or the offer of a variant."""
    for kind in (EntityKind.CARD, EntityKind.OFFER) if with_variants else (EntityKind.CARD,):
        after = ""
        while page := work.records.page(exchange.id, kind, after=after, limit=PAGE):
            after = page[-1][0]
            for key, body in page:
                if (kind is EntityKind.CARD or is_variant(key)) and not _marks(json.loads(body)).isdisjoint(
                    marks
                ):
                    yield Ref(EntityKind.PRODUCT, key)


def _marks(told: dict[str, Any]) -> set[str]:
    marks = {plain_name(str(told.get("name") or ""))}
    marks |= {str(told.get(name) or "").strip() for name in ("article", "barcode")}
    return marks - {""}
