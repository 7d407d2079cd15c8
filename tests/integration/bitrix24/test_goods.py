"""Whole goods on a practice portal: attributes, prices of several types, units, groups that move."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from obmen.delivery.profile import CheckState
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.admin.check import ensure_discovery, own_findings
from obmen.flows.catalog.drift import find_drift, restore
from obmen.flows.catalog.preview import as_document, preview
from tests.integration.bitrix24.goods_shop import Shop, import_xml, offers_xml, open_shop, over


@pytest.fixture
def plan() -> str:
    return "pro"


@pytest.fixture
async def shop(tmp_path: Path, plan: str) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path, plan=plan) as one:
        yield one


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
    assert [
        one async for one in find_drift(shop.store, lookups, exchange_id=shop.exchange_id, kept=Counter())
    ] == []
    article = next(p for p in (await shop.dump())["properties"] if p["name"] == "Артикул")
    edited = {f"property{article['id']}": {"value": "мой"}, "detailText": "", "weight": 1}
    await shop.practice.do("catalog.product.update", id=good["id"], fields=edited)

    drifts = [
        one async for one in find_drift(shop.store, lookups, exchange_id=shop.exchange_id, kept=Counter())
    ]
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


async def test_a_new_database_over_the_same_portal_plans_nothing(shop: Shop, tmp_path: Path) -> None:
    shop.set(attributes="all", price_types="Оптовая")
    await shop.everything(import_xml(), offers_xml(r="118.50", w="97"))
    (tmp_path / "new").mkdir()

    async with over(shop, tmp_path / "new") as anew:
        anew.set(attributes="all", price_types="Оптовая")
        lookups = anew.practice.portal.lookups
        await ensure_discovery(anew.store, lookups, exchange=anew.exchange, now=anew.clock())
        anew.bring(import_xml(), "import.xml")
        anew.bring(offers_xml(r="118.50", w="97"), "offers.xml")
        stocks = anew.practice.portal.stocks
        plan = await preview(anew.store, lookups, stocks, exchange_id=anew.exchange_id)

    assert [(change.ref.id, change.fields) for change in plan.changes] == []
    assert plan.makes == ()


async def test_what_1c_has_renamed_is_called_so_in_the_portal_unless_others_have_made_it(shop: Shop) -> None:
    (block,) = [one["iblockId"] for one in (await shop.dump())["properties"] if one["code"] == "CML2_ARTICLE"]
    fields = {"iblockId": block, "name": "Напряжение, В", "propertyType": "N", "xmlId": "volt"}
    await shop.practice.do("catalog.productProperty.add", fields=fields)
    shop.set(attributes="all", price_types="w")
    await shop.everything(import_xml(), offers_xml(r="118.50", w="97"))

    renamed = import_xml(colour="Цвет оболочки").replace("Напряжение", "Вольты")
    await shop.everything(renamed, offers_xml(r="118.50", w="97").replace("Оптовая", "Опт, Москва"))
    before = len((await shop.dump())["journal"]["writes"])
    await shop.everything(renamed.replace("220,0", "380"))

    dump = await shop.dump()
    names = {one["xmlId"]: one["name"] for one in dump["properties"] if one["xmlId"]}
    assert (names["colour"], names["volt"]) == ("Цвет оболочки", "Напряжение, В")
    assert [one["name"] for one in dump["price_type_names"]] == ["Опт, Москва"]
    assert [one["method"] for one in dump["journal"]["writes"][before:]] == ["catalog.product.update"]
