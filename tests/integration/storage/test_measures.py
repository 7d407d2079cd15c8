"""What pages count: dialogues, failures, the queue, invoices without a person, problems alike."""

from datetime import timedelta

import pytest

from obmen.domain.identity import EntityKind, Ref
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.measures import Queue, Talk, Unaided
from obmen.flows.ports.store import Work
from obmen.storage.unit_of_work import SqlStore
from tests.integration.storage.samples import NOW, product

HOUR = timedelta(hours=1)


def test_dialogues_are_told_since_a_moment(store: SqlStore, exchange_id: int) -> None:
    for hours, kind in ((-30, "catalog"), (-2, "catalog"), (-1, "sale")):
        at = NOW + hours * HOUR
        store.write(
            lambda work, at=at, kind=kind: work.sessions.open(  # type: ignore[misc]
                exchange_id=exchange_id, kind=kind, cookie_digest=str(at).encode(), client="", now=at
            )
        )

    talks = store.read(lambda work: work.measures.talks(exchange_id, since=NOW - 24 * HOUR))

    assert talks == [Talk(NOW - 2 * HOUR, "catalog"), Talk(NOW - HOUR, "sale")]
    assert store.read(lambda work: work.measures.talks(exchange_id + 1, since=NOW - 24 * HOUR)) == []


def test_failures_are_told_since_a_moment(store: SqlStore, exchange_id: int) -> None:
    entries = [
        Entry(at=NOW + hours * HOUR, event=event, ref=None, facts={})
        for hours, event in ((-30, "onec.package_failed"), (-2, "onec.package_failed"), (-1, "other"))
    ]
    store.write(lambda work: work.journal.add(exchange_id, entries))

    failures = store.read(lambda work: work.measures.failures(exchange_id, since=NOW - 24 * HOUR))

    assert failures == [NOW - 2 * HOUR]


def test_the_queue_tells_what_is_due_and_since_when(store: SqlStore, exchange_id: int) -> None:
    def fill(work: Work) -> None:
        work.outbox.mark(exchange_id, [product("old")], now=NOW - HOUR)
        work.outbox.mark(exchange_id, [product("new")], now=NOW)
        work.outbox.mark(exchange_id, [product("later")], now=NOW + HOUR)
        work.outbox.mark(exchange_id, [product("held")], now=NOW, state=Due.HELD)
        work.outbox.mark(exchange_id, [product("parked")], now=NOW, state=Due.PARKED)

    store.write(fill)

    queue = store.read(lambda work: work.measures.queue(exchange_id, now=NOW))
    empty = store.read(lambda work: work.measures.queue(exchange_id + 1, now=NOW))

    assert queue == Queue(waiting=2, parked=1, held=1, oldest_at=NOW - HOUR)
    assert empty == Queue(waiting=0, parked=0, held=0, oldest_at=None)


def test_invoices_that_needed_a_person_are_told_from_the_others(store: SqlStore, exchange_id: int) -> None:
    def entry(event: str, number: str, *, days: int = 0) -> Entry:
        return Entry(at=NOW - timedelta(days=days), event=event, ref=Ref(EntityKind.ORDER, number), facts={})

    entries = [
        *(entry("sales.order_sent", number) for number in ("B24-1", "B24-1", "B24-2")),
        entry("sales.order_sent", "B24-4", days=40),
        entry("sales.held", "B24-2", days=40),
        entry("sales.held", "B24-3"),
    ]
    store.write(lambda work: work.journal.add(exchange_id, entries))

    unaided = store.read(lambda work: work.measures.unaided(exchange_id, since=NOW - timedelta(days=30)))

    assert unaided == Unaided(sent=2, helped=1)


@pytest.mark.parametrize("put_aside", [False, True])
def test_problems_are_alike_by_kind_and_cause(store: SqlStore, exchange_id: int, put_aside: bool) -> None:
    def raise_(work: Work, kind: str, record: str, **facts: object) -> int:
        return work.problems.raise_(exchange_id, kind=kind, ref=None, record=record, facts=facts, now=NOW)

    def fill(work: Work) -> None:
        raise_(work, "delivery.rejected", "product 1", code="ACCESS_DENIED")
        raise_(work, "delivery.rejected", "product 2", code="ACCESS_DENIED")
        raise_(work, "delivery.rejected", "product 3", code="100")
        last = raise_(work, "file.bad", "import.xml", line=7)
        if put_aside:
            work.aside.put(exchange_id, [last], reason="known", by="anna", now=NOW)

    store.write(fill)

    alike = store.read(lambda work: work.alike.groups(exchange_id))

    told = [(one.kind, one.cause, one.count) for one in alike]
    expected = [("delivery.rejected", "ACCESS_DENIED", 2), ("delivery.rejected", "100", 1)]
    assert told == (expected if put_aside else [*expected, ("file.bad", "", 1)])
