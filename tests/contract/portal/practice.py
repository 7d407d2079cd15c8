"""What the tests of the practice portal share: one portal in process, its time in the test's hands."""

from typing import Any, TypeAlias

import httpx

from obmen_sandbox.portal import PortalSettings, PortalState, SandboxClock, create_portal

Json: TypeAlias = Any  # what an answer holds; the tests look into it
START = 1_795_500_000.0  # 2026-11-24T09:00:00+03:00


class Practice:
    """A portal and a client that speaks to it without a network."""

    def __init__(self, settings: PortalSettings, clock: SandboxClock | None = None) -> None:
        self.clock = clock or SandboxClock(wall=lambda: START)
        self.app = create_portal(settings=settings, clock=self.clock)
        self.state: PortalState = self.app.state.portal
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.app), base_url="http://portal.test"
        )
        self.root = f"/rest/{settings.user_id}/{settings.secret}/"

    async def post(self, method: str, params: dict[str, Any]) -> httpx.Response:
        return await self.http.post(self.root + method, json=params)

    async def body(self, method: str, **params: Json) -> dict[str, Any]:
        """The whole body of a successful answer."""
        answer = await self.post(method, params)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def call(self, method: str, **params: Json) -> Json:
        """The result of a successful call."""
        return (await self.body(method, **params))["result"]

    async def refused(self, method: str, **params: Json) -> tuple[int, Json, str]:
        """Status, code and text of a refusal."""
        answer = await self.post(method, params)
        body = answer.json()
        assert "error" in body, body
        return answer.status_code, body["error"], body["error_description"]

    async def batch(self, cmd: dict[str, str] | list[str], halt: Json = 0) -> dict[str, Any]:
        result: dict[str, Any] = await self.call("batch", halt=halt, cmd=cmd)
        return result

    async def add_product(self, **fields: Json) -> int:
        """Add a simple product; returns its id."""
        result = await self.call("catalog.product.add", fields={"iblockId": 15, "name": "Товар", **fields})
        return int(result["element"]["id"])

    async def add_invoice(self, **fields: Json) -> int:
        """Add an invoice; returns its id."""
        result = await self.call("crm.item.add", entityTypeId=31, fields={"title": "Счёт", **fields})
        return int(result["item"]["id"])

    async def invoice(self, number: int) -> dict[str, Any]:
        item: dict[str, Any] = (await self.call("crm.item.get", entityTypeId=31, id=number))["item"]
        return item
