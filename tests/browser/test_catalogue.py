"""From the first owner's link to goods in the portal, all in a browser; 1C presses its own button."""

from __future__ import annotations

import pytest

from tests.browser.conftest import PASSWORD, become_owner
from tests.support.browser import Reader
from tests.support.world import Exchange, World
from tests.support.world_sandbox import Onec

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_an_integrator_connects_1c_and_the_catalogue_comes_by_a_signed_plan(
    world: World, reader: Reader
) -> None:
    page = reader.page

    become_owner(reader, world)
    reader.look("home, nothing yet")
    sign_out_and_in(reader)
    base = make_exchange(reader, world)
    world.exchange_once(base)
    see_what_waits(reader)
    run_the_plan(reader)
    world.settled(world.exchanges[0])

    name = base.goods()[1]["name"]
    reader.go(f"{world.gateway.url}/x/shop/catalogue")
    reader.look("catalogue")
    page.get_by_role("searchbox").press_sequentially(name[:6].lower())
    page.locator("#goods").get_by_role("link", name=name).click()
    page.get_by_role("heading", name=name, level=1).wait_for()
    reader.look("good")
    assert world.sandbox.product(base.goods()[1]["id"])["name"] == name


def sign_out_and_in(reader: Reader) -> None:
    """Leave by the menu, and come back with the password."""
    page = reader.page
    page.get_by_role("button", name="Ольга").click()
    page.get_by_role("button", name="Выйти").click()
    page.locator("#field-password").wait_for()
    reader.look("sign-in")
    page.locator("#field-login").fill("olga")
    page.locator("#field-password").fill(PASSWORD)
    page.get_by_role("button", name="Войти").click()
    page.get_by_role("heading", name="Обмены").wait_for()


def make_exchange(reader: Reader, world: World) -> Onec:
    """Make an exchange in the browser, and write into 1C what it shows."""
    page = reader.page
    page.get_by_role("link", name="Новый обмен").click()
    page.get_by_label("Имя обмена").fill("shop")
    page.get_by_label("Входящий вебхук портала").fill(world.sandbox.webhook)
    reader.look("new exchange")
    page.get_by_role("button", name="Создать").click()
    page.get_by_role("heading", name="Адрес и пароль для 1С").wait_for()
    reader.look("address and password")
    shown = [page.locator(f"#made-{one}").inner_text() for one in ("url", "login", "password")]
    exchange = Exchange(world, "shop", *shown)
    exchange.set(rate_per_second="100", burst="1000", operating_seconds="600")
    world.exchanges.append(exchange)
    return exchange.connect(world.sandbox.make_base(family="trade", goods=4, knows_vat_22=True))


def see_what_waits(reader: Reader) -> None:
    """The first catalogue waits: 1C has several price types, and somebody has to look."""
    page = reader.page
    page.get_by_role("link", name="К настройкам").click()
    page.locator("#set-price_type").wait_for()
    reader.look("settings")
    page.get_by_role("link", name="Проблемы").click()
    page.locator("article").first.wait_for()
    reader.look("problems, a price type to choose")


def run_the_plan(reader: Reader) -> None:
    """Reckon it, look at every field, sign it and let it run."""
    page = reader.page
    page.get_by_role("link", name="План", exact=True).click()
    reader.look("plan, not reckoned")
    page.get_by_role("button", name="Рассчитать план").click()
    page.get_by_role("button", name="Подписать и выполнить").wait_for()
    reader.look("plan")
    reader.press(page.get_by_role("button", name="Подписать и выполнить"))
    page.get_by_role("heading", name="План").wait_for()
