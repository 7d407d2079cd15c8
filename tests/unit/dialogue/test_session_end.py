"""A dialogue that ends without `import` is read all the same; one that is nothing costs nothing."""

from datetime import timedelta
from pathlib import Path

import pytest

from obmen.flows.dialogue_ports import DialogueLimits, StageFailed
from obmen.flows.ports.inbox import Package, PackageState, SessionState
from obmen.onec.commerceml.archive import unpack
from tests.support_dialogue import NOW, House, make_exchange, make_house, make_node

XML = b"<?xml version='1.0'?><a/>"
LIMITS = DialogueLimits(min_free_bytes=0)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return make_house(tmp_path, unpack=unpack)


async def send_catalogue(house: House) -> None:
    node = make_node(house)
    await node.checkauth()
    for name in ("offers0_1.xml", "import_files/ab/1.jpg", "import0_2.xml", "import0_1.xml"):
        await node.send(name, XML)


async def test_ten_silent_minutes_end_a_session_and_its_files_are_read_in_order(house: House) -> None:
    await send_catalogue(house)
    house.clock.forward(LIMITS.idle_s - 1)
    early = await house.dialogue.sweep()
    house.clock.forward(2)

    ended = await house.dialogue.sweep()

    assert (early, ended) == (0, 1)
    assert house.stager.names() == ["import0_1.xml", "import0_2.xml", "offers0_1.xml"]
    assert house.sessions.rows[1].state is SessionState.ENDED
    assert {fact["asked"] for fact in house.journal.facts("onec.import_answered")} == {"end"}


async def test_the_nodes_next_checkauth_ends_a_session_once_it_is_quiet(house: House) -> None:
    await send_catalogue(house)
    await make_node(house).checkauth("sale")
    at_once = await house.dialogue.sweep()
    house.clock.forward(LIMITS.quiet_s)

    ended = await house.dialogue.sweep()

    assert (at_once, ended) == (0, 1)
    assert len(house.stager.names()) == 3
    assert house.sessions.rows[2].state is SessionState.OPEN


async def test_two_overlapping_runs_do_not_end_each_other(house: House) -> None:
    first, second = make_node(house), make_node(house)
    await first.checkauth()
    await first.send("import0_1.xml", XML[:10])
    await second.checkauth()
    house.clock.forward(LIMITS.quiet_s - 1)
    await house.dialogue.sweep()

    await first.send("import0_1.xml", XML[10:])

    assert await first.imports("import0_1.xml") == "success"
    assert house.stager.staged[0][2] == XML


async def test_another_nodes_checkauth_ends_nothing(tmp_path: Path) -> None:
    house = make_house(tmp_path, make_exchange(1, "main"), make_exchange(2, "other"))
    await send_catalogue(house)
    other = make_node(house, path="/1c/other")
    await house.dialogue.checkauth(
        house.store.work.exchanges.rows[2], kind="catalog", cookie_digest=b"2" * 16, client=other.path
    )
    house.clock.forward(LIMITS.quiet_s)

    assert await house.dialogue.sweep() == 0


async def test_what_was_imported_is_not_read_again_at_the_end(house: House) -> None:
    node = make_node(house)
    await node.checkauth()
    await node.send("import0_1.xml", XML)
    await node.imports("import0_1.xml")
    house.clock.forward(LIMITS.idle_s + 1)

    await house.dialogue.sweep()

    assert house.stager.names() == ["import0_1.xml"]
    assert house.sessions.rows[1].state is SessionState.ENDED


async def test_after_a_restart_the_rows_and_the_disk_tell_what_is_left(house: House, tmp_path: Path) -> None:
    await send_catalogue(house)
    restarted = make_house(tmp_path)
    restarted.store.work = house.store.work
    done = package("import0_1.xml", PackageState.APPLIED)
    restarted.store.work.inbox.packages[1, "import0_1.xml"] = done
    restarted.clock.forward(LIMITS.idle_s + 1)

    ended = await restarted.dialogue.sweep()

    assert ended == 1
    assert restarted.stager.names() == ["import0_2.xml", "offers0_1.xml"]


async def test_after_a_restart_import_remembers_its_answers_and_parts_go_on(
    house: House, tmp_path: Path
) -> None:
    node = make_node(house)
    await node.checkauth()
    await node.send("import0_1.xml", XML)
    await node.send("offers0_1.xml", XML[:10])
    restarted = make_house(tmp_path)
    restarted.store.work = house.store.work
    restarted.store.work.inbox.packages[1, "import0_1.xml"] = package(
        "import0_1.xml", PackageState.FAILED, error="xml.broken:7"
    )
    after = make_node(restarted)
    after.cookie, after.sessid = node.cookie, node.sessid

    await after.send("offers0_1.xml", XML[10:])
    answers = [await after.imports(name) for name in ("import0_1.xml", "offers0_1.xml")]

    assert answers == ["failure\nФайл import0_1.xml, строка 7: [xml.broken]", "success"]
    assert restarted.stager.staged == [(1, "offers0_1.xml", XML)]


async def test_a_late_request_of_an_ended_session_is_answered_but_takes_no_files(house: House) -> None:
    node = make_node(house)
    await node.checkauth("sale")
    await node.say("type=sale&mode=query")
    house.clock.forward(LIMITS.idle_s + 1)
    await house.dialogue.sweep()

    taken = await node.say("type=sale&mode=success")
    sent = await node.send("a.xml", XML)

    assert taken == "success"
    assert house.orders.acknowledged == [1]
    assert sent == "failure\nСеанс завершён: не было запросов слишком долго. Начните обмен заново."


async def test_a_file_that_fails_at_the_end_does_not_hold_the_others(house: House) -> None:
    await send_catalogue(house)
    house.stager.fails["import0_1.xml"] = StageFailed("import0_1.xml", 1, "xml.broken")
    house.clock.forward(LIMITS.idle_s + 1)

    await house.dialogue.sweep()

    assert len(house.stager.names()) == 3
    assert [fact["answer"] for fact in house.journal.facts("onec.import_answered")] == [
        "failure",
        "success",
        "success",
    ]


async def test_trouble_at_the_end_of_one_session_leaves_it_for_later(house: House) -> None:
    await send_catalogue(house)
    stage, house.dialogue.files.stage_file = house.dialogue.files.stage_file, broken_stage
    house.clock.forward(LIMITS.idle_s + 1)
    failed = await house.dialogue.sweep()
    house.dialogue.files.stage_file = stage
    house.clock.forward(LIMITS.idle_s + 1)

    ended = await house.dialogue.sweep()

    assert (failed, ended) == (0, 1)
    assert len(house.stager.names()) == 3
    assert "onec.session_end_failed" in [event for event, _ in house.log.lines]


async def broken_stage(**_given: object) -> StageFailed:
    raise RuntimeError("no luck")


async def test_a_session_of_an_exchange_that_was_removed_is_forgotten(house: House) -> None:
    await send_catalogue(house)
    await make_node(house).checkauth()
    house.store.work.exchanges.rows.clear()
    house.store.work.sessions.rows.clear()
    house.clock.forward(LIMITS.idle_s + 1)

    await house.dialogue.sweep()
    again = await house.dialogue.sweep()

    assert again == 0
    assert house.stager.names() == []
    assert "onec.session_end_failed" not in [event for event, _ in house.log.lines]


async def test_a_test_of_the_connection_costs_one_row(house: House) -> None:
    node = make_node(house)

    await node.checkauth()

    assert house.store.writes == 1
    assert house.journal.entries == []
    assert house.files() == {}


async def test_a_flood_of_checkauth_leaves_a_bounded_number_of_open_sessions(house: House) -> None:
    node = make_node(house)
    await node.checkauth()
    await node.send("a.xml", XML)

    for _ in range(LIMITS.unused_sessions + 20):
        await node.checkauth()

    still_open = house.sessions.open_rows()
    assert len(still_open) == LIMITS.unused_sessions + 1
    assert 1 in {row.id for row in still_open}  # the one that brought a file


async def test_a_session_is_touched_at_its_first_request_and_then_seldom(house: House) -> None:
    node = make_node(house)
    await node.checkauth()

    for _ in range(10):
        await node.say("type=catalog&mode=init")
    often = house.sessions.touches
    house.clock.forward(LIMITS.touch_s)
    await node.say("type=catalog&mode=init")

    assert often == 1
    assert house.sessions.touches == 2
    assert house.sessions.rows[1].seen_at == NOW + timedelta(seconds=LIMITS.touch_s)


def package(name: str, state: PackageState, *, error: str = "") -> Package:
    return Package(
        id=1,
        exchange_id=1,
        session_id=1,
        name=name,
        path="",
        size_bytes=1,
        digest=b"",
        state=state,
        received_at=NOW,
        error=error,
    )
