"""What 1C tells of its catalogue, record by record; a field that was not told is None.

What comes by the million is a tuple: an offer is made five times as fast as a frozen dataclass.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, auto
from typing import NamedTuple

from obmen.domain.vat import Vat


class Unit(NamedTuple):
    """Unit of measure by its OKEI code. 1C: БазоваяЕдиница. Bitrix24: catalog_measure.code."""

    code: str  # digits without leading zeros; a blank code is 796
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A folder of goods. 1C: Группа. Bitrix24: catalog.section."""

    id: str
    name: str
    parent_id: str | None
    deleted: bool = False


class PropertyKind(StrEnum):
    """Type of a property's values."""

    STRING = auto()
    NUMBER = auto()
    DATE = auto()
    LIST = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """An additional attribute of products or of variants. 1C: Свойство."""

    id: str
    name: str
    kind: PropertyKind
    multiple: bool = False
    for_offers: bool = False
    values: tuple[tuple[str, str], ...] = ()  # (value id, text) of a list property
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product's card. 1C: Товар of Каталог (Справочник.Номенклатура). Bitrix24: catalog.product."""

    id: str  # `guid`, or `guid#guid` where 1C puts variants into the catalogue
    name: str
    full_name: str | None = None
    article: str | None = None
    code: str | None = None
    barcode: str | None = None
    group_ids: tuple[str, ...] = ()
    unit: Unit | None = None
    vat: Vat | None = None
    description: str | None = None
    is_service: bool = False
    country: str | None = None
    brand: str | None = None
    weight: str | None = None
    images: tuple[str, ...] = ()
    properties: tuple[tuple[str, tuple[str, ...]], ...] = ()  # (property id, values)
    deleted: bool = False


class Price(NamedTuple):
    """A price of one type. 1C: Цена. Bitrix24: catalog.price."""

    price_type_id: str
    amount: Decimal
    currency: str | None  # ISO 4217; None: the price type's own


class Stock(NamedTuple):
    """The level of an offer in one warehouse. 1C: Остатки. Bitrix24: catalog.storeproduct."""

    warehouse_id: str
    quantity: Decimal


class Offer(NamedTuple):
    """What is sold: a product or one variant of it. 1C: Предложение.

    `prices`, `quantity` and `stocks` are None when the package does not carry them: unchanged.
    """

    product_id: str
    variant_id: str | None
    name: str | None = None
    article: str | None = None
    barcode: str | None = None
    unit: Unit | None = None
    characteristics: tuple[tuple[str, str], ...] = ()
    properties: tuple[tuple[str, tuple[str, ...]], ...] = ()
    prices: tuple[Price, ...] | None = None
    quantity: Decimal | None = None
    stocks: tuple[Stock, ...] | None = None
    deleted: bool = False
    images: tuple[str, ...] = ()  # none: the package says nothing of them


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceType:
    """A kind of price. 1C: ТипЦены (ВидыЦен). Bitrix24: catalog.priceType."""

    id: str
    name: str
    currency: str | None = None
    vat_included: bool | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Warehouse:
    """A place where stock lies. 1C: Склад. Bitrix24: catalog.store."""

    id: str
    name: str
    address: str | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class StockPlace:
    """A warehouse that levels of stock lie in, whether or not 1C tells its name. 1C: ИдСклада."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageHeader:
    """What a file says of itself. 1C: КоммерческаяИнформация with Каталог or ПакетПредложений."""

    schema_version: str = ""
    generated_at: str = ""
    catalog_id: str | None = None
    only_changes: bool | None = None


CatalogRecord = Group | Property | Product | Offer | PriceType | Warehouse | StockPlace | Unit
