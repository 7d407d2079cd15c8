"""Warehouses that 1C names only by their ids in levels of stock: they are stores all the same."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.integration.bitrix24.practice import running
from tests.integration.catalogue.packages import Good, import_xml, offers_xml
from tests.integration.catalogue.practice_shop import PORTAL, Shop, opened
from tests.integration.catalogue.stock_packages import rests_xml

GOODS = (Good("p1", "Стол"), Good("p2", "Стул"))
LEVELS = {"p1": {"w1": 10, "w2": 5}, "p2": {"w1": 7}}
IN_THE_PORTAL = {("p1", "w1"): 10, ("p1", "w2"): 5, ("p2", "w1"): 7}


@pytest.fixture(scope="module")
def portal_url() -> Iterator[str]:
    with running(*PORTAL, "--inventory") as url:
        yield url


@pytest.fixture
async def shop(portal_url: str, database_url: str, tmp_path: Path) -> AsyncIterator[Shop]:
    async with opened(portal_url, tmp_path, database_url) as one:
        yield one


async def titles(shop: Shop) -> dict[str, str]:
    return {
        row["xmlId"]: row["title"] for row in (await shop.dump())["stores"] if row["xmlId"] in ("w1", "w2")
    }


def nameless(shop: Shop) -> list[object]:
    """What `check` says of warehouses without a name."""
    return [one.facts["ids"] for one in shop.findings() if one.id == "stock.nameless"]


async def test_a_warehouse_without_a_name_is_a_store_called_by_its_id(shop: Shop) -> None:
    shop.bring(import_xml(GOODS), offers_xml(GOODS), rests_xml(LEVELS))

    await shop.deliver()

    assert await shop.levels() == IN_THE_PORTAL
    assert await titles(shop) == {"w1": "w1", "w2": "w2"}
    assert nameless(shop) == ["w1, w2"]


async def test_a_name_that_comes_later_renames_the_store(shop: Shop) -> None:
    shop.bring(import_xml(GOODS), offers_xml(GOODS), rests_xml(LEVELS))
    await shop.deliver()

    shop.bring(rests_xml({"p1": {"w1": 11}}, warehouses=("w1",)))
    await shop.deliver()

    assert await shop.levels() == {**IN_THE_PORTAL, ("p1", "w1"): 11}
    assert await titles(shop) == {"w1": "Склад w1", "w2": "w2"}
    assert nameless(shop) == ["w2"]


async def test_rests_without_names_leave_names_that_are_known(shop: Shop) -> None:
    shop.bring(import_xml(GOODS), offers_xml(GOODS), rests_xml(LEVELS, warehouses=("w1", "w2")))
    await shop.deliver()

    shop.bring(rests_xml({"p1": {"w1": 3}}))
    await shop.deliver()

    assert await titles(shop) == {"w1": "Склад w1", "w2": "Склад w2"}
    assert nameless(shop) == []


async def test_the_plan_shows_stores_of_warehouses_without_names(shop: Shop) -> None:
    shop.bring(import_xml(GOODS), offers_xml(GOODS), rests_xml(LEVELS))

    plan = await shop.preview()

    assert {plan.names[change.ref] for change in plan.changes if change.ref.kind == "store"} == {"w1", "w2"}
