"""A clothing shop: a shirt in two colours and four sizes, a belt, six price types, pictures."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from obmen_sandbox.onec import vocabulary as onec
from obmen_sandbox.onec.base import Base
from obmen_sandbox.onec.goods import put_group, put_property
from obmen_sandbox.onec.model import (
    Characteristic,
    Group,
    Item,
    Picture,
    PriceType,
    Property,
    Warehouse,
    offer_key,
)
from obmen_sandbox.stories import vocabulary as v
from obmen_sandbox.stories.pictures import png
from obmen_sandbox.stories.shop import barcode, shop_id

COLOURS: Final = {"white": "белый", "blue": "синий"}
SIZES: Final = ("S", "M", "L", "XL")
SEASONS: Final = {"summer": "лето", "winter": "зима", "any": "круглый год"}
PRICE_TYPES: Final = (  # key, name, currency, VAT included, share of the retail price
    ("retail", "Розничная", "RUB", True, "1"),
    ("wholesale", "Оптовая", "RUB", False, "0.8"),
    ("dealer", "Дилерская", "руб", False, "0.7"),
    ("vip", "Особая", "RUB", True, "0.9"),
    ("sale", "Распродажа", "RUB", True, "0.5"),
    ("export", "Экспортная", "USD", False, "0.01"),
)
WAREHOUSES: Final = ("Основной склад", "Магазин на Ленина", "Магазин на Мира", "Тула", "Склад брака")
SHIRT, BELT = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Wear:
    """Identities of the story, for those who ask about them."""

    shirt: str
    belt: str
    colour: str
    size: str
    season: str
    fabric: str
    variations: tuple[str, ...]  # GUIDs of the eight characteristics, colour by colour


def names(seed: int = 1) -> Wear:
    """Return the identities of the story."""
    shirt = shop_id(seed, "wear", SHIRT)
    return Wear(
        shirt=shirt,
        belt=shop_id(seed, "wear", BELT),
        colour=shop_id(seed, "property", "colour"),
        size=shop_id(seed, "property", "size"),
        season=shop_id(seed, "property", "season"),
        fabric=shop_id(seed, "property", "fabric"),
        variations=tuple(shop_id(seed, shirt, f"{colour}/{size}") for colour in COLOURS for size in SIZES),
    )


def fill_wear(base: Base, *, seed: int = 1) -> Wear:
    """Put the story into a base."""
    known = names(seed)
    with base.lock:
        _fill_references(base, known, seed)
        for item in (_shirt(known, seed), _belt(known, seed)):
            base.put_item(item)
            _fill_figures(base, item, seed)
    return known


def _fill_references(base: Base, known: Wear, seed: int) -> None:
    put_group(base, Group(id=shop_id(seed, "group", "wear"), name="Одежда"))
    lists: dict[str, tuple[str, Mapping[str, str], bool]] = {
        known.colour: ("Цвет", COLOURS, True),
        known.size: ("Размер", {size: size for size in SIZES}, True),
    }
    lists[known.season] = ("Сезон", SEASONS, False)
    for property_id, (name, keys, for_offers) in lists.items():
        values = {shop_id(seed, property_id, key): text for key, text in keys.items()}
        one = Property(id=property_id, name=name, values=values, for_offers=for_offers)
        one.multiple = property_id == known.season
        put_property(base, one)
    put_property(base, Property(id=known.fabric, name="Состав ткани", type=onec.T_TEXT))
    for key, name, currency, included, _ in PRICE_TYPES:
        type_id = shop_id(seed, "price", key)
        base.state.price_types[type_id] = PriceType(
            id=type_id, name=name, currency=currency, vat_included=included
        )
    for name in WAREHOUSES:
        store_id = shop_id(seed, "store", name)
        base.state.warehouses[store_id] = Warehouse(id=store_id, name=name)


def _shirt(known: Wear, seed: int) -> Item:
    pairs = [(colour, size) for colour in COLOURS for size in SIZES]
    made = [
        Characteristic(
            id=guid,
            name=f"{COLOURS[colour]}, {size}",
            values={v.COLOUR: COLOURS[colour], v.SIZE: size},
            properties={
                known.colour: [shop_id(seed, known.colour, colour)],
                known.size: [shop_id(seed, known.size, size)],
            },
            barcode=barcode(100 + number),
        )
        for number, (guid, (colour, size)) in enumerate(zip(known.variations, pairs, strict=True))
    ]
    return Item(
        id=known.shirt,
        name="Футболка «Волга»",
        code="НФ-00000001",
        article="ФВ-01",
        barcode=barcode(100),
        full_name="Футболка мужская «Волга», хлопок",
        description="Футболка из плотного хлопка.",
        html="<p>Футболка из <b>плотного</b> хлопка.</p><script>alert(1)</script>",
        kind="Одежда",
        group_id=shop_id(seed, "group", "wear"),
        vat="22",
        country="РОССИЯ",
        brand="Волга",
        weight="180",
        properties={
            known.season: [shop_id(seed, known.season, "summer"), shop_id(seed, known.season, "any")],
            known.fabric: ["Хлопок 100 %"],
        },
        characteristics={one.id: one for one in made},
        pictures=[_picture(seed, n, data) for n, data in enumerate((png(250, 250, 250), png(20, 60, 200)))],
    )


def _belt(known: Wear, seed: int) -> Item:
    return Item(
        id=known.belt,
        name="Ремень кожаный",
        code="НФ-00000002",
        article="РК-02",
        barcode=barcode(200),
        kind="Одежда",
        group_id=shop_id(seed, "group", "wear"),
        vat="22",
        brand="Волга",
        pictures=[_picture(seed, 2, png(90, 50, 20))],
    )


def _picture(seed: int, number: int, data: bytes) -> Picture:
    picture = Picture.of(shop_id(seed, "picture", number), data, extension="png")
    picture.description = f"Вид {number + 1}"
    return picture


def _fill_figures(base: Base, item: Item, seed: int) -> None:
    """Prices by share of the retail one; of each variation another stock in each warehouse."""
    state, retail = base.state, Decimal(1490) if item.characteristics else Decimal(990)
    for place, one in enumerate([*item.characteristics] or [""]):
        key = offer_key(item.id, one)
        state.prices[key] = {
            shop_id(seed, "price", kind): (retail * Decimal(share)).quantize(Decimal("0.01"))
            for kind, _, _, _, share in PRICE_TYPES
        }
        stocks = [Decimal(place * 5 + number) for number in range(len(WAREHOUSES) - 1)]
        state.stocks[key] = dict(zip(state.warehouses, [*stocks, Decimal(0)], strict=True))
