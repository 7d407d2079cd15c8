"""Archives of 1C, and archives that mean harm."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obmen.flows.ports.onec import BadFile
from obmen.onec.commerceml.archive import ArchiveLimits, safe_name, unpack, unpack_within


def archive_of(folder: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    path = folder / "v8_3B8F_3e.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in entries:
            opened.writestr(name, data)
    return path


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def refusal(archive: Path, folder: Path, limits: ArchiveLimits | None = None) -> BadFile:
    with pytest.raises(BadFile) as refused:
        unpack_within(archive, folder, limits=limits or ArchiveLimits())
    return refused.value


def test_an_archive_of_many_files_is_unpacked_in_its_order(tmp_path: Path) -> None:
    archive = archive_of(
        tmp_path, ("import0_1.xml", b"<a/>"), ("offers0_1.xml", b"<b/>"), ("import_files/ab/1.jpg", b"jpg")
    )

    paths = unpack(archive, tmp_path / "out")

    assert [path.relative_to(tmp_path / "out").as_posix() for path in paths] == [
        "import0_1.xml", "offers0_1.xml", "import_files/ab/1.jpg",
    ]  # fmt: skip
    assert paths[0].read_bytes() == b"<a/>"


def test_backslashes_between_folders_are_slashes(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("x")
    info.filename = "import_files\\ab\\1.jpg"

    unpack(archive_of(tmp_path, (info, b"jpg")), tmp_path / "out")

    assert files_in(tmp_path / "out") == ["import_files/ab/1.jpg"]


def test_folders_are_no_files(tmp_path: Path) -> None:
    assert unpack(archive_of(tmp_path, ("import_files/", b""), ("a.xml", b"")), tmp_path / "out") == [
        tmp_path / "out" / "a.xml"
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "cp866"])
def test_russian_names_without_a_flag_are_found_out(tmp_path: Path, encoding: str) -> None:
    archive = archive_of(tmp_path, ("AAAAAAAAAAAAAAAA.xml", b""))
    raw = "выгрузка.xml".encode(encoding).ljust(20, b"_")
    archive.write_bytes(archive.read_bytes().replace(b"AAAAAAAAAAAAAAAA.xml", raw[:20]))

    [path] = unpack(archive, tmp_path / "out")

    assert path.name.startswith("выгрузка"[: len(raw[:20].decode(encoding, "ignore"))])


def test_russian_names_with_a_flag(tmp_path: Path) -> None:
    [path] = unpack(archive_of(tmp_path, ("выгрузка.xml", b"")), tmp_path / "out")

    assert path.name == "выгрузка.xml"


@pytest.mark.parametrize(
    "name",
    [
        "../out.xml",
        "a/../../out.xml",
        "..\\out.xml",
        "/etc/passwd",
        "\\\\host\\share",
        "C:\\v8.xml",
        "c:v8.xml",
        "a\nb",
    ],
)
def test_a_name_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    info = zipfile.ZipInfo("x")
    info.filename = name

    assert (
        refusal(archive_of(tmp_path, ("good.xml", b""), (info, b"")), tmp_path / "out").reason == "zip.slip"
    )
    assert files_in(tmp_path / "out") == []


def test_a_link_is_refused(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("link")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16

    assert refusal(archive_of(tmp_path, (info, b"/etc/passwd")), tmp_path / "out").reason == "zip.slip"


def test_an_entry_that_swells_is_a_bomb_and_leaves_nothing(tmp_path: Path) -> None:
    archive = archive_of(tmp_path, ("good.xml", b"<a/>"), ("bomb.xml", bytes(30_000_000)))

    assert refusal(archive, tmp_path / "out").reason == "zip.bomb"
    assert files_in(tmp_path / "out") == []


def test_many_entries_that_are_too_much_together_are_a_bomb(tmp_path: Path) -> None:
    archive = archive_of(tmp_path, *((f"{n}.xml", bytes(1000)) for n in range(10)))

    assert refusal(archive, tmp_path / "out", ArchiveLimits(total_bytes=9_999)).reason == "zip.bomb"
    assert refusal(archive, tmp_path / "out", ArchiveLimits(entries=9)).reason == "zip.bomb"
    assert (
        len(unpack_within(archive, tmp_path / "out", limits=ArchiveLimits(total_bytes=10_000, entries=10)))
        == 10
    )


def test_a_size_that_the_header_hides_is_found_while_unpacking(tmp_path: Path) -> None:
    archive = archive_of(tmp_path, ("bomb.xml", bytes(30_000_000)))
    data = archive.read_bytes()
    true_size = (30_000_000).to_bytes(4, "little")
    archive.write_bytes(data.replace(true_size, (10).to_bytes(4, "little")))

    assert refusal(archive, tmp_path / "out").reason in {"zip.bomb", "zip.broken"}
    assert files_in(tmp_path / "out") == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[: len(data) // 2],
        lambda data: b"PK" + data[:1],
        lambda data: data[:40] + b"\x00\xff" + data[42:],
    ],
    ids=["cut off", "hardly begun", "two wrong bytes"],
)
def test_a_broken_archive(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    archive = archive_of(tmp_path, ("a.xml", bytes(range(256)) * 40))
    archive.write_bytes(spoil(archive.read_bytes()))

    assert refusal(archive, tmp_path / "out").reason == "zip.broken"
    assert files_in(tmp_path / "out") == []


def test_what_is_file_and_folder_at_once_is_broken(tmp_path: Path) -> None:
    archive = archive_of(tmp_path, ("a", b"file"), ("a/b.xml", b"<b/>"))

    assert refusal(archive, tmp_path / "out").reason == "zip.broken"


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("import0_1.xml", "import0_1.xml"),
        ("import_files/ab/1.jpg", "import_files/ab/1.jpg"),
        ("import_files\\ab\\1.jpg", "import_files/ab/1.jpg"),
        ("C:\\v8_8789_c.xml", "v8_8789_c.xml"),
        ("/C:D:/x.xml", "x.xml"),
        ("/etc/passwd", "etc/passwd"),
        ("../../x.xml", "x.xml"),
        ("a/./../b.xml", "a/b.xml"),
        ("//host//x.xml", "host/x.xml"),
        (" v8.zip ", "v8.zip"),
        ("a\x00b.xml", "ab.xml"),
    ],
)
def test_names_of_uploads_stay_where_they_are_put(raw: str, name: str) -> None:
    assert safe_name(raw) == name


@pytest.mark.parametrize("raw", ["", " ", "/", "..", "C:", "C:\\", "\x00", "./../", "я" * 200])
def test_a_name_of_which_nothing_is_left_is_refused(raw: str) -> None:
    with pytest.raises(BadFile) as refused:
        safe_name(raw)

    assert refused.value.reason == "file.name"


@given(st.text(max_size=60))
def test_no_name_leads_out(raw: str) -> None:
    try:
        name = safe_name(raw)
    except BadFile:
        return
    path = Path("/inbox/session") / name
    assert Path("/inbox/session") in path.parents
    assert ".." not in path.parts
    assert safe_name(name) == name
