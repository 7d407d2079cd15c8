"""Stock in a practice portal with inventory management: documents that take effect exactly once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from obmen.domain.identity import EntityKind
from obmen.flows.ports.inbox import PackageState
from tests.integration.bitrix24.practice import running
from tests.integration.catalogue.packages import Good, import_xml, offers_xml
from tests.integration.catalogue.practice_shop import PORTAL, Shop, opened
from tests.integration.catalogue.stock_packages import rests_xml

TABLE, CHAIR = Good("p1", "Стол"), Good("p2", "Стул")
GOODS = (TABLE, CHAIR)
WAREHOUSES = ("w1", "w2")
STORED = {EntityKind.STORE, EntityKind.STOCK}
FIRST = {"p1": {"w1": 10, "w2": 5}, "p2": {"w1": 7}}


@pytest.fixture(scope="module")
def portal_url() -> Iterator[str]:
    with running(*PORTAL, "--inventory") as url:
        yield url


@pytest.fixture
async def shop(portal_url: str, database_url: str, tmp_path: Path) -> AsyncIterator[Shop]:
    async with opened(portal_url, tmp_path, database_url) as one:
        yield one


def goods_xml(*goods: Good) -> tuple[str, str]:
    return import_xml(goods), offers_xml(goods)


async def test_each_warehouse_has_its_stock_in_its_store(shop: Shop) -> None:
    shop.bring(*goods_xml(*GOODS), rests_xml(FIRST, warehouses=WAREHOUSES))

    await shop.deliver()

    assert await shop.levels() == {("p1", "w1"): 10, ("p1", "w2"): 5, ("p2", "w1"): 7}
    state = await shop.dump()
    assert [(d["docType"], d["status"]) for d in state["documents"]] == [("S", "Y")]
    assert shop.pending() == {}
    assert shop.problems() == []


async def test_only_differences_travel_up_and_down(shop: Shop) -> None:
    shop.bring(*goods_xml(*GOODS), rests_xml(FIRST, warehouses=WAREHOUSES))
    await shop.deliver()

    shop.bring(rests_xml({"p1": {"w1": 4}, "p2": {"w1": 9}}))
    await shop.deliver()

    assert await shop.levels() == {("p1", "w1"): 4, ("p1", "w2"): 5, ("p2", "w1"): 9}
    state = await shop.dump()
    latest = [(d["docType"], d["status"]) for d in state["documents"][1:]]
    assert sorted(latest) == [("D", "Y"), ("S", "Y")]
    assert sorted(e["amount"] for e in state["document_elements"][-2:]) == [2, 6]


async def test_the_same_stock_again_makes_no_document(shop: Shop) -> None:
    shop.bring(*goods_xml(*GOODS), rests_xml(FIRST, warehouses=WAREHOUSES))
    await shop.deliver()

    shop.bring(rests_xml(FIRST, warehouses=WAREHOUSES, at="2026-11-25T09:00:00"))
    await shop.deliver()

    assert len((await shop.dump())["documents"]) == 1


async def test_stock_that_a_person_moved_in_the_crm_is_put_right_by_the_next_change(shop: Shop) -> None:
    shop.bring(*goods_xml(*GOODS), rests_xml(FIRST, warehouses=WAREHOUSES))
    await shop.deliver()
    state = await shop.dump()
    product = next(row["id"] for row in state["products"] if row["xmlId"] == "p1")
    store = next(row["id"] for row in state["stores"] if row["xmlId"] == "w1")
    await by_hand(shop, product, store, amount=3)

    shop.bring(rests_xml({"p1": {"w1": 11}}))
    await shop.deliver()

    assert (await shop.levels())["p1", "w1"] == 11
    moved = shop.store.read(lambda work: work.journal.latest(shop.exchange_id, "stock.moved_by_others"))
    assert moved is not None
    assert moved.facts == {"Склад w1": ["10", "13"]}


async def by_hand(shop: Shop, product: int, store: int, *, amount: int) -> None:
    """A manager books a receipt in the CRM."""
    fields = {"docType": "S", "currency": "RUB", "responsibleId": 1, "docNumber": "RUKAMI"}
    answer = await shop.practice.do("catalog.document.add", fields=fields)
    document = answer["result"]["document"]["id"]  # type: ignore[index]
    line = {"docId": document, "elementId": product, "storeTo": store, "amount": amount}
    await shop.practice.do("catalog.document.element.add", fields=line)
    await shop.practice.do("catalog.document.conduct", id=document)


async def test_less_than_nothing_in_1c_is_nothing_in_the_portal(shop: Shop) -> None:
    shop.bring(*goods_xml(*GOODS), rests_xml({"p1": {"w1": -3, "w2": 5}}, warehouses=WAREHOUSES))

    await shop.deliver()

    assert await shop.levels() == {("p1", "w2"): 5}
    run = shop.store.read(lambda work: work.journal.latest(shop.exchange_id, "stock.run"))
    assert run is not None
    assert run.facts["negative"] == 1


async def test_stock_is_written_at_its_rhythm(shop: Shop) -> None:
    shop.bring(*goods_xml(*GOODS), rests_xml(FIRST, warehouses=WAREHOUSES))
    await shop.deliver(patient=True)

    shop.bring(rests_xml({"p1": {"w1": 11}}))
    now = shop.clock()
    taken = await shop.begin_stock(patient=True)
    row = shop.store.read(lambda work: work.outbox.walk(shop.exchange_id, after=0, limit=1))[0]

    assert taken == 0
    assert timedelta(minutes=50) < row.due_at - now <= timedelta(minutes=60)


async def test_a_document_has_at_most_two_hundred_lines(shop: Shop) -> None:
    goods = [Good(f"p{number:04}", f"Товар {number}") for number in range(130)]
    levels = {good.id: {"w1": 1, "w2": 2} for good in goods}
    shop.bring(*goods_xml(*goods), rests_xml(levels, warehouses=WAREHOUSES))

    await shop.deliver()

    state = await shop.dump()
    lines = [e["docId"] for e in state["document_elements"]]
    assert sorted(lines.count(d["id"]) for d in state["documents"]) == [60, 200]
    assert {d["status"] for d in state["documents"]} == {"Y"}
    assert len(await shop.levels()) == 260


async def test_goods_that_come_after_their_stock_get_it(shop: Shop) -> None:
    shop.bring(rests_xml(FIRST, warehouses=WAREHOUSES))
    await shop.deliver()

    shop.bring(*goods_xml(*GOODS))
    await shop.deliver()

    assert await shop.levels() == {("p1", "w1"): 10, ("p1", "w2"): 5, ("p2", "w1"): 7}


@pytest.mark.parametrize(
    "method",
    ["catalog.store.add", "catalog.document.add", "catalog.document.element.add", "catalog.document.conduct"],
)
@pytest.mark.parametrize("fault", ["lost-answer", "late", "fail-mid-batch=3"])
async def test_whatever_is_lost_each_document_takes_effect_once(shop: Shop, method: str, fault: str) -> None:
    shop.bring(*goods_xml(*GOODS), rests_xml(FIRST, warehouses=WAREHOUSES))
    await shop.practice.control("faults", {"fault": f"{fault},count=1,method={method}"})

    await shop.deliver()

    assert await shop.struck()
    assert await shop.levels() == {("p1", "w1"): 10, ("p1", "w2"): 5, ("p2", "w1"): 7}
    state = await shop.dump()
    assert [(d["docType"], d["status"]) for d in state["documents"]] == [("S", "Y")]
    assert len(state["document_elements"]) == 3
    assert sorted(s["xmlId"] for s in state["stores"] if s["xmlId"]) == ["w1", "w2"]
    assert shop.pending() == {}


async def test_the_plan_shows_every_level_that_the_run_changes(shop: Shop) -> None:
    shop.bring(*goods_xml(TABLE), rests_xml({"p1": {"w1": 10}}, warehouses=WAREHOUSES))
    await shop.deliver()
    shop.bring(*goods_xml(*GOODS), rests_xml({"p1": {"w1": 4, "w2": 5}, "p2": {"w1": 7}}))

    plan = await shop.preview()
    before = await shop.levels()
    await shop.deliver()
    after = await shop.levels()

    planned = {
        (change.ref.id, name.removeprefix("stock.")): tuple(map(float, map(str, pair)))
        for change in plan.changes
        if change.ref.kind is EntityKind.STOCK
        for name, pair in change.fields.items()
    }
    keys = before.keys() | after.keys()
    assert planned == {
        key: (before.get(key, 0), after.get(key, 0)) for key in keys if before.get(key) != after.get(key)
    }
    assert plan.totals()["stock"]["change"] == 2


async def test_the_first_plan_shows_stores_and_levels_of_goods_that_it_makes(shop: Shop) -> None:
    shop.bring(*goods_xml(*GOODS), rests_xml(FIRST, warehouses=WAREHOUSES))

    plan = await shop.preview()

    assert {(str(c.ref.kind), c.ref.id, str(c.action)) for c in plan.changes if c.ref.kind in STORED} == {
        ("store", "w1", "create"),
        ("store", "w2", "create"),
        ("stock", "p1", "change"),
        ("stock", "p2", "change"),
    }


async def test_stock_waits_for_the_rest_of_a_package_that_is_applied_in_part(shop: Shop) -> None:
    shop.bring(*goods_xml(*GOODS))
    await shop.deliver()
    rests = shop.upload(rests_xml(FIRST, warehouses=WAREHOUSES), {})
    shop.store.write(lambda work: work.inbox.set_state(rests.id, PackageState.APPLYING))

    early = await shop.begin_stock()

    shop.store.write(lambda work: work.inbox.set_state(rests.id, PackageState.APPLIED))
    await shop.deliver()
    assert early == 0
    assert await shop.levels() == {("p1", "w1"): 10, ("p1", "w2"): 5, ("p2", "w1"): 7}
