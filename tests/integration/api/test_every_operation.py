"""Every operation: whose token, which scope, which exchange, and what a browser may make of its answer."""

from __future__ import annotations

from typing import Final

import httpx

from obmen.flows.ports.store import Work
from tests.integration.api.conftest import EVERYTHING, Gateway
from tests.integration.dialogue_kept import keep_dialogue
from tests.support.routes import Way, api_ways

WAYS: Final = list(api_ways())
SCOPED: Final = [way for way in WAYS if way.needs]
HERE: Final = [way for way in WAYS if "{exchange}" in way.path]


async def ask(program: httpx.AsyncClient, way: Way, address: str) -> httpx.Response:
    return await program.request(way.method, address)


async def test_no_operation_is_done_without_its_scope(gateway: Gateway) -> None:
    await gateway.add_exchange("shop")
    told: dict[str, int] = {}

    for scope in {way.needs for way in SCOPED}:
        others = [one for one in EVERYTHING if one != scope]
        async with gateway.program(*others, name=f"no-{scope}") as program:
            for way in (one for one in SCOPED if one.needs == scope):
                told[way.name] = (await ask(program, way, way.address())).status_code

    assert len(told) == len(SCOPED)
    assert {name: status for name, status in told.items() if status != 403} == {}


async def test_another_exchange_is_nowhere_in_every_operation_on_one(gateway: Gateway) -> None:
    await gateway.add_exchange("shop")
    await gateway.add_exchange("other")

    async with gateway.program(exchanges=["shop"]) as program:
        told = {way.name: (await ask(program, way, way.address("other"))).status_code for way in HERE}
        still = await program.get("/exchanges")
    everything = await gateway.ask("exchange.list")

    assert {name: status for name, status in told.items() if status != 404} == {}
    assert [one["name"] for one in still.json()["items"]] == ["shop"]
    assert len(everything) == 2


async def test_only_operations_on_one_exchange_and_these_ask_for_none() -> None:
    """A new operation is thought of: is it about one exchange, or does it tell only what the token sees?"""
    assert {way.name for way in WAYS if way not in HERE} == {
        "GET /exchanges", "POST /exchanges", "GET /status", "GET /tasks", "GET /tasks/{task}",
        "GET /tasks/{task}/report", "GET /token", "GET /tokens", "POST /tokens", "DELETE /tokens/{token}",
        "GET /audit", "GET /users", "POST /users", "PUT /users/{user}", "POST /users/{user}/link",
        "POST /users/{user}/lock", "POST /users/{user}/unlock",
    }  # fmt: skip


async def test_a_browser_runs_nothing_of_any_answer(gateway: Gateway) -> None:
    await gateway.add_exchange("shop")

    def keep(work: Work) -> list[str]:
        exchange = work.exchanges.get(name="shop")
        return keep_dialogue(work, exchange, data_dir=gateway.app.config.data_dir)

    ids = await gateway.app.store.awrite(keep)
    readings = [way for way in WAYS if way.method == "GET"]
    async with gateway.program() as program:
        told = {
            way.name: await ask(program, way, way.address(invoice="128", message=ids[1])) for way in readings
        }

    types = {answer.headers["content-type"].partition(";")[0] for answer in told.values()}
    assert types == {
        "application/json", "application/problem+json", "application/octet-stream", "application/yaml",
    }  # fmt: skip
    assert {answer.headers["x-content-type-options"] for answer in told.values()} == {"nosniff"}
    assert all("default-src 'none'" in one.headers["content-security-policy"] for one in told.values())
    assert {name: one.status_code for name, one in told.items() if one.status_code >= 500} == {}
