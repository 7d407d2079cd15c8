"""Pages of applications in the portal's pages: the form that a browser posts, and who sees it. Facts §6.2."""

import json
import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.contract.portal.application import (
    BASE,
    HANDLER,
    INSTALL,
    MANAGER,
    Application,
    add_application,
    add_installed,
    control,
)
from tests.contract.portal.practice import Practice

E20 = {
    *("AUTH_ID", "AUTH_EXPIRES", "REFRESH_ID", "SERVER_ENDPOINT", "APPLICATION_TOKEN", "APPLICATION_SCOPE"),
    *("member_id", "status", "PLACEMENT", "PLACEMENT_OPTIONS"),
}


@pytest.fixture
async def app(make_portal: Callable[..., Practice]) -> Application:
    """An installed application with a tab in the cards of deals, companies and invoices."""
    app = await add_installed(make_portal(base_url=BASE))
    for code in ("CRM_DEAL_DETAIL_TAB", "CRM_COMPANY_DETAIL_TAB", "CRM_SMART_INVOICE_DETAIL_TAB"):
        await app.call("placement.bind", PLACEMENT=code, HANDLER=f"{HANDLER}?from={code}", TITLE="1С")
    return app


def form_of(page: str) -> tuple[str, dict[str, str]]:
    """Where the page's frame is posted and with what."""
    action = re.search(r'<form method="post" action="([^"]+)" target=', page)
    assert action is not None
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return unescape(action[1]), {name: unescape(value) for name, value in fields}


async def open_tab(app: Application, path: str) -> str:
    page = (await app.portal.http.get(path)).text
    link = re.search(rf'href="({path}\?tab=\d+)">1С</a>', page)
    assert link is not None, page
    return (await app.portal.http.get(link[1])).text


async def user_of(app: Application, access: str) -> str:
    me = await Application(app.portal, app.card, {"access_token": access}).call("profile")
    return str(me["ID"])


async def deal(app: Application, **fields: object) -> int:
    made = await app.call("crm.item.add", entityTypeId=2, fields={"title": "Поставка", **fields})
    return int(made["item"]["id"])


async def test_a_tab_of_a_deal_is_posted_as_the_documentation_says(app: Application) -> None:
    number = await deal(app)

    action, form = form_of(await open_tab(app, f"/deal/{number}"))

    query = {name: values[0] for name, values in parse_qs(urlsplit(action).query).items()}
    assert action.startswith(HANDLER)
    assert set(query) == {"from", "DOMAIN", "PROTOCOL", "LANG", "APP_SID"}
    assert (query["DOMAIN"], query["PROTOCOL"], query["LANG"]) == ("portal.test", "0", "ru")
    assert set(form) == E20
    assert (form["PLACEMENT"], form["status"], form["AUTH_EXPIRES"]) == ("CRM_DEAL_DETAIL_TAB", "L", "3600")
    assert (form["member_id"], form["APPLICATION_TOKEN"]) == (
        app.card["member_id"],
        app.card["application_token"],
    )
    options = json.loads(form["PLACEMENT_OPTIONS"])
    assert options["ID"] == str(number)
    assert options["URI"].startswith(f"/crm/deal/details/{number}/?any=")


async def test_cards_of_companies_and_invoices_have_the_tab_too(app: Application) -> None:
    invoice = await app.portal.add_invoice(parentId2=await deal(app))

    _, company_form = form_of(await open_tab(app, "/company/2"))
    _, invoice_form = form_of(await open_tab(app, f"/invoice/{invoice}"))

    assert company_form["PLACEMENT"] == "CRM_COMPANY_DETAIL_TAB"
    assert (invoice_form["PLACEMENT"], json.loads(invoice_form["PLACEMENT_OPTIONS"])["ID"]) == (
        "CRM_SMART_INVOICE_DETAIL_TAB",
        str(invoice),
    )


async def test_the_frame_acts_for_whoever_looks_and_its_token_can_be_renewed(app: Application) -> None:
    await control(app.portal, "/viewer", user_id=MANAGER)

    _, form = form_of(await open_tab(app, "/company/2"))
    me = await user_of(app, form["AUTH_ID"])
    renewed = await app.refresh({"refresh_token": form["REFRESH_ID"]})

    assert me == str(MANAGER)
    assert renewed.json()["user_id"] == MANAGER


async def test_deals_show_their_invoices(app: Application) -> None:
    number = await deal(app, companyId=2)
    await app.portal.add_invoice(parentId2=number, title="Счёт за кабель")

    page = (await app.portal.http.get(f"/deal/{number}")).text
    listed = (await app.portal.http.get("/deals")).text
    found = await app.call("crm.item.list", entityTypeId=31, filter={"parentId2": number})

    assert "Счёт за кабель" in page
    assert "ООО «Вектор»" in listed
    assert [item["title"] for item in found["items"]] == ["Счёт за кабель"]


async def test_a_deal_is_made_with_the_form(app: Application) -> None:
    made = await app.portal.http.post("/deals", data={"title": "Новая", "company": "2"})
    page = await app.portal.http.get(made.headers["location"])

    assert (made.status_code, "Новая" in page.text) == (303, True)
    assert f'href="{made.headers["location"]}">Новая</a>' in (await app.portal.http.get("/company/2")).text


async def test_the_first_opening_posts_to_the_installer(make_portal: Callable[..., Practice]) -> None:
    app = await add_application(make_portal(base_url=BASE))

    before, form = form_of((await app.portal.http.get(f"/app/{app.id}")).text)
    await app.portal.http.post(f"/app/{app.id}/finish")
    after, _ = form_of((await app.portal.http.get(f"/app/{app.id}")).text)

    assert before.startswith(f"{INSTALL}?DOMAIN=portal.test")
    assert after.startswith(f"{HANDLER}?DOMAIN=portal.test")
    assert (form["PLACEMENT"], form["PLACEMENT_OPTIONS"]) == ("DEFAULT", "[]")
    assert set(form) == E20


async def test_until_the_end_of_the_installation_only_administrators_see_places(portal: Practice) -> None:
    app = await add_application(portal)
    await app.call("placement.bind", PLACEMENT="CRM_COMPANY_DETAIL_TAB", HANDLER=HANDLER, TITLE="Вкладка")

    async def seen(user_id: int) -> bool:
        await control(portal, "/viewer", user_id=user_id)
        return "Вкладка" in (await portal.http.get("/company/2")).text

    before = await seen(1), await seen(MANAGER), (await portal.http.get(f"/app/{app.id}")).status_code
    await control(portal, f"/apps/{app.id}/finish")
    after = await seen(1), await seen(MANAGER), (await portal.http.get(f"/app/{app.id}")).status_code

    assert before == (True, False, 404)
    assert after == (True, True, 200)


async def test_an_item_of_the_left_menu_opens_with_its_address_alone(app: Application) -> None:
    await app.call("placement.bind", PLACEMENT="LEFT_MENU", HANDLER=HANDLER, TITLE="Обмен", OPTIONS={"a": 1})

    page = (await app.portal.http.get("/apps")).text
    link = re.search(r'href="(/placement/\d+)">Обмен', page)
    assert link is not None
    _, form = form_of((await app.portal.http.get(link[1])).text)

    assert (form["PLACEMENT"], json.loads(form["PLACEMENT_OPTIONS"])) == ("LEFT_MENU", {"URI": link[1]})


async def test_a_test_without_a_browser_gets_the_same_form(app: Application) -> None:
    number = await deal(app)

    opened = await control(
        app.portal, f"/apps/{app.id}/frame", placement="CRM_DEAL_DETAIL_TAB", id=number, user_id=MANAGER
    )
    main = await control(app.portal, f"/apps/{app.id}/frame")

    assert set(opened["form"]) == set(main["form"]) == E20
    assert json.loads(opened["form"]["PLACEMENT_OPTIONS"])["ID"] == str(number)
    assert (main["form"]["PLACEMENT"], main["url"].startswith(HANDLER)) == ("DEFAULT", True)
    users = [await user_of(app, frame["form"]["AUTH_ID"]) for frame in (opened, main)]
    assert users == [str(MANAGER), "1"]
    assert opened["window_name"].startswith("portal.test|0|")


async def test_an_application_is_registered_and_taken_away_on_the_page(portal: Practice) -> None:
    form = {"name": "1С", "handler": HANDLER, "install": INSTALL, "scopes": "crm, placement"}

    made = await portal.http.post("/apps", data=form)
    wrong = await portal.http.post("/apps", data={**form, "scopes": "nosuch"})
    page = (await portal.http.get("/apps")).text
    await portal.http.post("/app/1/uninstall")
    after = (await portal.http.get("/apps")).text

    assert (made.status_code, wrong.status_code) == (303, 400)
    assert "local." in page
    assert ("устанавливается" in page, "удалено" in after) == (True, True)
    assert (await portal.http.get("/app/1")).status_code == 404


async def test_frames_may_be_of_any_origin_and_scripts_only_of_the_portal(app: Application) -> None:
    page = await app.portal.http.get(f"/app/{app.id}")
    policy = page.headers["content-security-policy"]
    script = await app.portal.http.get("/api/v1/")

    assert "frame-src http: https:" in policy
    assert "script-src 'self'" in policy
    assert script.headers["content-type"].startswith("text/javascript")
