"""A large file is read by a process of its own, which may die, and which outlives nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Semaphore

import pytest

from obmen.bootstrap import reader
from obmen.domain.identity import EntityKind
from obmen.flows.catalog.bringing import Album
from obmen.flows.catalog.telling import Ending, ReaderGone, Teller, Telling
from obmen.flows.ports.inbox import PackageState
from obmen.flows.ports.onec import BadFile
from obmen.flows.ports.pictures import Brought
from tests.integration.bringing import TELL, accept_xml, apply_all
from tests.integration.catalogue.conftest import House
from tests.integration.catalogue.packages import goods, offers_xml

FIXTURES = Path(__file__).parents[2] / "fixtures" / "onec"
MANY = 20_000  # offers: more than the pipe and the chunk before it hold
PATIENCE_S = 60
PICTURE = Brought(path="import_files/a.jpg", digest="d", file="d.jpg", fault="")


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is large, and nobody else's is being read."""
    monkeypatch.setattr(reader, "LARGE_BYTES", 0)
    monkeypatch.setattr(reader, "_seats", Semaphore(1))


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large.xml"
    path.write_text(offers_xml(goods(MANY)), encoding="utf-8")
    return path


def told(tell: Teller, path: Path, album: Album | None = None) -> tuple[list[object], Ending | str]:
    """Return all that a file tells, and how that ended."""
    found: list[object] = []
    try:
        for one in tell(path, album):
            if isinstance(one, Ending):
                return found, one
            found += one
    except BadFile as bad:
        return found, str(bad)
    raise AssertionError("no ending")


def children() -> set[int]:
    """Return the processes that this one has begun."""
    tasks = Path("/proc/self/task").glob("*/children")
    return {int(pid) for task in tasks for pid in task.read_text().split()}


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    """Tell whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.usefixtures("beside")
@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.xml")), ids=lambda path: path.stem)
def test_a_file_tells_beside_us_what_it_tells_here(path: Path) -> None:
    album = Album([PICTURE])

    assert told(reader.tell_package, path, album) == told(TELL, path, album)


@pytest.mark.usefixtures("beside")
def test_many_records_come_in_their_order(large: Path) -> None:
    found, ending = told(reader.tell_package, large)

    assert (found, ending) == told(TELL, large)
    assert isinstance(ending, Ending)
    assert ending.counts["offers"] == MANY


@pytest.mark.usefixtures("beside")
def test_a_file_that_breaks_off_is_bad_at_its_line(large: Path) -> None:
    large.write_bytes(large.read_bytes()[:-1000])

    assert told(reader.tell_package, large) == told(TELL, large)


@pytest.mark.usefixtures("beside")
def test_what_nobody_had_thought_of_is_raised_by_who_listens(tmp_path: Path) -> None:
    with pytest.raises(reader.ReaderFailed, match="IsADirectoryError"):
        list(reader.tell_package(tmp_path, None))


@pytest.mark.usefixtures("beside")
def test_a_reader_that_is_killed_is_gone(large: Path) -> None:
    before = children()
    telling = reader.tell_package(large, None)
    next(telling)
    [pid] = children() - before
    os.kill(pid, signal.SIGKILL)

    with pytest.raises(ReaderGone):
        list(telling)


@pytest.mark.usefixtures("beside")
def test_nobody_reads_on_when_nobody_listens(large: Path) -> None:
    before = children()
    telling = reader.tell_package(large, None)
    next(telling)
    telling.close()

    assert children() == before


def test_a_reader_outlives_nobody(large: Path) -> None:
    """Who is killed can't end it: it ends when its pipe does."""
    program = (
        "import os, sys, threading; from pathlib import Path; from obmen.bootstrap import reader;"
        "reader.LARGE_BYTES = 0; reader._seats = threading.Semaphore(1);"
        "telling = reader.tell_package(Path(sys.argv[1]), None); next(telling);"
        "print(Path('/proc/self/task', str(os.getpid()), 'children').read_text(), flush=True);"
        "os.kill(os.getpid(), 9)"
    )

    done = subprocess.run([sys.executable, "-c", program, str(large)], stdout=subprocess.PIPE, check=False)

    assert done.returncode == -signal.SIGKILL
    pid = int(done.stdout)
    wait_until(lambda: not is_running(pid))


@pytest.mark.usefixtures("beside")
def test_a_second_large_file_is_read_here_meanwhile(large: Path) -> None:
    first = reader.tell_package(large, None)
    next(first)
    before = children()
    second = reader.tell_package(large, None)
    next(second)

    assert children() == before
    first.close()
    second.close()


class Dying:
    """A reader that goes away in the midst of a file, so many times."""

    def __init__(self, times: int) -> None:
        self.times = times

    def __call__(self, path: Path, album: Album | None) -> Telling:
        telling = TELL(path, album)
        if self.times:
            self.times -= 1
            yield next(telling)
            raise ReaderGone
        yield from telling


def accept(house: House, tell: Teller, *, offers: int) -> PackageState:
    path = house.folder / "offers.xml"
    xml = offers_xml(goods(offers))
    return accept_xml(
        house.store, house.exchange, xml, path=path, name="offers.xml", clock=house.clock, tell=tell
    ).state


def test_a_file_whose_reader_dies_is_read_once_more(house: House) -> None:
    state = accept(house, Dying(1), offers=2_500)

    apply_all(house.store, house.exchange_id, clock=house.clock)

    assert state is PackageState.STAGED
    assert house.problems() == []
    known = house.store.read(lambda work: work.records.all(house.exchange_id, EntityKind.OFFER))
    entry = house.store.read(lambda work: work.journal.latest(house.exchange_id, "onec.package_applied"))
    assert len(known) == 2_500
    assert entry is not None
    assert entry.facts["counts"] == {"packageheader": 2, "price_types": 1, "offers": 2_500}


def test_a_file_whose_reader_dies_twice_is_kept_and_told(house: House) -> None:
    with pytest.raises(BadFile) as failed:
        accept(house, Dying(2), offers=2_500)

    assert failed.value.reason == "file.reader_gone"
    assert house.problems() == ["file.bad"]
    assert accept(house, TELL, offers=2_500) is PackageState.STAGED
