"""The catalogue's way in: what 1C hears at each step."""

import asyncio
from pathlib import Path

import pytest

from obmen.flows.dialogue_ports import DialogueLimits, StageFailed
from tests.support_dialogue import House, basic, make_exchange, make_house, make_node

XML = b"\xef\xbb\xbf<?xml version='1.0'?><a>1</a>"
QUICK = DialogueLimits(min_free_bytes=0, wait_s=0.02)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return make_house(tmp_path)


async def test_a_portion_goes_from_checkauth_to_import(house: House) -> None:
    node = make_node(house)

    lines = await node.checkauth()
    init = await node.say(f"type=catalog&mode=init&sessid={node.sessid}")
    sent = await node.send("import0_1.xml", XML)
    done = await node.imports("import0_1.xml")

    assert lines == ["success", "OBMENSESSID", lines[2], f"sessid={node.sessid}", "timestamp=1795510800"]
    assert init == "zip=no\nfile_limit=52428800"
    assert (sent, done) == ("success", "success")
    assert house.stager.staged == [(1, "import0_1.xml", XML)]
    assert house.journal.events() == ["onec.session_opened", "onec.file_received", "onec.import_answered"]


async def test_init_tells_the_schema_only_to_a_client_that_asked_for_it(house: House) -> None:
    node = make_node(house)
    await node.checkauth()

    unf = await node.say("type=catalog&sessid=&version=2.09&cmlVersion=2.10&mode=init")
    module = await node.say("type=catalog&mode=init&version=3.1&&")

    assert unf == f"zip=no\nfile_limit=52428800\nsessid={node.sessid}\nversion=2.09"
    assert module.endswith("\nversion=3.1")


async def test_parts_of_one_name_are_joined_within_a_session(house: House) -> None:
    node = make_node(house)
    await node.checkauth()
    await node.send("offers0_1.xml", b"<?xml version='1.0'?><a>")
    await node.send("offers0_1.xml", b"middle")
    await node.send("offers0_1.xml", b"</a>")

    await node.imports("offers0_1.xml")

    assert house.stager.staged[0][2] == b"<?xml version='1.0'?><a>middle</a>"


async def test_a_new_session_starts_a_new_file(house: House) -> None:
    node = make_node(house)
    await node.checkauth()
    await node.send("import_files/ab/1.jpg", b"picture")
    await node.checkauth()

    await node.send("import_files/ab/1.jpg", b"picture")

    assert house.files() == {"1/1/import_files/ab/1.jpg": b"picture", "1/2/import_files/ab/1.jpg": b"picture"}


async def test_a_second_attempt_within_a_session_replaces_the_files(house: House) -> None:
    node = make_node(house)
    await node.checkauth()
    for _ in range(2):  # УНФ repeats the whole upload
        await node.send("import_files/ab/1.jpg", b"picture")
        await node.send("import.xml", XML)

    await node.imports("import.xml")

    assert house.files() == {"1/1/import_files/ab/1.jpg": b"picture", "1/1/import.xml": XML}
    assert house.stager.staged[0][2] == XML


async def test_import_asked_again_answers_at_once_and_reads_nothing(house: House) -> None:
    node = make_node(house)
    await node.checkauth()
    await node.send("import0_1.xml", XML)

    answers = [await node.imports("import0_1.xml") for _ in range(3)]

    assert answers == ["success"] * 3
    assert house.stager.names() == ["import0_1.xml"]


async def test_long_work_is_answered_with_progress_until_it_is_done(tmp_path: Path) -> None:
    house = make_house(tmp_path, limits=QUICK)
    house.stager.gate = asyncio.Event()
    node = make_node(house)
    await node.checkauth()
    await node.send("import0_1.xml", XML)

    waiting = [await node.imports("import0_1.xml") for _ in range(2)]
    house.stager.gate.set()
    done = await node.imports("import0_1.xml")

    assert waiting == ["progress\nФайл import0_1.xml читается"] * 2
    assert done == "success"
    assert house.stager.names() == ["import0_1.xml"]


async def test_a_bad_file_is_a_failure_with_file_line_and_reason(house: House) -> None:
    house.stager.fails["offers0_1.xml"] = StageFailed("offers0_1.xml", 12, "xml.broken", "tag mismatch")
    node = make_node(house)
    await node.checkauth()
    await node.send("offers0_1.xml", XML)

    answers = [await node.imports("offers0_1.xml") for _ in range(2)]

    assert answers == ["failure\nФайл offers0_1.xml, строка 12: [xml.broken] tag mismatch"] * 2
    assert house.journal.facts("onec.import_answered")[0]["line"] == 12
    assert "1/1/offers0_1.xml" in house.files()


async def test_a_file_that_was_mended_and_sent_again_is_read_again(house: House) -> None:
    house.stager.fails["a.xml"] = StageFailed("a.xml", 1, "xml.broken")
    node = make_node(house)
    await node.checkauth()
    await node.send("a.xml", XML)
    await node.imports("a.xml")
    house.stager.fails.clear()

    await node.send("a.xml", XML + b"<!-- mended -->")
    answer = await node.imports("a.xml")

    assert answer == "success"
    assert house.stager.staged[-1][2].endswith(b"<!-- mended -->")


async def test_import_of_what_was_not_sent_is_a_failure_that_names_it(house: House) -> None:
    node = make_node(house)
    await node.checkauth()

    absent = await node.imports("import9_9.xml")
    nameless = await node.say("type=catalog&mode=import")

    assert absent == "failure\nФайл import9_9.xml в этом сеансе не передан."
    assert nameless == "failure\nНе указано имя файла (filename)."
    assert house.journal.events().count("onec.failure_answered") == 2


async def test_one_catalogue_is_read_at_a_time(tmp_path: Path) -> None:
    house = make_house(tmp_path, make_exchange(1, "main"), make_exchange(2, "other"), limits=QUICK)
    house.stager.gate = asyncio.Event()
    nodes = [make_node(house), make_node(house, path="/1c/other", authorization=basic("node-other"))]
    for node in nodes:
        await node.checkauth()
        await node.send("import0_1.xml", XML)

    first = await asyncio.gather(*(node.imports("import0_1.xml") for node in nodes))
    house.stager.gate.set()
    second = await asyncio.gather(*(node.imports("import0_1.xml") for node in nodes))

    assert [answer.split("\n")[0] for answer in first] == ["progress", "progress"]
    assert second == ["success", "success"]
    assert house.stager.most_running == 1


async def test_deactivate_is_noted_and_changes_nothing(house: House) -> None:
    node = make_node(house)
    await node.checkauth()

    answers = [
        await node.say("type=catalog&mode=deactivate&timestamp=1795510800"),
        await node.say("type=catalog&mode=complete"),
    ]

    assert answers == ["success", "success"]
    assert house.journal.facts("onec.deactivate_ignored")[0]["query"] == (
        "type=catalog&mode=deactivate&timestamp=1795510800"
    )


@pytest.mark.parametrize(
    "query",
    [
        "type=catalog&mode=erase",
        "type=reference&mode=file&filename=a.xml",
        "type=sale&mode=deactivate",
        "",
        "mode=",
    ],
)
async def test_an_unknown_mode_is_a_failure(house: House, query: str) -> None:
    node = make_node(house)
    await node.checkauth()

    answer = await node.say(query)

    assert answer.startswith("failure\nНеизвестный режим")


def test_1c_waits_twenty_seconds_for_an_answer_and_a_silent_session_ten_minutes() -> None:
    limits = DialogueLimits()

    assert (limits.wait_s, limits.idle_s) == (20.0, 600.0)
