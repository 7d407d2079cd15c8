"""What the CRM should hold of goods: products, heads of variations, variations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from obmen.delta.attributes import PREFIX, variation_attributes
from obmen.delta.desire import CatalogContext, Left, desire_product, desire_variation, head_card, unit_of
from obmen.delta.parts import card_from, offer_from, prices_from, property_from
from obmen.domain.catalog import Offer, Price, Product
from obmen.domain.identity import EntityKind, Ref, is_variant, split_item_key
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.store import Work

ITEMS: Final = (EntityKind.PRODUCT, EntityKind.VARIATION)
NOTHING: Final[Mapping[Ref, Binding]] = {}


def count_known(work: Work, exchange_id: int) -> int:
    """Count what the CRM is known to hold: products and variations."""
    return sum(work.bindings.count(exchange_id, kind) for kind in ITEMS)


Desires = Mapping[Ref, Mapping[str, object] | Left]


@dataclass(frozen=True, slots=True)
class Items:
    """What the CRM should hold of some goods, which of them are early, and how their units are called."""

    context: CatalogContext  # with the properties that set these variations apart
    desires: Desires
    early: frozenset[Ref]
    unit_names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Told:
    """What 1C has told of the goods of a page."""

    cards: Mapping[str, Product]  # by product, or by variant where 1C puts variants into the catalogue
    offers: Mapping[str, Offer]
    prices: Mapping[str, Sequence[Price]]
    variants: Mapping[str, Sequence[str]]  # keys of those that are not deleted, by product

    def card(self, key: str) -> Product | None:
        """Return an item's card: its own, its product's, or for a head without one that of a variant."""
        product_id, _ = split_item_key(key)
        known = self.cards.get(key) or self.cards.get(product_id)
        if known is not None or is_variant(key):
            return known
        return head_card(product_id, [c for v in self.variants.get(key, ()) if (c := self.cards.get(v))])

    def is_early(self, key: str) -> bool:
        """Tell whether an item waits for its offers: neither its own nor a variant's have come."""
        return not (key in self.offers or key in self.prices or self.variants.get(key))


def desire_items(
    work: Work,
    exchange_id: int,
    refs: Sequence[Ref],
    context: CatalogContext,
    *,
    bindings: Mapping[Ref, Binding] = NOTHING,
) -> Items:
    """Read what 1C tells of some goods and return what the CRM should hold of them.

    `bindings`: what it was given; a property that 1C has emptied since is looked up too.
    """
    told = _read(work, exchange_id, [ref.id for ref in refs])
    variations = [ref for ref in refs if ref.kind is EntityKind.VARIATION]
    if variations:
        names = [name for ref in variations if ref in bindings for name in bindings[ref].fields]
        offers = [told.offers[ref.id] for ref in variations if ref.id in told.offers]
        names += [PREFIX + key for offer in offers for key, _ in offer.properties]
        context = with_properties_of(work, exchange_id, context, names)
    swept = work.swept.among(exchange_id, {split_item_key(ref.id)[0] for ref in refs})
    units = (unit_of(told.card(ref.id), told.offers.get(ref.id)) for ref in refs)
    return Items(
        context=context,
        desires={ref: _desire(ref, told, context, swept) for ref in refs},
        early=frozenset(ref for ref in refs if told.is_early(ref.id)),
        unit_names={unit.code: unit.name for unit in reversed(list(units))},
    )


def with_properties_of(
    work: Work, exchange_id: int, context: CatalogContext, names: Iterable[str]
) -> CatalogContext:
    """Read the properties that fields of variations are: all that 1C has would be thousands."""
    used = {name.removeprefix(PREFIX) for name in names if name.startswith(PREFIX)}
    bodies = work.records.bodies(exchange_id, EntityKind.PROPERTY, used) if used else {}
    properties = {key: property_from(key, body) for key, body in bodies.items()}
    return replace(context, of_variations=variation_attributes(context.attributes, properties))


def _read(work: Work, exchange_id: int, keys: Sequence[str]) -> _Told:
    products = {split_item_key(key)[0] for key in keys}
    variants = work.records.variants(exchange_id, products)
    cards = _cards(work, exchange_id, products | set(keys))
    headless = [v for product in products if product not in cards for v in variants.get(product, ())]
    offers = work.records.bodies(exchange_id, EntityKind.OFFER, keys)
    prices = work.records.bodies(exchange_id, EntityKind.PRICES, keys)
    return _Told(
        cards=cards | (_cards(work, exchange_id, headless) if headless else {}),
        offers={key: offer_from(key, body) for key, body in offers.items()},
        prices={key: prices_from(body) for key, body in prices.items()},
        variants=variants,
    )


def _cards(work: Work, exchange_id: int, keys: Iterable[str]) -> dict[str, Product]:
    bodies = work.records.bodies(exchange_id, EntityKind.CARD, keys)
    return {key: card_from(body) for key, body in bodies.items()}


def _desire(
    ref: Ref, told: _Told, context: CatalogContext, swept: frozenset[str]
) -> Mapping[str, object] | Left:
    if split_item_key(ref.id)[0] in swept:
        return Left.SWEPT
    card, offer, prices = told.card(ref.id), told.offers.get(ref.id), told.prices.get(ref.id, ())
    if ref.kind is EntityKind.VARIATION:
        head = told.card(split_item_key(ref.id)[0])
        return desire_variation(ref.id, head=head, card=card, offer=offer, prices=prices, context=context)
    has_variants = bool(told.variants.get(ref.id))
    return desire_product(
        ref.id, card=card, offer=offer, prices=prices, has_variants=has_variants, context=context
    )
