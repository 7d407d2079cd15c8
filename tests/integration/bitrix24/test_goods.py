"""Whole goods on a practice portal: attributes, prices of several types, units, groups that move."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from obmen.delivery.profile import CheckState
from obmen.domain.identity import EntityKind, Ref
from obmen.domain.settings import ExchangeSettings, with_setting
from obmen.flows.admin.check import ensure_discovery, own_findings
from obmen.flows.catalog.accept import Acceptance, accept_file
from obmen.flows.catalog.apply import apply_next, mark_for_context
from obmen.flows.catalog.drift import find_drift, restore
from obmen.flows.catalog.planning import plan_pending
from obmen.flows.catalog.preview import as_document, preview
from obmen.flows.delivery.drain import Drain, Lane, drain_lane
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.sales.settle import settle_package
from obmen.onec.commerceml.readers.digest import content_digest
from obmen.onec.commerceml.readers.package import read_package
from obmen.storage.database import open_store
from obmen.storage.unit_of_work import SqlStore
from tests.integration.bitrix24.practice import STARTED, Practice, attached, running

HOST = "portal.example"
PROPERTIES = """
<Свойства>
 <Свойство><Ид>colour</Ид><Наименование>Цвет</Наименование><ТипЗначений>Справочник</ТипЗначений>
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
    *, group: str = "b", volt: str = "220,0", red: str = "Красный", inside: bool = True, a: str = "Кабель"
) -> str:
    inner = f"<Группы>{B}</Группы>" if inside else ""
    tree = GROUPS.format(a=a, inner=inner, outer="" if inside else B)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><КоммерческаяИнформация ВерсияСхемы="2.07">'
        f"<Классификатор><Ид>c</Ид>{tree}{PROPERTIES.format(red=red)}</Классификатор>"
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
        path.write_text(xml, encoding="utf-8")
        tools = Acceptance(store=self.store, data_dir=self.folder, read=read_package, digest=content_digest,
                           settle=settle_package, clock=self.clock)  # fmt: skip
        accept_file(tools, exchange=self.exchange, session_id=None, name=name, path=path)
        while apply_next(self.store, exchange_id=self.exchange_id, now=self.clock()):
            continue

    async def deliver(self) -> None:
        lookups = self.practice.portal.lookups
        await ensure_discovery(self.store, lookups, exchange=self.exchange, now=self.clock())
        await plan_pending(self.store, lookups, exchange_id=self.exchange_id, now=self.clock(), patient=False)
        drain = Drain(
            store=self.store, deliveries=lambda _: self.practice.portal.deliveries, clock=self.clock,
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


@pytest.fixture
def plan() -> str:
    return "pro"


@pytest.fixture
async def shop(tmp_path: Path, plan: str) -> AsyncIterator[Shop]:
    store = open_store(url=f"sqlite:///{tmp_path}/o.db", data_dir=tmp_path, key=Fernet.generate_key())
    exchange = store.write(
        lambda work: work.exchanges.add(
            name="shop", login="shop", password_hash="x", portal_url=f"https://{HOST}/rest/1/s/",
            portal_host=HOST, settings=ExchangeSettings(price_type="r"), now=STARTED - timedelta(days=1),
        )
    )  # fmt: skip
    with running("--plan", plan) as url:
        async with attached(url) as practice:
            yield Shop(store, practice, tmp_path, exchange.id)
    store.close()


async def test_a_good_stands_in_the_crm_with_all_that_1c_tells(shop: Shop) -> None:
    shop.set(attributes="all", price_types="all")

    await shop.everything(import_xml(), offers_xml(r="118.50", w="97", e="1.2", x="9000"))

    good = await shop.good()
    assert good["properties"] == {
        "Артикул": "ART-778",
        "Штрихкод": "4600000000017",
        "Полное наименование": "Кабель силовой",
        "Бренд": "Вектор",
        "Страна": "Россия",
        "Цвет": "Красный",
        "Серия": "Первая",
        "Напряжение": "220",
        "Материал": ["Медь", "ПВХ"],
    }
    assert (good["detailText"], good["detailTextType"], good["weight"]) == ("<p>Медь</p>", "html", 1500)
    assert good["prices"] == {"BASE": (118.5, "RUB"), "w": (97, "RUB"), "e": (1.2, "USD")}


async def test_no_list_has_a_single_value_and_price_types_have_a_label(shop: Shop) -> None:
    shop.set(attributes="Цвет,Серия", price_types="Оптовая")

    await shop.everything(import_xml(), offers_xml(r="118.50", w="97"))

    dump = await shop.dump()
    lists = {p["name"]: p["id"] for p in dump["properties"] if p["propertyType"] == "L"}
    counts = {
        name: sum(e["propertyId"] == number for e in dump["property_values"])
        for name, number in lists.items()
    }
    assert (counts["Цвет"], counts["Серия"]) == (2, 2)
    (made,) = [t for t in dump["price_types"] if t["xmlId"] == "w"]
    assert (made["name"], made["base"]) == ("OPTOVAYA", "N")
    assert ("ru", "Оптовая") in {
        (one["lang"], one["name"]) for one in dump["price_type_names"] if one["catalogGroupId"] == made["id"]
    }


async def test_the_prices_of_a_new_good_are_one_command(shop: Shop) -> None:
    shop.set(price_types="all")

    await shop.everything(import_xml(), offers_xml(r="118.50", w="97", e="1.2"))

    methods = [write["method"] for write in (await shop.dump())["journal"]["writes"]]
    assert [m for m in methods if m.startswith("catalog.price.")] == ["catalog.price.modify"]


async def test_the_same_again_writes_nothing(shop: Shop) -> None:
    shop.set(attributes="all", price_types="all")
    goods = import_xml(), offers_xml(r="118.50", w="97")
    await shop.everything(*goods)
    before = await shop.practice.control("dump?compare=1")

    shop.store.write(lambda work: work.exchanges.update(shop.exchange_id, learnt={"context_digest": ""}))
    await shop.everything(goods[0].replace("2.07", "2.08"), goods[1].replace("2.07", "2.08"))

    assert await shop.practice.control("dump?compare=1") == before


async def test_a_change_of_each_kind_travels_alone(shop: Shop) -> None:
    shop.set(attributes="all", price_types="all")
    await shop.everything(import_xml(), offers_xml(r="118.50", w="97"))

    await shop.everything(import_xml(volt="380", red="Алый"), offers_xml(w="99"))

    good = await shop.good()
    assert good["prices"] == {"BASE": (118.5, "RUB"), "w": (99, "RUB")}
    assert (good["properties"]["Напряжение"], good["properties"]["Цвет"]) == ("380", "Алый")
    assert good["properties"]["Материал"] == ["Медь", "ПВХ"]


async def test_what_is_emptied_in_1c_is_emptied_in_the_crm(shop: Shop) -> None:
    shop.set(attributes="all")
    await shop.everything(import_xml(), offers_xml(r="118.50"))

    bare = import_xml().replace("<Артикул>ART-778</Артикул>", "").replace("<Вес>1.5</Вес>", "")
    await shop.everything(bare.replace("<Значение>red</Значение>", "<Значение/>"))

    good = await shop.good()
    assert good["properties"].keys() & {"Артикул", "Цвет"} == set()
    assert not good["weight"]
    assert good["properties"]["Бренд"] == "Вектор"


async def test_the_plan_names_what_an_accountant_knows_and_equals_the_effects(shop: Shop) -> None:
    shop.set(attributes="all", price_types="Оптовая")
    lookups = shop.practice.portal.lookups
    await ensure_discovery(shop.store, lookups, exchange=shop.exchange, now=shop.clock())
    shop.bring(import_xml(), "import.xml")
    shop.bring(offers_xml(r="118.50", w="97"), "offers.xml")

    document = as_document(
        await preview(shop.store, lookups, shop.practice.portal.stocks, exchange_id=shop.exchange_id)
    )

    words = document["words"]
    assert isinstance(words, dict)
    assert words["fields"]["attr.colour"] == "Цвет"
    assert words["fields"]["price.w"] == "Оптовая"
    assert words["values"]["attr.colour"] == {"red": "Красный"}
    assert words["values"]["section"] == {"b": "Кабель / Медь"}
    makes = document["makes"]
    assert isinstance(makes, list)
    assert {(one["kind"], one["name"]) for one in makes} >= {("price_type", "Оптовая"), ("property", "Цвет")}
    assert (await shop.dump())["journal"]["writes"] == []


async def test_a_blank_unit_is_the_piece(shop: Shop) -> None:
    await shop.everything(import_xml(), offers_xml(r="118.50"))

    dump = await shop.dump()
    pieces = [m["id"] for m in dump["measures"] if m["code"] == 796]
    assert (await shop.good())["measure"] in pieces


async def test_a_missing_unit_is_made_by_its_okei_code(shop: Shop) -> None:
    await shop.everything(import_xml().replace('Код="    ">бухта', 'Код="715" НаименованиеПолное="Пара">пар'))

    dump = await shop.dump()
    (pair,) = [m for m in dump["measures"] if m["code"] == 715]
    assert (await shop.good())["measure"] == pair["id"]


async def test_groups_that_1c_renames_and_moves_move(shop: Shop) -> None:
    await shop.everything(import_xml(), offers_xml(r="118.50"))

    await shop.everything(import_xml(inside=False, a="Кабельная продукция"))

    sections = {s["xmlId"]: s for s in (await shop.dump())["sections"] if s["xmlId"] in {"a", "b"}}
    assert sections["a"]["name"] == "Кабельная продукция"
    assert not sections["b"]["iblockSectionId"]
    assert (await shop.good())["iblockSectionId"] == sections["b"]["id"]


@pytest.mark.parametrize(("owner", "home"), [("1c", "a"), ("crm", "")])
async def test_a_good_that_a_person_has_moved_follows_the_owner_of_its_section(
    shop: Shop, owner: str, home: str
) -> None:
    shop.set(**{"owner.section": owner})
    await shop.everything(import_xml(), offers_xml(r="118.50"))
    number = (await shop.good())["id"]
    await shop.practice.do("catalog.product.update", id=number, fields={"iblockSectionId": 0})

    await shop.everything(import_xml(volt="380"))
    assert not (await shop.good())["iblockSectionId"]

    await shop.everything(import_xml(group="a"))
    sections = {s["id"]: s["xmlId"] for s in (await shop.dump())["sections"]}
    assert sections.get((await shop.good())["iblockSectionId"] or 0, "") == home


@pytest.mark.parametrize("plan", ["basic"])
async def test_a_plan_with_one_price_type_takes_the_price_and_says_so(shop: Shop) -> None:
    shop.set(price_types="all", attributes="all")

    await shop.everything(import_xml(), offers_xml(r="118.50", w="97"))

    assert (await shop.good())["prices"] == {"BASE": (118.5, "RUB")}
    discovery = shop.store.read(lambda work: work.exchanges.discovery(shop.exchange_id))
    assert discovery is not None
    findings = shop.store.read(lambda work: own_findings(work, shop.exchange, discovery.profile))
    (told,) = [one for one in findings if one.id == "price_types.refused"]
    assert told.state is CheckState.DEGRADED
    assert "Оптовая" in str(told.facts["names"])
    assert told.facts["base"] == "Розничная"


async def test_currencies_are_kept_and_what_the_portal_lacks_is_said(shop: Shop) -> None:
    shop.set(price_types="all")

    await shop.everything(import_xml(), offers_xml(r="118.50", e="1.2", x="9000"))

    discovery = shop.store.read(lambda work: work.exchanges.discovery(shop.exchange_id))
    assert discovery is not None
    findings = shop.store.read(lambda work: own_findings(work, shop.exchange, discovery.profile))
    told = {one.facts["name"]: one.state for one in findings if one.id == "price_types.currency"}
    assert told == {"Экспорт": CheckState.OK, "Вьетнам": CheckState.DEGRADED}
    assert (await shop.good())["prices"] == {"BASE": (118.5, "RUB"), "e": (1.2, "USD")}


async def test_an_attribute_that_a_person_has_edited_is_drift_and_goes_back(shop: Shop) -> None:
    shop.set(attributes="all", price_types="Оптовая")
    await shop.everything(import_xml(), offers_xml(r="118.50", w="97"))
    good, lookups = await shop.good(), shop.practice.portal.lookups
    assert [one async for one in find_drift(shop.store, lookups, exchange_id=shop.exchange_id)] == []
    article = next(p for p in (await shop.dump())["properties"] if p["name"] == "Артикул")
    edited = {f"property{article['id']}": {"value": "мой"}, "detailText": "", "weight": 1}
    await shop.practice.do("catalog.product.update", id=good["id"], fields=edited)

    drifts = [one async for one in find_drift(shop.store, lookups, exchange_id=shop.exchange_id)]
    shop.store.write(lambda work: restore(work, shop.exchange_id, drifts, now=shop.clock()))
    await shop.deliver()

    assert {name: pair for one in drifts for name, pair in one.fields.items()} == {
        "article": ("ART-778", "мой"),
        "description": ("<p>Медь</p>", None),
        "weight": ("1500", "1"),
    }
    back = await shop.good()
    assert (back["properties"], back["detailText"], back["weight"]) == (
        good["properties"], "<p>Медь</p>", 1500,
    )  # fmt: skip


async def test_a_good_that_is_there_already_is_taken_over_without_a_write(shop: Shop) -> None:
    shop.set(attributes="all", price_types="Оптовая")
    await shop.everything(import_xml(), offers_xml(r="118.50", w="97"))
    before = await shop.practice.control("dump?compare=1")

    shop.store.write(lambda work: work.bindings.forget(shop.exchange_id, Ref(EntityKind.PRODUCT, "cable")))
    shop.store.write(
        lambda work: work.outbox.mark(shop.exchange_id, [Ref(EntityKind.PRODUCT, "cable")], now=shop.clock())
    )
    await shop.deliver()

    assert await shop.practice.control("dump?compare=1") == before
