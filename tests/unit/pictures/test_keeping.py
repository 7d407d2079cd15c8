"""Each content is kept once, and as long as it is named."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from obmen.flows.ports.pictures import BadPicture
from obmen.pictures.keeping import EMPTY, LOST, KeptPictures

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def put(path: Path, colour: str = "red") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (20, 20), colour).save(path, "PNG")


@pytest.fixture
def session(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox" / "1" / "7"
    put(folder / "import_files" / "aa" / "a.jpg")  # its content says PNG
    put(folder / "v8.zip.unpacked" / "import_files" / "aa" / "b.png")
    (folder / "import.xml").write_text("<x/>")
    (folder / "v8.zip").write_bytes(b"PK")
    return folder


def kept_in(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "pictures").rglob("*") if path.is_file())


def test_one_content_under_two_names_is_kept_once_as_what_it_is(session: Path, tmp_path: Path) -> None:
    brought = KeptPictures(tmp_path).bring(session)

    assert {one.path for one in brought} == {
        "import_files/aa/a.jpg",
        "v8.zip.unpacked/import_files/aa/b.png",
    }
    assert {one.file for one in brought} == set(kept_in(tmp_path))
    assert [name.partition(".")[2] for name in kept_in(tmp_path)] == ["png"]


def test_a_file_that_is_written_over_leaves_what_was_kept(session: Path, tmp_path: Path) -> None:
    (first, _) = KeptPictures(tmp_path).bring(session)

    with (session / first.path).open("r+b") as again:
        again.write(b"other")

    assert KeptPictures(tmp_path).content(first.file, max_px=100)[:4] == b"\x89PNG"


def test_what_is_of_no_use_is_remembered_with_its_reason(tmp_path: Path) -> None:
    session = tmp_path / "inbox" / "1" / "7"
    session.mkdir(parents=True)
    (session / "empty.jpg").touch()

    (first,) = KeptPictures(tmp_path).bring(session)
    (again,) = KeptPictures(tmp_path).bring(session)

    assert (first.file, first.fault) == ("", EMPTY)
    assert again == first


def test_what_is_not_named_goes_when_it_has_not_just_come(session: Path, tmp_path: Path) -> None:
    put(session / "import_files" / "aa" / "c.png", "blue")
    kept = KeptPictures(tmp_path)
    named, *_ = {one.file for one in kept.bring(session)}
    now = datetime.now(UTC)

    assert kept.sweep({named}, before=now - timedelta(days=1)) == 0
    for path in (tmp_path / "pictures").rglob("*.png"):
        os.utime(path, (LONG_AGO.timestamp(), LONG_AGO.timestamp()))
    assert kept.sweep({named}, before=now - timedelta(days=1)) == 1
    assert kept_in(tmp_path) == [named]


def test_a_file_that_changed_between_two_packages_is_looked_at_again(session: Path, tmp_path: Path) -> None:
    kept = KeptPictures(tmp_path)
    before = {one.path: one.file for one in kept.bring(session)}
    changed = session / "import_files" / "aa" / "a.jpg"
    put(changed, "blue")
    os.utime(changed, (LONG_AGO.timestamp(), LONG_AGO.timestamp()))

    after = {one.path: one.file for one in kept.bring(session)}

    assert {path for path in before if before[path] != after[path]} == {"import_files/aa/a.jpg"}


def test_a_content_that_comes_again_is_not_swept_as_old(session: Path, tmp_path: Path) -> None:
    kept = KeptPictures(tmp_path)
    kept.bring(session)
    for path in (tmp_path / "pictures").rglob("*.png"):
        os.utime(path, (LONG_AGO.timestamp(), LONG_AGO.timestamp()))

    KeptPictures(tmp_path).bring(session)  # another process, or another session

    assert kept.sweep((), before=datetime.now(UTC) - timedelta(days=1)) == 0


@pytest.mark.parametrize("file", ["8e1c.png", "../../../etc/passwd"])
def test_a_file_that_is_not_kept_cannot_be_read(tmp_path: Path, file: str) -> None:
    with pytest.raises(BadPicture) as lost:
        KeptPictures(tmp_path).content(file, max_px=100)

    assert lost.value.fault == LOST
