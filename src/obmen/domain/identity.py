"""Identity of what travels."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Final


class EntityKind(StrEnum):
    """What a record is, on either side."""

    # what 1C tells
    GROUP = auto()
    PROPERTY = auto()
    CARD = auto()  # a product's card, from Каталог
    OFFER = auto()  # what an offer says of itself, without prices and stock
    PRICES = auto()  # all prices of one offer
    STOCKS = auto()  # all stock levels of one offer
    PICTURES = auto()  # what lies behind the pictures that one card names
    OFFER_PICTURES = auto()  # the same of one offer
    PRICE_TYPE = auto()
    WAREHOUSE = auto()
    STOCK_PLACE = auto()  # a warehouse as levels of stock name it: by 1C's id alone
    UNIT = auto()
    ORDER = auto()
    # what the CRM holds
    SECTION = auto()
    PRODUCT = auto()  # a product of the CRM with its prices
    VARIATION = auto()  # a variant under its product, with its prices
    PRICE = auto()  # a row of a product's prices: see price_ref; only bound, never delivered by itself
    VARIATION_PRICE = auto()  # the same of a variation
    PROPERTY_VALUE = auto()  # a value of a list property; only bound, made before the goods that have it
    GALLERY = auto()  # the pictures of a product that came from 1C
    FOUND_GALLERY = auto()  # a product was found with what it shows, not looked at yet; only bound
    STORE = auto()  # where stock lies: a warehouse of 1C
    STOCK = auto()  # what the portal holds of an item, in all its stores
    STOCK_DOCUMENT = auto()  # an adjustment of stock, by its number
    STOCK_ELEMENT = auto()  # one line of it
    STOCK_CONDUCT = auto()  # that it takes effect
    STOCK_DISCARD = auto()  # that a draft which the portal refuses goes
    STAGE = auto()  # the stage of an invoice
    ROWS = auto()  # the rows of an invoice, where they follow the lines that 1C has
    INVOICE = auto()  # fields of an invoice that we keep: 1C's GUID, number and date
    MESSAGE = auto()  # a line in an invoice's timeline
    NOTICE = auto()  # a notification to a user
    TRIGGER = auto()  # a trigger that the customer's own automation goes on from


OF_GOODS: Final = frozenset(
    {
        EntityKind.CARD, EntityKind.OFFER, EntityKind.PRICES, EntityKind.STOCKS, EntityKind.PICTURES,
        EntityKind.OFFER_PICTURES, EntityKind.PRODUCT, EntityKind.VARIATION, EntityKind.GALLERY,
        EntityKind.FOUND_GALLERY, EntityKind.STOCK,
    }
)  # fmt: skip
"""Kinds of records whose id is an item key: each of them is of one good."""


@dataclass(frozen=True, slots=True)
class Ref:
    """Identity given by 1C; never changes, never reused."""

    kind: EntityKind
    id: str  # a GUID from 1C itself, any string up to 100 characters from look-alikes


def item_key(product_id: str, variant_id: str | None) -> str:
    """Join product and variant into the key that CommerceML uses: `guid` or `guid#guid`."""
    return f"{product_id}#{variant_id}" if variant_id else product_id


def price_ref(item: Ref, price_type_id: str | None = None) -> Ref:
    """Name a row of prices: of the base type, or of a further one of 1C's.

    A variant may be a product of its own and a variation at once, as `variants` was set over time: each of
    the two has prices of its own.
    """
    kind = EntityKind.VARIATION_PRICE if item.kind is EntityKind.VARIATION else EntityKind.PRICE
    return Ref(kind, f"{item.id}@{price_type_id}" if price_type_id else item.id)


def is_variant(key: str) -> bool:
    """Tell whether an item key names one variant of a product."""
    return split_item_key(key)[1] is not None


def split_item_key(key: str) -> tuple[str, str | None]:
    """Split `guid#guid` into product and variant; a plain `guid` has none."""
    product_id, _, variant_id = key.partition("#")
    return product_id, variant_id or None
