"""What a portal should hold after files of 1C, reckoned by a plain walk of their trees.

A second opinion: it knows CommerceML from the facts alone and shares nothing with the product's readers.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

NOTHING = "00000000-0000-0000-0000-000000000000"
ROUBLE = {"руб": "RUB", "RUR": "RUB", "643": "RUB"}


@dataclass
class Told:
    """Everything that 1C has told, the latest word on each thing."""

    groups: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    cards: dict[str, ET.Element] = field(default_factory=dict)
    offers: dict[str, ET.Element] = field(default_factory=dict)
    prices: dict[str, dict[str, tuple[Decimal, str]]] = field(default_factory=dict)
    stocks: dict[str, dict[str | None, Decimal]] = field(default_factory=dict)
    price_types: dict[str, tuple[str, str]] = field(default_factory=dict)  # name, currency
    warehouses: dict[str, str] = field(default_factory=dict)

    def read(self, data: bytes) -> None:
        """Take a file."""
        root = ET.fromstring(data)  # noqa: S314 — files of our own and of the fixtures
        self._groups(root, None)
        for element, parents in _walk(root, ()):
            match name(element), parents[-1:] and parents[-1]:
                case "Товар", "Товары" if "Каталог" in parents:
                    self.cards[text(element, "Ид")] = element
                case "ТипЦены", "ТипыЦен":
                    self.price_types[text(element, "Ид")] = (
                        text(element, "Наименование"), currency(text(element, "Валюта")),
                    )  # fmt: skip
                case "Склад", "Склады" if text(element, "Наименование") and "Предложение" not in parents:
                    self.warehouses[text(element, "Ид")] = text(element, "Наименование")
                case "Предложение", "Предложения":
                    self._offer(element)
                case _:
                    continue

    def _groups(self, element: ET.Element, parent: str | None) -> None:
        for child in element:
            here = parent
            if name(child) == "Группа":
                here = text(child, "Ид")
                self.groups[here] = (text(child, "Наименование"), parent)
            if name(child) in {"Классификатор", "Группы", "Группа"}:
                self._groups(child, here)

    def _offer(self, element: ET.Element) -> None:
        key, variant = text(element, "Ид"), text(element, "ИдХарактеристики")
        if variant and variant != NOTHING and "#" not in key:
            key = f"{key}#{variant}"
        told = {name(child) for child in element}
        if "Наименование" in told or "ХарактеристикиТовара" in told:  # prices and rests alone name nothing
            self.offers[key] = element
        for price in under(element, "Цены", "Цена"):
            of = text(price, "ИдТипаЦены")
            own = currency(text(price, "Валюта")) or self.price_types.get(of, ("", ""))[1]
            self.prices.setdefault(key, {})[of] = (number(text(price, "ЦенаЗаЕдиницу")), own or "RUB")
        levels = dict(_levels(element))
        if levels:
            self.stocks.setdefault(key, {}).update(levels)


def _levels(offer: ET.Element) -> Iterator[tuple[str | None, Decimal]]:
    """Yield what lies in each warehouse; None: 1C tells a total only."""
    by_store = list(_by_store(offer))
    totals = [*under(offer, "Количество"), *under(offer, "Остатки", "Остаток", "Количество")]
    yield from by_store
    if not by_store:
        yield from ((None, number(one.text or "")) for one in totals)


def _by_store(offer: ET.Element) -> Iterator[tuple[str, Decimal]]:
    for child in offer:
        if name(child) in {"Склад", "Склады"} and child.get("ИдСклада"):
            yield child.attrib["ИдСклада"], number(child.get("КоличествоНаСкладе") or "0")
    for rest in under(offer, "Остатки", "Остаток"):
        for store in rest:
            if name(store) == "Склад":
                yield text(store, "Ид"), number(text(store, "Количество"))


@dataclass(frozen=True)
class Held:
    """What a portal holds, or should hold, in 1C's own words."""

    sections: Mapping[str, tuple[str, str | None]]  # group -> name, parent
    products: Mapping[str, tuple[str, str | None]]  # good -> name, group
    variations: Mapping[str, tuple[str, str]]  # variant -> name, good
    prices: Mapping[tuple[str, str], tuple[Decimal, str]]  # item, price type
    vats: Mapping[str, str]  # what is sold -> rate
    stocks: Mapping[tuple[str, str | None], Decimal]  # item, warehouse


def expect(told: Told, *, base: str) -> Held:
    """Return what the portal should hold; `base`: the price type that is the price."""
    goods = {key: card for key, card in told.cards.items() if "#" not in key}
    own = {key: card for key, card in told.cards.items() if "#" in key and not is_deleted(card)}
    heads = {key.partition("#")[0] for key in (*told.offers, *own) if "#" in key}
    for key in sorted(own, reverse=True):  # of a good that is told by its variants alone the first speaks
        if key.partition("#")[0] not in told.cards:
            goods[key.partition("#")[0]] = own[key]
    alive = {key: card for key, card in goods.items() if not is_deleted(card)}
    variants = {
        key for key in {*told.offers, *own}
        if "#" in key and key.partition("#")[0] in alive
        and not (key in told.offers and is_deleted(told.offers[key]))
    }  # fmt: skip
    sold = variants | {key for key in alive if key not in heads}
    cards = {key: own.get(key, alive[key.partition("#")[0]]) for key in sold}
    return Held(
        sections=told.groups,
        products={
            key: (_name(card) if key in told.cards else _less_variant(card), _group(card, told))
            for key, card in alive.items()
        },
        variations={
            key: (variant_name(cards[key], told.offers.get(key)), key.partition("#")[0]) for key in variants
        },
        prices={
            (key, "BASE" if of == base else of): price
            for key in sold for of, price in told.prices.get(key, {}).items()
        },
        vats={key: rate(card) for key, card in cards.items() if rate(card)},
        stocks={
            (key, store): level
            for key in sold for store, level in told.stocks.get(key, {}).items() if level > 0
        },
    )  # fmt: skip


def _name(card: ET.Element) -> str:
    return text(card, "Наименование")


def _less_variant(card: ET.Element) -> str:
    return _name(card).removesuffix(")").rpartition(" (")[0] or _name(card)


def variant_name(card: ET.Element, offer: ET.Element | None) -> str:
    """Return the name of a variant: the offer's own, or the good's with the characteristic's values."""
    good = _name(card)
    if "#" in text(card, "Ид") or offer is None:
        return good
    values = [text(one, "Значение") for one in under(offer, "ХарактеристикиТовара", "ХарактеристикаТовара")]
    own = _name(offer)
    if own and own != good:
        return own
    told = ", ".join(value for value in values if value)
    return f"{good} ({told})" if told else good


def rate(card: ET.Element) -> str:
    """Return the rate of VAT that a card tells: a number, `none`, or nothing."""
    for tax in under(card, "СтавкиНалогов", "СтавкаНалога"):
        if text(tax, "Наименование") == "НДС":
            told = text(tax, "Ставка").rstrip("%").strip()
            return "none" if told.casefold().startswith("без") else format(number(told).normalize(), "f")
    return ""


def seen(dump: Mapping[str, Any], *, vat_names: Mapping[int, str]) -> Held:
    """Return what a portal's dump shows."""
    sections = {row["id"]: row["xmlId"] for row in dump["sections"]}
    goods = {row["id"]: row["xmlId"] for row in dump["products"]}
    items = goods | {row["id"]: row["xmlId"] for row in dump["offers"]}
    types = {row["id"]: "BASE" if row["base"] == "Y" else row["xmlId"] for row in dump["price_types"]}
    stores = {row["id"]: row["xmlId"] for row in dump["stores"]}
    heads = {_value(row["parentId"]) for row in dump["offers"]}  # they sell nothing themselves
    sold = [row for row in (*dump["products"], *dump["offers"]) if row["id"] not in heads]
    return Held(
        sections={
            row["xmlId"]: (row["name"], sections.get(row["iblockSectionId"])) for row in dump["sections"]
        },
        products={
            row["xmlId"]: (row["name"], sections.get(row["iblockSectionId"])) for row in dump["products"]
        },
        variations={row["xmlId"]: (row["name"], goods[_value(row["parentId"])]) for row in dump["offers"]},
        prices={
            (items[row["productId"]], types[row["catalogGroupId"]]): (
                Decimal(str(row["price"])), row["currency"],
            )
            for row in dump["prices"]
        },
        vats={row["xmlId"]: vat_names[row["vatId"]] for row in sold if row["vatId"] in vat_names},
        stocks={
            (items[row["productId"]], stores[row["storeId"]]): Decimal(str(row["amount"]))
            for row in dump["stock"] if row["amount"]
        },
    )  # fmt: skip


def _value(told: Any) -> Any:  # noqa: ANN401 — JSON
    return int(told["value"]) if isinstance(told, dict) else told


def _group(card: ET.Element, told: Told) -> str | None:
    return next((one.text for one in under(card, "Группы", "Ид") if one.text in told.groups), None)


def _walk(element: ET.Element, parents: tuple[str, ...]) -> Iterator[tuple[ET.Element, tuple[str, ...]]]:
    for child in element:
        yield child, (*parents, name(element))
        yield from _walk(child, (*parents, name(element)))


def name(element: ET.Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def under(element: ET.Element, *path: str) -> Sequence[ET.Element]:
    """Return what lies below, by names of elements."""
    found = [element]
    for step in path:
        found = [child for one in found for child in one if name(child) == step]
    return found


def text(element: ET.Element, child: str) -> str:
    """Return the text of a child, or nothing."""
    return next(((one.text or "").strip() for one in element if name(one) == child), "")


def number(told: str) -> Decimal:
    """Return a number as 1C may write it."""
    return Decimal(told.replace("\xa0", "").replace(" ", "").replace(",", ".") or "0")


def currency(told: str) -> str:
    """Return a currency's code."""
    return ROUBLE.get(told, told)


def is_deleted(element: ET.Element) -> bool:
    """Tell whether one of the three signals says so."""
    told = (element.get("Статус"), text(element, "Статус"))
    return "Удален" in told or text(element, "ПометкаУдаления") == "true"
