"""A portal that takes nothing is told of at once; when it is repaired, what waited goes on at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from obmen.bootstrap.app import App
from obmen.bootstrap.loops import watch_exchanges
from obmen.bootstrap.process import now, open_app
from obmen.config import Config
from obmen.delivery.breaker import Halt
from obmen.flows.admin.manage import add_exchange, read_portal_address
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import PortalHalted, PortalUnreachable

HOST = "old.bitrix24.ru"


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    config = Config(data_dir=tmp_path, database_url=f"sqlite:///{tmp_path / 'obmen.sqlite3'}")
    async with open_app(config) as app:
        yield app


@pytest.fixture
async def shop(app: App) -> Exchange:
    portal = read_portal_address(f"https://{HOST}/rest/1/secret/")
    return await app.store.awrite(
        lambda work: add_exchange(
            work, name="shop", portal=portal, login="shop", password_hash="x", now=now()
        )
    )


@dataclass
class ClosedPortals:
    """Every portal takes nothing."""

    trouble: Exception

    def of(self, exchange: Exchange) -> Any:  # noqa: ANN401 — as much of a portal as is asked
        return SimpleNamespace(lookups=self, invoices=self, stocks=self, pictures=self)

    async def discover(self) -> None:
        raise self.trouble

    async def close(self) -> None: ...


async def test_a_halt_that_planning_meets_is_a_problem_at_once(app: App, shop: Exchange) -> None:
    app.portals = ClosedPortals(PortalHalted("NO_AUTH_FOUND", "Wrong authorization data"))  # type: ignore[assignment]

    await app.deliver_catalogue(HOST)

    problems = await app.store.aread(lambda work: work.problems.open(shop.id))
    assert [(p.kind, p.record, p.facts["code"]) for p in problems] == [
        ("portal.halted", HOST, "NO_AUTH_FOUND")
    ]


def halt(app: App, exchange: Exchange, *, halted: bool) -> None:
    """Write into the portal's shared picture, as another process would, whether it takes anything."""
    one = Halt("NO_AUTH_FOUND", now(), now()).stored()
    pacing = {"halts": {app.portals.key_of(exchange): one} if halted else {}}
    app.store.write(lambda work: work.leases.change_pacing(HOST, lambda _: pacing))


@pytest.fixture
def nudged(app: App, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    topics: list[str] = []
    monkeypatch.setattr(app.engine, "nudge", topics.append)
    return topics


async def test_a_portal_that_another_process_found_repaired_wakes_all_that_waited(
    app: App, shop: Exchange, nudged: list[str]
) -> None:
    halt(app, shop, halted=True)
    await watch_exchanges(app)

    halt(app, shop, halted=False)
    await watch_exchanges(app)
    await watch_exchanges(app)

    assert nudged == [f"deliver:{HOST}", "poll:shop", "relist:shop"]


async def test_nobody_is_woken_while_the_portal_is_halted(
    app: App, shop: Exchange, nudged: list[str]
) -> None:
    halt(app, shop, halted=True)

    for _ in range(3):
        await watch_exchanges(app)

    assert nudged == []


async def test_a_portal_that_does_not_answer_the_plan_is_asked_again_soon(app: App, shop: Exchange) -> None:
    app.portals = ClosedPortals(PortalUnreachable("timeout"))  # type: ignore[assignment]

    rest_s = await app.deliver_catalogue(HOST)

    assert rest_s == 15.0
