"""A real browser inside the practice portal: the application installs itself, the tab opens and answers."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Final

import pytest

from tests.acceptance.journeys.test_application import Inside, deal_with_an_invoice, expected
from tests.support.browser import CHROMIUM, CHROMIUM_ARGS, NO_CHROMIUM

if TYPE_CHECKING:
    from playwright.async_api import ConsoleMessage, Page

__all__ = ["expected"]

playwright_api = pytest.importorskip("playwright.async_api", reason="`make browser` adds Playwright")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason=NO_CHROMIUM)]
WAIT_MS: Final = 30_000
NARROW: Final = 600


@pytest.fixture
async def page() -> AsyncIterator["Page"]:
    """A narrow window."""
    async with playwright_api.async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        page = await browser.new_page(viewport={"width": NARROW, "height": 900})
        yield page
        await browser.close()


async def test_the_application_finishes_its_installation_and_its_tab_works_in_a_narrow_frame(
    expected: Inside, page: "Page"
) -> None:
    shop, portal = expected.shop, expected.shop.world.sandbox
    complaints: list[str] = []
    page.on("console", lambda said: complaints.extend(complaint_of(said)))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    await page.goto(f"{portal.url}/app/{expected.card['id']}")
    frame = page.frame_locator("#frame")
    await frame.get_by_role("heading", name="Обмен с 1С: shop").wait_for(timeout=WAIT_MS)
    number = deal_with_an_invoice(shop)
    await page.goto(f"{portal.url}/deal/{number}")
    await page.get_by_role("link", name="1С", exact=True).click()
    await frame.get_by_role("button", name="Строки и остатки").click(timeout=WAIT_MS)
    await frame.get_by_role("columnheader", name="Остаток в 1С").wait_for(timeout=WAIT_MS)
    await frame.get_by_role("button", name="Почему так?").click()
    await frame.get_by_text("1С подтвердила, что заказ получен").wait_for(timeout=WAIT_MS)

    width = await frame.locator("body").evaluate("body => [body.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1]
    assert complaints == []


def complaint_of(said: "ConsoleMessage") -> list[str]:
    """Errors, but for the practice portal's own icon, which it does not have."""
    is_icon = said.location["url"].endswith("/favicon.ico")
    return [said.text] if said.type == "error" and not is_icon else []
