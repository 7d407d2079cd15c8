"""The tab in the card of a deal: a frame of the gateway on another site, without any cookie of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.journeys.conftest import Shop, open_shop
from tests.acceptance.journeys.test_application import Inside, deal_with_an_invoice, expected
from tests.support.browser import Reader
from tests.support.world_fixtures import MakeWorld

if TYPE_CHECKING:
    from playwright.sync_api import Frame

__all__ = ["expected"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def shop(has_browser: None, make_world: MakeWorld) -> Shop:
    """A shop whose gateway is another site than its portal: `localhost`, beside `127.0.0.1`."""
    world = make_world(starts=False)
    world.gateway.public_host = "localhost"
    world.gateway.start()
    return open_shop(world)


def test_the_tab_works_in_a_frame_on_another_site(expected: Inside, reader: Reader) -> None:
    shop, page, portal = expected.shop, reader.page, expected.shop.world.sandbox
    reader.go(f"{portal.url}/app/{expected.card['id']}")
    page.frame_locator("#frame").get_by_role("heading", name="Обмен с 1С: shop").wait_for()
    reader.look("application", frame=inner(reader))
    number = deal_with_an_invoice(shop)

    reader.go(f"{portal.url}/deal/{number}")
    page.get_by_role("link", name="1С", exact=True).click()
    tab = page.frame_locator("#frame")
    tab.get_by_role("button", name="Строки и остатки").click()
    tab.get_by_role("columnheader", name="Остаток в 1С").wait_for()
    reader.look("tab, lines", frame=inner(reader))
    headings = tab.get_by_role("heading", name="Счёт").count()
    pay_the_invoice(shop)
    tab.get_by_role("button", name="Обновить сейчас").click()
    tab.locator(".marks").get_by_text("Оплачен", exact=True).wait_for()
    tab.get_by_role("heading", name="Оплаты").wait_for()
    reader.look("tab, paid meanwhile", frame=inner(reader))
    tab.get_by_role("button", name="Почему так?").click()
    tab.get_by_text("1С подтвердила, что заказ получен").wait_for()
    reader.look("tab, why", frame=inner(reader))

    assert page.url.startswith("http://127.0.0.1:")
    assert inner(reader).url.startswith("http://localhost:")
    assert page.context.cookies("http://localhost") == []
    assert (headings, tab.get_by_role("heading", name="Счёт").count()) == (1, 1)


def pay_the_invoice(shop: Shop) -> None:
    """The order is paid in 1C, and the gateway told so, while the tab stands open."""
    (order,) = shop.base.orders()
    shop.base.act(int(order["site_number"].removeprefix("B24-")), "pay")
    shop.go_on()


def inner(reader: Reader) -> Frame:
    """The frame of the gateway."""
    (frame,) = [one for one in reader.page.frames if one.url.startswith("http://localhost:")]
    return frame
