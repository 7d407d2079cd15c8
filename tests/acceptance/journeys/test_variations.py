"""The clothing shop: colours and sizes stand whole in the portal, and the right one returns to 1C."""

from decimal import Decimal
from typing import Any

import pytest

from tests.acceptance.journeys.conftest import Shop, open_shop
from tests.support.world import World

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

CHARACTERISTIC = "obmen-characteristic"


def variations(shop: Shop) -> dict[str, dict[str, Any]]:
    """Active variations of the portal by their external codes."""
    return {one["xmlId"]: one for one in shop.world.sandbox.dump()["offers"] if one["active"] == "Y"}


def head(shop: Shop) -> dict[str, Any]:
    """The product above them."""
    return shop.world.sandbox.product(shop.goods[0])


def said_of(shop: Shop, variation: dict[str, Any]) -> str:
    """What a variation says of itself in its property."""
    (own,) = [one for one in shop.world.sandbox.dump()["properties"] if one["xmlId"] == CHARACTERISTIC]
    return str(variation[f"property{own['id']}"]["value"])


def test_two_colours_in_four_sizes_are_eight_variations_of_one_product(any_shop: Shop) -> None:
    shop, portal = any_shop, any_shop.world.sandbox
    shirt, dump = shop.base.goods()[0], shop.base.dump()
    retail = next(one["id"] for one in dump["price_types"].values() if one["name"] == "Розничная")

    made = variations(shop)

    keys = {f"{shirt['id']}#{one}": facts for one, facts in shirt["characteristics"].items()}
    assert len(made) == 8
    assert made.keys() == keys.keys()
    assert head(shop)["type"] == 3
    assert {one["parentId"] for one in made.values()} == {head(shop)["id"]}
    for key, facts in keys.items():
        assert made[key]["name"] == f"{shirt['name']} ({facts['name']})"
        assert portal.price(key) == Decimal(str(dump["prices"][key][retail]))
        assert (made[key]["vatId"], made[key]["measure"]) != (None, None)
        assert all(f"{name}: {value}" in said_of(shop, made[key]) for name, value in facts["values"].items())
    assert shop.world.doubles() == {}


def test_a_changed_price_of_a_variation_is_one_command(any_shop: Shop) -> None:
    shop, portal = any_shop, any_shop.world.sandbox
    shirt = shop.base.goods()[0]
    one = next(iter(shirt["characteristics"]))
    before = len(portal.writes())

    shop.base.item(shirt["id"], "price", price="777.70", characteristic=one)
    shop.go_on()
    shop.base.register()
    shop.go_on()

    (write,) = portal.writes()[before:]
    assert write["method"] == "catalog.price.update"
    assert portal.price(f"{shirt['id']}#{one}") == Decimal("777.70")


@pytest.mark.parametrize("family", ["trade", "unf"])
def test_three_of_eight_come_back_as_their_characteristics(world: World, family: str) -> None:
    shop = open_shop(world, family=family)
    shirt = shop.base.goods()[0]
    chosen = list(shirt["characteristics"])[1:7:2]

    bill = shop.bill(rows=[{"product": f"{shirt['id']}#{one}", "quantity": 2} for one in chosen])
    shop.go_on()

    lines = shop.base.order(bill)["lines"]
    assert [(line["item_id"], line["characteristic_id"]) for line in lines] == [
        (shirt["id"], one) for one in chosen
    ]
    assert len(shop.base.goods()) == 4
    shop.base.act(bill, "approve")
    shop.base.act(bill, "pay")
    shop.go_on()
    assert shop.look(bill).stage == "P"
    assert [kind for kind in shop.exchange.problems() if kind != "vat.lost"] == []


def test_the_ways_of_variants_can_be_switched_and_bills_still_find_their_characteristic(shop: Shop) -> None:
    shirt = shop.base.goods()[0]
    one, other = list(shirt["characteristics"])[:2]
    as_variation = shop.bill(rows=[{"product": f"{shirt['id']}#{one}", "quantity": 1}])

    shop.exchange.set(variants="flat")
    shop.exchange.settled()
    flat = {p["xmlId"] for p in shop.world.sandbox.dump()["products"] if p["active"] == "Y"}
    shop.go_on()

    shop.exchange.set(variants="offers")
    shop.exchange.settled()
    as_product = next(
        p["id"] for p in shop.world.sandbox.dump()["products"] if p["xmlId"] == f"{shirt['id']}#{other}"
    )
    late = shop.bill(rows=[{"productId": as_product, "quantity": 1}])
    shop.go_on()

    assert flat >= {f"{shirt['id']}#{key}" for key in shirt["characteristics"]}
    assert shirt["id"] not in flat
    assert len(variations(shop)) == 8
    assert shop.base.order(as_variation)["lines"][0]["characteristic_id"] == one
    assert shop.base.order(late)["lines"][0]["characteristic_id"] == other
    assert {key: n for key, n in shop.world.doubles().items() if "offer" in key} == {}
    assert max(shop.world.doubles().values(), default=1) == 1


def test_a_bill_of_the_head_waits_for_the_characteristic_to_be_said(shop: Shop) -> None:
    shirt = shop.base.goods()[0]
    key = f"{shirt['id']}#{next(iter(shirt['characteristics']))}"

    bill = shop.bill(rows=[{"product": shirt["id"], "quantity": 1}])
    shop.go_on()
    held = shop.exchange.problems()
    shop.world.gateway.must("bind", shop.exchange.name, str(bill), "1", key)
    shop.go_on()

    assert held == ["row.no_variant"]
    assert shop.base.order(bill)["lines"][0]["characteristic_id"] == key.partition("#")[2]
