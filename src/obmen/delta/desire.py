"""What the CRM should hold, from what 1C says and how the exchange is set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from obmen.delta.attributes import Attributes, attribute_fields, variation_fields
from obmen.delta.compare import HEAD, PRICE_PREFIX
from obmen.domain.catalog import Group, Offer, Price, PriceType, Product, Unit
from obmen.domain.identity import EntityKind, is_variant, split_item_key
from obmen.domain.settings import ExchangeSettings

PIECE: Final = "796"  # OKEI: what a blank unit means

ALL_TYPES: Final = "all"

Fields = Mapping[str, object]


class Left(StrEnum):
    """Why a record of 1C has no place in the CRM now; it is counted and shown, never lost."""

    CARD_UNKNOWN = "card_unknown"  # prices came before the card
    OUTSIDE_GROUPS = "outside_groups"
    HAS_VARIANTS = "has_variants"  # each of its variants is a product of the CRM
    VARIANTS_OFF = "variants_off"
    AS_VARIATION = "as_variation"  # the variant stands under its product, not as one of its own
    AS_PRODUCT = "as_product"  # the variant is a product of its own
    SWEPT = "swept"  # 1C's selection does not name it any more, and a person has let it go inactive


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogContext:
    """What one exchange's whole catalogue is judged by."""

    settings: ExchangeSettings
    variants: str  # offers | flat | off: as set, and as the portal can
    groups: Mapping[str, Group]
    price_types: Mapping[str, PriceType]
    price_type_id: str | None  # the one that is the price
    base_currency: str
    selected: frozenset[str] | None = field(default=None)  # group ids; None: all
    further: frozenset[str] = field(default_factory=frozenset)  # price types that travel beside the price
    attributes: Attributes = field(default_factory=Attributes)
    of_variations: Attributes = field(default_factory=Attributes)  # what sets them apart always travels

    def attributes_of(self, kind: EntityKind) -> Attributes:
        """Return the attributes that records of a kind carry."""
        return self.of_variations if kind is EntityKind.VARIATION else self.attributes


def select_groups(groups: Mapping[str, Group], wanted: Sequence[str]) -> frozenset[str] | None:
    """Return the ids of the wanted groups (by Ид or name) with their subtrees; None: all of them."""
    if not wanted:
        return None
    names = set(wanted)
    chosen = {g.id for g in groups.values() if g.id in names or g.name in names}
    children: dict[str | None, list[str]] = {}
    for group in groups.values():
        children.setdefault(group.parent_id, []).append(group.id)
    waiting = list(chosen)
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in chosen:
                chosen.add(child)
                waiting.append(child)
    return frozenset(chosen)


def ancestors(groups: Mapping[str, Group], group_id: str) -> tuple[str, ...]:
    """Return the ids above a group, nearest first; a loop in bad data ends the walk."""
    above: list[str] = []
    group = groups.get(group_id)
    while group is not None and group.parent_id in groups and group.parent_id not in above:
        above.append(str(group.parent_id))
        group = groups.get(str(group.parent_id))
    return tuple(above)


def desire_section(group: Group, context: CatalogContext) -> Fields | Left:
    """Return the fields of a group's section: name, parent, active."""
    if group.deleted:
        return {"active": False}
    if context.selected is not None and not _leads_to_selected(group.id, context):
        return Left.OUTSIDE_GROUPS
    parent = group.parent_id if _stands(group.parent_id, context) else None
    return {"name": group.name, "parent": parent, "active": True}


def _stands(group_id: str | None, context: CatalogContext) -> bool:
    """Tell whether a group is there for others to stand in: one that is deleted in 1C may have no section."""
    group = context.groups.get(group_id or "")
    return group is not None and not group.deleted


def _leads_to_selected(group_id: str, context: CatalogContext) -> bool:
    chosen = context.selected or frozenset()
    return group_id in chosen or any(group_id in ancestors(context.groups, g) for g in chosen)


def variants_as(variants: str, *, offers_block: int | None) -> str:
    """Return how variants stand in the CRM: without a block for variations each is a product."""
    return "flat" if variants == "offers" and offers_block is None else variants


def kind_of_variants(variants: str) -> EntityKind:
    """Return the record of the CRM that a variant is."""
    return EntityKind.VARIATION if variants == "offers" else EntityKind.PRODUCT


def desire_product(
    key: str,
    *,
    card: Product | None,
    offer: Offer | None,
    prices: Sequence[Price],
    has_variants: bool,
    context: CatalogContext,
) -> Fields | Left:
    """Return the neutral fields of the CRM product for one item key, or why it has none.

    Shape: name, section (group id or None), active, the attributes that are carried (delta.attributes), and
    of what is sold: unit (OKEI code), vat_included, and when told: vat (code), price (text of a Decimal),
    currency, `price.` + price type ([amount, currency]). The head of variations has no price of its own.
    What is deleted in 1C is only inactive.
    """
    if card is None:
        return Left.CARD_UNKNOWN
    left = _left_of_product(key, has_variants=has_variants, context=context)
    if left is not None:
        return left
    if _is_deleted(card, offer):
        return {"active": False}  # what is deleted may be told without a name or a group: the rest stays
    section = section_among(card.group_ids, context)
    if context.selected is not None and section is None:
        return Left.OUTSIDE_GROUPS
    named_by_offer = is_variant(key) and card.id != key
    fields: dict[str, object] = {
        "name": _name(card, offer, is_variant=named_by_offer),
        "section": section,
        "active": True,
    }
    fields |= attribute_fields(card, offer, context.attributes, is_variant=named_by_offer)
    if has_variants and context.variants == "offers":
        return fields | _sold_by(card, offer, context) | {HEAD: True}
    return fields | _sold(card, offer, prices, context)


def _left_of_product(key: str, *, has_variants: bool, context: CatalogContext) -> Left | None:
    if not is_variant(key):
        return Left.HAS_VARIANTS if has_variants and context.variants == "flat" else None
    return {"off": Left.VARIANTS_OFF, "offers": Left.AS_VARIATION}.get(context.variants)


def desire_variation(
    key: str,
    *,
    head: Product | None,
    card: Product | None,
    offer: Offer | None,
    prices: Sequence[Price],
    context: CatalogContext,
) -> Fields | Left:
    """Return the neutral fields of a variation: as of a product, with its head's id as `parent`.

    `head`: the card of the product above it; `card`: the variant's own where 1C puts variants into the
    catalogue, else the head's. Where the head has no place, the variation has none.
    """
    if context.variants != "offers":
        return Left.VARIANTS_OFF if context.variants == "off" else Left.AS_PRODUCT
    if head is None or card is None or (offer is None and card.id != key):
        return Left.CARD_UNKNOWN
    if head.deleted or _is_deleted(card, offer):
        return {"active": False}
    if context.selected is not None and section_among(head.group_ids, context) is None:
        return Left.OUTSIDE_GROUPS
    fields: dict[str, object] = {
        "name": _name(card, offer, is_variant=card.id != key),
        "parent": split_item_key(key)[0],
        "active": True,
    }
    fields |= variation_fields(card if card.id == key else None, offer, context.of_variations)
    return fields | _sold(card, offer, prices, context)


def head_card(product_id: str, cards: Sequence[Product]) -> Product | None:
    """Return a card for a product of which 1C tells only its variants: that of the first, less its variant.

    Source: УТ with «ВыгружатьХарактеристикиВКаталогТоваров» names them "Name (characteristic)".
    """
    alive = [card for card in cards if not card.deleted] or list(cards)
    if not alive:
        return None
    first = min(alive, key=lambda card: card.id)
    name, bracket, _ = first.name.rpartition(" (")
    return replace(first, id=product_id, name=name if bracket and first.name.endswith(")") else first.name)


def _is_deleted(card: Product, offer: Offer | None) -> bool:
    return card.deleted or (offer is not None and offer.deleted)


def _sold(
    card: Product, offer: Offer | None, prices: Sequence[Price], context: CatalogContext
) -> dict[str, object]:
    """Return the fields of what is sold: a product without variants, or a variant."""
    return _sold_by(card, offer, context) | _price(prices, context) | _further_prices(prices, context)


def _sold_by(card: Product, offer: Offer | None, context: CatalogContext) -> dict[str, object]:
    """Return unit and VAT: a head carries them too, for it may have been made before its variants came."""
    fields: dict[str, object] = {
        "unit": unit_of(card, offer).code,
        "vat_included": _vat_included(context),
    }
    return fields if card.vat is None else fields | {"vat": card.vat.code}


def section_among(group_ids: Iterable[str], context: CatalogContext) -> str | None:
    """Return the group that a good of these groups stands in; with chosen groups, None: it is outside."""
    known = [g for g in group_ids if _stands(g, context)]
    if context.selected is None:
        return known[0] if known else None
    return next((g for g in known if g in context.selected), None)


def _name(card: Product, offer: Offer | None, *, is_variant: bool) -> str:
    if not is_variant or offer is None:
        return card.name
    if offer.name and offer.name != card.name:
        return offer.name
    told = ", ".join(value for _, value in offer.characteristics if value)
    return f"{card.name} ({told})" if told else card.name


def unit_of(card: Product | None, offer: Offer | None) -> Unit:
    """Return the unit of an item; the card's stands before the offer's, and without any it is the piece."""
    told = (card.unit if card else None) or (offer.unit if offer else None)
    return told or Unit(PIECE, "")


def _vat_included(context: CatalogContext) -> bool:
    price_type = context.price_types.get(context.price_type_id or "")
    return price_type is None or price_type.vat_included is not False


def choose_price_types(
    asked: Sequence[str], types: Mapping[str, PriceType], *, base: str | None
) -> frozenset[str]:
    """Return the price types that travel beside the price: `all`, or those named by Ид or name."""
    names = set(asked)
    return frozenset(
        one.id
        for one in types.values()
        if one.id != base and not one.deleted and (ALL_TYPES in names or one.id in names or one.name in names)
    )


def _price(prices: Sequence[Price], context: CatalogContext) -> dict[str, object]:
    price = next((p for p in prices if p.price_type_id == context.price_type_id), None)
    if price is None:
        return {}
    return {"price": _amount(price), "currency": _currency(price, context)}


def _further_prices(prices: Sequence[Price], context: CatalogContext) -> dict[str, object]:
    """Return the other prices that 1C tells; one that it does not tell is as it was."""
    return {
        PRICE_PREFIX + price.price_type_id: [_amount(price), _currency(price, context)]
        for price in prices
        if price.price_type_id in context.further
    }


def _amount(price: Price) -> str:
    return format(price.amount.normalize(), "f")


def _currency(price: Price, context: CatalogContext) -> str:
    price_type = context.price_types.get(price.price_type_id)
    own = price_type.currency if price_type else None
    return price.currency or own or context.base_currency
