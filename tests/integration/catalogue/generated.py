"""Catalogues made by chance: 30 warehouses, 12 price types, characteristics in both spellings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from uuid import UUID

from tests.integration.catalogue.packages import HEAD, TAIL

WAREHOUSES = 30
CURRENCIES = ("RUB", "руб", "RUR", "643", "USD", "EUR")
RATES = ("22", "10", "0", "Без НДС", "20%", "7")
SIZES, COLOURS = ("S", "M", "L", "XL"), ("Белый", "Красный", "Чёрный")
UNITS = (("796", "Штука"), ("166", "Килограмм"), ("    ", "бухта"), ("006", "Метр"))
SIGNALS = ('<Товар Статус="Удален">{}</Товар>', "<Товар><Статус>Удален</Статус>{}</Товар>",
           "<Товар>{}<ПометкаУдаления>true</ПометкаУдаления></Товар>")  # fmt: skip


@dataclass(frozen=True)
class Catalogue:
    """One catalogue of a base: its goods, and the variants of each."""

    id: str
    groups: tuple[str, ...]
    variants: dict[str, tuple[str, ...]]  # good -> characteristics; none: it is sold itself
    gone: frozenset[str]  # deleted before they were ever brought


def make_catalogue(chance: Random, *, goods: int) -> Catalogue:
    """Make a catalogue of so many goods."""
    ids = [_guid(chance) for _ in range(goods)]
    variants = {
        id_: tuple(_guid(chance) for _ in range(chance.randrange(1, 7))) if chance.random() < 0.5 else ()
        for id_ in ids
    }
    return Catalogue(
        _guid(chance), tuple(_guid(chance) for _ in range(6)), variants, frozenset(chance.sample(ids, 3))
    )


def packages(chance: Random, catalogue: Catalogue, *, price_types: Sequence[tuple[str, str]]) -> list[str]:
    """Return what 1C would bring of it: cards, offers, changed prices, changed rests."""
    items = [
        (good, variant)
        for good, variants in catalogue.variants.items()
        for variant in (variants or ("",))
        if good not in catalogue.gone
    ]
    some = chance.sample(items, len(items) // 3)
    others = chance.sample(items, len(items) // 3)
    return [
        _import_xml(chance, catalogue),
        _offers_xml(chance, catalogue, items, price_types),
        _changes_xml(catalogue, [_spelled(i) + _prices(chance, price_types) for i in some]),
        _changes_xml(catalogue, [_spelled(i) + _rests(chance, "Склады") for i in others]),
    ]


def price_types_of(chance: Random) -> list[tuple[str, str]]:
    """Return twelve price types: id and currency."""
    return [(_guid(chance), chance.choice(CURRENCIES)) for _ in range(12)]


def _import_xml(chance: Random, catalogue: Catalogue) -> str:
    inner = ""
    for number, group in enumerate(reversed(catalogue.groups)):
        told = f"<Ид>{group}</Ид><Наименование>Группа {catalogue.id[:4]}-{number}</Наименование>"
        below = f"<Группы>{inner}</Группы>" if inner and chance.random() < 0.6 else ""
        inner = f"<Группа>{told}{below}</Группа>" + ("" if below else inner)
    cards = []
    for number, (good, _) in enumerate(catalogue.variants.items()):
        code, unit = chance.choice(UNITS)
        shape = chance.choice(SIGNALS) if good in catalogue.gone else "<Товар>{}</Товар>"
        cards.append(shape.format(
            f"<Ид>{good}</Ид><Артикул>А-{number}</Артикул>"
            f"<Наименование> Товар {number} из {catalogue.id[:4]} &amp; «др.»</Наименование>"
            f'<БазоваяЕдиница Код="{code}" НаименованиеПолное="{unit}">{unit}</БазоваяЕдиница>'
            f"<Группы><Ид>{chance.choice(catalogue.groups)}</Ид></Группы>"
            "<СтавкиНалогов><СтавкаНалога><Наименование>НДС</Наименование>"
            f"<Ставка>{chance.choice(RATES)}</Ставка></СтавкаНалога></СтавкиНалогов>"
        ))  # fmt: skip
    return (
        HEAD.format(at="2026-11-24T09:00:00")
        + f"<Классификатор><Ид>{catalogue.id}</Ид><Группы>{inner}</Группы></Классификатор>"
        + f'<Каталог СодержитТолькоИзменения="false"><Ид>{catalogue.id}</Ид>'
        + f"<Товары>{''.join(cards)}</Товары></Каталог>"
        + TAIL
    )


def _offers_xml(
    chance: Random,
    catalogue: Catalogue,
    items: Sequence[tuple[str, str]],
    price_types: Sequence[tuple[str, str]],
) -> str:
    types = "".join(
        f"<ТипЦены><Ид>{id_}</Ид><Наименование>Вид цены {n}</Наименование><Валюта>{currency}</Валюта>"
        "</ТипЦены>"
        for n, (id_, currency) in enumerate(price_types)
    )
    stores = "".join(
        f"<Склад><Ид>w{n}</Ид><Наименование>Склад {n}</Наименование></Склад>" for n in range(WAREHOUSES)
    )
    offers = "".join(
        f"<Предложение><Ид>{good}{'#' + variant if variant else ''}</Ид>"
        f"{_named(chance, good, variant)}{_prices(chance, price_types)}{_rests(chance, 'Склад')}"
        "</Предложение>"
        for good, variant in items
    )
    return (
        HEAD.format(at="2026-11-24T09:00:00")
        + f"<ПакетПредложений><Ид>{catalogue.id}#</Ид><ТипыЦен>{types}</ТипыЦен><Склады>{stores}</Склады>"
        + f"<Предложения>{offers}</Предложения></ПакетПредложений>"
        + TAIL
    )


def _named(chance: Random, good: str, variant: str) -> str:
    if not variant:
        return f"<Наименование>Товар {good[:4]}</Наименование>"
    values = {"Размер": chance.choice(SIZES), "Цвет": chance.choice(COLOURS)}
    told = "".join(
        f"<ХарактеристикаТовара><Наименование>{n}</Наименование><Значение>{v}</Значение></ХарактеристикаТовара>"
        for n, v in values.items()
    )
    own = f"<Наименование>Вариант {variant[:6]}</Наименование>" if chance.random() < 0.7 else ""
    return f"{own}<ХарактеристикиТовара>{told}</ХарактеристикиТовара>"


def _spelled(item: tuple[str, str]) -> str:
    good, variant = item
    return f"<Ид>{good}</Ид>" + (f"<ИдХарактеристики>{variant}</ИдХарактеристики>" if variant else "")


def _prices(chance: Random, price_types: Sequence[tuple[str, str]]) -> str:
    told = "".join(
        f"<Цена><ИдТипаЦены>{id_}</ИдТипаЦены>"
        f"<ЦенаЗаЕдиницу>{chance.randrange(1, 10**7) / 100:.2f}</ЦенаЗаЕдиницу>"
        f"<Валюта>{currency}</Валюта></Цена>"
        for id_, currency in price_types
    )
    return f"<Цены>{told}</Цены>"


def _rests(chance: Random, element: str) -> str:
    return "".join(
        f'<{element} ИдСклада="w{n}" КоличествоНаСкладе="{chance.choice((0, 0, 1, 2.5, 40, 1000, -3))}"/>'
        for n in range(WAREHOUSES)
    )


def _changes_xml(catalogue: Catalogue, offers: Sequence[str]) -> str:
    told = "".join(f"<Предложение>{offer}</Предложение>" for offer in offers)
    return (
        HEAD.format(at="2026-11-24T10:00:00")
        + f"<ИзмененияПакетаПредложений><Ид>{catalogue.id}#</Ид><Предложения>{told}</Предложения>"
        + "</ИзмененияПакетаПредложений>"
        + TAIL
    )


def _guid(chance: Random) -> str:
    return str(UUID(int=chance.getrandbits(128), version=4))
