"""Many new records go to PostgreSQL in streams; what they come to is the same on each database."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from obmen.domain.identity import EntityKind
from obmen.flows.ports.store import Work
from obmen.storage.copying import copy_rows
from obmen.storage.database import open_store
from obmen.storage.marking import COPIED_FROM
from obmen.storage.secrets import load_key
from obmen.storage.unit_of_work import SqlStore
from tests.integration.storage.samples import NOW, add_exchange, apply, part, product, waiting

PATIENCE_S = 20.0
MANY = COPIED_FROM + 50
KEYS = [f"p{number:04}\\\t{number}" for number in range(MANY)]  # a stream has to write some letters otherwise


def apply_many(work: Work, exchange_id: int) -> int:
    return apply(work, exchange_id, *(part(EntityKind.OFFER, key, '{"name":"x"}') for key in KEYS))


def test_many_new_records_are_marked_once_each(store: SqlStore, exchange_id: int) -> None:
    changed = store.write(lambda work: apply_many(work, exchange_id))

    rows = store.read(lambda work: waiting(work, exchange_id))
    assert changed == MANY
    assert [row.ref for row in rows] == [product(key) for key in KEYS]
    assert {(row.version, row.priority, row.due_at) for row in rows} == {(1, 50, NOW)}
    assert store.read(lambda work: work.records.count(exchange_id, EntityKind.OFFER)) == MANY


def test_among_many_one_that_was_marked_before_gets_a_new_version(store: SqlStore, exchange_id: int) -> None:
    store.write(lambda work: work.outbox.mark(exchange_id, [product(KEYS[7])], now=NOW))

    store.write(lambda work: apply_many(work, exchange_id))

    rows = store.read(lambda work: waiting(work, exchange_id))
    assert sorted(row.ref.id for row in rows) == KEYS
    assert [row.ref.id for row in rows if row.version == 2] == [KEYS[7]]


@pytest.mark.postgres
def test_one_that_another_transaction_is_marking_is_waited_for(postgres_url: str, tmp_path: Path) -> None:
    store = open_store(url=postgres_url, data_dir=tmp_path, key=load_key(tmp_path))
    exchange_id = store.write(lambda work: add_exchange(work, name="first"))
    marked, leave = threading.Event(), threading.Event()

    def mark_slowly(work: Work) -> None:
        work.outbox.mark(exchange_id, [product(KEYS[7])], now=NOW)
        marked.set()
        leave.wait(PATIENCE_S)

    slow = threading.Thread(target=store.write, args=[mark_slowly])
    slow.start()
    assert marked.wait(PATIENCE_S)
    other = threading.Thread(target=store.write, args=[lambda work: apply_many(work, exchange_id)])
    other.start()
    wait_for_a_lock(postgres_url)
    leave.set()
    slow.join(PATIENCE_S)
    other.join(PATIENCE_S)

    rows = store.read(lambda work: waiting(work, exchange_id))
    assert sorted(row.ref.id for row in rows) == KEYS
    assert [row.ref.id for row in rows if row.version == 2] == [KEYS[7]]
    assert store.read(lambda work: work.records.count(exchange_id, EntityKind.OFFER)) == MANY
    store.close()


def wait_for_a_lock(url: str) -> None:
    """Wait until somebody waits for somebody."""
    until = time.monotonic() + PATIENCE_S
    with psycopg.connect(url, autocommit=True) as connection:
        asked = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        while connection.execute(asked).fetchone() is None:
            assert time.monotonic() < until
            time.sleep(0.02)


@pytest.mark.postgres
def test_what_goes_wrong_in_a_stream_is_told_as_of_any_statement(postgres_url: str, tmp_path: Path) -> None:
    store = open_store(url=postgres_url, data_dir=tmp_path, key=load_key(tmp_path))

    def copy_nonsense(work: Work) -> None:
        copy_rows(work.staging._connection, "COPY part (id) FROM STDIN", [("no number",)])  # type: ignore[attr-defined]

    with pytest.raises(DBAPIError) as told:
        store.write(copy_nonsense)

    assert getattr(told.value.orig, "sqlstate", "") == "22P02"
    store.close()
