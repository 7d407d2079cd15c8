"""What a serving process looks after by itself."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from obmen.bootstrap.app import App
from obmen.bootstrap.loops import watch_exchanges
from obmen.bootstrap.process import now, open_app
from obmen.config import Config
from obmen.delivery.profile import Finding, PortalProfile
from obmen.flows.admin.check import ensure_discovery
from obmen.flows.admin.manage import add_exchange, move_portal, read_portal_address, set_exchange
from obmen.flows.delivery.drain import UNREACHABLE_WAIT
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.portal import PortalUnreachable
from tests.unit.bitrix24.builders import PROFILE


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    config = Config(data_dir=tmp_path, database_url=f"sqlite:///{tmp_path / 'obmen.sqlite3'}")
    async with open_app(config) as app:
        yield app


async def add(app: App, *, name: str = "shop") -> Exchange:
    portal = read_portal_address("https://old.bitrix24.ru/rest/1/secret/")
    return await app.store.awrite(
        lambda work: add_exchange(work, name=name, portal=portal, login=name, password_hash="x", now=now())
    )


async def test_an_exchange_that_another_process_added_is_looked_after(app: App) -> None:
    await add(app)

    await watch_exchanges(app)

    assert app.engine.pauses().keys() == {
        "deliver:old.bitrix24.ru:sales", "deliver:old.bitrix24.ru:catalogue",
        "deliver:old.bitrix24.ru:pictures",
        "poll:shop", "relist:shop", "drift:shop", "alerts:shop",
        "application:shop", "robots:shop",
    }  # fmt: skip


async def test_a_portal_that_has_moved_is_delivered_to_at_its_new_address(app: App) -> None:
    shop = await add(app)
    await watch_exchanges(app)

    url = "https://new.bitrix24.ru/rest/1/secret/"
    await app.store.awrite(lambda work: move_portal(work, exchange_id=shop.id, url=url, now=now()))
    await watch_exchanges(app)

    assert {topic for topic in app.engine.pauses() if topic.startswith("deliver:")} == {
        "deliver:new.bitrix24.ru:sales", "deliver:new.bitrix24.ru:catalogue",
        "deliver:new.bitrix24.ru:pictures",
    }  # fmt: skip


async def test_what_ran_for_an_exchange_that_another_process_removed_ends(app: App) -> None:
    shop, other = await add(app), await add(app, name="other")
    await watch_exchanges(app)

    await app.store.awrite(lambda work: work.exchanges.remove(shop.id))
    await watch_exchanges(app)
    left = set(app.engine.pauses())
    await app.store.awrite(lambda work: work.exchanges.remove(other.id))
    await watch_exchanges(app)

    assert left == {
        "deliver:old.bitrix24.ru:sales", "deliver:old.bitrix24.ru:catalogue",
        "deliver:old.bitrix24.ru:pictures",
        "poll:other", "relist:other", "drift:other", "alerts:other",
        "application:other", "robots:other",
    }  # fmt: skip
    assert app.engine.pauses() == {}


async def test_an_interval_that_was_set_counts_at_once(app: App) -> None:
    await add(app)
    await watch_exchanges(app)

    changes = {"interval_minutes": "3"}
    await app.store.awrite(lambda work: set_exchange(work, name="shop", changes=changes, now=now()))
    await watch_exchanges(app)

    assert app.engine.pauses()["deliver:old.bitrix24.ru:catalogue"] == 180.0


@dataclass
class Discovering:
    """Tells what a portal is like, and remembers when it was asked."""

    at: datetime
    asked: list[datetime] = field(default_factory=list)

    async def discover(self) -> tuple[PortalProfile, Sequence[Finding]]:
        self.asked.append(self.at)
        return replace(PROFILE, found_at=self.at), ()


async def test_open_invoices_are_listed_again_every_hour(app: App) -> None:
    await add(app)

    await watch_exchanges(app)

    assert app.engine.pauses()["relist:shop"] == 3600


async def test_a_portal_is_discovered_again_after_a_day(app: App) -> None:
    shop, began = await add(app), now()
    lookups = Discovering(began)

    for hours in (0, 23, 25, 26, 48, 50):
        lookups.at = began + timedelta(hours=hours)
        await ensure_discovery(app.store, lookups, exchange=shop, now=lookups.at)  # type: ignore[arg-type]

    assert lookups.asked == [began + timedelta(hours=hours) for hours in (0, 25, 50)]


async def test_what_is_older_than_keep_days_is_forgotten(app: App) -> None:
    shop = await add(app)
    before = now() - timedelta(days=90)
    old, new = (app.config.data_dir / "inbox" / str(shop.id) / name for name in ("1", "2"))
    for folder, moment in ((old, before - timedelta(hours=1)), (new, before + timedelta(hours=1))):
        folder.mkdir(parents=True)
        os.utime(folder, (moment.timestamp(), moment.timestamp()))
        entry = Entry(at=moment, event=f"told.{folder.name}", ref=None, facts={})
        await app.store.awrite(lambda work, e=entry: work.journal.add(shop.id, [e]))  # type: ignore[misc]

    app.forget_before(shop, before)

    told = [
        await app.store.aread(lambda work, e=event: work.journal.latest(shop.id, e))  # type: ignore[misc]
        for event in ("told.1", "told.2")
    ]
    assert (old.exists(), new.exists()) == (False, True)
    assert [entry is not None for entry in told] == [False, True]


async def test_a_portal_that_was_renamed_is_told_of(app: App) -> None:
    shop = await add(app)

    url = "https://new.bitrix24.ru/rest/1/secret/"
    await app.store.awrite(lambda work: move_portal(work, exchange_id=shop.id, url=url, now=now()))

    [problem] = await app.store.aread(lambda work: work.problems.open(shop.id))
    facts = {"old": "old.bitrix24.ru", "new": "new.bitrix24.ru"}
    assert (problem.kind, problem.facts) == ("portal.renamed", facts)
    assert (await app.exchange("shop")).portal_url == url


async def test_the_loops_read_the_database_beside_the_event_loop(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_here(_: object) -> None:
        raise AssertionError("1C's requests would wait for this")

    await add(app)
    monkeypatch.setattr(app.store, "read", read_here)

    await watch_exchanges(app)
    await app.deliver_sales("old.bitrix24.ru")

    assert (await app.exchange("shop")).name == "shop"


async def test_fields_that_a_portal_could_not_make_are_asked_for_again_soon(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unreachable(**_: object) -> None:
        raise PortalUnreachable

    await add(app)
    monkeypatch.setattr("obmen.bootstrap.app.complete_fields", unreachable)

    assert await app.deliver_sales("old.bitrix24.ru") == UNREACHABLE_WAIT.total_seconds()
