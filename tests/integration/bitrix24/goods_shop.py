"""A shop for tests: packages of a good with everything, a real database, and a practice portal."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from obmen.domain.settings import ExchangeSettings, with_setting
from obmen.flows.admin.check import ensure_discovery
from obmen.flows.catalog.apply import mark_for_context
from obmen.flows.catalog.planning import plan_pending
from obmen.flows.delivery.drain import Drain, Lane, drain_lane
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import PortalUnreachable
from obmen.storage.database import open_store
from obmen.storage.unit_of_work import SqlStore
from tests.integration.bitrix24.practice import STARTED, Practice, attached, running
from tests.integration.bringing import accept_xml, apply_all

HOST = "portal.example"
FASTER = 60.0  # our time against the portal's, where answers are lost
ROUNDS = 60
PROPERTIES = """
<Свойства>
 <Свойство><Ид>colour</Ид><Наименование>{colour}</Наименование><ТипЗначений>Справочник</ТипЗначений>
  <ВариантыЗначений>
   <Справочник><ИдЗначения>red</ИдЗначения><Значение>{red}</Значение></Справочник>
   <Справочник><ИдЗначения>blue</ИдЗначения><Значение>Синий</Значение></Справочник>
  </ВариантыЗначений></Свойство>
 <Свойство><Ид>only</Ид><Наименование>Серия</Наименование><ТипЗначений>Справочник</ТипЗначений>
  <ВариантыЗначений><Справочник><ИдЗначения>one</ИдЗначения><Значение>Первая</Значение></Справочник>
  </ВариантыЗначений></Свойство>
 <Свойство><Ид>volt</Ид><Наименование>Напряжение</Наименование><ТипЗначений>Число</ТипЗначений></Свойство>
 <Свойство><Ид>mat</Ид><Наименование>Материал</Наименование><ТипЗначений>Строка</ТипЗначений></Свойство>
</Свойства>"""
CARD = """
<Товар><Ид>cable</Ид><Артикул>ART-778</Артикул><Штрихкод>4600000000017</Штрихкод>
 <Наименование>Кабель</Наименование><БазоваяЕдиница Код="    ">бухта</БазоваяЕдиница>
 <Группы><Ид>{group}</Ид></Группы><Описание>&lt;p onclick="x()"&gt;Медь&lt;/p&gt;</Описание>
 <Страна>Россия</Страна><Вес>1.5</Вес><ТорговаяМарка>Вектор</ТорговаяМарка>
 <ЗначенияСвойств>
  <ЗначенияСвойства><Ид>colour</Ид><Значение>red</Значение></ЗначенияСвойства>
  <ЗначенияСвойства><Ид>only</Ид><Значение>one</Значение></ЗначенияСвойства>
  <ЗначенияСвойства><Ид>volt</Ид><Значение>{volt}</Значение></ЗначенияСвойства>
  <ЗначенияСвойства><Ид>mat</Ид><Значение>Медь</Значение><Значение>ПВХ</Значение></ЗначенияСвойства>
 </ЗначенияСвойств>
 <СтавкиНалогов><СтавкаНалога><Наименование>НДС</Наименование><Ставка>22</Ставка></СтавкаНалога></СтавкиНалогов>
 <ЗначенияРеквизитов><ЗначениеРеквизита><Наименование>Полное наименование</Наименование>
  <Значение>Кабель силовой</Значение></ЗначениеРеквизита></ЗначенияРеквизитов></Товар>"""
GROUPS = """<Группы><Группа><Ид>a</Ид><Наименование>{a}</Наименование>{inner}</Группа>{outer}</Группы>"""
B = "<Группа><Ид>b</Ид><Наименование>Медь</Наименование></Группа>"
PRICE_TYPES = (
    ("r", "Розничная", "руб"),
    ("w", "Оптовая", "RUR"),
    ("e", "Экспорт", "USD"),
    ("x", "Вьетнам", "VND"),
)


def import_xml(
    *,
    group: str = "b",
    volt: str = "220,0",
    red: str = "Красный",
    inside: bool = True,
    a: str = "Кабель",
    colour: str = "Цвет",
) -> str:
    inner = f"<Группы>{B}</Группы>" if inside else ""
    tree = GROUPS.format(a=a, inner=inner, outer="" if inside else B)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><КоммерческаяИнформация ВерсияСхемы="2.07">'
        f"<Классификатор><Ид>c</Ид>{tree}{PROPERTIES.format(red=red, colour=colour)}</Классификатор>"
        f"<Каталог><Ид>c</Ид><Товары>{CARD.format(group=group, volt=volt)}</Товары></Каталог>"
        "</КоммерческаяИнформация>"
    )


def offers_xml(**prices: str) -> str:
    types = "".join(
        f"<ТипЦены><Ид>{i}</Ид><Наименование>{n}</Наименование><Валюта>{c}</Валюта></ТипЦены>"
        for i, n, c in PRICE_TYPES
    )
    told = "".join(
        f"<Цена><ИдТипаЦены>{i}</ИдТипаЦены><ЦенаЗаЕдиницу>{p}</ЦенаЗаЕдиницу></Цена>"
        for i, p in prices.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><КоммерческаяИнформация ВерсияСхемы="2.07">'
        f"<ПакетПредложений><Ид>c#</Ид><ТипыЦен>{types}</ТипыЦен><Предложения>"
        f"<Предложение><Ид>cable</Ид><Наименование>Кабель</Наименование><Цены>{told}</Цены></Предложение>"
        "</Предложения></ПакетПредложений></КоммерческаяИнформация>"
    )


@dataclass
class Shop:
    """One exchange over a real database and a practice portal."""

    store: SqlStore
    practice: Practice
    folder: Path
    exchange_id: int
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def exchange(self) -> Exchange:
        return self.store.read(lambda work: work.exchanges.get(id=self.exchange_id))

    @property
    def clock(self) -> Callable[[], Any]:
        return self.practice.around.world.clock

    def set(self, **settings: str) -> None:
        changed = self.exchange.settings
        for key, value in settings.items():
            changed = with_setting(changed, key, value)
        self.store.write(lambda work: work.exchanges.update(self.exchange_id, settings=changed))
        self.store.write(lambda work: mark_for_context(work, self.exchange, now=self.clock()))

    def bring(self, xml: str, name: str) -> None:
        path = self.folder / f"{next(self._numbers)}-{name}"
        accept_xml(self.store, self.exchange, xml, path=path, name=name, clock=self.clock)
        apply_all(self.store, self.exchange_id, clock=self.clock)

    async def deliver(self) -> None:
        lookups = self.practice.portal.lookups
        await ensure_discovery(self.store, lookups, exchange=self.exchange, now=self.clock())
        await plan_pending(self.store, lookups, exchange_id=self.exchange_id, now=self.clock(), patient=False)
        drain = Drain(
            store=self.store, deliveries=lambda _: self.practice.portal.deliveries,
            lookups=lambda _: lookups, clock=self.clock,
            new_id=lambda: str(next(self._numbers)), owner="me",
        )  # fmt: skip
        await drain_lane(drain, host=HOST, exchange_ids=[self.exchange_id], lane=Lane.CATALOGUE)
        pending = self.store.read(lambda work: work.outbox.totals(self.exchange_id))
        problems = self.store.read(lambda work: work.problems.open(self.exchange_id))
        assert (dict(pending), [(p.kind, p.facts) for p in problems]) == ({}, [])

    async def everything(self, *goods: str) -> None:
        for xml, name in zip(goods, itertools.cycle(("import.xml", "offers.xml")), strict=False):
            self.bring(xml, name)
        await self.deliver()

    async def dump(self) -> Mapping[str, Any]:
        dump: Mapping[str, Any] = await self.practice.control("dump")
        return dump

    async def good(self) -> dict[str, Any]:
        """The cable with its properties by name and its prices by the name of their type."""
        dump = await self.dump()
        (row,) = [one for one in dump["products"] if one["xmlId"] == "cable"]
        properties = {f"property{p['id']}": p for p in dump["properties"]}
        enums = {str(e["id"]): e["value"] for e in dump["property_values"]}
        types = {t["id"]: t["xmlId"] or t["name"] for t in dump["price_types"]}
        held = {
            properties[name]["name"]: _texts(value, enums if properties[name]["propertyType"] == "L" else {})
            for name, value in row.items()
            if name in properties and value and properties[name]["propertyType"] != "F"
        }
        prices = {
            types[p["catalogGroupId"]]: (p["price"], p["currency"])
            for p in dump["prices"]
            if p["productId"] == row["id"]
        }
        return {**row, "properties": held, "prices": prices}


def _texts(value: Any, enums: Mapping[str, str]) -> Any:  # noqa: ANN401 — JSON
    if isinstance(value, list):
        return [_texts(one, enums) for one in value]
    return enums.get(str(value["value"]), value["value"])


@asynccontextmanager
async def open_shop(folder: Path, *, plan: str = "pro", speed: float = 1.0) -> AsyncIterator[Shop]:
    """Open a shop with a portal of its own; with `speed` our time runs faster than the portal's."""
    with running("--plan", plan) as url:
        async with attached(url, speed=speed) as practice, _opened(practice, folder) as shop:
            yield shop


@asynccontextmanager
async def over(shop: Shop, folder: Path) -> AsyncIterator[Shop]:
    """Open a shop that knows nothing over the portal of another one."""
    async with _opened(shop.practice, folder) as anew:
        yield anew


@asynccontextmanager
async def _opened(practice: Practice, folder: Path) -> AsyncIterator[Shop]:
    store = open_store(url=f"sqlite:///{folder}/o.db", data_dir=folder, key=Fernet.generate_key())
    exchange = store.write(
        lambda work: work.exchanges.add(
            name="shop", login="shop", password_hash="x", portal_url=f"https://{HOST}/rest/1/s/",
            portal_host=HOST, settings=ExchangeSettings(price_type="r"), now=STARTED - timedelta(days=1),
        )
    )  # fmt: skip
    yield Shop(store, practice, folder, exchange.id)
    store.close()


async def settled(shop: Shop) -> None:
    """Try until nothing is due, as the loops do."""
    for _ in range(ROUNDS):
        try:
            await shop.deliver()
        except (PortalUnreachable, AssertionError):
            await asyncio.sleep(0.1)
        else:
            return
    await shop.deliver()
