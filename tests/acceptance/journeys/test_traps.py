"""Traps of real life: a copy of the base, a base restored from a backup, several bases and one portal."""

import pytest

from tests.acceptance.journeys.conftest import Shop
from tests.support.world import World

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def test_a_copy_of_the_base_stops_sales_and_asks_a_person(shop: Shop) -> None:
    bill = shop.bill()
    copy = shop.base.clone()
    shop.base.run(skip_success=True)
    copy.run()
    shop.base.act(bill, "approve")
    shop.go_on()

    copy.act(bill, "approve")
    copy.act(bill, "pay")
    copy.run()
    shop.exchange.settled()

    assert shop.exchange.problems() == ["onec.copy_of_base"]
    assert shop.look(bill).stage == "N"
    later = shop.bill()
    copy.run()
    assert [order["site_number"] for order in copy.orders()] == [f"B24-{bill}"]

    shop.world.gateway.must("release", "shop")
    shop.base.act(bill, "pay")
    shop.go_on()
    shop.go_on()
    assert shop.look(bill).stage == "P"
    assert {order["site_number"] for order in shop.base.orders()} == {f"B24-{bill}", f"B24-{later}"}
    assert shop.exchange.problems() == []


def test_a_restored_base_is_given_its_orders_again_and_none_is_doubled(shop: Shop) -> None:
    early = shop.bill()
    shop.go_on()
    backup = shop.base.dump()
    late, later = shop.bill(), shop.bill()
    shop.go_on()
    shop.base.restore(backup)
    shop.go_on()
    assert [order["site_number"] for order in shop.base.orders()] == [f"B24-{early}"]

    sent = shop.send("--since", "2020-01-01")
    shop.go_on()

    assert sent["due"] == 3
    orders = [order["site_number"] for order in shop.base.orders()]
    assert sorted(orders) == sorted(f"B24-{bill}" for bill in (early, late, later))
    shop.base.act(late, "approve")
    shop.base.act(late, "pay")
    shop.go_on()
    assert shop.look(late).stage == "P"
    assert shop.look(late).xml_id == shop.base.order(late)["id"]
    assert shop.exchange.problems() == []


def test_an_order_that_was_in_work_before_the_backup_comes_back(shop: Shop) -> None:
    backup = shop.base.dump()
    bill = shop.bill()
    shop.go_on()
    shop.base.act(bill, "approve")
    shop.go_on()
    shop.base.restore(backup)

    shop.send("--since", "2020-01-01")
    shop.go_on()
    shop.base.act(bill, "approve")
    shop.base.act(bill, "pay")
    shop.go_on()

    assert shop.look(bill).stage == "P"
    assert shop.look(bill).xml_id == shop.base.order(bill)["id"]
    assert shop.exchange.problems() == []


def test_two_bases_share_a_portal_and_never_a_bill(world: World) -> None:
    portal = world.sandbox
    fields = {"title": "ООО «Вторая»", "isMyCompany": "Y"}
    second = portal.call("crm.item.add", entityTypeId=4, fields=fields)["item"]["id"]
    names = {"one": ("4", "A-", 1), "two": (str(second), "B-", 2)}
    shops = {}
    for name, (company, prefix, seed) in names.items():
        exchange = world.add_exchange(name, price_type="Розничная", own_company=company, order_prefix=prefix)
        base = portal.make_base(family="trade", goods=4, seed=seed, knows_vat_22=True)
        shops[name] = Shop(world, exchange, exchange.connect(base))
        shops[name].go_on()
    bills = {name: shops[name].bill(mycompanyId=int(names[name][0])) for name in names}

    for shop in shops.values():
        shop.go_on()

    for name, (_, prefix, _) in names.items():
        shop, number = shops[name], f"{prefix}{bills[name]}"
        assert [order["site_number"] for order in shop.base.orders()] == [number]
        shop.base.act(bills[name], "approve", prefix=prefix)
        shop.base.act(bills[name], "pay", prefix=prefix)
        shop.go_on()
        assert shop.look(bills[name]).stage == "P"
        assert shop.exchange.problems() == []
    made = [one for one in portal.dump()["products"] if one["id"] > 1]
    assert len(made) == sum(shop.exchange.status()["products"] for shop in shops.values())
    assert world.doubles() == {}


def test_a_portal_with_two_own_companies_asks_which_one_bills(shop: Shop) -> None:
    fields = {"title": "ООО «Вторая»", "isMyCompany": "Y"}
    shop.world.sandbox.call("crm.item.add", entityTypeId=4, fields=fields)
    assert shop.world.gateway.cli("check", "shop").code == 1
    shop.bill()

    shop.go_on()
    assert shop.base.orders() == []
    assert shop.exchange.problems() == ["own_company.missing"]

    shop.exchange.set(own_company="4")
    shop.go_on()
    assert len(shop.base.orders()) == 1
    assert shop.exchange.problems() == []
