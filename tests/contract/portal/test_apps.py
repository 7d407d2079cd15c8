"""Local applications of the practice portal: registration, installation, handlers, places. Facts §5, §6."""

import re
from collections.abc import Callable

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

TAB = {"PLACEMENT": "CRM_DEAL_DETAIL_TAB", "HANDLER": f"{HANDLER}/deal", "TITLE": "1С"}
NAMES = {"LANG_ALL": {"ru": {"TITLE": "1С: заказы и документы"}}}


@pytest.fixture
async def app(make_portal: Callable[..., Practice]) -> Application:
    """An installed application of the portal http://portal.test."""
    return await add_installed(make_portal(base_url=BASE))


async def test_a_card_gives_what_an_application_needs(portal: Practice) -> None:
    first = (await add_application(portal)).card
    second = (await add_application(portal)).card

    assert re.fullmatch(r"local\.[0-9a-f]{14}\.\d{8}", first["client_id"])
    secrets = ("client_id", "client_secret", "application_token")
    assert all(first[name] and first[name] != second[name] for name in secrets)
    assert first["member_id"] == second["member_id"]
    assert (first["status"], first["redirect"]) == ("installing", HANDLER)


@pytest.mark.parametrize(
    "card", [{"name": ""}, {"handler": "gateway"}, {"install": "javascript:alert(1)"}, {"scopes": ["nosuch"]}]
)
async def test_a_card_that_cannot_work_is_refused(portal: Practice, card: dict[str, object]) -> None:
    wish = {"name": "1С", "handler": HANDLER, "install": INSTALL, **card}

    answer = await portal.http.post("/_sandbox/apps", json=wish)

    assert answer.status_code == 400
    assert answer.json()["error"] in ("ERROR_ARGUMENT", "INVALID_SCOPE")


async def test_app_info_tells_the_plan_and_whether_the_installation_is_finished(
    make_portal: Callable[..., Practice],
) -> None:
    app = await add_application(make_portal(plan="enterprise"))

    before = await app.call("app.info")
    await control(app.portal, f"/apps/{app.id}/finish")
    after = await app.call("app.info")

    assert (before["INSTALLED"], after["INSTALLED"]) == (False, True)
    assert set(after) == {
        *("ID", "CODE", "VERSION", "STATUS", "INSTALLED", "PAYMENT_EXPIRED", "DAYS"),
        *("LANGUAGE_ID", "LICENSE", "LICENSE_TYPE", "LICENSE_FAMILY"),
    }
    assert (after["CODE"], after["STATUS"], after["LICENSE_FAMILY"]) == (app.card["client_id"], "L", "ent")


async def test_an_e_mail_is_hidden_with_the_narrowest_scope(portal: Practice) -> None:
    brief = await add_installed(portal, scopes=["user_brief"])
    basic = await add_installed(portal, scopes=["user_basic"])

    assert "EMAIL" not in await brief.call("user.current")
    assert (await basic.call("user.current"))["EMAIL"]


async def test_handlers_of_events_are_bound_once_listed_and_unbound(app: Application) -> None:
    bind = {"event": "onCrmDynamicItemUpdate", "handler": f"{HANDLER}/events"}

    bound = await app.call("event.bind", **bind)
    twice = await app.refused("event.bind", **bind)
    listed = await app.call("event.get")
    unbound = await app.call("event.unbind", **bind)

    assert bound is True
    assert twice == (400, "ERROR_CORE")
    event = {"event": "ONCRMDYNAMICITEMUPDATE", "handler": f"{HANDLER}/events"}
    assert listed == [{**event, "auth_type": "0", "offline": 0}]
    assert unbound == {"count": 1}
    assert await app.call("event.get") == []


async def test_handlers_are_refused_with_their_reasons(app: Application) -> None:
    manager = await app.as_user(MANAGER)
    bind = {"event": "ONCRMDEALADD", "handler": HANDLER}

    assert await app.refused("event.bind", event="ONNOSUCH", handler=HANDLER) == (
        400,
        "ERROR_EVENT_NOT_FOUND",
    )
    assert await app.refused("event.bind", handler=HANDLER) == (400, "ERROR_ARGUMENT")
    assert await manager.refused("event.bind", **bind, auth_type=1) == (403, "ACCESS_DENIED")
    assert await manager.refused("event.bind", **bind, event_type="offline") == (403, "ACCESS_DENIED")
    assert "ONAPPUNINSTALL" in await app.call("events")


async def test_a_place_is_bound_listed_and_unbound(app: Application) -> None:
    bound = await app.call("placement.bind", **TAB, **NAMES)
    listed = await app.call("placement.get")
    unbound = await app.call("placement.unbind", PLACEMENT=TAB["PLACEMENT"])

    assert bound is True
    assert [(p["placement"], p["handler"], p["title"], p["userId"]) for p in listed] == [
        ("CRM_DEAL_DETAIL_TAB", f"{HANDLER}/deal", "1С: заказы и документы", 0)
    ]
    assert (listed[0]["options"], listed[0]["langAll"]["ru"]["TITLE"]) == ([], "1С: заказы и документы")
    assert unbound == {"count": 2}
    assert await app.call("placement.get") == []


@pytest.mark.parametrize(
    ("params", "status", "code"),
    [
        ({"HANDLER": HANDLER}, 200, "ERROR_ARGUMENT"),
        ({"PLACEMENT": "LEFT_MENU"}, 200, "ERROR_ARGUMENT"),
        ({"PLACEMENT": "PAGE_BACKGROUND_WORKER", "HANDLER": HANDLER}, 200, "EMPTY_ERROR_HANDLER_URL"),
        ({**TAB, "USER_ID": 7}, 200, "ERROR_PLACEMENT_USER_MODE"),
        ({"PLACEMENT": "CRM_DYNAMIC_31_DETAIL_TAB", "HANDLER": HANDLER}, 400, "ERROR_PLACEMENT_NOT_FOUND"),
    ],
)
async def test_places_are_refused_several_of_them_with_200(
    app: Application, params: dict[str, object], status: int, code: str
) -> None:
    assert await app.refused("placement.bind", **params) == (status, code)


async def test_a_missing_argument_is_named_beside_the_error(app: Application) -> None:
    answer = await app.post("placement.bind", HANDLER=HANDLER)

    assert answer.json()["argument"] == "PLACEMENT"


async def test_a_single_place_takes_one_handler(app: Application) -> None:
    await app.call("placement.bind", PLACEMENT="REST_APP_URI", HANDLER=HANDLER)

    refused = await app.refused("placement.bind", PLACEMENT="REST_APP_URI", HANDLER=f"{HANDLER}/2")

    assert refused == (200, "ERROR_PLACEMENT_MAX_COUNT")


async def test_places_of_crm_need_its_scope_and_places_at_all_an_administrator(portal: Practice) -> None:
    narrow = await add_installed(portal, scopes=["placement"])
    wide = await add_installed(portal)

    assert await narrow.refused("placement.bind", **TAB) == (400, "ERROR_PLACEMENT_NOT_FOUND")
    assert "CRM_DEAL_DETAIL_TAB" not in await narrow.call("placement.list")
    assert "CRM_SMART_INVOICE_DETAIL_TAB" in await wide.call("placement.list")
    assert await (await wide.as_user(MANAGER)).refused("placement.bind", **TAB) == (403, "ACCESS_DENIED")


async def test_the_page_of_1c_has_tiles_where_the_portal_has_the_page(
    make_portal: Callable[..., Practice],
) -> None:
    tile = {"PLACEMENT": "ONEC_PAGE", "HANDLER": HANDLER, "TITLE": "Обмен с 1С"}
    without = await add_installed(make_portal(onec_page=False))
    having = await add_installed(make_portal())

    bound = await having.call("placement.bind", **tile)
    page = (await having.portal.http.get("/apps")).text
    opened = await control(having.portal, f"/apps/{having.id}/frame", placement="ONEC_PAGE")

    assert bound is True
    assert '<a href="/placement/1">Обмен с 1С</a>' in page
    assert (await having.portal.http.get("/placement/1")).status_code == 200
    assert opened["form"]["PLACEMENT"] == "ONEC_PAGE"
    assert await without.refused("placement.bind", **tile) == (400, "ERROR_PLACEMENT_NOT_FOUND")


async def test_handlers_are_unbound_by_what_is_said(app: Application) -> None:
    for user_id in (0, 1):
        await app.call("event.bind", event="ONCRMDEALADD", handler=HANDLER, auth_type=user_id)
    await app.call("event.bind", event="ONCRMDEALADD", handler=f"{HANDLER}/2")

    by_user = await app.call("event.unbind", event="ONCRMDEALADD", handler=HANDLER, auth_type=0)
    rest = await app.call("event.unbind", event="ONCRMDEALADD")

    assert (by_user, rest) == ({"count": 1}, {"count": 2})


async def test_what_an_application_has_bound_goes_with_it(app: Application) -> None:
    await app.call("placement.bind", **TAB)
    await app.call("event.bind", event="ONCRMDEALADD", handler=HANDLER)

    await control(app.portal, f"/apps/{app.id}/uninstall")
    dump = (await app.portal.http.get("/_sandbox/dump")).json()

    assert [card["status"] for card in dump["apps"]] == ["uninstalled"]
    assert dump["placements"] == dump["event_handlers"] == []


async def test_methods_that_the_portal_does_not_have_are_404_for_an_application(app: Application) -> None:
    assert await app.refused("bizproc.activity.add") == (404, "ERROR_METHOD_NOT_FOUND")
