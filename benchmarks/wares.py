"""A catalogue of any size as 1C tells it: goods with variations, two price types, five warehouses."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

GROUPS: Final = 24
SIZES: Final = ("S", "M", "L")
VARIED: Final = 4  # every fourth good has a variation of each size
RETAIL, WHOLESALE = "retail", "wholesale"
WAREHOUSES: Final = ("w0", "w1", "w2", "w3", "w4")
BATCH: Final = 50  # commands of a request
ELEMENTS: Final = 200  # of a document of stock
REFERENCES: Final = len(WAREHOUSES) + 2 + 1  # stores, the further price type and its name, «Размер»
FORMED, FORMED_LATER, REPRICED = "2026-11-24T09:00:00", "2026-11-24T12:00:00", "2026-11-24T15:00:00"
HEAD: Final = '<КоммерческаяИнформация ВерсияСхемы="2.07" ДатаФормирования="{at}">'
TAIL: Final = "</КоммерческаяИнформация>"


@dataclass(frozen=True, slots=True)
class Item:
    """What is sold: a good, or a variation of it."""

    number: int
    good: int
    size: str

    @property
    def key(self) -> str:
        return f"g{self.good}#{self.size}" if self.size else f"g{self.good}"

    @property
    def stores(self) -> tuple[str, ...]:
        """Return the warehouses where it lies: one to five, three on the average."""
        return WAREHOUSES[: 1 + self.number % len(WAREHOUSES)]


@dataclass(frozen=True, slots=True)
class Wares:
    """So many goods, as 1C tells them at first or later."""

    goods: int
    backwards: bool = False  # the same offers in another order
    dearer: int = 0  # every so many-th item has a higher retail price than at first; 0: none

    @property
    def at(self) -> str:
        """Return when the package was formed."""
        return REPRICED if self.dearer else FORMED_LATER if self.backwards else FORMED

    def items(self) -> Iterator[Item]:
        """Yield everything that is sold."""
        number = 0
        for good in range(self.goods):
            for size in SIZES if good % VARIED == 0 else ("",):
                yield Item(number, good, size)
                number += 1

    def minimum(self) -> Minimum:
        """Reckon what a first load costs at least."""
        items = list(self.items())
        return Minimum(
            sections=GROUPS,
            goods=self.goods,
            variations=sum(bool(item.size) for item in items),
            prices=len(items),
            elements=sum(len(item.stores) for item in items),
            references=REFERENCES,
        )

    def cards_xml(self) -> bytes:
        """Write groups and cards."""
        groups = "".join(
            f"<Группа><Ид>s{n}</Ид><Наименование>Группа {n}</Наименование></Группа>" for n in range(GROUPS)
        )
        cards = "".join(map(_card, range(self.goods)))
        return (
            f"{HEAD.format(at=self.at)}<Классификатор><Ид>k</Ид><Группы>{groups}</Группы></Классификатор>"
            f"<Каталог><Ид>c</Ид><Товары>{cards}</Товары></Каталог>{TAIL}"
        ).encode()

    def offers_xml(self) -> bytes:
        """Write offers with their prices and rests."""
        types = "".join(
            f"<ТипЦены><Ид>{key}</Ид><Наименование>{name}</Наименование><Валюта>RUB</Валюта></ТипЦены>"
            for key, name in ((RETAIL, "Розничная"), (WHOLESALE, "Оптовая"))
        )
        stores = "".join(
            f"<Склад><Ид>{key}</Ид><Наименование>Склад {key}</Наименование></Склад>" for key in WAREHOUSES
        )
        items = list(self.items())
        offers = "".join(map(self._offer, reversed(items) if self.backwards else items))
        return (
            f"{HEAD.format(at=self.at)}<ПакетПредложений><Ид>c#</Ид><ТипыЦен>{types}</ТипыЦен>"
            f"<Склады>{stores}</Склады><Предложения>{offers}</Предложения></ПакетПредложений>{TAIL}"
        ).encode()

    def changed(self) -> int:
        """Return how many prices are higher than at first."""
        return sum(self._is_dearer(item) for item in self.items())

    def _is_dearer(self, item: Item) -> bool:
        return bool(self.dearer) and item.number % self.dearer == 0

    def _offer(self, item: Item) -> str:
        size = (
            "<ХарактеристикиТовара><ХарактеристикаТовара><Наименование>Размер</Наименование>"
            f"<Значение>{item.size}</Значение></ХарактеристикаТовара></ХарактеристикиТовара>"
        )
        retail = 100 + item.number % 900 + self._is_dearer(item)
        prices = "".join(
            f"<Цена><ИдТипаЦены>{key}</ИдТипаЦены><ЦенаЗаЕдиницу>{price}</ЦенаЗаЕдиницу><Валюта>RUB</Валюта>"
            "</Цена>"
            for key, price in ((RETAIL, retail), (WHOLESALE, 90 + item.number % 900))
        )
        levels = "".join(
            f'<Склад ИдСклада="{key}" КоличествоНаСкладе="{1 + item.number % 7}"/>' for key in item.stores
        )
        name = f"Товар {item.good} ({item.size})" if item.size else f"Товар {item.good}"
        return (
            f"<Предложение><Ид>{item.key}</Ид><Наименование>{name}</Наименование>{size if item.size else ''}"
            f"<Цены>{prices}</Цены>{levels}</Предложение>"
        )


def _card(good: int) -> str:
    return (
        f"<Товар><Ид>g{good}</Ид><Артикул>А-{good}</Артикул><Наименование>Товар {good}</Наименование>"
        '<БазоваяЕдиница Код="796" НаименованиеПолное="Штука">шт</БазоваяЕдиница>'
        f"<Группы><Ид>s{good % GROUPS}</Ид></Группы><СтавкиНалогов><СтавкаНалога>"
        "<Наименование>НДС</Наименование><Ставка>22</Ставка></СтавкаНалога></СтавкиНалогов></Товар>"
    )


@dataclass(frozen=True, slots=True)
class Minimum:
    """The writing commands without which a first load isn't done."""

    sections: int
    goods: int  # a simple product, or the head of variations
    variations: int
    prices: int  # one command for all prices of an item
    elements: int
    references: int

    @property
    def documents(self) -> int:
        return math.ceil(self.elements / ELEMENTS)

    @property
    def commands(self) -> int:
        """A document is made, filled by its elements, and conducted."""
        return (
            self.references + self.sections + self.goods + self.variations + self.prices
            + self.elements + 2 * self.documents
        )  # fmt: skip

    @property
    def requests(self) -> int:
        return math.ceil(self.commands / BATCH)
