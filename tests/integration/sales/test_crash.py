"""A process that dies before or after any of its commits loses nothing and doubles nothing."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from cryptography.fernet import Fernet

from obmen.flows.ports.store import Work
from obmen.storage.database import open_store
from obmen.storage.unit_of_work import SqlStore
from obmen_sandbox.onec.model import Family
from tests.integration.sales.test_practice_1c import Practice
from tests.integration.sales.world import build_world, invoice

T = TypeVar("T")
MOST_COMMITS = 100  # the story has far fewer


class Killed(Exception):
    """The process died here."""


@dataclass
class MortalStore:
    """A store whose process dies at one commit: just before it, or just after."""

    alive: SqlStore
    dies_at: int
    after: bool
    commits: int = 0

    def write(self, flow: Callable[[Work], T]) -> T:
        self.commits += 1
        if self.commits == self.dies_at and not self.after:
            raise Killed
        result = self.alive.write(flow)
        if self.commits == self.dies_at:
            raise Killed
        return result

    def read(self, flow: Callable[[Work], T]) -> T:
        return self.alive.read(flow)

    async def awrite(self, flow: Callable[[Work], T]) -> T:
        return self.write(flow)

    async def aread(self, flow: Callable[[Work], T]) -> T:
        return self.alive.read(flow)


async def again_after_death(step: Callable[[], Awaitable[Any]]) -> None:
    """1C tries its step once more at its next exchange, when the gateway has started again."""
    try:
        await step()
    except Killed:
        await step()


async def story(folder: Path, *, dies_at: int, after: bool) -> tuple[dict[str, object], int]:
    """Two invoices go to 1C, one is paid there; return what both sides hold in the end, and the commits."""
    alive = open_store(url="", data_dir=folder, key=Fernet.generate_key())
    store = MortalStore(alive, dies_at, after)
    world = build_world(alive)
    practice = Practice(world, Family.TRADE)
    world.store = store  # type: ignore[assignment]
    world.portal.put(invoice(), invoice(129))

    async def push() -> None:
        practice.push("B24-128")

    await again_after_death(practice.pull)
    await again_after_death(practice.pull)
    practice.base.pay("B24-128")
    await again_after_death(push)
    rows = [world.row(i) for i in (128, 129)]
    held = {
        "orders": sorted(
            (o.site_number, o.total(), len(o.lines)) for o in practice.base.state.orders.values()
        ),
        "ledger": [(r.number, r.state, r.paid_amount, r.revision, r.reason) for r in rows],
        "outbox": [(row.ref, row.desired) for row in world.outbox()],
        "problems": world.problems(),
    }
    alive.close()
    return held, store.commits


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_death_at_any_commit_changes_nothing_in_the_end(tmp_path: Path, *, after: bool) -> None:
    undisturbed, least = await story(tmp_path / "undisturbed", dies_at=0, after=after)

    for commit in range(1, MOST_COMMITS):
        disturbed, commits = await story(tmp_path / str(commit), dies_at=commit, after=after)

        assert disturbed == undisturbed, f"killed at commit {commit}"
        if commits < commit:  # nothing was left to be killed at
            assert commits == least
            return
    raise AssertionError("the story does not end")
