"""Several processes and threads on one database: killed, racing, waiting."""

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from obmen.delivery.pacing import Bucket
from obmen.domain.identity import EntityKind
from obmen.flows.ports.store import Work
from obmen.storage.database import open_store
from obmen.storage.folder import FolderBusy, find_serving, lock_data_folder
from obmen.storage.secrets import load_key
from obmen.storage.unit_of_work import NestedFlow, SqlStore
from tests.integration.storage.samples import NOW, add_exchange, apply, part, product, targets, waiting

ROOT = Path(__file__).parents[3]
PATIENCE_S = 30.0


@contextmanager
def process(what: str, url: str, folder: Path, *more: str) -> Iterator[subprocess.Popen[str]]:
    started = subprocess.Popen(
        [sys.executable, "-m", "tests.integration.storage.writing_process", what, url, str(folder), *more],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with started:
        try:
            yield started
        finally:
            started.kill()


def line(started: subprocess.Popen[str]) -> str:
    assert started.stdout is not None
    return started.stdout.readline().strip()


def go(started: subprocess.Popen[str]) -> None:
    assert started.stdin is not None
    started.stdin.write("go\n")
    started.stdin.flush()


def test_a_writer_that_is_killed_in_the_middle_leaves_nothing_behind(
    database_url: str, tmp_path: Path
) -> None:
    store = open_store(url=database_url, data_dir=tmp_path, key=load_key(tmp_path))
    exchange_id = store.write(lambda work: add_exchange(work, name="first"))
    store.write(lambda work: apply(work, exchange_id, part(EntityKind.CARD, "p1")))

    with process("die", database_url, tmp_path) as writer:
        assert line(writer) == "in the middle"
        writer.kill()
        writer.wait()

    assert store.read(lambda work: work.records.all(exchange_id, EntityKind.CARD)) == {"p1": "{}"}
    assert store.read(lambda work: targets(work, exchange_id)) == {product("p1")}
    assert store.write(lambda work: apply(work, exchange_id, part(EntityKind.CARD, "p2"))) == 1
    store.close()


def test_of_processes_that_race_for_a_portal_one_gets_it(database_url: str, tmp_path: Path) -> None:
    open_store(url=database_url, data_dir=tmp_path, key=load_key(tmp_path)).close()

    with (
        process("race", database_url, tmp_path, "1") as first,
        process("race", database_url, tmp_path, "2") as second,
    ):
        assert (line(first), line(second)) == ("ready", "ready")
        go(first)
        go(second)
        epochs = sorted([line(first), line(second)])

    assert epochs == ["0", "1"]


def test_processes_that_race_for_places_fill_one_bucket_together(database_url: str, tmp_path: Path) -> None:
    open_store(url=database_url, data_dir=tmp_path, key=load_key(tmp_path)).close()

    with (
        process("enter", database_url, tmp_path, "webhook-1") as first,
        process("enter", database_url, tmp_path, "webhook-2") as second,
    ):
        assert (line(first), line(second)) == ("ready", "ready")
        go(first)
        go(second)
        entered = int(line(first)) + int(line(second))

    assert entered == Bucket(rate_per_s=2, burst=50).capacity == 40


@pytest.mark.postgres
def test_a_lease_cannot_be_taken_while_an_intent_is_stored_under_it(
    postgres_url: str, tmp_path: Path
) -> None:
    store = open_store(url=postgres_url, data_dir=tmp_path, key=load_key(tmp_path))
    exchange_id = store.write(lambda work: add_exchange(work, name="first"))
    ttl = timedelta(seconds=30)
    store.write(lambda work: work.leases.take(host="p", owner="worker-1", ttl=ttl, now=NOW))
    stored, leave, order = threading.Event(), threading.Event(), list[str]()

    def store_slowly(work: Work) -> None:
        work.intents.store(
            exchange_id=exchange_id, calls=[], batch="b", host="p", owner="worker-1", epoch=1, now=NOW
        )
        stored.set()
        leave.wait(PATIENCE_S)
        order.append("stored")

    def take(work: Work) -> None:
        work.leases.take(host="p", owner="worker-2", ttl=ttl, now=NOW + ttl)
        order.append("taken")

    slow = threading.Thread(target=store.write, args=[store_slowly])
    slow.start()
    assert stored.wait(PATIENCE_S)
    other = threading.Thread(target=store.write, args=[take])
    other.start()
    other.join(0.3)
    leave.set()
    slow.join(PATIENCE_S)
    other.join(PATIENCE_S)

    assert order == ["stored", "taken"]
    store.close()


def test_a_reader_does_not_wait_for_a_writer(store: SqlStore, exchange_id: int) -> None:
    writing, leave = threading.Event(), threading.Event()

    def write_slowly(work: Work) -> None:
        apply(work, exchange_id, part(EntityKind.CARD, "p1"))
        writing.set()
        leave.wait(PATIENCE_S)

    writer = threading.Thread(target=store.write, args=[write_slowly])
    writer.start()
    assert writing.wait(PATIENCE_S)

    before = store.read(lambda work: work.records.count(exchange_id, EntityKind.CARD))
    leave.set()
    writer.join(PATIENCE_S)

    assert before == 0
    assert store.read(lambda work: work.records.count(exchange_id, EntityKind.CARD)) == 1


def test_a_reader_sees_one_moment(store: SqlStore, exchange_id: int) -> None:
    def count_twice(work: Work) -> tuple[int, int]:
        first = work.records.count(exchange_id, EntityKind.CARD)
        store.write(lambda other: apply(other, exchange_id, part(EntityKind.CARD, "p1")))
        return first, work.records.count(exchange_id, EntityKind.CARD)

    assert store.read(count_twice) == (0, 0)


def test_a_reader_cannot_write(store: SqlStore) -> None:
    with pytest.raises(Exception, match=r"read.?only"):
        store.read(lambda work: add_exchange(work, name="first"))

    assert store.read(lambda work: work.exchanges.all()) == ()


async def test_the_event_loop_goes_on_while_a_flow_writes(store: SqlStore) -> None:
    leave = threading.Event()

    def write_slowly(work: Work) -> int:
        assert leave.wait(PATIENCE_S)
        return add_exchange(work, name="first")

    writing = asyncio.create_task(store.awrite(write_slowly))
    others = await store.aread(lambda work: work.exchanges.all())
    leave.set()

    assert others == ()
    assert await writing == (await store.aread(lambda work: work.exchanges.get(name="first"))).id


def test_a_flow_in_a_flow_is_refused_instead_of_waiting_for_itself(store: SqlStore) -> None:
    with pytest.raises(NestedFlow):
        store.write(lambda _: store.write(lambda work: add_exchange(work, name="first")))


def test_flows_that_lock_each_other_crosswise_both_end(store: SqlStore, exchange_id: int) -> None:
    both = threading.Barrier(2)
    store.write(lambda work: work.outbox.mark(exchange_id, [product("a"), product("b")], now=NOW))

    def mark(*keys: str) -> None:
        both.wait(PATIENCE_S)
        store.write(lambda work: mark_one_by_one(work, exchange_id, keys))

    threads = [threading.Thread(target=mark, args=keys) for keys in ("ab", "ba")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)

    rows = store.read(lambda work: waiting(work, exchange_id))
    assert [row.version for row in rows] == [3, 3]


def mark_one_by_one(work: Work, exchange_id: int, keys: Sequence[str]) -> None:
    """Mark with a pause in between: on PostgreSQL both flows then hold what the other one wants."""
    for key in keys:
        work.outbox.mark(exchange_id, [product(key)], now=NOW)
        time.sleep(0.1)


def test_the_data_folder_is_one_process_at_a_time(tmp_path: Path) -> None:
    with process("hold", "", tmp_path) as holder:
        assert line(holder) == "held"

        with pytest.raises(FolderBusy) as busy:
            lock_data_folder(tmp_path)
        serving = find_serving(tmp_path)

        assert busy.value.pid == holder.pid
        assert busy.value.url == "http://127.0.0.1:8080"
        assert serving is not None
        assert (serving.pid, serving.token) == (holder.pid, "secret-token")
        assert (tmp_path / "serve.json").stat().st_mode & 0o777 == 0o600
        holder.kill()
        holder.wait()

    assert find_serving(tmp_path) is None
    with lock_data_folder(tmp_path):
        assert not (tmp_path / "serve.json").exists()


def test_a_released_folder_can_be_taken_again(tmp_path: Path) -> None:
    lock_data_folder(tmp_path).release()

    with lock_data_folder(tmp_path) as lock:
        lock.announce(url="http://127.0.0.1:1", token="t")

    assert find_serving(tmp_path) is None
