"""Pictures of 1C's goods stand in the portal: as many as in 1C, in its order, and none twice."""

import base64
from hashlib import sha256
from typing import Any

import pytest

from obmen_sandbox.stories.pictures import png
from tests.acceptance.journeys.conftest import Shop, open_shop
from tests.support.world import World

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

RED, BLUE, GREEN = png(200, 0, 0), png(0, 0, 200), png(0, 160, 0)


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def of(*contents: bytes) -> list[str]:
    return [sha256(content).hexdigest() for content in contents]


def hang(shop: Shop, good: str, *contents: bytes) -> list[str]:
    """Attach pictures to a good in 1C; returns their ids there."""
    for content in contents:
        shop.base.item(good, "picture", data=text(content))
    pictures: list[dict[str, Any]] = shop.base.dump()["items"][good]["pictures"]
    return [one["id"] for one in pictures]


def shown(shop: Shop, good: str) -> list[str]:
    """Digests of what a product shows, in its order."""
    dump = shop.world.sandbox.dump()
    (product,) = [one["id"] for one in dump["products"] if one["xmlId"] == good]
    rows = sorted((row for row in dump["images"] if row["productId"] == product), key=lambda row: row["id"])
    return [row["sha256"] for row in rows]


def writes(shop: Shop) -> list[str]:
    return [write["method"] for write in shop.world.sandbox.writes()]


@pytest.fixture(params=["trade", "unf", "module"])
def pictured(world: World, request: pytest.FixtureRequest) -> Shop:
    """A shop of each family whose second good has two pictures, the head of variations one of them."""
    shop = open_shop(world, family=request.param, images="on")
    hang(shop, shop.goods[1], RED, BLUE)
    hang(shop, shop.goods[0], RED)
    shop.go_on()
    return shop


def test_a_goods_pictures_come_and_go_as_in_1c(pictured: Shop) -> None:
    shop, good = pictured, pictured.goods[1]
    first = (shown(shop, good), shown(shop, shop.goods[0]))
    before = len(writes(shop))
    shop.base.register()
    shop.go_on()
    again = writes(shop)[before:]

    red, blue = hang(shop, good)
    shop.base.item(good, "picture", id=red, data=text(GREEN))
    shop.go_on()
    replaced = shown(shop, good)
    shop.base.item(good, "picture", id=blue, first=True)
    shop.go_on()
    ordered = shown(shop, good)
    shop.base.item(good, "picture", id=red, remove=True)
    shop.go_on()

    assert first == (of(RED, BLUE), of(RED))
    assert again == []
    assert replaced == of(GREEN, BLUE)
    assert ordered == of(BLUE, GREEN)
    assert (shown(shop, good), shown(shop, shop.goods[0])) == (of(BLUE), of(RED))
    assert shop.exchange.problems() == []


def test_a_person_sees_the_pictures_in_the_plan_the_passport_and_the_status(world: World) -> None:
    shop = open_shop(world, images="on")
    good = shop.goods[1]
    hang(shop, good, RED)
    hang(shop, shop.goods[2], b"%PDF-1.7")
    shop.go_on()

    status = shop.exchange.status()
    passport = world.gateway.must("explain", "shop", good)
    checked = {row["id"]: row["state"] for row in world.gateway.must("check", "shop")["checks"]}
    run = world.gateway.must("runs", "shop")[0]["run"]
    undone = world.gateway.must("undo", "shop", str(run))

    shown_to_a_person = [
        world.gateway.cli(*words) for words in (("explain", "shop", good), ("status", "shop"))
    ]

    assert [said.code for said in shown_to_a_person] == [0, 0]
    assert list(passport["onec"][f"pictures {good}"].values()) == [passport["crm"]["gallery"]["shown"][0][0]]
    assert status["pictures"] == {"on": True, "products": 1, "waiting": 0}
    assert any(event["event"] == "picture.added" for event in passport["history"])
    assert checked["pictures"] == "ok"
    assert shop.exchange.problems() == ["picture.not_a_picture"]
    assert {one["kind"]: one["kept"] for one in undone["records"]}["gallery"] == {"pictures": "undo.pictures"}
