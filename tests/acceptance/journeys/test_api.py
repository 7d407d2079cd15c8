"""A program does over HTTP what people do with commands."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.support.world import World
from tests.support.world_fixtures import MakeWorld


@pytest.fixture
def waiting(make_world: MakeWorld) -> World:
    """A gateway whose first catalogue waits for a person's look."""
    world = make_world()
    exchange = world.add_exchange("shop")
    world.exchange_once(exchange.connect(world.sandbox.make_base(family="trade", goods=4)))
    exchange.settled()
    return world


@pytest.fixture
def program(waiting: World) -> Iterator[httpx.Client]:
    """A program that may look, refresh and release."""
    scopes = [word for scope in ("look", "refresh", "release") for word in ("--scope", scope)]
    token = waiting.gateway.must("token", "add", "warehouse", *scopes)["token"]
    with httpx.Client(
        base_url=f"{waiting.gateway.url}/api/v1",
        headers={"Authorization": f"Bearer {token}", "Accept-Language": "en"},
        timeout=90,
        trust_env=False,
    ) as client:
        yield client


def test_a_program_plans_as_the_command_line_does_and_lets_it_go(
    waiting: World, program: httpx.Client
) -> None:
    exchange = waiting.exchanges[0]

    over_http = program.post("/exchanges/shop/plan?wait=60").json()
    by_command = waiting.gateway.must("plan", "shop")
    report = program.post("/exchanges/shop/plan?wait=60&format=xlsx")
    released = program.post("/exchanges/shop/release").json()
    exchange.settled()
    after = program.post("/exchanges/shop/plan?wait=60").json()
    status = program.get("/exchanges/shop/status").json()
    refused = program.post("/exchanges/shop/password")

    assert over_http == by_command
    assert over_http["changes"]
    assert report.content.startswith(b"PK")
    assert released["released"] > 0
    assert after["changes"] == []
    assert (status["pending"], status["held"]) == (0, 0)
    assert refused.status_code == 403


def test_a_program_watches_work_that_takes_long(waiting: World, program: httpx.Client) -> None:
    begun = program.post("/exchanges/shop/plan?wait=0")
    path = begun.headers["location"].removeprefix("/api/v1")

    while (task := program.get(path).json())["state"] == "running":
        continue
    report = program.get(f"{path}/report?format=html")

    assert begun.status_code == 202
    assert task["result"] == waiting.gateway.must("plan", "shop")
    assert "<html" in report.text
