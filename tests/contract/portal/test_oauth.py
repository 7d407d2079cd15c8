"""The authorization server of the practice portal: facts §1.2, checklist 16."""

from collections.abc import Callable

import pytest

from obmen_sandbox.portal.errors import ConnectionDropped
from obmen_sandbox.portal.faults import parse_fault
from tests.contract.portal.application import (
    ADMIN,
    BASE,
    DISMISSED,
    HANDLER,
    MANAGER,
    Application,
    add_application,
    add_installed,
    code_of,
    control,
)
from tests.contract.portal.practice import Practice
from tests.contract.portal.shapes import assert_like

HALF_A_YEAR = 180 * 24 * 3600
E1 = {
    "access_token": "a1f0",
    "expires": 1795512345,
    "expires_in": 3600,
    "refresh_token": "9c2d",
    "scope": "crm,catalog,placement",
    "domain": "oauth.bitrix24.tech",
    "server_endpoint": "https://oauth.bitrix24.tech/rest/",
    "client_endpoint": "https://vector.bitrix24.ru/rest/",
    "member_id": "0f3c",
    "status": "L",
    "user_id": 7,
}


@pytest.fixture
async def app(make_portal: Callable[..., Practice]) -> Application:
    """An installed application of the portal http://portal.test."""
    return await add_installed(make_portal(base_url=BASE), scopes=["crm", "catalog", "placement"])


async def test_a_code_is_brought_back_to_the_stored_address_and_exchanged(app: Application) -> None:
    back = await code_of(app)
    answer = await app.exchange("authorization_code", code=back["code"])

    assert set(back) == {"code", "state", "domain", "member_id", "scope", "server_domain"}
    assert (back["state"], back["domain"], back["scope"]) == (
        "n0nce",
        "portal.test",
        "crm,catalog,placement",
    )
    body = answer.json()
    assert_like(body, E1)
    assert set(body) == set(E1)
    assert (body["expires_in"], body["scope"], body["status"], body["user_id"]) == (
        3600,
        "crm,catalog,placement",
        "L",
        ADMIN,
    )
    assert body["server_endpoint"] == body["client_endpoint"] == f"{BASE}/rest/"


async def test_the_code_is_of_the_user_who_looks_at_the_portal(app: Application) -> None:
    await control(app.portal, "/viewer", user_id=MANAGER)

    body = (await app.exchange("authorization_code", code=(await code_of(app))["code"])).json()

    assert body["user_id"] == MANAGER


async def test_a_code_serves_once_and_for_thirty_seconds(app: Application) -> None:
    first, second = (await code_of(app))["code"], (await code_of(app))["code"]
    await app.exchange("authorization_code", code=first)

    again = await app.exchange("authorization_code", code=first)
    app.portal.clock.advance(31)
    late = await app.exchange("authorization_code", code=second)

    assert [(a.status_code, a.json()["error"]) for a in (again, late)] == [(400, "invalid_grant")] * 2


async def test_no_code_before_the_installation_is_finished(portal: Practice) -> None:
    app = await add_application(portal)
    query = {"client_id": app.card["client_id"]}

    before = await portal.http.get("/oauth/authorize/", params=query)
    await control(portal, f"/apps/{app.id}/finish")
    after = await portal.http.get("/oauth/authorize/", params=query)

    assert (before.status_code, before.json()["error"]) == (401, "NOT_INSTALLED")
    assert after.headers["location"].startswith(HANDLER)


async def test_a_refresh_token_serves_once_and_the_new_one_takes_its_place(app: Application) -> None:
    new = (await app.refresh(app.token)).json()
    old_again = await app.refresh(app.token)
    newer = await app.refresh(new)

    assert new["access_token"] != app.token["access_token"]
    assert (old_again.status_code, old_again.json()["error"]) == (400, "invalid_grant")
    assert newer.status_code == 200


async def test_a_refresh_token_lives_half_a_year(app: Application) -> None:
    app.portal.clock.advance(HALF_A_YEAR - 1)
    new = (await app.refresh(app.token)).json()
    app.portal.clock.advance(HALF_A_YEAR + 1)

    late = await app.refresh(new)

    assert "access_token" in new
    assert late.json()["error"] == "invalid_grant"


async def test_a_lost_answer_costs_the_refresh_token(app: Application) -> None:
    app.portal.state.faults.switch_on(parse_fault("lost-answer,count=1,method=oauth.token"))

    with pytest.raises(ConnectionDropped):
        await app.refresh(app.token)
    again = await app.refresh(app.token)

    assert again.json()["error"] == "invalid_grant"


async def test_a_wrong_client_answers_with_200(app: Application) -> None:
    app.card = {**app.card, "client_id": "local.nobody.1"}

    answer = await app.refresh(app.token)

    assert (answer.status_code, answer.json()["error"]) == (200, "wrong_client")


@pytest.mark.parametrize(
    ("code", "status"),
    [("", 401), ("PAYMENT_REQUIRED", 401), ("wrong_client", 200), ("invalid_client", 400)],
)
async def test_the_server_refuses_when_told_to(app: Application, code: str, status: int) -> None:
    app.portal.state.faults.switch_on(parse_fault(f"oauth-error={code},count=1"))

    refused = await app.refresh(app.token)
    served = await app.refresh(app.token)

    assert (refused.status_code, refused.json()["error"]) == (status, code or "PAYMENT_REQUIRED")
    assert served.status_code == 200


@pytest.mark.parametrize("absent", ["grant_type", "client_id", "client_secret", "refresh_token"])
async def test_what_is_absent_is_named(app: Application, absent: str) -> None:
    query = {"grant_type": "refresh_token", "refresh_token": app.token["refresh_token"]}
    query |= {name: app.card[name] for name in ("client_id", "client_secret")}
    del query[absent]

    answer = await app.portal.http.post("/oauth/token/", data=query)

    assert answer.status_code == 400
    assert answer.json() == {
        "error": "invalid_request",
        "error_description": f'No "{absent}" parameter found',
    }


async def test_a_wrong_secret_and_an_uninstalled_application_are_told_apart(app: Application) -> None:
    card = app.card
    app.card = {**card, "client_secret": "x"}
    wrong = await app.refresh(app.token)
    app.card = card
    await control(app.portal, f"/apps/{app.id}/uninstall")
    gone = await app.refresh(app.token)

    assert [(a.status_code, a.json()["error"]) for a in (wrong, gone)] == [
        (400, "invalid_client"),
        (401, "NOT_INSTALLED"),
    ]


@pytest.mark.parametrize("how", ["query", "form", "json"])
async def test_a_token_is_taken_from_the_query_and_from_the_body(app: Application, how: str) -> None:
    auth = {"auth": app.token["access_token"]}
    http = app.portal.http
    match how:
        case "query":
            answer = await http.get("/rest/user.current.json", params=auth)
        case "form":
            answer = await http.post("/rest/user.current", data=auth)
        case _:
            answer = await http.post("/rest/user.current", json=auth)

    assert answer.status_code == 403  # the application has no scope for users
    assert answer.json()["error"] == "insufficient_scope"


async def test_a_call_is_made_by_the_user_of_the_token(app: Application) -> None:
    manager = await app.as_user(MANAGER)

    made = await manager.call("crm.item.add", entityTypeId=2, fields={"title": "Поставка"})

    assert made["item"]["createdBy"] == MANAGER
    assert (await manager.call("profile"))["ID"] == "7"
    assert await manager.call("scope") == ["catalog", "crm", "placement"]


async def test_a_token_expires_after_an_hour_and_the_fault_makes_it_sooner(app: Application) -> None:
    app.portal.state.faults.switch_on(parse_fault("expired-token,count=1"))
    sooner = await app.refused("profile")
    before = await app.call("profile")
    app.portal.clock.advance(3600)

    after = await app.refused("profile")

    assert sooner == after == (401, "expired_token")
    assert before["ID"] == "1"


async def test_tokens_that_lead_nowhere_are_401_each_by_its_name(app: Application) -> None:
    dismissed = await app.as_user(DISMISSED)
    nobody = Application(app.portal, app.card, {"access_token": "x"})

    assert await nobody.refused("profile") == (401, "invalid_token")
    assert await dismissed.refused("profile") == (401, "authorization_error")
    await control(app.portal, f"/apps/{app.id}/uninstall")
    assert await app.refused("profile") == (401, "NOT_INSTALLED")
    await control(app.portal, f"/apps/{app.id}/delete")
    assert await app.refused("profile") == (401, "APPLICATION_NOT_FOUND")


async def test_an_application_that_is_being_installed_serves_administrators_only(portal: Practice) -> None:
    app = await add_application(portal)

    refused = await (await app.as_user(MANAGER)).refused("profile")

    assert refused == (403, "user_access_error")
    assert (await app.call("profile"))["ADMIN"] is True


async def test_a_webhook_and_an_application_have_a_budget_each(make_portal: Callable[..., Practice]) -> None:
    portal = make_portal(limits=True, operating_seconds=1, bucket_size=1000)
    app = await add_installed(portal)
    fields = {"title": "x"}
    while (await portal.post("crm.item.add", {"entityTypeId": 2, "fields": fields})).status_code == 200:
        pass

    by_webhook = await portal.refused("crm.item.add", entityTypeId=2, fields=fields)
    answer = await app.post("crm.item.add", entityTypeId=2, fields=fields)

    assert by_webhook[:2] == (429, "OPERATION_TIME_LIMIT")
    assert answer.status_code == 200
    assert answer.json()["time"]["operating"] < 1


async def test_commands_of_a_batch_run_as_the_application(app: Application) -> None:
    result = await app.call("batch", cmd={"me": "profile", "info": "app.info", "no": "user.current"})

    assert result["result"]["info"]["CODE"] == app.card["client_id"]
    assert result["result_error"]["no"]["error"] == "insufficient_scope"


async def test_pages_of_other_origins_may_call(app: Application) -> None:
    asked = await app.portal.http.options("/rest/profile")
    answer = await app.post("profile")

    assert asked.headers["access-control-allow-headers"] == "*"
    assert answer.headers["access-control-allow-origin"] == "*"
