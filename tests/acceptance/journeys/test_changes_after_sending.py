"""A bill is changed when 1C has its order already: before and after the order is taken in work."""

from decimal import Decimal

import pytest

from tests.acceptance.journeys.conftest import Shop, open_shop
from tests.support.world import World

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def change(shop: Shop, bill: int) -> None:
    rows = [{"product": shop.goods[1], "quantity": 5}]
    shop.world.sandbox.change(bill, "rows", rows=rows)
    shop.minutes(1)


def quantity(shop: Shop, bill: int) -> Decimal:
    (line,) = shop.base.order(bill)["lines"]
    return Decimal(line["quantity"])


def test_by_default_a_person_is_asked_and_may_send_it(shop: Shop) -> None:
    bill = shop.bill()
    shop.go_on()

    change(shop, bill)
    shop.go_on()
    assert quantity(shop, bill) == 2
    assert shop.exchange.problems() == ["order.changed"]

    shop.send(str(bill))
    shop.go_on()
    assert quantity(shop, bill) == 5
    assert len(shop.base.orders()) == 1
    assert shop.exchange.problems() == []


def test_auto_sends_the_change_and_the_cancellation(world: World) -> None:
    shop = open_shop(world, resend="auto")
    bill, failed = shop.bill(), shop.bill()
    shop.go_on()

    change(shop, bill)
    shop.world.sandbox.change(failed, "stage", stage="D")
    shop.go_on()

    assert quantity(shop, bill) == 5
    assert all(line["cancelled"] for line in shop.base.order(failed)["lines"])
    assert len(shop.base.orders()) == 2


def test_never_keeps_what_1c_has(world: World) -> None:
    shop = open_shop(world, resend="never")
    bill = shop.bill()
    shop.go_on()

    change(shop, bill)
    shop.go_on()

    assert quantity(shop, bill) == 2


@pytest.mark.parametrize("resend", ["auto", "ask", "never"])
def test_an_order_in_work_is_never_overwritten(world: World, resend: str) -> None:
    shop = open_shop(world, resend=resend)
    bill = shop.bill()
    shop.go_on()
    shop.base.act(bill, "approve")
    shop.go_on()

    change(shop, bill)
    shop.world.exchange_once(shop.base)
    assert shop.world.settled(shop.exchange, most_s=60), "the manager hears of it within a minute"
    shop.go_on()

    assert quantity(shop, bill) == 2
    assert shop.exchange.problems() == ["order.differs"]
    assert shop.count(bill, "Отличается") == 1


def test_an_order_in_work_may_be_sent_as_a_new_one(shop: Shop) -> None:
    bill = shop.bill()
    shop.go_on()
    shop.base.act(bill, "approve")
    shop.go_on()
    change(shop, bill)

    shop.send(str(bill), "--new")
    shop.go_on()

    quantities = sorted(Decimal(order["lines"][0]["quantity"]) for order in shop.base.orders())
    assert quantities == [2, 5]
