"""A local application of the practice portal, as the tests use it."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.contract.portal.practice import Json, Practice

BASE = "http://portal.test"
HANDLER = "http://gateway.test/b24/ui"
INSTALL = "http://gateway.test/b24/install"
ADMIN, MANAGER, DISMISSED = 1, 7, 9


class Application:
    """An application and a token of a user of it."""

    def __init__(self, portal: Practice, card: dict[str, Any], token: dict[str, Any]) -> None:
        self.portal, self.card, self.token = portal, card, token

    @property
    def id(self) -> int:
        return int(self.card["id"])

    async def post(self, method: str, **params: Json) -> httpx.Response:
        body = {"auth": self.token["access_token"], **params}
        return await self.portal.http.post(f"/rest/{method}", json=body)

    async def call(self, method: str, **params: Json) -> Json:
        answer = await self.post(method, **params)
        assert "error" not in answer.json(), answer.text
        return answer.json()["result"]

    async def refused(self, method: str, **params: Json) -> tuple[int, Json]:
        """Status and code of a refusal, whatever the status."""
        answer = await self.post(method, **params)
        return answer.status_code, answer.json()["error"]

    async def as_user(self, user_id: int) -> "Application":
        token = await control(self.portal, f"/apps/{self.id}/token", user_id=user_id)
        return Application(self.portal, self.card, token)

    async def exchange(self, grant_type: str, **params: str) -> httpx.Response:
        """Ask the authorization server for tokens."""
        client = {name: self.card[name] for name in ("client_id", "client_secret")}
        query = {"grant_type": grant_type, **client, **params}
        return await self.portal.http.get("/oauth/token/", params=query)

    async def refresh(self, token: dict[str, Any]) -> httpx.Response:
        return await self.exchange("refresh_token", refresh_token=token["refresh_token"])


async def control(portal: Practice, path: str, **body: Json) -> dict[str, Any]:
    answer = await portal.http.post(f"/_sandbox{path}", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def add_application(portal: Practice, **card: Json) -> Application:
    """Register an application; the token is the administrator's."""
    wish = {"name": "1С", "handler": HANDLER, "install": INSTALL, **card}
    registered = await control(portal, "/apps", **wish)
    token = await control(portal, f"/apps/{registered['id']}/token")
    return Application(portal, registered, token)


async def add_installed(portal: Practice, **card: Json) -> Application:
    return await add_application(portal, install="", **card)


async def code_of(application: Application) -> dict[str, str]:
    """What the browser brings back from `/oauth/authorize/`."""
    query = {"client_id": application.card["client_id"], "state": "n0nce"}
    answer = await application.portal.http.get("/oauth/authorize/", params=query)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["location"])
    return {name: values[0] for name, values in parse_qs(back.query).items()}
