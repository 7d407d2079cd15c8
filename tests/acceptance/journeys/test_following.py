"""An order is edited in 1C, and its invoice follows: `order_changes=update`, УТ and УНФ."""

from decimal import Decimal

import pytest

from tests.acceptance.journeys.conftest import Shop, open_shop
from tests.support.world import World

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SET = "crm.item.productrow.set"


def in_the_crm(shop: Shop, bill: int) -> list[tuple[Decimal, Decimal]]:
    rows = sorted(shop.look(bill).facts["rows"], key=lambda row: row["sort"])
    return [(Decimal(str(row["quantity"])), Decimal(str(row["price"]))) for row in rows]


def in_1c(shop: Shop, bill: int) -> list[tuple[Decimal, Decimal]]:
    lines = [line for line in shop.base.order(bill)["lines"] if not line["cancelled"]]
    return [(Decimal(str(line["quantity"])), Decimal(str(line["price"]))) for line in lines]


def sums(shop: Shop, bill: int) -> tuple[Decimal, Decimal]:
    invoice = Decimal(str(shop.look(bill).facts["invoice"]["opportunity"]))
    return invoice, Decimal(shop.base.order(bill)["total"])


def edit(shop: Shop, bill: int) -> None:
    """An accountant sells three pots, no kettle, and a pack of coffee with a discount."""
    shop.base.act(bill, "edit", quantities={"0": "3", "1": "0"})
    shop.base.act(bill, "add", item=shop.goods[3], quantity="2", price="99.95")


def in_work(world: World, family: str) -> tuple[Shop, int]:
    """A bill whose order 1C has taken in work."""
    shop = open_shop(world, family=family, order_changes="update")
    rows = [{"product": shop.goods[1], "quantity": 2}, {"product": shop.goods[2], "quantity": 1}]
    bill = shop.bill(rows=rows)
    shop.go_on()
    shop.base.act(bill, "approve")
    shop.go_on()
    return shop, bill


@pytest.mark.parametrize("family", ["trade", "unf"])
def test_an_invoice_follows_its_order_once_and_is_paid_at_its_sum(world: World, family: str) -> None:
    shop, bill = in_work(world, family)
    edit(shop, bill)

    shop.go_on()
    assert in_the_crm(shop, bill) == in_1c(shop, bill)
    assert in_the_crm(shop, bill)[1] == (Decimal(2), Decimal("99.95"))
    assert len(set(sums(shop, bill))) == 1
    assert shop.count(bill, "строки счёта меняются вслед") == 1

    for _ in range(2):
        shop.minutes(2)
        shop.base.register()
        shop.go_on()
    assert len(shop.world.sandbox.writes(SET)) == 1
    assert len(shop.base.orders()) == 1
    assert shop.count(bill, "Отличается") == 0

    shop.base.act(bill, "pay")
    shop.go_on()
    assert shop.look(bill).stage == "P"
    assert len(set(sums(shop, bill))) == 1
    assert shop.exchange.problems() == []


def test_after_a_lost_answer_the_rows_are_set_once(world: World) -> None:
    shop, bill = in_work(world, "trade")
    edit(shop, bill)
    shop.world.sandbox.fault(f"lost-answer,method={SET},count=1")

    shop.go_on()
    shop.world.sandbox.calm()
    shop.minutes(2)
    shop.go_on()

    assert in_the_crm(shop, bill) == in_1c(shop, bill)
    assert len(shop.world.sandbox.writes(SET)) == 1
    assert shop.exchange.problems() == []


def test_a_paid_invoice_is_left_as_it_is_and_the_manager_hears_why(world: World) -> None:
    shop, bill = in_work(world, "trade")
    shop.base.act(bill, "pay")
    shop.go_on()
    before = in_the_crm(shop, bill)

    edit(shop, bill)
    shop.base.act(bill, "pay", amount="1000.00")
    shop.go_on()
    shop.minutes(2)

    assert in_the_crm(shop, bill) == before
    assert shop.world.sandbox.writes(SET) == []
    assert shop.count(bill, "Строки счёта не изменены") == 1
