"""From a bill in the portal to the paid stage, each family and both databases."""

from decimal import Decimal

import pytest

from tests.acceptance.journeys.conftest import Shop, open_shop
from tests.support.world import World

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

NEWCOMER = {"title": "ООО «Полюс»", "inn": "5506012340", "kpp": "550601001", "short_name": "ООО «Полюс»"}


def test_bills_become_orders_and_news_of_1c_come_back(any_shop: Shop) -> None:
    shop = any_shop
    known, new = shop.bill(), shop.bill(company=NEWCOMER)
    person, failed = shop.bill(company={}, contact={"id": 1}), shop.bill()

    shop.go_on()
    orders = {order["site_number"]: order for order in shop.base.orders()}
    assert orders.keys() == {f"B24-{bill}" for bill in (known, new, person, failed)}
    for bill in (known, new, person, failed):
        total = Decimal(str(shop.look(bill).facts["invoice"]["opportunity"]))
        assert Decimal(orders[f"B24-{bill}"]["total"]) == total
    assert len([one for one in shop.base.dump()["counterparties"].values() if "Полюс" in one["name"]]) == 1

    for bill in (known, new, person, failed):
        shop.base.act(bill, "approve")
    shop.base.act(known, "pay")
    shop.base.act(new, "ship")
    shop.base.act(failed, "cancel")
    shop.go_on()
    shop.minutes(2)
    shop.go_on()

    assert [shop.look(bill).stage for bill in (known, failed)] == ["P", "D"]
    assert shop.look(person).stage == shop.look(new).stage == "N"
    assert shop.count(known, "Оплачено полностью") == 1
    assert shop.count(new, "Отгружено полностью") == 1
    assert shop.count(failed, "Заказ в 1С отменён") == 1
    assert {shop.count(bill, "Заказ заведён в 1С") for bill in (known, new, person, failed)} == {1}
    kept = shop.look(known).facts["invoice"]
    assert shop.look(known).xml_id == orders[f"B24-{known}"]["id"]
    assert kept["UF_CRM_SMART_INVOICE_1C_NUMBER"] == shop.base.order(known)["number"]
    assert kept["UF_CRM_SMART_INVOICE_1C_DATE"]
    assert len(shop.base.orders()) == 4
    assert [kind for kind in shop.exchange.problems() if kind != "vat.lost"] == []


def test_part_payments_of_unf_add_up(world: World) -> None:
    shop = open_shop(world, family="unf", partly_paid_stage="DT31_5:S")
    bill = shop.bill()
    shop.go_on()
    total = Decimal(shop.base.order(bill)["total"])

    shop.base.act(bill, "approve")
    shop.base.act(bill, "pay", amount="100.00")
    shop.go_on()
    assert shop.look(bill).stage == "S"
    assert shop.count(bill, "Оплачено частично: 100") == 1

    shop.base.act(bill, "pay", amount=str(total - 100))
    shop.go_on()
    assert shop.look(bill).stage == "P"

    shop.base.act(bill, "pay", amount="10.00")
    shop.go_on()
    assert shop.look(bill).stage == "P"
    assert shop.count(bill, "Оплачено с излишком") == 1
    assert shop.exchange.problems() == []


def test_trade_says_that_it_does_not_tell_part_payments(shop: Shop) -> None:
    bill = shop.bill()
    shop.go_on()

    shop.base.act(bill, "approve")
    shop.base.act(bill, "pay", amount="100.00")
    shop.go_on()

    assert shop.look(bill).stage == "N"
    assert shop.count(bill, "не сообщает о частичных оплатах") == 1


def test_a_payment_taken_back_keeps_the_stage_and_asks_a_person(any_shop: Shop) -> None:
    shop, bill = any_shop, any_shop.bill()
    shop.go_on()
    shop.base.act(bill, "approve")
    shop.base.act(bill, "pay")
    shop.go_on()

    shop.base.act(bill, "unpay")
    shop.go_on()
    assert shop.look(bill).stage == "P"
    assert "payment.gone" in shop.exchange.problems()

    shop.base.act(bill, "pay")
    shop.go_on()
    assert "payment.gone" not in shop.exchange.problems()
    assert shop.look(bill).stage == "P"


def test_a_bill_deleted_before_1c_asked_never_becomes_an_order(shop: Shop) -> None:
    bill, kept = shop.bill(), shop.bill()
    shop.world.sandbox.change(bill, "delete")

    shop.go_on()

    assert [order["site_number"] for order in shop.base.orders()] == [f"B24-{kept}"]


def test_a_bill_deleted_after_1c_has_its_order_is_noticed_within_the_hour(world: World) -> None:
    shop = open_shop(world, resend="auto")
    bill = shop.bill()
    shop.go_on()
    shop.world.sandbox.change(bill, "delete")

    shop.minutes(2)
    shop.go_on()
    before = [line["cancelled"] for line in shop.base.order(bill)["lines"]]
    shop.world.jump(3600)
    shop.minutes(1)
    shop.go_on()

    assert before == [False]
    assert all(line["cancelled"] for line in shop.base.order(bill)["lines"])


def test_a_bill_whose_sum_was_set_by_hand_is_held(shop: Shop) -> None:
    bill = shop.bill(opportunity=1, isManualOpportunity="Y")

    shop.go_on()

    assert shop.base.orders() == []
    assert shop.exchange.problems() == ["sum.manual"]
    assert shop.look(bill).stage == "N"


def test_a_stage_that_a_required_field_bars_is_a_problem_that_names_the_field(shop: Shop) -> None:
    bill = shop.bill()
    shop.go_on()
    shop.world.sandbox.fault("required-field=P:sourceDescription")
    shop.base.act(bill, "approve")
    shop.base.act(bill, "pay")

    shop.base.run()
    shop.exchange.settled()

    [problem] = shop.world.gateway.must("problems", "shop")
    assert 'обязательное поле: Не заполнено обязательное поле "Дополнительно об источнике"' in problem["text"]
    assert "Заполните поле в счёте" in problem["fix"]
    assert shop.look(bill).stage == "N"
    assert shop.count(bill, "Оплачено полностью") == 1

    shop.world.sandbox.change(bill, "edit", fields={"sourceDescription": "Выставка"})
    shop.world.gateway.must("retry", "shop", str(problem["id"]))
    shop.exchange.settled()
    assert shop.look(bill).stage == "P"
    assert shop.exchange.problems() == []


def test_a_manager_who_closed_a_bill_just_before_its_payment_is_not_pulled_back(shop: Shop) -> None:
    bill = shop.bill()
    shop.go_on()
    shop.base.act(bill, "approve")
    shop.base.act(bill, "pay")
    shop.world.sandbox.change(bill, "stage", stage="D")

    shop.base.run()
    shop.exchange.settled()

    assert shop.look(bill).stage == "D"
    assert "payment.on_cancelled" in shop.exchange.problems()
