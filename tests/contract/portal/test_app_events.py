"""What an application is told, and what is kept from it. Facts §5, §6.3, checklist 15 and 17."""

from collections.abc import AsyncIterator, Callable

import pytest

from tests.contract.portal.application import (
    BASE,
    MANAGER,
    Application,
    add_application,
    add_installed,
    control,
)
from tests.contract.portal.hearing import Heard, hearing, next_of
from tests.contract.portal.practice import Practice


@pytest.fixture
async def heard() -> AsyncIterator[tuple[str, Heard]]:
    """A handler of an application: its address and what it has heard."""
    async with hearing() as found:
        yield found


async def test_a_change_is_told_with_a_token_of_whoever_made_it(
    make_portal: Callable[..., Practice], heard: tuple[str, Heard]
) -> None:
    url, told = heard
    app = await add_installed(make_portal(base_url=BASE))
    await app.call("event.bind", event="onCrmDynamicItemAdd", handler=url)

    number = (await control(app.portal, "/invoice", company={"id": 2}, user_id=MANAGER))["id"]
    event = await next_of(told)

    auth = event.pop("auth")
    token = auth.pop("access_token")
    assert event == {
        "event": "ONCRMDYNAMICITEMADD",
        "event_handler_id": "186",
        "data": {"FIELDS": {"ID": str(number), "ENTITY_TYPE_ID": "31"}},
        "ts": "1795500000",
    }
    assert auth == {
        "expires_in": "3600",
        "scope": "crm,catalog,placement,bizproc,user_basic",
        "domain": "portal.test",
        "server_endpoint": f"{BASE}/rest/",
        "status": "L",
        "client_endpoint": f"{BASE}/rest/",
        "member_id": app.card["member_id"],
        "application_token": app.card["application_token"],
    }
    me = await Application(app.portal, app.card, {"access_token": token}).call("profile")
    assert me["ID"] == str(MANAGER)


async def test_a_handler_bound_for_a_user_gets_that_users_token(
    portal: Practice, heard: tuple[str, Heard]
) -> None:
    url, told = heard
    app = await add_installed(portal)
    await app.call("event.bind", event="ONCRMDEALADD", handler=url, auth_type=1)

    await (await app.as_user(MANAGER)).call("crm.item.add", entityTypeId=2, fields={"title": "x"})
    token = (await next_of(told))["auth"]["access_token"]

    assert (await Application(portal, app.card, {"access_token": token}).call("profile"))["ID"] == "1"


async def test_what_a_robot_changed_is_told_without_a_token(
    portal: Practice, heard: tuple[str, Heard]
) -> None:
    url, told = heard
    app = await add_installed(portal)
    number = await portal.add_invoice()
    await app.call("event.bind", event="ONCRMDYNAMICITEMUPDATE", handler=url)

    await control(portal, f"/invoice/{number}/stage", stage="S", by="robot")
    auth = (await next_of(told))["auth"]

    assert auth.keys() == {
        *("domain", "server_endpoint", "status", "client_endpoint", "member_id", "application_token")
    }


async def test_what_a_trigger_moved_is_told_without_a_token(
    portal: Practice, heard: tuple[str, Heard]
) -> None:
    url, told = heard
    app = await add_installed(portal)
    number = await portal.add_invoice()
    await app.call("crm.automation.trigger.add", CODE="gw_paid", NAME="1С: оплачено")
    await control(portal, "/triggers/rules", code="gw_paid", entityTypeId=31, stage="P")
    await app.call("event.bind", event="ONCRMDYNAMICITEMUPDATE", handler=url)

    await app.call("crm.automation.trigger.execute", CODE="gw_paid", OWNER_TYPE_ID=31, OWNER_ID=number)
    event = await next_of(told)

    assert event["data"]["FIELDS"]["ID"] == str(number)
    assert "access_token" not in event["auth"]


async def test_events_begin_with_the_end_of_the_installation(
    portal: Practice, heard: tuple[str, Heard]
) -> None:
    url, told = heard
    app = await add_application(portal)
    for event in ("ONCRMDEALADD", "ONAPPINSTALL"):
        await app.call("event.bind", event=event, handler=url)
    await app.call("crm.item.add", entityTypeId=2, fields={"title": "before"})

    await control(portal, f"/apps/{app.id}/finish")
    first = await next_of(told)
    await app.call("crm.item.add", entityTypeId=2, fields={"title": "after"})
    second = await next_of(told)

    assert (first["event"], first["data"]["INSTALLED"]) == ("ONAPPINSTALL", "Y")
    assert (second["event"], second["data"]["FIELDS"]["ID"]) == ("ONCRMDEALADD", "778")


async def test_an_application_without_pages_is_installed_by_a_call(
    portal: Practice, heard: tuple[str, Heard]
) -> None:
    url, told = heard

    app = await add_installed(portal, handler=url, api_only=True)
    event = await next_of(told)

    auth = event["auth"]
    assert event["event"] == "ONAPPINSTALL"
    assert event["data"] == {"VERSION": "1", "ACTIVE": "Y", "INSTALLED": "Y", "LANGUAGE_ID": "ru"}
    assert auth["application_token"] == app.card["application_token"]
    assert (await app.refresh({"refresh_token": auth["refresh_token"]})).status_code == 200
    assert (await app.call("app.info"))["INSTALLED"] is True


async def test_the_end_is_told_without_a_token(portal: Practice, heard: tuple[str, Heard]) -> None:
    url, told = heard
    app = await add_installed(portal)
    await app.call("event.bind", event="ONAPPUNINSTALL", handler=url)

    await control(portal, f"/apps/{app.id}/uninstall", clean=True)
    event = await next_of(told)

    assert (event["event"], event["data"]) == ("ONAPPUNINSTALL", {"LANGUAGE_ID": "ru", "CLEAN": "1"})
    assert event["auth"]["application_token"] == app.card["application_token"]
    assert "access_token" not in event["auth"]


async def test_the_outgoing_webhook_hears_beside_the_application(
    make_portal: Callable[..., Practice], heard: tuple[str, Heard]
) -> None:
    url, told = heard
    app = await add_installed(make_portal(event_url=url, base_url=BASE))
    await app.call("event.bind", event="ONCRMDEALADD", handler=url)

    await app.call("crm.item.add", entityTypeId=2, fields={"title": "x"})
    both = [await next_of(told), await next_of(told)]

    assert {event["event_handler_id"] for event in both} == {"185", "186"}
    assert sorted("access_token" in event["auth"] for event in both) == [False, True]
