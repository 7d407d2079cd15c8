"""Answers are lost while properties, values, price types and prices are made: each is there once."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from obmen.delivery.outcome import Refused, Rejected
from obmen.domain.identity import EntityKind, Ref
from tests.integration.bitrix24.goods_shop import FASTER, Shop, import_xml, offers_xml, open_shop, settled
from tests.integration.bitrix24.practice import calls_of, task
from tests.unit.bitrix24.builders import CABLE, PROFILE

MADE = {
    "properties": ("iblockId", "xmlId", "name"),
    "property_values": ("propertyId", "xmlId"),
    "price_types": ("xmlId", "name"),
    "price_type_names": ("catalogGroupId", "lang"),
    "prices": ("productId", "catalogGroupId"),
    "products": ("xmlId",),
}


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(tmp_path, speed=FASTER) as one:
        yield one


@pytest.mark.parametrize(
    "fault",
    [
        "lost-answer,count=1,method=catalog.productProperty.add",
        "late=1,count=1,method=catalog.productProperty.add",
        "fail-mid-batch=3,count=1,method=catalog.productProperty.add",
        "drop,count=1,method=catalog.productProperty.add",
        "lost-answer,count=1,method=catalog.productPropertyEnum.add",
        "fail-mid-batch=2,count=1,method=catalog.productPropertyEnum.add",
        "lost-answer,count=1,method=catalog.priceType.add",
        "lost-answer,count=1,method=catalog.priceTypeLang.add",
        "lost-answer,count=1,method=catalog.price.modify",
        "fail-mid-batch=3,count=1,method=catalog.price.modify",
        "price-modify-dies,count=1",
    ],
)
async def test_after_a_lost_answer_everything_is_there_once(shop: Shop, fault: str) -> None:
    shop.set(attributes="all", price_types="all")
    shop.bring(import_xml(), "import.xml")
    shop.bring(offers_xml(r="118.50", w="97", e="1.2"), "offers.xml")
    await shop.practice.control("faults", {"fault": fault})

    await settled(shop)

    assert (await shop.practice.control("faults"))["struck"]
    good, dump = await shop.good(), await shop.dump()
    assert good["prices"] == {"BASE": (118.5, "RUB"), "w": (97, "RUB"), "e": (1.2, "USD")}
    assert (good["properties"]["Цвет"], good["properties"]["Материал"]) == ("Красный", ["Медь", "ПВХ"])
    assert {"Оптовая", "Экспорт"} <= {one["name"] for one in dump["price_type_names"]}
    for table, key in MADE.items():
        counts = Counter(tuple(row[name] for name in key) for row in dump[table])
        assert {one: count for one, count in counts.items() if count > 1} == {}, table


async def test_prices_of_others_in_the_same_product_are_left_alone(shop: Shop) -> None:
    shop.set(price_types="all")
    await shop.everything(import_xml(), offers_xml(r="118.50"))
    number = (await shop.good())["id"]
    made = await shop.practice.do("catalog.priceType.add", fields={"name": "HANDMADE"})
    result = made["result"]
    assert isinstance(result, dict)
    hand = {"productId": number, "catalogGroupId": result["priceType"]["id"], "price": 5, "currency": "RUB"}
    await shop.practice.do("catalog.price.add", fields=hand)

    shop.bring(offers_xml(r="120", w="97"), "offers.xml")
    await shop.deliver()

    assert (await shop.good())["prices"] == {"BASE": (120, "RUB"), "w": (97, "RUB"), "HANDMADE": (5, "RUB")}


async def test_the_prices_of_another_product_are_never_wiped_when_its_own_fails(shop: Shop) -> None:
    portal = shop.practice.portal
    await shop.everything(import_xml(), offers_xml(r="118.50"))
    before = (await shop.dump())["prices"]
    broken = task(1, Ref(EntityKind.PRODUCT, "new"), {**CABLE, "section": None, "price.w": ["97", "RUB"]})
    profile = replace(PROFILE, vat_ids={"22": 999_999}, price_type_ids={"w": 4})
    await shop.practice.control("faults", {"fault": "failed-reference-becomes-1"})

    calls = calls_of(portal.deliveries.map([broken], profile=profile, bound={}))
    outcomes = await portal.deliveries.send(calls)

    assert [call.method for call in calls] == ["catalog.product.add", "catalog.price.modify"]
    assert [type(outcome) for outcome in outcomes] == [Rejected, Refused]
    assert (await shop.dump())["prices"] == before
