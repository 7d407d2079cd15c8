"""The database has one writer: what 1C asks does not wait for it without need."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import pytest

from obmen.flows.dialogue_ports import DialogueLimits
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.store import Work
from tests.support_dialogue import FakeJournal, FakeStore, House, basic, make_exchange, make_house, make_node

T = TypeVar("T")


class BusyStore(FakeStore):
    """A store whose writer is held by a catalogue until the test lets it go."""

    def __init__(self) -> None:
        super().__init__()
        self.free = asyncio.Event()

    async def awrite(self, flow: Callable[[Work], T]) -> T:
        await self.free.wait()
        return self.write(flow)


class BrokenJournal(FakeJournal):
    def add(self, exchange_id: int, entries: Sequence[Entry]) -> None:
        raise RuntimeError("no luck")


@pytest.fixture
def busy(tmp_path: Path) -> tuple[House, BusyStore]:
    house = make_house(tmp_path, make_exchange(1, "main"), make_exchange(2, "other"))
    store = BusyStore()
    store.work = house.store.work
    house.dialogue.store = house.dialogue.records.store = store
    return house, store


async def ask(house: House, query: str, *, cookie: str = "", name: str = "main") -> str:
    http = make_node(house).http
    headers = {"Authorization": basic(f"node-{name}"), "Cookie": cookie}
    return (await http.get(f"/1c/{name}?{query}", headers=headers)).text


def cookie_in(answer: str) -> str:
    lines = answer.split("\n")
    return f"{lines[1]}={lines[2]}"


async def test_checkauth_is_answered_while_the_writer_is_busy(busy: tuple[House, BusyStore]) -> None:
    house, store = busy

    answer = await ask(house, "type=catalog&mode=checkauth")
    init = asyncio.create_task(ask(house, "type=catalog&mode=init", cookie=cookie_in(answer)))
    await asyncio.sleep(0)
    store.free.set()

    assert answer.startswith("success\n")
    assert await init == "zip=no\nfile_limit=52428800"
    await house.dialogue.settle()
    assert house.journal.events() == ["onec.session_opened"]


async def test_a_foreign_cookie_is_refused_though_its_row_is_on_the_way(
    busy: tuple[House, BusyStore],
) -> None:
    house, store = busy
    cookie = cookie_in(await ask(house, "type=catalog&mode=checkauth"))

    foreign = asyncio.create_task(ask(house, "type=catalog&mode=init", cookie=cookie, name="other"))
    await asyncio.sleep(0)
    store.free.set()

    assert (await foreign).startswith("failure\nСеанс принадлежит другому обмену")


async def test_a_flood_waits_for_the_writer(busy: tuple[House, BusyStore]) -> None:
    house, store = busy
    dialogue = house.dialogue
    dialogue.limits = DialogueLimits(min_free_bytes=0, unused_sessions=3)

    flood = [
        asyncio.create_task(
            dialogue.checkauth(make_exchange(), kind="sale", cookie_digest=bytes([n]) * 16, client="")
        )
        for n in range(6)
    ]
    for _ in range(10):
        await asyncio.sleep(0)
    answered = [task.done() for task in flood]
    store.free.set()
    await asyncio.gather(*flood)
    await dialogue.settle()

    assert answered == [True, True, True, False, False, False]
    assert len(house.sessions.rows) == 6


async def test_a_session_that_could_not_be_stored_is_not_there(tmp_path: Path) -> None:
    house = make_house(tmp_path)
    answer = await ask(house, "type=catalog&mode=checkauth")
    await house.dialogue.settle()
    house.sessions.rows.clear()

    init = await ask(house, "type=catalog&mode=init", cookie=cookie_in(answer))

    assert init == "failure\nСеанс не найден. Начните обмен заново."


async def test_a_journal_that_fails_changes_no_answer(tmp_path: Path) -> None:
    house = make_house(tmp_path)
    node = make_node(house)
    await node.checkauth()

    house.store.work.journal = BrokenJournal()
    answer = await node.say("type=catalog&mode=init")

    assert answer == "zip=no\nfile_limit=52428800"
    assert "onec.record_failed" in [event for event, _ in house.log.lines]
