"""Files: safe names, safe bytes, enough room."""

import asyncio
import errno
import os
import zipfile
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest

from obmen.flows.dialogue_live import Live
from obmen.flows.dialogue_ports import DialogueFailure, DialogueLimits, NoSpace
from obmen.flows.uploads import in_order, starts_anew
from obmen.onec.commerceml.archive import unpack
from obmen.onec.http import LocalDisk
from obmen.onec.http.names import upload_name
from tests.support_dialogue import House, make_house, make_node, unpack_nothing

XML = b"<?xml version='1.0'?><a/>"
SMALL = DialogueLimits(min_free_bytes=0, quota_bytes=3 * 1024 * 1024)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return make_house(tmp_path, unpack=unpack)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("import0_1.xml", "import0_1.xml"),
        (r"C:\v8_8789_c.xml", "v8_8789_c.xml"),
        ("../../../etc/passwd", "etc/passwd"),
        ("/tmp/v8/import.xml", "tmp/v8/import.xml"),
        (r"import_files\ab\1.jpg", "import_files/ab/1.jpg"),
        ("товары.xml", "товары.xml"),
    ],
)
async def test_a_name_stays_within_its_session(house: House, raw: str, kept: str) -> None:
    node = make_node(house)
    await node.checkauth()

    sent = await node.send(raw, XML)
    imported = await node.imports(raw)

    assert (sent, imported) == ("success", "success")
    assert list(house.files()) == [f"1/1/{kept}"]


@pytest.mark.parametrize("raw", ["..", "///", r"C:\.", "x" * 256, "/".join("x" * 17)])
def test_a_name_of_which_nothing_good_is_left_is_refused(raw: str) -> None:
    with pytest.raises(DialogueFailure) as refused:
        upload_name(raw)

    assert refused.value.code == "file.name"


async def test_a_refused_name_is_told_in_russian(house: House) -> None:
    node = make_node(house)
    await node.checkauth()

    answer = await node.send("..", XML)

    assert answer == "failure\nНедопустимое имя файла: ..."


async def test_a_file_comes_by_post_only(house: House) -> None:
    node = make_node(house)
    await node.checkauth()

    answer = await node.say("type=catalog&mode=file&filename=a.xml")

    assert answer == "failure\nФайл передаётся методом POST."


def zipped(**files: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, body in files.items():
            archive.writestr(name.replace("__", "\\") + ".xml", body)
    return packed.getvalue()


async def test_names_of_import_are_those_inside_the_archive(house: House) -> None:
    node = make_node(house)
    await node.checkauth()
    body = zipped(import0_1=XML, offers0_1=XML + b"<!-- 2 -->", import_files__ab=b"x")
    await node.send("v8_3B8F_3e.zip", body[:200])
    await node.send("v8_3B8F_3e.zip", body[200:])

    answers = [await node.imports(name) for name in ("import0_1.xml", "OFFERS0_1.xml", "absent.xml")]

    assert answers == ["success", "success", "failure\nФайл absent.xml в этом сеансе не передан."]
    assert [body for _, _, body in house.stager.staged] == [XML, XML + b"<!-- 2 -->"]
    assert "1/1/v8_3B8F_3e.zip.unpacked/import_files/ab.xml" in house.files()


async def test_import_of_an_archive_names_what_can_be_imported(house: House) -> None:
    node = make_node(house)
    await node.checkauth()
    await node.send("all.zip", zipped(offers0_1=XML, import0_1=XML))

    answer = await node.imports("all.zip")

    assert answer == (
        "failure\nall.zip — архив; импортировать нужно файлы внутри него: import0_1.xml, offers0_1.xml."
    )


async def test_a_broken_archive_is_a_failure_and_is_kept(house: House) -> None:
    node = make_node(house)
    await node.checkauth()
    await node.send("all.zip", zipped(import0_1=XML)[:-20])

    answer = await node.imports("import0_1.xml")

    assert answer.startswith("failure\nФайл all.zip: [zip.broken]")
    assert list(house.files()) == ["1/1/all.zip"]
    assert house.store.work.problems.open_kinds == ["file.bad"]


async def test_an_archive_without_import_is_read_at_the_end(house: House) -> None:
    node = make_node(house)
    await node.checkauth()
    await node.send("broken.zip", b"PK")
    await node.checkauth()
    await node.send("all.zip", zipped(offers0_1=XML, import0_1=XML))
    house.clock.forward(601)

    ended = await house.dialogue.sweep()
    await house.dialogue.settle()

    assert ended == 2
    assert house.stager.names() == ["import0_1.xml", "offers0_1.xml"]
    assert house.store.work.problems.open_kinds == ["file.bad"]


@pytest.mark.parametrize("encoding", ["cp866", "utf-8"])
async def test_an_archive_with_russian_names_is_imported_by_them(house: House, encoding: str) -> None:
    node = make_node(house)
    await node.checkauth()
    name = "выгрузка/товары"  # as Windows packs it: no flag tells the encoding
    stand_in = "x" * len(name.encode(encoding))
    packed = zipped(**{stand_in: XML}).replace(stand_in.encode(), name.encode(encoding))

    await node.send("v8.zip", packed)
    answer = await node.imports(quote(f"{name}.xml"))

    assert answer == "success"


async def test_an_archive_that_fills_the_disk_leaves_no_half(tmp_path: Path) -> None:
    def fill_up(_archive: Path, folder: Path) -> list[Path]:
        (folder / "import0_1.xml").write_bytes(XML)
        raise OSError(errno.ENOSPC, "full")

    house = make_house(tmp_path, unpack=fill_up)
    node = make_node(house)
    await node.checkauth()
    await node.send("all.zip", b"PK")

    answer = await node.imports("import0_1.xml")

    assert answer.startswith("failure\nНа диске шлюза заканчивается место")
    assert list(house.files()) == ["1/1/all.zip"]


async def test_a_mended_archive_replaces_what_was_in_the_first(house: House) -> None:
    node = make_node(house)
    await node.checkauth()
    await node.send("all.zip", zipped(import0_1=XML))
    await node.imports("import0_1.xml")

    await node.send("all.zip", zipped(offers0_1=XML))
    answers = [await node.imports(name) for name in ("offers0_1.xml", "import0_1.xml")]

    assert answers == ["success", "failure\nФайл import0_1.xml в этом сеансе не передан."]
    assert sorted(name for name in house.files() if ".unpacked" in name) == [
        "1/1/all.zip.unpacked/offers0_1.xml"
    ]


async def test_the_quota_of_an_exchange_stops_before_success(tmp_path: Path) -> None:
    house = make_house(tmp_path, limits=SMALL)
    node = make_node(house)
    await node.checkauth()
    first = await node.send("1.jpg", b"x" * 2 * 1024 * 1024)

    second = await node.send("2.jpg", b"x" * 2 * 1024 * 1024)

    assert first == "success"
    assert second == "failure\nИсчерпан объём, отведённый обмену для файлов: 3 МБ. Файл 2.jpg не принят."
    assert list(house.files()) == ["1/1/1.jpg"]


async def test_a_nearly_full_disk_stops_before_success(tmp_path: Path) -> None:
    house = make_house(tmp_path, limits=DialogueLimits(min_free_bytes=2**62))
    node = make_node(house)
    await node.checkauth()

    answer = await node.send("a.xml", XML)

    assert answer.startswith("failure\nНа диске шлюза заканчивается место")
    assert house.files() == {}


async def test_no_room_is_a_problem_for_a_person_until_there_is_some(tmp_path: Path) -> None:
    house = make_house(tmp_path, limits=SMALL)
    node = make_node(house)
    await node.checkauth()
    await node.send("1.jpg", b"x" * 4 * 1024 * 1024)
    raised = house.store.work.problems.open_kinds

    await node.send("2.jpg", b"x")

    assert raised == ["disk.quota"]
    assert house.store.work.problems.open_kinds == []


async def parts(*pieces: bytes | Exception) -> AsyncIterator[bytes]:
    for piece in pieces:
        if isinstance(piece, Exception):
            raise piece
        yield piece


def no_limit(_piece_bytes: int) -> None:
    return None


class Broken(Exception):
    pass


async def test_a_part_that_breaks_off_is_taken_back(tmp_path: Path) -> None:
    disk, path = LocalDisk(unpack=unpack_nothing), tmp_path / "a" / "b.xml"
    await disk.write(path, parts(b"first"), at=0, room=no_limit)

    with pytest.raises(Broken):
        await disk.write(path, parts(b"x" * 3_000_000, Broken()), at=5, room=no_limit)

    assert path.read_bytes() == b"first"


async def test_a_first_part_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    disk, path = LocalDisk(unpack=unpack_nothing), tmp_path / "b.xml"

    with pytest.raises(Broken):
        await disk.write(path, parts(b"x" * 3_000_000, Broken()), at=0, room=no_limit)

    assert not path.exists()


@pytest.mark.parametrize("failing", ["write", "fsync"])
async def test_a_disk_that_fills_up_takes_the_part_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    disk, path = LocalDisk(unpack=unpack_nothing), tmp_path / "b.xml"
    await disk.write(path, parts(b"first"), at=0, room=no_limit)

    def full(*_args: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, failing, full)

    with pytest.raises(NoSpace):
        await disk.write(path, parts(b"second"), at=5, room=no_limit)
    assert path.read_bytes() == b"first"


async def test_bytes_are_synced_before_success(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    fsync = os.fsync

    def watch(file: int) -> None:
        synced.append(Path(f"/proc/self/fd/{file}").readlink().name)
        fsync(file)

    monkeypatch.setattr(os, "fsync", watch)
    node = make_node(house)
    await node.checkauth()

    await node.send("a.xml", XML)

    assert synced == ["a.xml", "1", "1"]


async def test_an_interrupted_file_is_not_read(house: House) -> None:
    node = make_node(house)
    await node.checkauth()
    live = enter(house)
    await house.dialogue.files.receive(live, name="a.xml", parts=parts(XML), now=house.clock())
    with pytest.raises(Broken):
        await house.dialogue.files.receive(
            live, name="a.xml", parts=parts(b"more of it, and then", Broken()), now=house.clock()
        )

    answer = await node.imports("a.xml")
    await house.dialogue.end_session(live.session)

    assert answer == "failure\nФайл a.xml передан не полностью: связь прервалась."
    assert house.stager.names() == []


async def test_a_part_that_is_sent_again_after_a_break_completes_the_file(house: House) -> None:
    node = make_node(house)
    await node.checkauth()
    live = enter(house)
    await node.send("a.xml", XML)
    with pytest.raises(Broken):
        await house.dialogue.files.receive(
            live, name="a.xml", parts=parts(b"the whole second p", Broken()), now=house.clock()
        )

    await node.send("a.xml", b"the whole second part")

    assert await node.imports("a.xml") == "success"
    assert house.stager.staged[0][2] == XML + b"the whole second part"


def enter(house: House) -> Live:
    exchange = house.store.work.exchanges.rows[1]
    return house.dialogue.enter(exchange, house.sessions.rows[1])


@pytest.mark.parametrize(
    ("head", "closed", "anew"),
    [
        (b"<?xml version='1.0'?>", False, True),
        (b"\xef\xbb\xbf<?xml version", False, True),
        ("\ufeff<?xml v".encode("utf-16-le"), False, True),
        ("\ufeff<?xml v".encode("utf-16-be"), False, True),
        (b"<Item>middle", False, False),
        (b"<?xml-stylesheet", False, False),
        (b"\x89PNG\r\n\x1a\n\x00\x00", False, True),
        (b"GIF89a\x01\x00", False, True),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", False, True),
        (b"\x89PNx", False, False),
        (b"PK\x03\x04", False, False),
        (b"PK\x03\x04", True, True),
        (b"", False, False),
    ],
)
def test_a_part_starts_its_file_anew_only_when_it_cannot_continue_it(
    head: bytes, closed: bool, anew: bool
) -> None:
    assert starts_anew(head, closed=closed) is anew


def test_files_are_read_roots_first_and_numbers_as_numbers() -> None:
    names = ["sub/a.xml", "offers0_1.xml", "import0_10.xml", "import0_2.xml", "z.zip.unpacked/import0_1.xml"]

    assert in_order(names) == [
        "import0_2.xml",
        "import0_10.xml",
        "offers0_1.xml",
        "z.zip.unpacked/import0_1.xml",
        "sub/a.xml",
    ]


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        ("<КоммерческаяИнформация></КоммерческаяИнформация>", True),
        ("<c:КоммерческаяИнформация></c:КоммерческаяИнформация >\r\n\r\n", True),
        ("<КоммерческаяИнформация ВерсияСхемы='2.08'/>", True),
        ("<КоммерческаяИнформация><Документ/>", False),
        ("<КоммерческаяИнформация>", False),
        ("", False),
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "windows-1251", "utf-16-le", "utf-16"])
async def test_the_end_of_a_file_shows_whether_it_is_whole(
    tmp_path: Path, body: str, whole: bool, charset: str
) -> None:
    path = tmp_path / "orders.xml"
    path.write_bytes(("—" if charset == "utf-8" else "").encode() * 4000 + body.encode(charset))

    assert await LocalDisk(unpack=unpack_nothing).is_whole(path) is whole


async def test_parallel_parts_of_one_session_do_not_mix(house: House) -> None:
    node = make_node(house)
    await node.checkauth()
    await node.send("a.xml", XML)

    await asyncio.gather(*(node.send("a.xml", bytes([letter]) * 2_000_000) for letter in b"abc"))

    body = house.files()["1/1/a.xml"][len(XML) :]
    assert len(body) == 6_000_000
    assert {len(set(body[i : i + 2_000_000])) for i in range(0, 6_000_000, 2_000_000)} == {1}
