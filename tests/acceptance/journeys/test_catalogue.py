"""The catalogue of a practice 1C in a practice portal, each family and both databases."""

from decimal import Decimal

import pytest

from tests.acceptance.journeys.conftest import Shop

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def check_first_load(shop: Shop) -> None:
    """Compare what stands in the portal with the base, name by name and price by price."""
    portal, dump = shop.world.sandbox, shop.base.dump()
    shirt, pot, folder, coffee = shop.base.goods()
    retail = next(one["id"] for one in dump["price_types"].values() if one["name"] == "Розничная")
    made = {one["xmlId"]: one for one in portal.dump()["products"] if one["id"] > 1}
    made |= {one["xmlId"]: one for one in portal.dump()["offers"]}

    sizes = [f"{shirt['id']}#{size}" for size in shirt["characteristics"]]
    assert made.keys() == {shirt["id"], *sizes, pot["id"], folder["id"], coffee["id"]}
    assert all(made[item["id"]]["name"] == item["name"] for item in (pot, folder, coffee))
    sold = made.keys() - {shirt["id"]}
    assert {key: portal.price(key) for key in sold} == {
        key: Decimal(str(dump["prices"][key][retail])) for key in sold
    }
    assert shop.world.doubles() == {}
    assert shop.exchange.problems() == []


def test_the_catalogue_lives_in_the_portal_as_1c_keeps_it(any_shop: Shop) -> None:
    shop, portal = any_shop, any_shop.world.sandbox
    _, pot, folder, coffee = shop.base.goods()
    check_first_load(shop)

    before = len(portal.writes())
    shop.base.item(pot["id"], "price", price="1234.50")
    shop.go_on()
    (write,) = portal.writes()[before:]
    assert write["method"].startswith("catalog.price.")
    assert portal.price(pot["id"]) == Decimal("1234.50")

    before = len(portal.writes())
    shop.base.item(folder["id"], "rename", name="Папка подвесная")
    shop.go_on()
    (write,) = portal.writes()[before:]
    assert write["method"] == "catalog.product.update"
    assert portal.product(folder["id"])["name"] == "Папка подвесная"

    shop.base.item(coffee["id"], "delete")
    shop.go_on()
    assert portal.product(coffee["id"])["active"] == "N"
    shop.base.item(coffee["id"], "delete", deleted=False)
    shop.go_on()
    assert portal.product(coffee["id"])["active"] == "Y"

    before = len(portal.writes())
    shop.base.register()
    shop.go_on()
    shop.go_on()
    assert portal.writes()[before:] == []
    assert portal.product(pot["id"])["active"] == "Y"


def test_an_unchanged_exchange_writes_nothing_and_reads_little(shop: Shop) -> None:
    shop.minutes(2)
    writes, requests = len(shop.world.sandbox.writes()), shop.world.sandbox.requests()

    shop.base.register()
    shop.go_on()

    assert len(shop.world.sandbox.writes()) == writes
    assert shop.world.sandbox.requests() - requests <= 5
