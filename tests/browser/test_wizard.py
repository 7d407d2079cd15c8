"""The wizard from nothing to the first paid invoice: the gateway, the practice portal and 1C, one window."""

from __future__ import annotations

import pytest

from tests.acceptance.journeys.conftest import Shop
from tests.browser.conftest import become_owner
from tests.support.browser import Reader
from tests.support.world import Exchange, World
from tests.support.world_sandbox import Onec

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_wizard_leads_from_nothing_to_the_first_paid_invoice(world: World, reader: Reader) -> None:
    page = reader.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    become_owner(reader, world)
    password = make_exchange(reader, world)
    connect_the_portal(reader)
    base = fill_the_node_in(reader, world, password)
    shop = Shop(world, world.exchanges[0], base)
    before = len(world.sandbox.writes())
    world.exchange_once(base)
    see_it_greeted(reader)
    choose_price_and_groups(reader, world)
    read_the_report(reader)
    written_before_the_plan = len(world.sandbox.writes()) - before
    sign_the_plan(reader, shop)
    bill = try_an_invoice(reader, shop)
    take_note_of_the_change(reader, shop)
    reader.go(world.gateway.url)
    page.get_by_text("Всё хорошо").wait_for()
    reader.look("home, all well")

    assert written_before_the_plan == 0
    assert shop.look(bill).stage == "P"
    assert shop.base.order(bill)["lines"][0]["quantity"] != "2"


def wait_for(reader: Reader, step: str, state: str) -> None:
    """Wait until the page says so by itself: it looks anew when a step has moved."""
    reader.page.locator(f"#{step}[data-state={state}]").wait_for()


def make_exchange(reader: Reader, world: World) -> str:
    """Make an exchange with the practice portal's webhook; returns the password that is shown once."""
    page = reader.page
    page.get_by_role("link", name="Новый обмен").click()
    page.get_by_label("Имя обмена").fill("shop")
    page.get_by_label("Входящий вебхук портала").fill(world.sandbox.webhook)
    page.get_by_text("Нет ни портала, ни 1С?").click()
    reader.look("new exchange")
    page.get_by_role("button", name="Создать").click()
    page.get_by_role("heading", name="Адрес и пароль для 1С").wait_for()
    shown = [page.locator(f"#made-{one}").inner_text() for one in ("url", "login", "password")]
    exchange = Exchange(world, "shop", *shown)
    exchange.set(rate_per_second="100", burst="1000", operating_seconds="600")
    world.exchanges.append(exchange)
    page.get_by_role("link", name="Дальше, к мастеру").click()
    return exchange.password


def connect_the_portal(reader: Reader) -> None:
    """The portal answers by itself; its check, the vendor's exchange, the way of working."""
    page = reader.page
    wait_for(reader, "portal", "done")
    page.locator("#preflight").get_by_role("button", name="Выключен или его не было").wait_for()
    reader.look("wizard, pre-flight")
    page.get_by_role("button", name="Выключен или его не было").click()
    wait_for(reader, "preset", "now")
    reader.look("wizard, preset")
    page.locator("#preset").get_by_role("button", name="Выбрать").click()
    wait_for(reader, "node", "now")


def fill_the_node_in(reader: Reader, world: World, password: str) -> Onec:
    """Copy address and login from the picture of 1C's form into the node of a practice base."""
    page = reader.page
    page.locator("#node").get_by_role("button", name="УНФ").click()
    page.get_by_text("Подчинённые документы").wait_for()
    reader.look("wizard, node of UNF")
    page.locator("#node").get_by_role("button", name="УТ 11, КА 2, ERP 2").click()
    page.get_by_text("Соответствие статусов заказов").wait_for()
    reader.look("wizard, node of UT")
    copied = []
    for name in ("address", "login"):
        page.locator(f'button[data-copy="copy-{name}"]').click()
        page.locator(f'button[data-copy="copy-{name}"].is-copied').wait_for()
        copied.append(page.evaluate("navigator.clipboard.readText()"))
    page.get_by_role("button", name="Заполнено, ждём 1С").click()
    wait_for(reader, "checkauth", "now")
    page.locator("#checkauth").get_by_text("Нажмите в 1С «Выполнить обмен»").wait_for()
    reader.look("wizard, waiting for 1C")
    base = world.sandbox.make_base(family="trade", goods=4, knows_vat_22=True)
    base.connect(address=copied[0], login=copied[1], password=password)
    return base


def see_it_greeted(reader: Reader) -> None:
    """Nobody has touched the page: it has seen 1C by itself."""
    page = reader.page
    page.get_by_text("Связь есть! 1С поздоровалась с обменом").wait_for()
    wait_for(reader, "catalogue", "done")
    wait_for(reader, "choice", "now")
    reader.look("wizard, greeted")


def choose_price_and_groups(reader: Reader, world: World) -> None:
    """Look at the groups, take all of them, and choose a price type."""
    page = reader.page
    page.get_by_role("link", name="Выбрать группы").click()
    page.get_by_role("heading", name="Группы номенклатуры").wait_for()
    reader.go(f"{world.gateway.url}/x/shop/wizard")
    page.get_by_label("Тип цен").select_option("Розничная")
    page.locator("#choice").get_by_role("button", name="Сохранить").click()
    wait_for(reader, "choice", "done")


def read_the_report(reader: Reader) -> None:
    """The report is on what 1C has really brought and the portal really holds."""
    page = reader.page
    page.get_by_role("button", name="Посмотреть на данные").click()
    page.get_by_role("heading", name="Клиенты и стадии портала").wait_for()
    reader.look("wizard, report")
    page.get_by_role("button", name="Посмотрел, дальше").click()
    wait_for(reader, "run", "now")


def sign_the_plan(reader: Reader, shop: Shop) -> None:
    """Every field before the first write; then it runs."""
    page = reader.page
    page.get_by_role("link", name="Открыть план").click()
    page.get_by_role("button", name="Рассчитать план").click()
    reader.press(page.get_by_role("button", name="Подписать и выполнить"))
    page.get_by_role("heading", name="План").wait_for()
    shop.exchange.settled()
    reader.go(f"{shop.world.gateway.url}/x/shop/wizard")
    wait_for(reader, "trial", "now")
    reader.look("wizard, trial")


def try_an_invoice(reader: Reader, shop: Shop) -> int:
    """An invoice becomes an order, which is changed, comes back and is paid; the page sees all of it."""
    page = reader.page
    bill = shop.bill(rows=[{"product": one, "quantity": 2} for one in shop.goods[1:]])
    shop.go_on()
    wait_for(reader, "trial-sent", "done")
    shop.base.act(bill, "approve")
    shop.base.act(bill, "edit", quantities={"0": "3"})
    shop.go_on()
    shop.base.act(bill, "pay")
    shop.go_on()
    page.get_by_text("Всё готово: счёт ушёл в 1С").wait_for()
    reader.look("wizard, all done")
    return bill


def take_note_of_the_change(reader: Reader, shop: Shop) -> None:
    """The order was changed in 1C: a person is told so, and says that it is understood."""
    page = reader.page
    reader.go(f"{shop.world.gateway.url}/x/shop/problems")
    page.locator("article").first.wait_for()
    reader.look("problems, an order was changed")
    reader.press(page.get_by_role("button", name="Понятно, убрать"))
    reader.go(f"{shop.world.gateway.url}/x/shop/problems")
    page.get_by_text("Ничего не ждёт вас").wait_for()
