"""A page of marked records, with what the CRM should hold of each and what it was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from obmen.delta.attributes import needs_of
from obmen.delta.desire import CatalogContext, Left, desire_product, desire_section, unit_of
from obmen.delta.parts import card_from, offer_from, prices_from
from obmen.domain.identity import EntityKind, Ref, split_item_key
from obmen.domain.properties import Block, PropertyNeed
from obmen.flows.catalog.context import read_context
from obmen.flows.ports.catalog import OutboxRow
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work

COMPUTED = frozenset({EntityKind.SECTION, EntityKind.PRODUCT})
"""What the CRM should hold of these follows from what 1C says; the rest is given with its row."""

BLOCK_OF: Final[Mapping[EntityKind, Block]] = {EntityKind.PRODUCT: Block.PRODUCT}
"""In which block of the portal the properties of a record stand."""

Desires = Mapping[Ref, Mapping[str, object] | Left]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of marked rows with everything that judging them needs."""

    rows: Sequence[OutboxRow]
    desires: Desires
    bindings: Mapping[Ref, Binding]
    context: CatalogContext
    early: frozenset[Ref] = field(default=frozenset())  # what the offers may still change: they have not come
    unit_names: Mapping[str, str] = field(default_factory=dict)  # of the units that the page needs, by code

    def needs(self, *, early: frozenset[Ref]) -> Sequence[PropertyNeed]:
        """Return the properties that the page's goods need; who waits for offers needs none yet."""
        return [
            need
            for ref, desired in self.desires.items()
            if ref.kind in BLOCK_OF and ref not in early and isinstance(desired, Mapping)
            for need in needs_of(desired, self.context.attributes, BLOCK_OF[ref.kind])
        ]

    def early_of_new(self) -> frozenset[Ref]:
        """Return what is early and has not waited for its offers yet."""
        return self.early & {row.ref for row in self.rows if row.attempts == 0}


def read_page(work: Work, exchange: Exchange, rows: Sequence[OutboxRow]) -> Page:
    """Read what the CRM should hold and what it was given, for a page of SECTION and PRODUCT rows."""
    context = read_context(work, exchange)
    sections = {r.ref: desire_section(context.groups[r.ref.id], context) for r in rows
                if r.ref.kind is EntityKind.SECTION and r.ref.id in context.groups}  # fmt: skip
    keys = [r.ref.id for r in rows if r.ref.kind is EntityKind.PRODUCT]
    products = _desire_products(work, exchange.id, keys, context)
    return Page(
        rows=rows,
        desires={**sections, **products.desires, **_given(rows)},
        bindings=work.bindings.get(exchange.id, [r.ref for r in rows]),
        context=context,
        early=products.early if context.price_types else frozenset(row.ref for row in rows),
        unit_names=products.unit_names,
    )


def _given(rows: Sequence[OutboxRow]) -> Desires:
    """What a person's word asks of some records stands before what 1C says, until 1C says something new."""
    return {row.ref: row.desired for row in rows if row.desired is not None}


@dataclass(frozen=True, slots=True)
class _Products:
    """What the CRM should hold of some products, which of them are early, and how their units are called."""

    desires: Desires
    early: frozenset[Ref]
    unit_names: Mapping[str, str]


def _desire_products(work: Work, exchange_id: int, keys: Sequence[str], context: CatalogContext) -> _Products:
    ids = {split_item_key(key)[0] for key in keys}
    cards = work.records.bodies(exchange_id, EntityKind.CARD, ids | set(keys))
    offers = work.records.bodies(exchange_id, EntityKind.OFFER, keys)
    prices = work.records.bodies(exchange_id, EntityKind.PRICES, keys)
    variants = work.records.variants(exchange_id, ids)
    desires: dict[Ref, Mapping[str, object] | Left] = {}
    units: dict[str, str] = {}
    for key in keys:
        product_id, _ = split_item_key(key)
        body = cards.get(key) or cards.get(product_id)
        card = card_from(body) if body else None
        offer = offer_from(key, offers[key]) if key in offers else None
        desires[Ref(EntityKind.PRODUCT, key)] = desire_product(
            key,
            card=card,
            offer=offer,
            prices=prices_from(prices[key]) if key in prices else (),
            has_variants=bool(variants.get(product_id)),
            context=context,
        )
        unit = unit_of(card, offer)
        units.setdefault(unit.code, unit.name)
    early = {Ref(EntityKind.PRODUCT, k) for k in keys if k not in offers and k not in prices}
    return _Products(desires, frozenset(early), units)


def desire_one(work: Work, exchange: Exchange, record_id: str) -> Mapping[str, object] | Left | None:
    """Return what the CRM should hold of one product or group, or why it has no place there."""
    context = read_context(work, exchange)
    if record_id in context.groups:
        return desire_section(context.groups[record_id], context)
    products = _desire_products(work, exchange.id, [record_id], context)
    return products.desires[Ref(EntityKind.PRODUCT, record_id)]
