"""A problem is found and mended in the browser; an invoice is paid in 1C and seen as paid."""

from __future__ import annotations

import pytest

from tests.acceptance.journeys.conftest import Shop, open_shop
from tests.browser.conftest import become_owner
from tests.support.browser import Reader
from tests.support.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def shop(world: World) -> Shop:
    """A trade base whose catalogue is in the portal."""
    return open_shop(world)


def test_a_row_that_1c_does_not_know_is_bound_and_its_invoice_is_paid(shop: Shop, reader: Reader) -> None:
    page, console = reader.page, f"{shop.world.gateway.url}/x/shop"
    bill = shop.bill(rows=[{"productName": "Сборка на месте", "price": 500, "quantity": 1}])
    shop.go_on()
    become_owner(reader, shop.world)

    page.get_by_role("link", name="1 проблема").click()
    page.get_by_role("heading", name="Проблемы").wait_for()
    reader.look("problems, a row unknown")
    bind(reader, bill, item=shop.goods[1])
    reader.go(f"{console}/problems")
    page.get_by_text("Ничего не ждёт вас").wait_for()
    reader.look("problems, none")
    shop.go_on()
    shop.base.act(bill, "approve")
    shop.base.act(bill, "pay")
    shop.go_on()
    reader.go(f"{console}/invoices")
    reader.look("invoices")
    page.locator(f'a[href$="/invoices/{bill}"]').first.click()
    page.get_by_text("оплачен", exact=True).first.wait_for()
    reader.look("invoice, paid")

    assert shop.look(bill).stage == "P"
    assert shop.base.order(bill)["lines"][0]["item_id"] == shop.goods[1]


def bind(reader: Reader, bill: int, *, item: str) -> None:
    """Say which item of 1C the row is, on the card of the problem."""
    page = reader.page
    page.locator("summary", has_text="Связать строку с номенклатурой").click()
    page.get_by_label("Номер счёта (id)").fill(str(bill))
    page.get_by_label("Ид номенклатуры 1С").fill(item)
    reader.look("problems, binding a row")
    page.get_by_role("button", name="Связать", exact=True).click()
    page.get_by_text(f"Строка 1 счёта {bill} связана.").wait_for()


def test_every_other_page_of_a_working_exchange_reads_well(shop: Shop, reader: Reader) -> None:
    page, gateway = reader.page, shop.world.gateway
    become_owner(reader, shop.world)
    page.get_by_role("heading", name="Обмены").wait_for()
    beside = ("runs", "drift", "settings/groups", "settings/file", "problems/aside")

    for path in (*(f"x/shop/{one}" for one in beside), "account", "x/shop/now"):
        reader.go(f"{gateway.url}/{path}")
        reader.look(path)
    menu = page.locator("aside a[href]").evaluate_all("all => all.map((a) => a.pathname)")
    for address in sorted(set(menu)):
        reader.go(gateway.url + address)
        reader.look(address)

    assert {"/users", "/x/shop/catalogue"} <= set(menu)
