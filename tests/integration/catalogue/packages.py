"""CommerceML packages as text, written for these tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<КоммерческаяИнформация ВерсияСхемы="2.07" ДатаФормирования="{at}">'
)
TAIL = "</КоммерческаяИнформация>"


@dataclass(frozen=True, slots=True)
class Good:
    """One good of a test's catalogue."""

    id: str
    name: str
    price: str | None = "100"
    group: str = "g1"
    vat: str = "22"
    deleted: bool = False
    unit: str = "796"


def goods(count: int, *, price: str = "100") -> list[Good]:
    return [Good(f"p{number:04}", f"Товар {number}", price) for number in range(count)]


def import_xml(
    of: Iterable[Good],
    *,
    groups: Iterable[tuple[str, str]] = (("g1", "Всё"),),
    at: str = "2026-11-24T09:00:00",
) -> str:
    tree = "".join(f"<Группа><Ид>{i}</Ид><Наименование>{n}</Наименование></Группа>" for i, n in groups)
    return (
        HEAD.format(at=at)
        + f"<Классификатор><Ид>c</Ид><Группы>{tree}</Группы></Классификатор>"
        + "<Каталог><Ид>c</Ид><Товары>"
        + "".join(_card(good) for good in of)
        + "</Товары></Каталог>"
        + TAIL
    )


def _card(good: Good) -> str:
    status = ' Статус="Удален"' if good.deleted else ""
    return (
        f"<Товар{status}><Ид>{good.id}</Ид><Наименование>{good.name}</Наименование>"
        f'<БазоваяЕдиница Код="{good.unit}" НаименованиеПолное="Единица"/>'
        f"<Группы><Ид>{good.group}</Ид></Группы>"
        f"<СтавкиНалогов><СтавкаНалога><Наименование>НДС</Наименование><Ставка>{good.vat}</Ставка></СтавкаНалога>"
        "</СтавкиНалогов></Товар>"
    )


def offers_xml(
    of: Iterable[Good], *, price_types: Iterable[str] = ("Розничная",), at: str = "2026-11-24T09:00:00"
) -> str:
    names = tuple(price_types)
    types = "".join(
        f"<ТипЦены><Ид>{n}</Ид><Наименование>{n}</Наименование><Валюта>RUB</Валюта>"
        "<Налог><Наименование>НДС</Наименование><УчтеноВСумме>true</УчтеноВСумме></Налог></ТипЦены>"
        for n in names
    )
    return (
        HEAD.format(at=at)
        + f"<ПакетПредложений><Ид>c#</Ид><ТипыЦен>{types}</ТипыЦен><Предложения>"
        + "".join(_offer(good, names) for good in of)
        + "</Предложения></ПакетПредложений>"
        + TAIL
    )


def _offer(good: Good, names: tuple[str, ...]) -> str:
    prices = "".join(
        f"<Цена><ИдТипаЦены>{n}</ИдТипаЦены><ЦенаЗаЕдиницу>{good.price}</ЦенаЗаЕдиницу><Валюта>RUB</Валюта></Цена>"
        for n in names
    )
    told = f"<Цены>{prices}</Цены>" if good.price is not None else ""
    return f"<Предложение><Ид>{good.id}</Ид><Наименование>{good.name}</Наименование>{told}</Предложение>"
