"""Stock in a practice portal without inventory management: the product holds the total and the split."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from obmen.domain.settings import ExchangeSettings
from tests.integration.catalogue.packages import Good, import_xml, offers_xml
from tests.integration.catalogue.practice_shop import Shop, opened
from tests.integration.catalogue.stock_packages import Levels, rests_xml

GOODS = (Good("p1", "Стол"), Good("p2", "Стул"))
FIRST: Levels = {"p1": {"w1": 10, "w2": "5.5"}, "p2": {"w1": -7}}


@pytest.fixture
async def shop(portal_url: str, database_url: str, tmp_path: Path) -> AsyncIterator[Shop]:
    async with opened(portal_url, tmp_path, database_url) as one:
        await one.practice.control("inventory", {"on": False})
        yield one


async def held(shop: Shop) -> dict[str, tuple[object, object]]:
    """Total and split by item."""
    state = await shop.dump()
    mine = [row["id"] for row in state["properties"] if row["xmlId"] == "obmen-stock"]
    return {
        row["xmlId"]: (row["quantity"], _value(row.get(f"property{mine[0]}")) if mine else None)
        for row in state["products"]
        if row["xmlId"] in {"p1", "p2"}
    }


def _value(told: Any) -> object:  # noqa: ANN401 — JSON
    return told["value"] if isinstance(told, dict) else told


async def test_the_product_holds_the_total_and_the_split_for_people(shop: Shop) -> None:
    shop.bring(import_xml(GOODS), offers_xml(GOODS), rests_xml(FIRST, warehouses=("w1", "w2")))

    await shop.deliver()

    assert await held(shop) == {
        "p1": (15.5, "Склад w1: 10; Склад w2: 5.5"),
        "p2": (0, "Склад w1: -7"),
    }
    state = await shop.dump()
    assert state["documents"] == []
    assert [row["name"] for row in state["properties"] if row["xmlId"] == "obmen-stock"][:1] == [
        "Остатки по складам"
    ]
    assert shop.pending() == {}


async def test_only_goods_whose_stock_changed_are_written(shop: Shop) -> None:
    shop.bring(import_xml(GOODS), offers_xml(GOODS), rests_xml(FIRST, warehouses=("w1", "w2")))
    await shop.deliver()
    before = {row["xmlId"]: row["timestampX"] for row in (await shop.dump())["products"]}

    shop.bring(rests_xml({"p1": {"w1": 4}, "p2": {"w1": -7}}))
    await shop.deliver()

    after = {row["xmlId"]: row["timestampX"] for row in (await shop.dump())["products"]}
    assert (await held(shop))["p1"] == (9.5, "Склад w1: 4; Склад w2: 5.5")
    assert before["p2"] == after["p2"]


async def test_a_total_without_warehouses_is_the_quantity(shop: Shop) -> None:
    shop.bring(import_xml(GOODS), offers_xml(GOODS), rests_xml({"p1": {"": 12}}))

    await shop.deliver()

    assert (await held(shop))["p1"][0] == 12


@pytest.mark.parametrize("fault", ["lost-answer", "late", "fail-mid-batch=1"])
async def test_a_lost_answer_does_no_harm(shop: Shop, fault: str) -> None:
    shop.bring(import_xml(GOODS), offers_xml(GOODS))
    await shop.deliver()
    shop.bring(rests_xml(FIRST, warehouses=("w1", "w2")))
    await shop.practice.control("faults", {"fault": f"{fault},count=1,method=catalog.product.update"})

    await shop.deliver()

    assert await shop.struck()
    assert (await held(shop))["p1"][0] == 15.5
    assert shop.pending() == {}


async def test_inventory_that_is_switched_on_moves_all_stock_into_documents(shop: Shop) -> None:
    shop.bring(import_xml(GOODS), offers_xml(GOODS), rests_xml(FIRST, warehouses=("w1", "w2")))
    await shop.deliver()
    await shop.practice.control("inventory", {"on": True})

    shop.bring(rests_xml({"p2": {"w1": 3}}))
    await shop.deliver()

    assert await shop.levels() == {("p1", "w1"): 10, ("p1", "w2"): 5.5, ("p2", "w1"): 3}


async def test_stock_travels_only_while_it_is_switched_on(
    portal_url: str, database_url: str, tmp_path: Path
) -> None:
    off = replace(ExchangeSettings(), stocks=False)
    async with opened(portal_url, tmp_path, database_url, settings=off) as shop:
        await shop.practice.control("inventory", {"on": False})
        shop.bring(import_xml(GOODS), offers_xml(GOODS), rests_xml(FIRST, warehouses=("w1", "w2")))
        await shop.deliver()
        before = await held(shop)

        for value in ("on", "off", "on"):
            shop.set(stocks=value)
        await shop.deliver()

        assert before == {"p1": (None, None), "p2": (None, None)}
        assert (await held(shop))["p1"][0] == 15.5


async def test_the_stock_of_what_the_groups_leave_out_stays_as_it_is(shop: Shop) -> None:
    chair = replace(GOODS[1], group="g2")
    groups = (("g1", "Столы"), ("g2", "Стулья"))
    goods = (GOODS[0], chair)
    shop.bring(import_xml(goods, groups=groups), offers_xml(goods))
    shop.bring(rests_xml({"p1": {"w1": 10}, "p2": {"w1": 7}}, warehouses=("w1",)))
    await shop.deliver()
    shop.set(groups="Столы")

    shop.bring(rests_xml({"p1": {"w1": 4}, "p2": {"w1": 1}}))
    await shop.deliver()
    narrowed = {key: total for key, (total, _) in (await held(shop)).items()}
    shop.set(groups="")
    await shop.deliver()

    assert narrowed == {"p1": 4, "p2": 7}
    assert {key: total for key, (total, _) in (await held(shop)).items()} == {"p1": 4, "p2": 1}
    assert shop.pending() == {}
