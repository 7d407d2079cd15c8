"""Products of all kinds: their fields, and the four families of methods over them.

Source: Bitrix24 `api-reference/catalog/data-types.md`, `catalog/product/`.
"""

from dataclasses import dataclass
from typing import Final

from obmen_sandbox.portal.catalog_entity import Entity, Field
from obmen_sandbox.portal.state import ELEMENTS
from obmen_sandbox.portal.words import words

SIMPLE, HEAD, OFFER, LONE_OFFER, EMPTY_HEAD, SERVICE = 1, 3, 4, 5, 6, 7

FIELDS: Final = (
    Field(name="active", kind="flag", default="Y"),
    Field(name="available", kind="flag", readonly=True, default="N"),
    Field(name="barcodeMulti", kind="flag", default="N"),
    Field(name="bundle", kind="flag", readonly=True, default="N"),
    Field(name="canBuyZero", kind="flag", default="N"),
    Field(name="code"),
    Field(name="createdBy", kind="int"),
    Field(name="dateActiveFrom", kind="datetime"),
    Field(name="dateActiveTo", kind="datetime"),
    Field(name="dateCreate", kind="datetime"),
    Field(name="detailPicture", kind="object"),
    Field(name="detailText"),
    Field(name="detailTextType", default="text"),
    Field(name="height", kind="float"),
    Field(name="iblockId", kind="int", required=True, immutable=True),
    Field(name="iblockSectionId", kind="int"),
    Field(name="id", kind="int", readonly=True),
    Field(name="length", kind="float"),
    Field(name="measure", kind="int"),
    Field(name="modifiedBy", kind="int"),
    Field(name="name", required=True),
    Field(name="previewPicture", kind="object"),
    Field(name="previewText"),
    Field(name="previewTextType", default="text"),
    Field(name="purchasingCurrency"),
    Field(name="purchasingPrice", kind="float"),
    Field(name="quantity", kind="float"),
    Field(name="quantityReserved", kind="float"),
    Field(name="quantityTrace", kind="flag", default="D"),
    Field(name="recurSchemeLength", kind="int"),
    Field(name="recurSchemeType", default="D"),
    Field(name="sort", kind="int", default=500),
    Field(name="subscribe", kind="flag", default="D"),
    Field(name="timestampX", kind="datetime", readonly=True),
    Field(name="trialPriceId", kind="int"),
    Field(name="type", kind="int", readonly=True),
    Field(name="vatId", kind="int"),
    Field(name="vatIncluded", kind="flag", default="N"),
    Field(name="weight", kind="float"),
    Field(name="width", kind="float"),
    Field(name="withoutOrder", kind="flag", default="N"),
    Field(name="xmlId"),
)
PARENT: Final = Field(name="parentId", kind="int")
STOCK_FIELDS: Final = frozenset(words("quantity quantityReserved purchasingPrice purchasingCurrency"))
LISTED_ONLY: Final = frozenset(
    words("barcodeMulti recurSchemeLength recurSchemeType trialPriceId withoutOrder")
)
SERVICE_FIELDS: Final = frozenset(
    words(
        """
        active available bundle code createdBy dateActiveFrom dateActiveTo dateCreate detailPicture
        detailText detailTextType iblockId iblockSectionId id modifiedBy name previewPicture previewText
        previewTextType sort timestampX type vatId vatIncluded xmlId
    """
    )
)

PRODUCT_ENTITY: Final = Entity(
    table=ELEMENTS, prefix="catalog.product", one="element", many="products", fields=FIELDS
)
OFFER_ENTITY: Final = Entity(
    table=ELEMENTS, prefix="catalog.product.offer", one="offer", many="offers", fields=(*FIELDS, PARENT)
)
SERVICE_ENTITY: Final = Entity(
    table=ELEMENTS,
    prefix="catalog.product.service",
    one="service",
    many="services",
    fields=tuple(f for f in FIELDS if f.name in SERVICE_FIELDS),
)


@dataclass(frozen=True, slots=True)
class Family:
    """One of the four families of methods over the same elements."""

    prefix: str
    entity: Entity
    one: str  # key of add and update
    got: str  # key of get
    many: str
    types: frozenset[int]  # which elements it sees
    new_type: int
    in_offers_block: bool
    add_s: float
    update_s: float
    hidden: frozenset[str] = LISTED_ONLY  # fields that only `list` shows


FAMILIES: Final = (
    Family(
        "catalog.product",
        PRODUCT_ENTITY,
        "element",
        "product",
        "products",
        frozenset(range(1, 8)),
        SIMPLE,
        in_offers_block=False,
        add_s=0.25,
        update_s=0.2,
    ),
    Family(
        "catalog.product.sku",
        PRODUCT_ENTITY,
        "sku",
        "sku",
        "units",
        frozenset({HEAD, EMPTY_HEAD}),
        EMPTY_HEAD,
        in_offers_block=False,
        add_s=0.25,
        update_s=0.2,
        hidden=LISTED_ONLY | {"quantityReserved", "quantityTrace"},
    ),
    Family(
        "catalog.product.offer",
        OFFER_ENTITY,
        "offer",
        "offer",
        "offers",
        frozenset({OFFER, LONE_OFFER}),
        OFFER,
        in_offers_block=True,
        add_s=0.3,
        update_s=0.22,
    ),
    Family(
        "catalog.product.service",
        SERVICE_ENTITY,
        "service",
        "service",
        "services",
        frozenset({SERVICE}),
        SERVICE,
        in_offers_block=False,
        add_s=0.2,
        update_s=0.18,
    ),
)
