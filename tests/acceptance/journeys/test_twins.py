"""A base and its copy exchange with one portal from the same moment on."""

from base64 import b64decode, b64encode
from collections import Counter
from hashlib import sha256
from typing import Any, Final

import pytest

from obmen_sandbox.stories.pictures import png
from tests.support.world import Exchange, World
from tests.support.world_fixtures import MakeWorld
from tests.support.world_sandbox import Onec

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

SETTINGS: Final = {
    "price_type": "Розничная",
    "price_types": "all",
    "attributes": "all",
    "stocks": "on",
    "stock_minutes": "1",
    "images": "on",
}
GREEN: Final = b64encode(png(0, 160, 0)).decode()
DIRECTORIES: Final = ("sections", "price_types", "properties", "stores")
Twin = tuple[Exchange, Onec]


def open_twins(world: World) -> tuple[Twin, Twin]:
    """Two exchanges whose bases hold the same: a shirt in its colours and sizes, a belt."""
    world.sandbox.manage_inventory()
    base = world.sandbox.make_base(family="trade", goods=0, knows_vat_22=True)
    base.tell("wear")
    shop = world.add_exchange("shop", **SETTINGS)
    depot = world.add_exchange("depot", order_prefix="D-", **SETTINGS)
    return (shop, shop.connect(base)), (depot, depot.connect(base.clone()))


def begin_together(world: World, *twins: Twin) -> None:
    """Both bring all they have while the portal is away, so that both begin when it is back."""
    world.sandbox.fault("overload")
    for _, base in twins:
        world.exchange_once(base)
    world.sandbox.calm()


def come_to_rest(world: World, *twins: Twin) -> None:
    """Time passes until neither has anything to deliver, stock included."""
    for _ in range(12):
        resting = [exchange.settled()["stock"]["resting"] for exchange, _ in twins]
        if not any(resting) and not any(exchange.status()["pending"] for exchange, _ in twins):
            return
        world.jump(60)
    raise AssertionError([exchange.status() for exchange, _ in twins])


def check_once(world: World, base: Onec) -> None:
    """Everything that has an external code is there once, with its stock and its pictures."""
    dump = world.sandbox.dump()
    assert world.doubles() == {}
    codes = Counter(one["xmlId"] for one in (*dump["products"], *dump["offers"]) if one["id"] > 1)
    assert set(codes.values()) == {1}
    for table in DIRECTORIES:
        named = Counter((one.get("iblockId"), one["xmlId"]) for one in dump[table] if one["xmlId"])
        assert set(named.values()) <= {1}, table
    prices = Counter((one["productId"], one["catalogGroupId"]) for one in dump["prices"])
    assert set(prices.values()) == {1}
    assert levels(dump) == told_levels(base)
    assert shown(dump) == told_pictures(base)


def levels(dump: dict[str, Any]) -> dict[tuple[str, str], float]:
    """What lies in the portal, by the external codes of good and store."""
    goods = {one["id"]: one["xmlId"] for one in (*dump["products"], *dump["offers"])}
    stores = {one["id"]: one["xmlId"] for one in dump["stores"]}
    return {
        (goods[one["productId"]], stores[one["storeId"]]): float(one["amount"])
        for one in dump["stock"]
        if one["amount"]
    }


def told_levels(base: Onec) -> dict[tuple[str, str], float]:
    """What lies where by 1C."""
    return {
        (key, warehouse): float(quantity)
        for key, by_warehouse in base.dump()["stocks"].items()
        for warehouse, quantity in by_warehouse.items()
        if float(quantity)
    }


def shown(dump: dict[str, Any]) -> dict[str, list[str]]:
    """Digests of each product's pictures in the portal, by the product's external code."""
    goods = {one["id"]: one["xmlId"] for one in (*dump["products"], *dump["offers"])}
    found: dict[str, list[str]] = {}
    for picture in dump["images"]:
        found.setdefault(goods[picture["productId"]], []).append(picture["sha256"])
    return {key: sorted(digests) for key, digests in found.items()}


def prices_of(world: World, xml_id: str) -> list[float]:
    """All prices of a product."""
    product, dump = world.sandbox.product(xml_id), world.sandbox.dump()
    return [float(one["price"]) for one in dump["prices"] if one["productId"] == product["id"]]


def told_pictures(base: Onec) -> dict[str, list[str]]:
    """Digests of each good's pictures in 1C."""
    told = {
        item["id"]: sorted(sha256(b64decode(one["data_base64"])).hexdigest() for one in item["pictures"])
        for item in base.goods()
    }
    return {key: digests for key, digests in told.items() if digests}


def test_what_both_bring_at_the_same_moment_is_there_once_and_each_changes_it(world: World) -> None:
    shop, depot = open_twins(world)
    begin_together(world, shop, depot)
    come_to_rest(world, shop, depot)
    check_once(world, shop[1])

    shirt, belt = shop[1].goods()
    shop[1].item(belt["id"], "price", price="1234.50")
    world.exchange_once(shop[1])
    depot[1].item(shirt["id"], "rename", name="Рубашка льняная")
    depot[1].item(shirt["id"], "picture", id=shirt["pictures"][0]["id"], data=GREEN)
    world.exchange_once(depot[1])
    come_to_rest(world, shop, depot)

    assert 1234.5 in prices_of(world, belt["id"])
    assert world.sandbox.product(shirt["id"])["name"] == "Рубашка льняная"
    assert shown(world.sandbox.dump()) == told_pictures(depot[1])
    assert world.doubles() == {}
    assert (shop[0].problems(), depot[0].problems()) == ([], ["own_company.shared"])


@pytest.mark.parametrize("steps", [12, 24, 36, 48, 60])
def test_killed_between_a_claim_and_its_answer_both_come_to_the_same_end(
    make_world: MakeWorld, steps: int
) -> None:
    world = make_world()
    shop, depot = open_twins(world)
    begin_together(world, shop, depot)

    world.gateway.kill_after(steps)
    come_to_rest(world, shop, depot)

    assert world.gateway.spare()
    check_once(world, shop[1])
