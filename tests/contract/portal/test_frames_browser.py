"""A real browser opens the portal's pages: an installer and a tab of another origin speak with the portal."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Final

import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from obmen_sandbox.portal import PortalSettings
from obmen_sandbox.portal.wire import WireApp
from tests.contract.portal.application import Application, add_application
from tests.contract.portal.practice import Practice
from tests.contract.portal.serving import address_of, listen, served
from tests.support.browser import CHROMIUM, CHROMIUM_ARGS, NO_CHROMIUM

if TYPE_CHECKING:
    from playwright.async_api import Page

playwright_api = pytest.importorskip("playwright.async_api", reason="`make browser` adds Playwright")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM.exists(), reason=NO_CHROMIUM)]

INSTALLER: Final = """<!doctype html><title>i</title><p>установка</p>
<script src="{portal}/api/v1/"></script><script>
const place = {{PLACEMENT: "CRM_COMPANY_DETAIL_TAB", HANDLER: location.origin + "/tab", TITLE: "1С"}};
BX24.install(() => BX24.callMethod("placement.bind", place, () => BX24.installFinish()));
</script>"""
TAB: Final = """<!doctype html><title>t</title><p id="said"></p>
<script src="{portal}/api/v1/"></script><script>
const show = (result) => {{
  const place = BX24.placement.info();
  const said = [place.placement, place.options.ID, result.data().ID].join(" ");
  document.getElementById("said").textContent = said;
}};
const ask = () => BX24.callMethod("profile", {{}}, show);
BX24.init(() => BX24.refreshAuth(() => BX24.resizeWindow(500, 700, ask)));
</script>"""
BY_HAND: Final = """<!doctype html><title>h</title><p id="said"></p><script>
const [domain, protocol, sid] = window.name.split("|");
const say = (text) => parent.postMessage(text, "http://" + domain);
window.addEventListener("message", (event) => {{
  const text = event.data;
  if (text.startsWith("one:")) say("setTitle:" + JSON.stringify({{title: "a:b"}}) + ":two:" + sid);
  if (text.startsWith("two:")) document.getElementById("said").textContent = text + " " + protocol;
}});
say("getInitData:one:" + sid);
say("getInitData:one:other");
</script>"""


@pytest.fixture
async def app() -> AsyncIterator[Application]:
    """An application that is not installed yet, on another origin than the portal."""
    portal_port, gateway_port = listen(), listen()
    portal = Practice(PortalSettings(base_url=address_of(portal_port)))

    async def show(request: Request) -> HTMLResponse:
        text = {"/install": INSTALLER, "/tab": TAB, "/ui": BY_HAND}[request.url.path]
        assert (await request.form())["AUTH_ID"]
        return HTMLResponse(text.format(portal=address_of(portal_port)))

    gateway = WireApp(routes=[Route("/{page}", show, methods=["POST"])])
    async with served(portal.app, portal_port), served(gateway, gateway_port) as address:
        yield await add_application(portal, handler=f"{address}/ui", install=f"{address}/install")
    await portal.http.aclose()


@pytest.fixture
async def page() -> AsyncIterator["Page"]:
    async with playwright_api.async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        yield await browser.new_page()
        await browser.close()


async def test_an_installer_in_the_frame_binds_a_tab_and_says_that_it_has_finished(
    app: Application, page: "Page"
) -> None:
    portal = app.portal.state.settings.base_url

    await page.goto(f"{portal}/app/{app.id}")
    await page.frame_locator("#frame").locator("#said").wait_for(state="attached", timeout=20_000)
    await page.goto(f"{portal}/company/2")
    await page.get_by_role("link", name="1С").click()
    said = page.frame_locator("#frame").locator("#said")
    await said.get_by_text("CRM_COMPANY_DETAIL_TAB 2 1").wait_for(timeout=20_000)

    assert await page.locator("#frame").evaluate("frame => frame.style.height") == "700px"


async def test_the_portal_answers_messages_as_they_are_written_on_the_wire(
    app: Application, page: "Page"
) -> None:
    await app.portal.http.post(f"/app/{app.id}/finish")

    await page.goto(f"{app.portal.state.settings.base_url}/app/{app.id}")
    await page.frame_locator("#frame").get_by_text("two:true 0").wait_for(timeout=20_000)

    assert await page.title() == "a:b"
