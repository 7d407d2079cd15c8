"""`obmen demo` as a newcomer runs it: in an empty environment, without a terminal."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

OBMEN = Path(sys.executable).with_name("obmen")
WITHIN_S = 280.0

pytestmark = pytest.mark.slow


def demo(data_dir: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [str(OBMEN), "demo", "--no-stay"],
        env={"OBMEN_DATA_DIR": str(data_dir)},
        cwd=data_dir,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def processes_of(folder: Path) -> set[int]:
    """Return the processes that hold a file of the story's folder open: every child writes a log there."""
    return {int(fd.parts[2]) for fd in _open_files() if _target(fd).startswith(str(folder))}


def _open_files() -> Iterator[Path]:
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            yield from (process / "fd").iterdir()


def _target(fd: Path) -> str:
    with suppress(OSError):
        return str(fd.readlink())
    return ""


def wait_until_gone(folder: Path, *, within_s: float) -> set[int]:
    until = time.monotonic() + within_s
    while (left := processes_of(folder)) and time.monotonic() < until:
        time.sleep(0.1)
    return left


@pytest.mark.timeout(WITHIN_S + 20)
def test_the_whole_story_ends_well_and_says_what_it_has_seen(tmp_path: Path) -> None:
    process = demo(tmp_path)

    said, _ = process.communicate(timeout=WITHIN_S)

    assert process.returncode == 0, said
    summary = said.partition("Итог")[2]
    assert "товаров 340, вариаций 848, разделов 36" in summary
    assert "равны 1082 из 1082" in summary
    assert "суммы равны до копейки" in summary
    assert "УТ: Оплачен; УНФ: Частично оплачен → Оплачен" in summary
    assert "записей 0" in summary
    assert said.count("шлюз добавил") == 2
    assert said.count("✗") == 0
    assert "Вектор ООО (найден)" in said
    assert '"Заря" (создан)' in said
    assert processes_of(tmp_path) == set()


def test_a_story_that_is_stopped_or_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    folders = {how: tmp_path / how.name for how in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)}
    for folder in folders.values():
        folder.mkdir()
    stories = {how: demo(folder) for how, folder in folders.items()}

    codes = {}
    for how, story in stories.items():
        wait_for(folders[how] / "demo" / "serve.json")
        story.send_signal(how)
        codes[how] = (story.wait(30), story.communicate()[0])

    assert codes[signal.SIGINT][0] == 1
    assert "Остановлено" in codes[signal.SIGINT][1]
    assert codes[signal.SIGTERM][0] == 1
    assert codes[signal.SIGKILL][0] == -signal.SIGKILL
    assert wait_until_gone(tmp_path, within_s=30) == set()


def wait_for(file: Path) -> None:
    until = time.monotonic() + 60
    while not file.exists():
        assert time.monotonic() < until, f"{file} did not appear"
        time.sleep(0.05)


def test_a_folder_that_the_story_did_not_make_is_left_alone(tmp_path: Path) -> None:
    kept = tmp_path / "demo" / "photos.txt"
    kept.parent.mkdir()
    kept.write_text("mine")

    process = demo(tmp_path)
    said, _ = process.communicate(timeout=30)

    assert process.returncode == 1
    assert "не пуста" in said
    assert "OBMEN_DATA_DIR" in said
    assert kept.read_text() == "mine"


def test_the_second_start_begins_with_an_empty_folder(tmp_path: Path) -> None:
    old = tmp_path / "demo" / "inbox" / "import0_1.xml"
    old.parent.mkdir(parents=True)
    (tmp_path / "demo" / "made-by-obmen-demo").touch()
    old.touch()

    process = demo(tmp_path)
    wait_for(tmp_path / "demo" / "serve.json")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)

    assert not old.exists()
