"""Pictures of products: each product that should show others than it shows becomes ready, one by one.

What a product should show is what its card names, then what its offers name, as УНФ does; a variant that is a
product shows what its own offer names first. A card that names none, told whole, has none any more; an offer
without any says nothing of them. A gallery lies at the product: a head for its variations, each variant for
itself where it is a product.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from obmen.delta.compare import ChangeClass
from obmen.delta.guard import GUARDED
from obmen.delta.parts import card_from
from obmen.delta.pictures import (
    Gallery,
    Picture,
    each_once,
    gallery_fields,
    gallery_from,
    named_by,
    pictures_from,
    steps_to,
)
from obmen.domain.catalog import Product
from obmen.domain.identity import EntityKind, Ref, is_variant, split_item_key
from obmen.flows.catalog.context import CATALOGUE_HELD, variants_of
from obmen.flows.catalog.holding import guard
from obmen.flows.catalog.neighbours import neighbours
from obmen.flows.ports.catalog import Due, OutboxRow, Ready
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import Remote
from obmen.flows.ports.store import Store, Work

GALLERIES: Final = frozenset({EntityKind.GALLERY})
PICTURED: Final = (EntityKind.PICTURES, EntityKind.OFFER_PICTURES)
PICTURE_PRIORITY: Final = 70  # after cards, prices and stock
PAGE: Final = 1_000
ALL: Final = 10_000_000
JUDGED: Final = "pictures_judged"
"""Name in `Exchange.learnt` of how the galleries to write were chosen."""
FAULTS: Final = (
    "picture.not_a_picture", "picture.too_large", "picture.broken", "picture.empty", "picture.lost",
    "picture.refused", "picture.unread",
)  # fmt: skip
"""Kinds of problems of a picture; the others of its product go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryRow:
    """A product and its pictures: as 1C has them, and as the CRM shows them."""

    key: str
    name: str  # of the good
    pictures: Sequence[Picture] | None  # None: 1C has told nothing to go by
    product_id: int | None  # None: it has no place in the CRM
    gallery: Gallery
    found: bool = False  # its product was found in the portal, and nobody has looked at what it shows

    @property
    def ref(self) -> Ref:
        return Ref(EntityKind.GALLERY, self.key)

    @property
    def useful(self) -> list[Picture]:
        """The pictures whose files have come and can be sent."""
        return [one for one in self.pictures or () if one.file]

    @property
    def wanted(self) -> list[str]:
        return [one.file for one in self.useful]

    @property
    def unmet(self) -> bool:
        """Tell whether what the product shows has to be looked at before anything is added."""
        return self.found and bool(self.wanted)

    @property
    def differs(self) -> bool:
        there = self.pictures is not None and self.product_id is not None
        return there and steps_to(self.wanted, self.gallery) > 0

    @property
    def counted_as(self) -> ChangeClass:
        """What the guard counts the change as."""
        return ChangeClass.ORDINARY if self.wanted else ChangeClass.UNPICTURE


def read_galleries(work: Work, exchange_id: int, keys: Sequence[str]) -> list[GalleryRow]:
    """Read the galleries of products, by their keys."""
    products = work.bindings.get(exchange_id, [Ref(EntityKind.PRODUCT, key) for key in keys])
    known = _known(work, exchange_id, keys)
    found = work.bindings.get(exchange_id, [Ref(EntityKind.FOUND_GALLERY, key) for key in keys])
    told = _Told.read(work, exchange_id, keys)
    return [
        _row(
            key,
            told,
            product=products.get(Ref(EntityKind.PRODUCT, key)),
            known=known.get(Ref(EntityKind.GALLERY, key)),
            found=found.get(Ref(EntityKind.FOUND_GALLERY, key)),
        )
        for key in keys
    ]


def _known(work: Work, exchange_id: int, keys: Sequence[str]) -> Mapping[Ref, Binding]:
    """Read what products show of ours; what another exchange of the portal has put there is ours as well."""
    refs = [Ref(EntityKind.GALLERY, key) for key in keys]
    known = dict(work.bindings.get(exchange_id, refs))
    lacking = [ref for ref in refs if ref not in known]
    for other in neighbours(work, exchange_id) if lacking else ():
        known = {**work.bindings.get(other, lacking), **known}
    return known


def _row(
    key: str, told: _Told, *, product: Binding | None, known: Binding | None, found: Binding | None
) -> GalleryRow:
    product_id = product.remote_id if product else None
    of_this = known is not None and known.remote_id == product_id  # one made anew shows nothing yet
    card = told.card(key)
    return GalleryRow(
        key=key,
        name=str(product.fields.get("name") or "") if product else card.name if card else "",
        pictures=told.pictures_of(key, card),
        product_id=product_id,
        gallery=gallery_from(known.fields) if known is not None and of_this else Gallery(),
        found=found is not None and found.remote_id == product_id,
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What 1C has told of the pictures of some products."""

    cards: Mapping[str, Product]
    pictures: Mapping[str, Sequence[Picture]]  # by card
    first_variants: Mapping[str, str]  # of products that have no card of their own
    of_offers: Mapping[str, Sequence[Picture]]  # by item
    variants: Mapping[str, Sequence[str]]  # of products, as far as offers have pictures

    @classmethod
    def read(cls, work: Work, exchange_id: int, keys: Sequence[str]) -> _Told:
        products = {split_item_key(key)[0] for key in keys}
        cards = _cards(work, exchange_id, {*products, *keys})
        headless = sorted(products - cards.keys())
        first = {one: min(keys) for one, keys in work.records.variants(exchange_id, headless).items()}
        cards |= _cards(work, exchange_id, first.values())
        bodies = work.records.bodies(exchange_id, EntityKind.PICTURES, cards)
        variants: Mapping[str, Sequence[str]] = {}
        if work.records.count(exchange_id, EntityKind.OFFER_PICTURES):
            variants = work.records.variants(exchange_id, products)
        items = {*keys, *(one for some in variants.values() for one in some)}
        of_offers = work.records.bodies(exchange_id, EntityKind.OFFER_PICTURES, items)
        return cls(cards, _pictures(bodies), first, _pictures(of_offers), variants)

    def card(self, key: str) -> Product | None:
        """Return the card whose pictures a product shows: its own, its head's, or of its first variant."""
        head = split_item_key(key)[0]
        first = self.first_variants.get(head, "")
        return self.cards.get(key) or self.cards.get(head) or self.cards.get(first)

    def pictures_of(self, key: str, card: Product | None) -> Sequence[Picture] | None:
        if card is None or card.deleted or (card.images and card.id not in self.pictures):
            return None  # what is deleted may be told without its pictures
        named, own = named_by(card, self.pictures.get(card.id, ())), self.of_offers.get(key, ())
        if is_variant(key):
            return each_once((*own, *named))
        return each_once((*named, *own, *self._of_variants(key)))

    def _of_variants(self, key: str) -> Iterator[Picture]:
        for variant in sorted(self.variants.get(key, ())):
            yield from self.of_offers.get(variant, ())


def _pictures(bodies: Mapping[str, str]) -> dict[str, Sequence[Picture]]:
    return {key: pictures_from(body) for key, body in bodies.items()}


def _cards(work: Work, exchange_id: int, keys: Iterable[str]) -> dict[str, Product]:
    bodies = work.records.bodies(exchange_id, EntityKind.CARD, keys)
    return {key: card_from(body) for key, body in bodies.items()}


def mark_galleries(work: Work, exchange: Exchange, items: Sequence[Ref], *, now: datetime) -> None:
    """Mark the pictures of products that have just got their place in the portal."""
    products = [ref.id for ref in items if ref.kind is EntityKind.PRODUCT]
    if not exchange.settings.images or not products:
        return
    rows = read_galleries(work, exchange.id, products)
    work.outbox.mark(exchange.id, [row.ref for row in rows if row.wanted], now=now)


def bind_found_galleries(work: Work, exchange_id: int, found: Mapping[Ref, Remote]) -> None:
    """Remember of which products it is not known what they show: they were found, not made."""
    work.bindings.put_new(
        exchange_id,
        [
            Binding(Ref(EntityKind.FOUND_GALLERY, ref.id), remote.id, {})
            for ref, remote in found.items()
            if ref.kind is EntityKind.PRODUCT
        ],
    )


def judge_galleries_anew(work: Work, exchange: Exchange, *, now: datetime) -> None:
    """Mark all pictures when they begin to travel or other products show them; else drop what waits."""
    discovery = work.exchanges.discovery(exchange.id)
    can = discovery is None or discovery.profile.gallery
    judged = f"{can} {variants_of(work, exchange)}" if exchange.settings.images else ""
    if exchange.learnt.get(JUDGED, "") == judged:
        return
    work.exchanges.update(exchange.id, learnt={JUDGED: judged})
    if judged:
        work.outbox.mark_all(exchange.id, EntityKind.GALLERY, now=now)
        return
    for state in Due:
        rows = work.outbox.page([exchange.id], state, limit=ALL, kinds=GALLERIES)
        work.outbox.done({row.id: row.version for row in rows})


async def plan_galleries(store: Store, *, exchange_id: int, now: datetime) -> int:
    """Compare the pictures that are marked and make them ready, or end them; returns how many.

    Products whose own pictures nobody has looked at stay as they are: see `meet_galleries`.
    """
    total, after = 0, 0
    exchange = await store.aread(lambda work: work.exchanges.get(id=exchange_id))
    if not exchange.settings.images or exchange.learnt.get(CATALOGUE_HELD):
        return 0
    while page := await store.awrite(partial(_plan_page, exchange_id=exchange_id, after=after, now=now)):
        after, planned = page
        total += planned
    if total:
        await store.awrite(lambda work: guard(work, work.exchanges.get(id=exchange_id), now=now))
    return total


def _plan_page(work: Work, *, exchange_id: int, after: int, now: datetime) -> tuple[int, int] | None:
    """Compare a page behind a row; returns its last row and how many were compared, None: there is none."""
    discovery = work.exchanges.discovery(exchange_id)
    if discovery is None or work.inbox.is_applying(exchange_id=exchange_id):
        return None
    marked = work.outbox.page([exchange_id], Due.NEW, limit=PAGE, now=now, after=after, kinds=GALLERIES)
    if not marked:
        return None
    read = {one.key: one for one in read_galleries(work, exchange_id, [row.ref.id for row in marked])}
    has_place = discovery.profile.gallery
    rows = [row for row in marked if not (has_place and read[row.ref.id].unmet)]
    differing = [row for row in rows if has_place and read[row.ref.id].differs]
    work.bindings.put_new(
        exchange_id, [_shown(read[row.ref.id]) for row in rows if read[row.ref.id].gallery.shown]
    )
    _try_anew(work, exchange_id, [read[row.ref.id] for row in differing])
    work.outbox.set_ready([_ready(row, read[row.ref.id]) for row in differing])
    kept = {row.id for row in differing}
    work.outbox.done({row.id: row.version for row in rows if row.id not in kept})
    _tell_faults(work, exchange_id, [read[row.ref.id] for row in rows], now=now)
    return marked[-1].id, len(rows)


def _shown(row: GalleryRow) -> Binding:
    return Binding(row.ref, row.product_id or 0, gallery_fields(row.gallery))


def _ready(row: OutboxRow, gallery: GalleryRow) -> Ready:
    """A product that would lose all its pictures is held until the guard has counted how many do."""
    state = Due.HELD if gallery.counted_as in GUARDED else Due.READY
    return Ready(row.id, PICTURE_PRIORITY, 0, gallery.counted_as, state)


def _try_anew(work: Work, exchange_id: int, rows: Iterable[GalleryRow]) -> None:
    """Forget which files were refused: a new word of 1C or of a person tries them again."""
    work.bindings.put(
        exchange_id,
        [
            Binding(row.ref, row.product_id, gallery_fields(Gallery(row.gallery.shown, row.gallery.added)))
            for row in rows
            if row.product_id is not None and row.gallery.faults
        ],
    )


def _tell_faults(work: Work, exchange_id: int, rows: Sequence[GalleryRow], *, now: datetime) -> None:
    """Keep a problem for each kind of fault of a good's pictures, and close those that are over."""
    work.problems.solve_of(exchange_id, [row.ref for row in rows], kinds=FAULTS)
    for row in rows:
        faults: dict[str, list[str]] = {}
        for one in row.pictures or ():
            if one.fault:
                faults.setdefault(one.fault, []).append(one.label)
        for kind, labels in faults.items():
            tell_fault(work, exchange_id, row, kind=kind, files=", ".join(labels), detail="", now=now)


def tell_fault(
    work: Work, exchange_id: int, row: GalleryRow, *, kind: str, files: str, detail: str, now: datetime
) -> None:
    """Tell a person which picture of which good is of no use, and why."""
    facts = {"good": row.name or row.key, "files": files, "detail": detail}
    record = f"{row.ref.kind} {row.key}"
    work.problems.raise_(exchange_id, kind=kind, ref=row.ref, record=record, facts=facts, now=now)


def named_files(work: Work, exchange_id: int) -> frozenset[str]:
    """Return the kept files that some good still names: they stay, whatever else is forgotten."""
    named: set[str] = set()
    after = ""
    while page := work.records.page(exchange_id, EntityKind.PICTURES, after=after, limit=PAGE):
        after = page[-1][0]
        cards = _cards(work, exchange_id, [key for key, _ in page])
        for key, body in page:
            known, card = pictures_from(body), cards.get(key)
            named |= {one.file for one in (known if card is None or card.deleted else named_by(card, known))}
    after = ""
    while page := work.records.page(exchange_id, EntityKind.OFFER_PICTURES, after=after, limit=PAGE):
        after = page[-1][0]
        named |= {one.file for _, body in page for one in pictures_from(body)}
    return frozenset(named - {""})
