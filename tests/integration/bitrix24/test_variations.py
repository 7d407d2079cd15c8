"""Variations in a practice portal: set apart by list properties, each made once whatever answer is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from obmen.domain.identity import EntityKind, Ref
from tests.integration.bitrix24.goods_shop import FASTER, Shop, open_shop, settled

COLOURS, SIZES = {"w": "белый", "b": "чёрный"}, {"s": "S", "m": "M", "l": "L", "x": "XL"}
LIST = "<Справочник><ИдЗначения>{id}</ИдЗначения><Значение>{text}</Значение></Справочник>"
HEAD = '<?xml version="1.0" encoding="UTF-8"?><КоммерческаяИнформация ВерсияСхемы="2.07">'
TAIL = "</КоммерческаяИнформация>"


def import_xml() -> str:
    return (
        f"{HEAD}<Классификатор><Ид>c</Ид></Классификатор><Каталог><Ид>c</Ид><Товары><Товар><Ид>tee</Ид>"
        "<Артикул>T-1</Артикул><Штрихкод>4600000000017</Штрихкод><Наименование>Футболка</Наименование>"
        '<БазоваяЕдиница Код="796"/><СтавкиНалогов><СтавкаНалога><Наименование>НДС</Наименование>'
        "<Ставка>22</Ставка></СтавкаНалога></СтавкиНалогов></Товар></Товары></Каталог>" + TAIL
    )


def listed(key: str, name: str, values: Mapping[str, str]) -> str:
    texts = "".join(LIST.format(id=one, text=text) for one, text in values.items())
    return (
        f"<Свойство><Ид>{key}</Ид><Наименование>{name}</Наименование><ДляПредложений>true</ДляПредложений>"
        f"<ТипЗначений>Справочник</ТипЗначений><ВариантыЗначений>{texts}</ВариантыЗначений></Свойство>"
    )


def offers_xml(price: str = "990", *, with_values: bool = True, own_price: Mapping[str, str] = {}) -> str:
    """Two colours in four sizes."""
    properties = listed("colour", "Цвет", COLOURS) + listed("size", "Размер", SIZES) if with_values else ""
    offers = "".join(
        _offer(c, s, own_price.get(f"{c}-{s}", price), with_values=with_values)
        for c in COLOURS
        for s in SIZES
    )
    return (
        f"{HEAD}<Классификатор><Ид>c</Ид><Свойства>{properties}</Свойства></Классификатор>"
        "<ПакетПредложений><Ид>c#</Ид><ТипыЦен><ТипЦены><Ид>r</Ид><Наименование>Розничная</Наименование>"
        f"<Валюта>RUB</Валюта></ТипЦены></ТипыЦен><Предложения>{offers}</Предложения></ПакетПредложений>{TAIL}"
    )


def _offer(colour: str, size: str, price: str, *, with_values: bool) -> str:
    values = "".join(
        f"<ЗначенияСвойства><Ид>{key}</Ид><Значение>{value}</Значение></ЗначенияСвойства>"
        for key, value in (("colour", colour), ("size", size))
    )
    traits = "".join(
        f"<ХарактеристикаТовара><Наименование>{n}</Наименование><Значение>{v}</Значение></ХарактеристикаТовара>"
        for n, v in (("Цвет", COLOURS[colour]), ("Размер", SIZES[size]))
    )
    return (
        f"<Предложение><Ид>tee#{colour}-{size}</Ид>"
        f"<Наименование>Футболка ({COLOURS[colour]}, {SIZES[size]})</Наименование>"
        f"<ХарактеристикиТовара>{traits}</ХарактеристикиТовара>"
        + (f"<ЗначенияСвойств>{values}</ЗначенияСвойств>" if with_values else "")
        + f"<Цены><Цена><ИдТипаЦены>r</ИдТипаЦены><ЦенаЗаЕдиницу>{price}</ЦенаЗаЕдиницу></Цена></Цены>"
        + "</Предложение>"
    )


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path, speed=FASTER) as one:
        yield one


def told_apart(dump: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """What each variation says of itself, by the names of its properties."""
    properties = {f"property{p['id']}": p for p in dump["properties"]}
    enums = {str(e["id"]): e["value"] for e in dump["property_values"]}
    return {
        offer["xmlId"]: {
            properties[name]["name"]: enums.get(str(value["value"]), value["value"])
            if properties[name]["propertyType"] == "L"
            else value["value"]
            for name, value in offer.items()
            if name in properties and value
        }
        for offer in dump["offers"]
    }


async def test_values_of_1c_are_list_properties_of_the_block_of_offers(shop: Shop) -> None:
    await shop.everything(import_xml(), offers_xml())

    dump = await shop.dump()
    (head,) = [one for one in dump["products"] if one["xmlId"] == "tee"]
    lists = {p["xmlId"]: p for p in dump["properties"] if p["propertyType"] == "L" and p["xmlId"]}
    enums = Counter(e["propertyId"] for e in dump["property_values"])
    apart = told_apart(dump)
    assert (head["type"], len(dump["offers"])) == (3, 8)
    assert {one["parentId"] for one in dump["offers"]} == {head["id"]}
    assert {lists[key]["iblockId"] for key in ("colour", "size")} == {dump["offers"][0]["iblockId"]}
    assert all(
        enums[lists[key]["id"]] > 1 for key in ("colour", "size")
    )  # a list of one would be a check box
    assert apart["tee#b-x"] == {"Цвет": "чёрный", "Размер": "XL"}


async def test_without_values_one_text_sets_a_variation_apart(shop: Shop) -> None:
    await shop.everything(import_xml(), offers_xml(with_values=False))

    assert told_apart(await shop.dump())["tee#w-s"] == {"Характеристика": "Размер: S; Цвет: белый"}


async def test_a_first_load_costs_the_fewest_commands(shop: Shop) -> None:
    await shop.everything(import_xml(), offers_xml(with_values=False))

    writes = Counter(one["method"] for one in (await shop.dump())["journal"]["writes"])
    assert writes["catalog.product.sku.add"] == 1
    assert writes["catalog.product.offer.add"] == writes["catalog.price.add"] == 8
    assert (
        sum(n for method, n in writes.items() if method.startswith(("catalog.product.", "catalog.price.")))
        == 17
    )


async def test_the_same_again_costs_nothing_and_one_price_one_command(shop: Shop) -> None:
    await shop.everything(import_xml(), offers_xml())
    before = len((await shop.dump())["journal"]["writes"])

    await shop.everything(import_xml(), offers_xml(own_price={"w-m": "1090"}))
    await shop.everything(import_xml(), offers_xml(own_price={"w-m": "1090"}))

    (write,) = (await shop.dump())["journal"]["writes"][before:]
    assert write["method"] == "catalog.price.update"


@pytest.mark.parametrize(
    "fault",
    [
        "lost-answer,count=1,method=catalog.product.sku.add",
        "lost-answer,count=1,method=catalog.product.offer.add",
        "late=1,count=1,method=catalog.product.offer.add",
        "drop,count=1,method=catalog.product.offer.add",
        "fail-mid-batch=4,count=1,method=catalog.product.offer.add",
        "lost-answer,count=1,method=catalog.price.add",
        "fail-mid-batch=6,count=1,method=catalog.price.add",
    ],
)
async def test_after_a_lost_answer_each_variation_is_there_once(shop: Shop, fault: str) -> None:
    shop.bring(import_xml(), "import.xml")
    shop.bring(offers_xml(), "offers.xml")
    await shop.practice.control("faults", {"fault": fault})

    await settled(shop)

    dump = await shop.dump()
    assert (await shop.practice.control("faults"))["struck"]
    assert Counter(one["xmlId"] for one in dump["offers"]).most_common(1)[0][1] == 1
    assert len(dump["offers"]) == len([p for p in dump["prices"] if p["price"] == 990]) == 8
    assert [one["xmlId"] for one in dump["products"] if one["xmlId"] == "tee"] == ["tee"]


async def test_a_lost_answer_to_a_change_is_read_back_with_its_properties(shop: Shop) -> None:
    await shop.everything(import_xml(), offers_xml())
    before = len((await shop.dump())["journal"]["writes"])
    await shop.practice.control(
        "faults", {"fault": "lost-answer,count=1,method=catalog.product.offer.update"}
    )

    shop.bring(offers_xml().replace("Футболка (белый, S)", "Футболка (молочный, S)"), "offers.xml")
    await settled(shop)

    (write,) = (await shop.dump())["journal"]["writes"][before:]
    assert write["method"] == "catalog.product.offer.update"


async def test_a_portal_that_has_them_already_is_not_written_again(shop: Shop) -> None:
    await shop.everything(import_xml(), offers_xml())
    before = len((await shop.dump())["journal"]["writes"])
    refs = [Ref(EntityKind.VARIATION, f"tee#{c}-{s}") for c in COLOURS for s in SIZES]
    for ref in [Ref(EntityKind.PRODUCT, "tee"), *refs]:
        shop.store.write(lambda work, ref=ref: work.bindings.forget(shop.exchange_id, ref))  # type: ignore[misc]
    shop.store.write(lambda work: work.outbox.mark(shop.exchange_id, [Ref(EntityKind.PRODUCT, "tee"), *refs],
                                                   now=shop.clock()))  # fmt: skip

    await shop.deliver()

    assert (await shop.dump())["journal"]["writes"][before:] == []
