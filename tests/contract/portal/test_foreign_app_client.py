"""The practice authorization server and applications are tried with the official SDK."""

import asyncio
import functools
from collections.abc import AsyncIterator

import pytest
import requests
from b24pysdk import Client
from b24pysdk.credentials import BitrixAppLocal, BitrixToken, OAuthPlacementData, OAuthWorkflowData
from b24pysdk.errors import BitrixAPIError

from obmen_sandbox.portal import PortalSettings, SandboxClock
from tests.contract.portal.application import Application, add_installed, code_of, control
from tests.contract.portal.hearing import hearing, next_of
from tests.contract.portal.practice import Json, Practice
from tests.contract.portal.serving import address_of, listen, served

OAUTH = "https://oauth.bitrix24.tech"


@pytest.fixture
async def app(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Application]:
    """An application of a served portal; the SDK's requests are sent there, over http."""
    port = listen()
    settings = PortalSettings(base_url=address_of(port))
    portal = Practice(settings, SandboxClock())  # the SDK looks at the real clock
    send_here(monkeypatch, address_of(port))
    async with served(portal.app, port):
        yield await add_installed(portal)
    await portal.http.aclose()


def send_here(monkeypatch: pytest.MonkeyPatch, base: str) -> None:
    send = requests.Session.request

    @functools.wraps(send)
    def here(self: requests.Session, method: str, url: str, **options: Json) -> requests.Response:
        return send(self, method, url.replace(OAUTH, base).replace("https://", "http://", 1), **options)

    monkeypatch.setattr(requests.Session, "request", here)


def local_app(app: Application) -> BitrixAppLocal:
    domain = app.portal.state.settings.base_url.removeprefix("http://")
    client = {name: app.card[name] for name in ("client_id", "client_secret")}
    return BitrixAppLocal(domain=domain, **client)


def token_of(app: Application, token: dict[str, Json]) -> BitrixToken:
    pair = {"auth_token": token["access_token"], "refresh_token": token["refresh_token"]}
    bitrix_app = local_app(app)
    return BitrixToken(domain=bitrix_app.domain, bitrix_app=bitrix_app, **pair)


async def test_the_official_sdk_exchanges_a_code(app: Application) -> None:
    code = (await code_of(app))["code"]

    renewed = await asyncio.to_thread(local_app(app).get_oauth_token, code)

    assert (renewed.user_id, renewed.member_id) == (1, app.card["member_id"])
    assert renewed.client_endpoint == f"{app.portal.state.settings.base_url}/rest/"


async def test_the_official_sdk_renews_an_expired_token_and_calls_again(app: Application) -> None:
    token = token_of(app, app.token)
    app.portal.clock.advance(3601)

    def call() -> object:
        return Client(token).crm.item.list(entity_type_id=4).response.result["items"]

    items = await asyncio.to_thread(call)

    assert len(items) == 5  # type: ignore[arg-type]
    assert token.refresh_token != app.token["refresh_token"]


async def test_the_official_sdk_calls_what_needs_an_application(app: Application) -> None:
    client = Client(token_of(app, app.token))

    def work() -> list[object]:
        bind = client.placement.bind(placement="CRM_DEAL_DETAIL_TAB", handler="http://gateway.test/tab")
        event = client.event.bind(event="ONCRMDEALADD", handler="http://gateway.test/events")
        return [bind.response.result, event.response.result, client.placement.get().response.result]

    bound, heard, places = await asyncio.to_thread(work)

    assert (bound, heard) == (True, True)
    assert [place["placement"] for place in places] == ["CRM_DEAL_DETAIL_TAB"]  # type: ignore[attr-defined]


async def test_the_official_sdk_sees_a_wrong_client_behind_a_200(app: Application) -> None:
    app.card["client_id"] = "local.nobody.1"

    with pytest.raises(BitrixAPIError) as caught:
        await asyncio.to_thread(local_app(app).refresh_oauth_token, app.token["refresh_token"])

    assert caught.value.status_code == 200


async def test_the_official_sdk_reads_what_a_frame_is_opened_with(app: Application) -> None:
    opened = await control(app.portal, f"/apps/{app.id}/frame")
    query = dict(pair.split("=", 1) for pair in opened["url"].partition("?")[2].split("&"))

    data = OAuthPlacementData.from_dict({**query, **opened["form"]})

    assert data.member_id == app.card["member_id"]
    assert data.oauth_token.access_token == opened["form"]["AUTH_ID"]


async def test_the_official_sdk_reads_what_a_robot_sends_and_answers_it(app: Application) -> None:
    robot = {"CODE": "send", "HANDLER": "http://gateway.test/robot", "NAME": "В 1С", "AUTH_USER_ID": 7}
    await app.call("bizproc.robot.add", **robot)
    number = await app.portal.add_invoice()
    async with hearing() as (url, told):
        app.portal.state.rows("robot")[0]["HANDLER"] = url
        wish = {"code": "send", "entityTypeId": 31, "id": number}
        await control(app.portal, "/robots/run", **wish)
        data = OAuthWorkflowData.from_dict(await next_of(told))

    def answer() -> object:
        client = Client(token_of(app, data.auth.oauth_token.to_dict()))
        return client.bizproc.event.send(event_token=data.event_token, return_values={}).response.result

    assert data.use_subscription is True
    assert await asyncio.to_thread(answer) is True
    assert app.portal.state.rows("robotRun")[0]["status"] == "answered"
