"""What the portal refuses of stock, what it lacks, and a process that dies between any two requests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from obmen.delivery.call import Call, ResultOf, Task, Unready
from obmen.delivery.outcome import Outcome, Refused, Rejected
from obmen.delivery.profile import PortalProfile
from obmen.domain.identity import Ref
from obmen.flows.admin.lacking import read_lacking
from obmen.flows.admin.stock import stock_status
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.portal import Budget, Deliveries, Mapped, Unmappable
from tests.integration.bitrix24.practice import running
from tests.integration.catalogue.packages import Good, import_xml, offers_xml
from tests.integration.catalogue.practice_shop import PORTAL, Shop, opened
from tests.integration.catalogue.stock_packages import rests_xml

GOODS = (Good("p1", "Стол"), Good("p2", "Стул"))
WAREHOUSES = ("w1", "w2")
FIRST = {"p1": {"w1": 10, "w2": 5}, "p2": {"w1": 7}}
LEVELS = {("p1", "w1"): 10, ("p1", "w2"): 5, ("p2", "w1"): 7}


class Killed(BaseException):
    """The process died."""


@dataclass
class Passing:
    """Deliveries that pass everything on."""

    shop: Shop

    @property
    def inner(self) -> Deliveries:
        return self.shop.practice.portal.deliveries

    def map(
        self, tasks: Sequence[Task], *, profile: PortalProfile, bound: Mapping[Ref, int]
    ) -> Sequence[Mapped | Unready | Unmappable]:
        return self.inner.map(tasks, profile=profile, bound=bound)

    def budget(self, calls: Sequence[Call], *, now: datetime) -> Budget:
        return self.inner.budget(calls, now=now)

    async def send(self, calls: Sequence[Call], *, until: datetime) -> Sequence[Outcome]:
        return await self.inner.send(calls, until=until)

    async def look_up(self, calls: Sequence[Call]) -> Sequence[Outcome]:
        return await self.inner.look_up(calls)


@dataclass
class Mortal(Passing):
    """Deliveries of a process that dies at its n-th request, before it goes out or after it has run."""

    left: int
    after: bool

    async def send(self, calls: Sequence[Call], *, until: datetime) -> Sequence[Outcome]:
        self.left -= 1
        if self.left == 0 and not self.after:
            raise Killed
        outcomes = await self.inner.send(calls, until=until)
        if self.left == 0:
            raise Killed
        return outcomes


class Refusing(Passing):
    """Deliveries to a portal that refuses a method, of all records or of those about some goods or stores."""

    def __init__(self, shop: Shop, method: str, *keys: str) -> None:
        super().__init__(shop)
        self.method, self.keys = method, frozenset(keys)

    async def send(self, calls: Sequence[Call], *, until: datetime) -> Sequence[Outcome]:
        refused = [call.name for call in calls if call.method == self.method and await self.concerns(call)]
        passed = [call for call in calls if call.name not in refused and not self.leans(call, refused)]
        outcomes = dict(
            zip([c.name for c in passed], await self.inner.send(passed, until=until), strict=True)
        )
        return [
            outcomes.get(call.name, Rejected("0", "no") if call.name in refused else Refused(timedelta(0)))
            for call in calls
        ]

    def leans(self, call: Call, refused: Sequence[str]) -> bool:
        fields = call.params.get("fields")
        return isinstance(fields, dict) and any(
            isinstance(value, ResultOf) and value.call in refused for value in fields.values()
        )

    async def concerns(self, call: Call) -> bool:
        if not self.keys or call.ref.id in self.keys:
            return True
        state = await self.shop.dump()
        items = {row["id"]: row["xmlId"] for row in state["products"]}
        lines = [e for e in state["document_elements"] if e["docId"] == call.target]
        return any(items[line["elementId"]] in self.keys for line in lines)


class Deleting(Refusing):
    """A person deletes the first draft just before it takes effect."""

    async def send(self, calls: Sequence[Call], *, until: datetime) -> Sequence[Outcome]:
        for call in calls:
            if call.method == self.method and not self.keys:
                await self.shop.practice.do("catalog.document.delete", id=call.target)
                self.keys = frozenset({"done"})
        return await self.inner.send(calls, until=until)


@pytest.fixture(scope="module")
def portal_url() -> Iterator[str]:
    with running(*PORTAL, "--inventory") as url:
        yield url


@pytest.fixture
async def shop(portal_url: str, database_url: str, tmp_path: Path) -> AsyncIterator[Shop]:
    async with opened(portal_url, tmp_path, database_url) as one:
        await one.practice.control("inventory", {"on": True})
        yield one


@pytest.fixture(scope="module")
def basic_url() -> Iterator[str]:
    with running(*PORTAL, "--plan", "basic") as url:
        yield url


@pytest.fixture
async def basic(basic_url: str, database_url: str, tmp_path: Path) -> AsyncIterator[Shop]:
    async with opened(basic_url, tmp_path, database_url) as one:
        yield one


def first_packages() -> tuple[str, str, str]:
    return import_xml(GOODS), offers_xml(GOODS), rests_xml(FIRST, warehouses=WAREHOUSES)


def findings(shop: Shop) -> set[str]:
    return {f"{one.id} {one.state}" for one in shop.findings() if one.id.startswith("stock.")}


def ours(state: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The products that came from 1C."""
    return [row for row in state["products"] if row["xmlId"] != str(row["id"])]


async def with_goods(shop: Shop) -> None:
    """Goods and stores are there, and the first stock waits for its run."""
    shop.bring(import_xml(GOODS), offers_xml(GOODS), rests_xml({"p1": {"w1": 1}}, warehouses=WAREHOUSES))
    await shop.deliver()


async def test_stores_that_are_under_way_are_waited_for_and_not_begun_again(shop: Shop) -> None:
    shop.bring(*first_packages())

    made = await shop.begin_stock()
    again = await shop.begin_stock()
    await shop.deliver()

    assert (made, again) == (len(WAREHOUSES), 0)
    assert await shop.levels() == LEVELS


async def test_a_good_that_the_portal_refuses_waits_and_the_others_go_on(shop: Shop) -> None:
    await with_goods(shop)
    shop.bring(rests_xml(FIRST))
    await shop.begin_stock()
    product = next(row["id"] for row in (await shop.dump())["products"] if row["xmlId"] == "p2")
    await shop.practice.do("catalog.product.delete", id=product)

    await shop.drain()

    assert await shop.levels() == {("p1", "w1"): 10, ("p1", "w2"): 5}
    assert shop.problems() == ["delivery.rejected"]
    assert list(shop.pending()) == [("parked", "")]


async def test_a_refused_document_leaves_no_draft_and_stock_finds_the_other_way(shop: Shop) -> None:
    await with_goods(shop)
    shop.bring(rests_xml(FIRST))
    await shop.begin_stock()
    await shop.practice.control("inventory", {"on": False})

    await shop.drain()
    while await shop.begin_stock():
        await shop.drain()

    state = await shop.dump()
    assert {d["status"] for d in state["documents"]} == {"Y"}
    assert {row["xmlId"]: row["quantity"] for row in ours(state)} == {"p1": 15, "p2": 7}
    assert shop.pending() == {}


async def test_a_plan_without_inventory_management_is_told_by_check(basic: Shop) -> None:
    basic.bring(*first_packages())

    await basic.deliver()

    state = await basic.dump()
    assert {row["xmlId"]: row["quantity"] for row in ours(state)} == {"p1": 15, "p2": 7}
    assert state["documents"] == []
    assert basic.problems() == []
    assert findings(basic) == {"stock.quantity degraded"}
    now = basic.clock()
    status = basic.store.read(lambda work: stock_status(work, basic.exchange, now=now))
    assert status["mode"] == "quantity"
    lacking = basic.store.read(lambda work: read_lacking(work, basic.exchange))
    assert [one.id for one in lacking] == ["stock.quantity"]


async def test_stores_beyond_the_plan_are_one_problem_and_the_others_go_on(shop: Shop) -> None:
    shop.bring(*first_packages())

    await shop.deliver(Refusing(shop, "catalog.store.add", "w2"))

    assert await shop.levels() == {("p1", "w1"): 10, ("p2", "w1"): 7}
    assert shop.problems() == ["stock.store_refused"]
    assert findings(shop) == {"stock.documents ok", "stock.stores degraded"}


async def test_the_only_store_holds_the_stock_of_all_warehouses(shop: Shop) -> None:
    shop.bring(*first_packages())
    for store in (await shop.dump())["stores"][1:]:
        await shop.practice.do("catalog.store.delete", id=store["id"])
    (only,) = (await shop.dump())["stores"]

    await shop.deliver(Refusing(shop, "catalog.store.add", "w1", "w2"))

    name = only["xmlId"] or only["title"]
    assert await shop.levels() == {("p1", name): 15, ("p2", name): 7}
    assert findings(shop) == {"stock.documents ok", "stock.only_store degraded"}


async def test_stock_moves_out_of_the_only_store_when_the_plan_allows_more(shop: Shop) -> None:
    shop.bring(*first_packages())
    for store in (await shop.dump())["stores"][1:]:
        await shop.practice.do("catalog.store.delete", id=store["id"])
    await shop.deliver(Refusing(shop, "catalog.store.add", "w1", "w2"))

    shop.store.write(lambda work: work.outbox.release(shop.exchange_id, state=Due.PARKED))
    shop.bring(rests_xml({"p1": {"w1": 11}}))
    await shop.deliver()

    assert await shop.levels() == {("p1", "w1"): 11, ("p1", "w2"): 5, ("p2", "w1"): 7}


async def test_a_portal_that_takes_no_documents_is_one_problem_and_is_tried_again_later(shop: Shop) -> None:
    await with_goods(shop)
    shop.set(stock_minutes="3")
    shop.bring(rests_xml(FIRST))

    await shop.deliver(Refusing(shop, "catalog.document.add"))
    now = shop.clock()
    refused = shop.store.read(lambda work: stock_status(work, shop.exchange, now=now))["resting"]
    problems = shop.problems()
    await shop.rest(minutes=3.1)
    await shop.deliver(patient=True)

    assert (refused, problems) == (2, ["stock.refused"])
    assert await shop.levels() == LEVELS
    assert shop.problems() == []


async def test_the_good_that_spoils_a_document_is_found_by_halving(shop: Shop) -> None:
    goods = [Good(f"p{number}", f"Товар {number}") for number in range(1, 8)]
    shop.bring(import_xml(goods), offers_xml(goods))
    shop.bring(rests_xml({good.id: {"w1": 2} for good in goods}, warehouses=("w1",)))

    await shop.deliver(Refusing(shop, "catalog.document.conduct", "p5"))

    assert await shop.levels() == {(good.id, "w1"): 2 for good in goods if good.id != "p5"}
    assert {d["status"] for d in (await shop.dump())["documents"]} == {"Y"}
    assert shop.problems() == ["delivery.rejected"]
    assert list(shop.pending()) == [("parked", "")]


async def test_a_draft_that_a_person_deleted_is_made_anew(shop: Shop) -> None:
    await with_goods(shop)
    shop.bring(rests_xml(FIRST))

    await shop.deliver(Deleting(shop, "catalog.document.conduct"))

    assert await shop.levels() == LEVELS
    assert shop.problems() == []


async def test_a_store_that_a_person_deleted_is_made_anew(shop: Shop) -> None:
    await with_goods(shop)
    store = next(row["id"] for row in (await shop.dump())["stores"] if row["xmlId"] == "w2")
    await shop.practice.do("catalog.store.delete", id=store)

    shop.bring(rests_xml(FIRST))
    await shop.deliver()

    assert await shop.levels() == LEVELS


async def test_a_renamed_warehouse_renames_its_store(shop: Shop) -> None:
    await with_goods(shop)

    renamed = rests_xml(FIRST, warehouses=WAREHOUSES).replace("Склад w2", "Магазин")
    shop.bring(renamed)
    await shop.deliver()

    state = await shop.dump()
    assert [row["title"] for row in state["stores"] if row["xmlId"] in WAREHOUSES] == ["Склад w1", "Магазин"]


async def live(shop: Shop, mortal: Mortal) -> None:
    """Write stock until death; who has nothing left to do dies too."""
    while await shop.begin_stock():
        await shop.drain(mortal)
    raise Killed


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", [1, 2, 3, 4])
async def test_killed_at_any_request_each_document_takes_effect_once(
    shop: Shop, step: int, after: bool
) -> None:
    shop.bring(import_xml(GOODS), offers_xml(GOODS))
    await shop.deliver()
    shop.bring(rests_xml(FIRST, warehouses=WAREHOUSES))
    mortal = Mortal(shop, step, after)

    with pytest.raises(Killed):
        await live(shop, mortal)
    await shop.drain()
    while await shop.begin_stock():
        await shop.drain()

    assert await shop.levels() == LEVELS
    state = await shop.dump()
    assert [(d["docType"], d["status"]) for d in state["documents"]] == [("S", "Y")]
    assert len(state["document_elements"]) == 3
    assert sorted(s["xmlId"] for s in state["stores"] if s["xmlId"]) == ["w1", "w2"]
    assert shop.pending() == {}
