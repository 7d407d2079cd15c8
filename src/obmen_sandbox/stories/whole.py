"""Whole catalogues of any shape, written as a stream: goods with variations, price types, warehouses."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import BinaryIO, Final
from uuid import NAMESPACE_OID, uuid5

from obmen_sandbox.onec.base import Base
from obmen_sandbox.onec.catalog_writer import (
    PortionPlace,
    stream_catalogue,
    stream_changes,
    stream_offers,
)
from obmen_sandbox.onec.model import (
    CatalogRow,
    Characteristic,
    Group,
    Item,
    PriceType,
    Property,
    Settings,
    State,
    Warehouse,
    offer_key,
)
from obmen_sandbox.stories import vocabulary as v
from obmen_sandbox.stories.shop import barcode, shop_id

FORMED: Final = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
GROUPS: Final = 24  # of each catalogue, three levels deep
VARIES_EACH: Final = 4  # every fourth good is kept by characteristics
VARIATIONS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How big a catalogue is; the same shape is the same catalogue, byte for byte."""

    goods: int
    price_types: int = 2
    warehouses: int = 5
    catalogs: int = 1
    varies_each: int = VARIES_EACH
    variations: int = VARIATIONS
    seed: int = 1

    def offers(self) -> int:
        """How many offers the goods have in all."""
        varied = self.goods // self.varies_each
        return self.goods - varied + varied * self.variations


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """An item with what its offers cost and where they lie, by the id of the offer."""

    number: int
    item: Item
    prices: dict[str, dict[str, Decimal]]
    stocks: dict[str, dict[str, Decimal]]


def references(shape: Shape) -> State:
    """Return a base without goods: groups, properties, price types, warehouses, rows of catalogues."""
    seed = shape.seed
    rows = [
        CatalogRow(
            id=shop_id(seed, "catalog", number),
            name=f"Каталог {number + 1}",
            groups=[shop_id(seed, f"group{number}", 0)],
        )
        for number in range(shape.catalogs)
    ]
    node = Settings(catalog_id=rows[0].id, catalog_name=rows[0].name, owner_id=shop_id(seed, "owner", 0))
    node.catalogs = rows if shape.catalogs > 1 else []
    state = State(settings=node)
    for catalog in range(shape.catalogs):
        for number in range(GROUPS):
            group = _group(shape, catalog, number)
            state.groups[group.id] = group
    colour = _colour(shape)
    state.properties[colour.id] = colour
    for number in range(shape.price_types):
        kind = PriceType(id=shop_id(seed, "price", number), name=f"Цена {number + 1}")
        state.price_types[kind.id] = kind
    for number in range(shape.warehouses):
        store = Warehouse(id=shop_id(seed, "store", number), name=f"Склад {number + 1}")
        state.warehouses[store.id] = store
    return state


def _group(shape: Shape, catalog: int, number: int) -> Group:
    """The first is the root, seven stand under it, the others under those."""
    parent = None if number == 0 else 0 if number < 8 else 1 + number % 7
    kind = f"group{catalog}"
    return Group(
        id=shop_id(shape.seed, kind, number),
        name=f"Группа {catalog + 1}.{number + 1}",
        parent_id=None if parent is None else shop_id(shape.seed, kind, parent),
    )


def _colour(shape: Shape) -> Property:
    property_id = shop_id(shape.seed, "property", "colour")
    values = {shop_id(shape.seed, property_id, n): f"цвет {n + 1}" for n in range(max(2, shape.variations))}
    return Property(id=property_id, name=v.COLOUR, values=values, for_offers=True)


def sold(shape: Shape, *, catalog: int | None = None) -> Iterator[Sold]:
    """Yield the goods, of one catalogue or of all, in a fixed order."""
    for number in range(shape.goods):
        if catalog is None or number % shape.catalogs == catalog:
            yield one_sold(shape, number)


def one_sold(shape: Shape, number: int) -> Sold:
    """Return one good by its number from 0."""
    item = _item(shape, number)
    chance = random.Random(f"{shape.seed}/{number}/figures")
    retail = chance.randint(100, 90_000)
    keys = [offer_key(item.id, one) for one in item.characteristics] or [item.id]
    prices, stocks = {}, {}
    for key in keys:
        prices[key] = {
            shop_id(shape.seed, "price", kind): Decimal(retail + 10 * kind)
            for kind in range(shape.price_types)
        }
        stocks[key] = {
            shop_id(shape.seed, "store", store): Decimal(chance.randint(0, 40))
            for store in range(shape.warehouses)
        }
    return Sold(number=number, item=item, prices=prices, stocks=stocks)


def _item(shape: Shape, number: int) -> Item:
    item_id = shop_id(shape.seed, "whole", number)
    group = 1 + (number // shape.catalogs) % (GROUPS - 1)
    varies = number % shape.varies_each == shape.varies_each - 1
    return Item(
        id=item_id,
        name=f"Товар {number + 1}",
        code=f"НФ-{number + 1:08d}",
        article=f"АРТ-{number + 1:06d}",
        barcode=barcode(number + 1),
        full_name=f"Товар {number + 1} полностью",
        group_id=shop_id(shape.seed, f"group{number % shape.catalogs}", group),
        vat="22",
        characteristics=_characteristics(shape, item_id) if varies else {},
    )


def _characteristics(shape: Shape, item_id: str) -> dict[str, Characteristic]:
    colour = _colour(shape)
    made = {}
    for (guid, text), number in zip(colour.values.items(), range(shape.variations), strict=False):
        one = str(uuid5(NAMESPACE_OID, f"{item_id}/{number}"))
        made[one] = Characteristic(id=one, name=text, values={v.COLOUR: text}, properties={colour.id: [guid]})
    return made


# ---- into a base, and into files


def fill_whole(base: Base, shape: Shape) -> None:
    """Put a catalogue into a base, keeping the address and login of its node."""
    made = references(shape)
    with base.lock:
        node, state = base.settings, base.state
        node.catalog_id, node.catalog_name = made.settings.catalog_id, made.settings.catalog_name
        node.catalogs = made.settings.catalogs
        state.groups |= made.groups
        state.properties |= made.properties
        state.price_types |= made.price_types
        state.warehouses |= made.warehouses
        for one in sold(shape):
            base.put_item(one.item)
            state.prices |= one.prices
            state.stocks |= one.stocks


def write_goods(stream: BinaryIO, shape: Shape, *, catalog: int = 0) -> None:
    """Write the full УТ `import{catalog}_1.xml`."""
    state = _of_catalog(shape, catalog)
    stream_catalogue(stream, state, (one.item for one in sold(shape, catalog=catalog)), FULL)


def write_offers(stream: BinaryIO, shape: Shape, *, catalog: int = 0) -> None:
    """Write the full УТ `offers{catalog}_1.xml`."""
    state = _of_catalog(shape, catalog)
    stream_offers(stream, state, _figured(state, sold(shape, catalog=catalog)), FULL)


def write_rests(stream: BinaryIO, shape: Shape, *, catalog: int = 0, every: int = 1) -> None:
    """Write rests only, ИзмененияПакетаПредложений, of every n-th good."""
    state = _of_catalog(shape, catalog)
    chosen = (one for one in sold(shape, catalog=catalog) if _place(shape, one) % every == 0)
    stream_changes(stream, state, ((item, False, True) for item in _figured(state, chosen)), CHANGES)


def write_prices(
    stream: BinaryIO, shape: Shape, *, catalog: int = 0, every: int = 100, rise: Decimal = Decimal(7)
) -> None:
    """Write prices only, risen by an amount, of every n-th good: 1 % of the goods by default."""
    state = _of_catalog(shape, catalog)
    chosen = (
        replace(one, prices={key: risen(prices, rise) for key, prices in one.prices.items()})
        for one in sold(shape, catalog=catalog)
        if _place(shape, one) % every == 0
    )
    stream_changes(stream, state, ((item, True, False) for item in _figured(state, chosen)), CHANGES)


def _place(shape: Shape, one: Sold) -> int:
    """Its number among the goods of its catalogue."""
    return one.number // shape.catalogs


def risen(prices: dict[str, Decimal], rise: Decimal) -> dict[str, Decimal]:
    return {kind: price + rise for kind, price in prices.items()}


FULL: Final = PortionPlace(with_classifier=True, only_changes=False, formed_at=FORMED)
CHANGES: Final = PortionPlace(with_classifier=False, only_changes=True, formed_at=FORMED)


def _of_catalog(shape: Shape, catalog: int) -> State:
    state = references(shape)
    rows = state.settings.catalogs
    if rows:
        state.settings.catalog_id, state.settings.catalog_name = rows[catalog].id, rows[catalog].name
    return state


def _figured(state: State, goods: Iterator[Sold]) -> Iterator[Item]:
    """Yield items while the base holds the figures of one good only: any number at constant memory."""
    for one in goods:
        state.prices, state.stocks = one.prices, one.stocks
        yield one.item
