"""A practice shop: a realistic catalogue for a base, and packages of any size written as a stream."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import BinaryIO, Final
from uuid import NAMESPACE_OID, uuid5
from xml.sax.saxutils import escape

from obmen_sandbox.onec import vocabulary as onec
from obmen_sandbox.onec.base import Base
from obmen_sandbox.onec.model import (
    Characteristic,
    Counterparty,
    Group,
    Item,
    PriceType,
    Warehouse,
    offer_key,
)
from obmen_sandbox.stories import vocabulary as v

FORMED: Final = "2026-11-24T10:00:00"
FLUSH_BYTES: Final = 1 << 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What is sold: an item or one characteristic of it, with both prices and both stocks."""

    id: str
    name: str
    characteristic: Characteristic | None
    retail: Decimal
    wholesale: Decimal
    stocks: tuple[Decimal, Decimal]


def shop_id(seed: int, kind: str, key: object) -> str:
    """Return a GUID of the shop, the same for the same seed."""
    return str(uuid5(NAMESPACE_OID, f"obmen-shop/{seed}/{kind}/{key}"))


def goods(n: int, seed: int) -> Iterator[Item]:
    """Yield n items in a fixed order; the first k of them do not depend on n."""
    for number in range(1, n + 1):
        yield _item(number, seed)


def _item(number: int, seed: int) -> Item:
    chance = random.Random(f"{seed}/{number}")
    kind = v.KINDS[(number - 1) % len(v.KINDS)]
    name = v.ITEM_NAME.format(
        noun=chance.choice(kind.nouns), adjective=chance.choice(v.ADJECTIVES), number=number
    )
    article = v.ARTICLE.format(number=number)
    item_id = shop_id(seed, "item", number)
    return Item(
        id=item_id,
        name=name,
        code=v.CODE.format(number=number),
        article=article,
        barcode=barcode(number),
        full_name=v.FULL_NAME.format(name=name, article=article),
        description=v.DESCRIPTION.format(name=name),
        kind=v.GROUPS[kind.group][0],
        type=onec.TYPE_SERVICE if kind.service else onec.TYPE_PRODUCT,
        group_id=shop_id(seed, "group", kind.group),
        unit_code=kind.unit_code,
        vat=kind.vat,
        characteristics=_characteristics(item_id, chance) if kind.varies else {},
    )


def _characteristics(item_id: str, chance: random.Random) -> dict[str, Characteristic]:
    colours = chance.sample(v.COLOURS, 2)
    pairs = [(colour, size) for colour in colours for size in v.SIZES]
    made = (
        Characteristic(
            id=str(uuid5(NAMESPACE_OID, f"{item_id}/{colour}/{size}")),
            name=f"{colour}, {size}",
            values={v.COLOUR: colour, v.SIZE: size},
        )
        for colour, size in pairs
    )
    return {one.id: one for one in made}


def barcode(number: int) -> str:
    """EAN-13 in the range for inner use, its check digit right."""
    digits = f"20{number:010d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def offers_of(item: Item, number: int, seed: int) -> Iterator[Offer]:
    """Yield the offers of an item."""
    chance = random.Random(f"{seed}/{number}/prices")
    kind = v.KINDS[(number - 1) % len(v.KINDS)]
    retail = Decimal(chance.randint(kind.price_from * 100, kind.price_to * 100) // 10 * 10) / 100
    sold: list[Characteristic | None] = [*item.characteristics.values()] or [None]
    for one in sold:
        stocks = (
            (Decimal(0), Decimal(0))
            if kind.service
            else (Decimal(chance.randint(0, 90)), Decimal(chance.randint(0, 9)))
        )
        yield Offer(
            id=offer_key(item.id, one.id if one else ""),
            name=onec.CHARACTERISTIC_SHOWN.format(item=item.name, characteristic=one.name)
            if one
            else item.name,
            characteristic=one,
            retail=retail,
            wholesale=(retail * Decimal("0.8")).quantize(Decimal("0.01")),
            stocks=stocks,
        )


def fill(base: Base, *, goods_count: int = 300, seed: int = 1) -> None:
    """Put the shop into a base: groups, goods, two price types, two warehouses, prices and stocks."""
    with base.lock:
        _fill_references(base, seed)
        state = base.state
        retail, wholesale = state.price_types
        for number, item in enumerate(goods(goods_count, seed), 1):
            base.put_item(item)
            for offer in offers_of(item, number, seed):
                state.prices[offer.id] = {retail: offer.retail, wholesale: offer.wholesale}
                state.stocks[offer.id] = dict(zip(state.warehouses, offer.stocks, strict=True))


def _fill_references(base: Base, seed: int) -> None:
    state = base.state
    for key, (name, parent) in v.GROUPS.items():
        group_id = shop_id(seed, "group", key)
        parent_id = shop_id(seed, "group", parent) if parent else None
        state.groups[group_id] = Group(id=group_id, name=name, parent_id=parent_id)
    for key, name, vat_included in v.PRICE_TYPES:
        type_id = shop_id(seed, "price", key)
        state.price_types[type_id] = PriceType(id=type_id, name=name, vat_included=vat_included)
    for key, name in v.WAREHOUSES:
        store_id = shop_id(seed, "store", key)
        state.warehouses[store_id] = Warehouse(id=store_id, name=name)
    for client in v.CLIENTS:
        base.put_counterparty(
            Counterparty(
                id=shop_id(seed, "client", client.key),
                name=client.name,
                full_name=client.full_name,
                tax_id=client.tax_id,
                kpp=client.kpp,
                is_company=client.is_company,
            )
        )


# ---- packages of any size, for measurement: constant memory, one pass


def write_catalog_package(stream: BinaryIO, n: int, seed: int, *, formed: str = FORMED) -> None:
    """Write a full УТ `import0_1.xml` of n goods."""
    out = _Out(stream)
    out.write(_head("catalog_head", seed, formed))
    template = _template("item")
    for item in goods(n, seed):
        short, full, international = onec.UNITS[item.unit_code]
        out.write(
            template.format(
                id=item.id,
                barcode=item.barcode,
                article=item.article,
                name=escape(item.name),
                unit=item.unit_code,
                unit_full=full,
                international=international or short,
                group=item.group_id,
                description=escape(item.description),
                vat=item.vat,
                kind=escape(item.kind),
                type=item.type,
                full_name=escape(item.full_name),
                code=item.code,
            )
        )
    out.write(_template("catalog_tail"))
    out.close()


def write_offers_package(stream: BinaryIO, n: int, seed: int, *, formed: str = FORMED) -> None:
    """Write a full УТ `offers0_1.xml` of n offers; they belong to the first goods of the same seed."""
    out = _Out(stream)
    out.write(_head("offers_head", seed, formed))
    template, trait = _template("offer"), _template("characteristic")
    places = {
        "retail_type": shop_id(seed, "price", "retail"),
        "wholesale_type": shop_id(seed, "price", "wholesale"),
        "main": shop_id(seed, "store", "main"),
        "shop": shop_id(seed, "store", "shop"),
    }
    for item, offer in _first_offers(n, seed):
        short, full, international = onec.UNITS[item.unit_code]
        one = offer.characteristic
        out.write(
            template.format(
                **places,
                id=offer.id,
                article=item.article,
                name=escape(offer.name),
                unit=item.unit_code,
                unit_full=full,
                international=international or short,
                traits=trait.format(colour=one.values[v.COLOUR], size=one.values[v.SIZE]) if one else "",
                retail=offer.retail,
                wholesale=offer.wholesale,
                total=sum(offer.stocks),
                main_stock=offer.stocks[0],
                shop_stock=offer.stocks[1],
            )
        )
    out.write(_template("offers_tail"))
    out.close()


def _first_offers(n: int, seed: int) -> Iterator[tuple[Item, Offer]]:
    left = n
    for number, item in enumerate(goods(n, seed), 1):
        for offer in offers_of(item, number, seed):
            if left == 0:
                return
            left -= 1
            yield item, offer


@cache
def _template(name: str) -> str:
    return files("obmen_sandbox.stories").joinpath(f"templates/{name}.xml").read_text(encoding="utf-8")


def _head(name: str, seed: int, formed: str) -> str:
    ids = {"catalog": shop_id(seed, "catalog", 0), "owner": shop_id(seed, "owner", 0), "formed": formed}
    types = {f"{key}_type": shop_id(seed, "price", key) for key, _, _ in v.PRICE_TYPES}
    stores = {key: shop_id(seed, "store", key) for key, _ in v.WAREHOUSES}
    return "\ufeff" + _template(name).format(**ids, **types, **stores, groups=_groups(seed, None, 2))


def _groups(seed: int, parent: str | None, depth: int) -> str:
    inner = [key for key, (_, above) in v.GROUPS.items() if above == parent]
    if not inner:
        return ""
    tabs = "\t" * depth
    parts = [
        _template("group").format(
            tabs=tabs,
            id=shop_id(seed, "group", key),
            name=v.GROUPS[key][0],
            groups=_groups(seed, key, depth + 2),
        )
        for key in inner
    ]
    return _template("groups").format(tabs=tabs, groups="".join(parts))


class _Out:
    """Collects text and writes it in pieces."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.parts: list[str] = []
        self.size = 0

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.size += len(text)
        if self.size >= FLUSH_BYTES:
            self.flush()

    def flush(self) -> None:
        self.stream.write("".join(self.parts).encode())
        self.parts.clear()
        self.size = 0

    def close(self) -> None:
        """Write the rest without the newline that 1C does not put at the end."""
        rest = "".join(self.parts).removesuffix("\n")
        self.stream.write(rest.encode())
        self.parts.clear()
