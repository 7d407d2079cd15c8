"""What waits to be delivered: marks, versions, order, park and release."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy.engine.default import DefaultDialect

from obmen.domain.identity import EntityKind, Ref
from obmen.flows.ports.catalog import Due, OutboxRow, Ready
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.store import Work
from obmen.storage.database import open_store
from obmen.storage.unit_of_work import SqlStore
from tests.integration.storage.samples import NOW, add_exchange, apply, part, product, targets, waiting

SOON = NOW + timedelta(minutes=1)
LATER = NOW + timedelta(minutes=5)


def mark(store: SqlStore, exchange_id: int, *keys: str) -> dict[str, OutboxRow]:
    """Mark products and return all NEW rows by key."""
    store.write(lambda work: work.outbox.mark(exchange_id, [product(key) for key in keys], now=NOW))
    return {row.ref.id: row for row in store.read(lambda work: waiting(work, exchange_id))}


def ready(work: Work, row: OutboxRow, *, state: Due = Due.READY, priority: int = 50, rank: int = 0) -> None:
    work.outbox.set_ready([Ready(row.id, priority, rank, "change", state)])


def only(store: SqlStore, exchange_id: int, state: Due) -> OutboxRow:
    (row,) = store.read(lambda work: waiting(work, exchange_id, state))
    return row


def test_a_record_waits_once_however_often_it_is_marked(store: SqlStore, exchange_id: int) -> None:
    mark(store, exchange_id, "p1")

    rows = mark(store, exchange_id, "p1", "p1")

    assert rows.keys() == {"p1"}
    assert rows["p1"].version == 2


def test_a_delivery_ends_the_version_that_it_took(store: SqlStore, exchange_id: int) -> None:
    taken = mark(store, exchange_id, "p1")["p1"]

    store.write(lambda work: work.outbox.done({taken.id: taken.version}))

    assert store.read(lambda work: targets(work, exchange_id)) == set()


def test_a_mark_during_a_delivery_is_not_ended_by_it(store: SqlStore, exchange_id: int) -> None:
    taken = mark(store, exchange_id, "p1")["p1"]
    newer = mark(store, exchange_id, "p1")["p1"]
    store.write(lambda work: ready(work, newer))

    store.write(lambda work: work.outbox.done({taken.id: taken.version}))

    left = only(store, exchange_id, Due.NEW)
    assert (left.id, left.version) == (taken.id, taken.version + 1)


def test_the_number_of_a_row_that_is_gone_is_not_given_again(store: SqlStore, exchange_id: int) -> None:
    gone = mark(store, exchange_id, "p1")["p1"]
    store.write(lambda work: work.outbox.done({gone.id: gone.version}))

    row = mark(store, exchange_id, "p2")["p2"]
    store.write(lambda work: work.outbox.done({gone.id: gone.version}))

    assert row.id > gone.id
    assert store.read(lambda work: targets(work, exchange_id)) == {product("p2")}


def test_a_new_mark_takes_the_park_and_the_attempts_away(store: SqlStore, exchange_id: int) -> None:
    row = mark(store, exchange_id, "p1")["p1"]
    store.write(lambda work: work.outbox.postpone([row.id], due_at=LATER, reason="busy"))
    store.write(lambda work: work.outbox.park(row.id, reason="vat.missing"))

    again = mark(store, exchange_id, "p1")["p1"]

    assert (again.state, again.attempts, again.reason, again.due_at) == (Due.NEW, 0, "", NOW)


def test_a_parked_row_tells_its_reason_until_it_is_tried_anew(store: SqlStore, exchange_id: int) -> None:
    row = mark(store, exchange_id, "p1")["p1"]
    store.write(lambda work: work.outbox.park(row.id, reason="vat.missing"))
    parked = only(store, exchange_id, Due.PARKED)

    released = store.write(lambda work: work.outbox.release(exchange_id, state=Due.PARKED, ids=[row.id]))

    assert parked.reason == "vat.missing"
    assert released == 1
    assert only(store, exchange_id, Due.NEW).reason == ""


def test_parking_a_version_that_is_past_parks_nothing(store: SqlStore, exchange_id: int) -> None:
    taken = mark(store, exchange_id, "p1")["p1"]
    mark(store, exchange_id, "p1")

    store.write(lambda work: work.outbox.park(taken.id, reason="bad", version=taken.version))

    assert only(store, exchange_id, Due.NEW).ref == product("p1")


def test_what_a_person_let_go_is_not_held_again(store: SqlStore, exchange_id: int) -> None:
    row = mark(store, exchange_id, "p1")["p1"]
    store.write(lambda work: ready(work, row, state=Due.HELD))
    released = store.write(lambda work: work.outbox.release(exchange_id, state=Due.HELD))

    store.write(lambda work: ready(work, row, state=Due.HELD))

    assert released == 1
    assert only(store, exchange_id, Due.READY).id == row.id


def test_a_newer_version_may_be_held_again(store: SqlStore, exchange_id: int) -> None:
    row = mark(store, exchange_id, "p1")["p1"]
    store.write(lambda work: ready(work, row, state=Due.HELD))
    store.write(lambda work: work.outbox.release(exchange_id, state=Due.HELD))
    mark(store, exchange_id, "p1")

    store.write(lambda work: ready(work, row, state=Due.HELD))

    assert only(store, exchange_id, Due.HELD).id == row.id


def test_only_rows_of_the_named_change_are_released(store: SqlStore, exchange_id: int) -> None:
    rows = mark(store, exchange_id, "p1", "p2")
    held = [
        Ready(rows["p1"].id, 50, 0, "deactivate", Due.HELD),
        Ready(rows["p2"].id, 50, 0, "price", Due.HELD),
    ]
    store.write(lambda work: work.outbox.set_ready(held))

    released = store.write(lambda work: work.outbox.release(exchange_id, state=Due.HELD, change="price"))

    assert released == 1
    assert store.read(lambda work: work.outbox.totals(exchange_id)) == {
        ("held", "deactivate"): 1,
        ("ready", "price"): 1,
    }


def test_rows_come_by_priority_then_rank_then_age_over_all_exchanges(
    store: SqlStore, exchange_id: int
) -> None:
    other_id = store.write(lambda work: add_exchange(work, name="second"))
    ours, theirs = mark(store, exchange_id, "a", "b"), mark(store, other_id, "c", "d")
    order = [(ours["a"], 50, 1), (ours["b"], 10, 0), (theirs["c"], 50, 0), (theirs["d"], 10, 9)]
    for row, priority, rank in order:
        store.write(lambda work, r=row, p=priority, k=rank: ready(work, r, priority=p, rank=k))  # type: ignore[misc]

    page = store.read(lambda work: work.outbox.page([exchange_id, other_id], Due.READY, limit=3))

    assert [row.ref.id for row in page] == ["b", "d", "c"]


def test_a_row_that_is_not_due_waits(store: SqlStore, exchange_id: int) -> None:
    rows = mark(store, exchange_id, "now", "later")
    for row in rows.values():
        store.write(lambda work, row=row: ready(work, row))  # type: ignore[misc]
    store.write(lambda work: work.outbox.postpone([rows["later"].id], due_at=LATER, reason="busy"))

    due = store.read(lambda work: work.outbox.page([exchange_id], Due.READY, limit=9, now=NOW))
    at_last = store.read(lambda work: work.outbox.page([exchange_id], Due.READY, limit=9, now=LATER))

    assert [row.ref.id for row in due] == ["now"]
    assert {row.ref.id: row.attempts for row in at_last} == {"now": 0, "later": 1}


def test_the_next_moment_is_that_of_a_row_that_waits_for_its_time(store: SqlStore, exchange_id: int) -> None:
    rows = mark(store, exchange_id, "now", "later", "parked")
    store.write(lambda work: work.outbox.postpone([rows["later"].id], due_at=LATER, reason="busy"))
    store.write(lambda work: work.outbox.postpone([rows["parked"].id], due_at=SOON, reason="busy"))
    store.write(lambda work: work.outbox.park(rows["parked"].id, reason="no"))

    due = store.read(lambda work: work.outbox.next_due([exchange_id], now=NOW))
    then = store.read(lambda work: work.outbox.next_due([exchange_id], now=LATER))

    assert (due, then) == (LATER, None)


def test_a_long_queue_is_not_read_through_for_the_next_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, tuple[object, ...]]] = []
    execute: Any = DefaultDialect.do_execute

    def noted(dialect: DefaultDialect, cursor: Any, statement: str, values: Any, context: Any = None) -> None:  # noqa: ANN401 — what a driver takes
        asked.append((statement, values))
        execute(dialect, cursor, statement, values, context)

    monkeypatch.setattr(DefaultDialect, "do_execute", noted)
    store = open_store(url="", data_dir=tmp_path, key=Fernet.generate_key())
    store.read(lambda work: work.outbox.next_due([1], now=NOW))
    store.close()

    statement, values = asked[-1]
    with closing(sqlite3.connect(tmp_path / "obmen.sqlite3")) as connection:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()

    assert "outbox_due_ix" in str(plan)


def test_new_rows_are_paged_by_number(store: SqlStore, exchange_id: int) -> None:
    mark(store, exchange_id, *(f"p{number}" for number in range(5)))

    first = store.read(lambda work: work.outbox.page([exchange_id], Due.NEW, limit=3))
    rest = store.read(lambda work: work.outbox.page([exchange_id], Due.NEW, limit=3, after=first[-1].id))

    assert len({row.id for row in [*first, *rest]}) == 5


def test_what_is_desired_travels_with_the_row(store: SqlStore, exchange_id: int) -> None:
    stage = Ref(EntityKind.STAGE, "128")

    store.write(
        lambda work: work.outbox.mark(
            exchange_id, [stage], now=NOW, desired={"stage": "DT31_1:P"}, priority=10, state=Due.READY
        )
    )

    row = only(store, exchange_id, Due.READY)
    assert (row.ref, row.desired, row.priority) == (stage, {"stage": "DT31_1:P"}, 10)


def test_a_later_mark_does_not_make_a_row_less_urgent(store: SqlStore, exchange_id: int) -> None:
    store.write(lambda work: work.outbox.mark(exchange_id, [product("p1")], now=NOW, priority=10))

    assert mark(store, exchange_id, "p1")["p1"].priority == 10


@pytest.mark.parametrize("variants", [EntityKind.PRODUCT, EntityKind.VARIATION])
def test_a_changed_setting_marks_all_goods_and_the_other_form_of_variants_that_is_bound(
    store: SqlStore, exchange_id: int, variants: EntityKind
) -> None:
    told = [part(EntityKind.GROUP, "g"), part(EntityKind.CARD, "p1"), part(EntityKind.OFFER, "p1#a")]
    store.write(lambda work: apply(work, exchange_id, *told, part(EntityKind.OFFER, "p2#b")))
    forms = [Ref(EntityKind.PRODUCT, "p1#a"), Ref(EntityKind.VARIATION, "p1#a")]
    store.write(lambda work: work.bindings.put(exchange_id, [Binding(ref, 7, {}) for ref in forms]))
    rows = store.read(lambda work: waiting(work, exchange_id))
    store.write(lambda work: work.outbox.done({row.id: row.version for row in rows}))

    store.write(lambda work: work.outbox.mark_items(exchange_id, variants=variants, now=NOW))

    assert store.read(lambda work: targets(work, exchange_id)) == {
        product("p1"),
        product("p2"),
        *forms,
        Ref(variants, "p2#b"),
    }
