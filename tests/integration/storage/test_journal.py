"""What was done and why, and what waits for a person."""

from datetime import timedelta

from obmen.domain.identity import EntityKind, Ref
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.store import Work
from obmen.storage.unit_of_work import SqlStore
from tests.integration.storage.samples import NOW, add_exchange, product

INVOICE = Ref(EntityKind.INVOICE, "128")


def entry(event: str, *, ref: Ref | None = None, days: int = 0, **facts: object) -> Entry:
    return Entry(at=NOW + timedelta(days=days), event=event, ref=ref, facts=facts)


def raise_(
    work: Work, exchange_id: int, *, ref: Ref | None = INVOICE, record: str = "invoice 128", **facts: object
) -> int:
    return work.problems.raise_(exchange_id, kind="no_tax_id", ref=ref, record=record, facts=facts, now=NOW)


def test_a_record_has_its_history(store: SqlStore, exchange_id: int) -> None:
    sold = entry("sales.order_sent", ref=INVOICE, number="B24-128")
    paid = entry("sales.paid", ref=INVOICE, days=1)

    store.write(lambda work: work.journal.add(exchange_id, [sold, entry("other", ref=product("p1")), paid]))

    assert store.read(lambda work: work.journal.of(exchange_id, [INVOICE])) == [sold, paid]


def test_the_latest_event_of_a_name_is_found(store: SqlStore, exchange_id: int) -> None:
    store.write(
        lambda work: work.journal.add(exchange_id, [entry("a", n=1), entry("a", n=2), entry("b", n=3)])
    )

    assert store.read(lambda work: work.journal.latest(exchange_id, "a")) == entry("a", n=2)
    assert store.read(lambda work: work.journal.latest(exchange_id, "c")) is None


def test_old_entries_are_forgotten(store: SqlStore, exchange_id: int) -> None:
    store.write(lambda work: work.journal.add(exchange_id, [entry("old"), entry("new", days=9)]))

    forgotten = store.write(lambda work: work.journal.forget(exchange_id, before=NOW + timedelta(days=5)))

    assert forgotten == 1
    assert store.read(lambda work: work.journal.latest(exchange_id, "new")) is not None


def test_an_exchange_that_keeps_less_takes_nothing_from_another(store: SqlStore, exchange_id: int) -> None:
    other_id = store.write(lambda work: add_exchange(work, name="other"))
    store.write(lambda work: work.journal.add(other_id, [entry("kept")]))

    store.write(lambda work: work.journal.forget(exchange_id, before=NOW + timedelta(days=5)))

    assert store.read(lambda work: work.journal.latest(other_id, "kept")) is not None


def test_alike_problems_of_one_record_are_one(store: SqlStore, exchange_id: int) -> None:
    first = store.write(lambda work: raise_(work, exchange_id, company="ООО"))

    again = store.write(lambda work: raise_(work, exchange_id, company="АО"))

    (problem,) = store.read(lambda work: work.problems.open(exchange_id))
    assert again == first == problem.id
    assert (problem.count, problem.facts, problem.since, problem.ref) == (2, {"company": "АО"}, NOW, INVOICE)


def test_problems_of_no_record_are_counted_too(store: SqlStore, exchange_id: int) -> None:
    for record in ("portal", "portal", "1C"):
        store.write(lambda work, record=record: raise_(work, exchange_id, ref=None, record=record))  # type: ignore[misc]

    open_ = store.read(lambda work: work.problems.open(exchange_id))

    assert [(problem.record, problem.count, problem.ref) for problem in open_] == [
        ("portal", 2, None),
        ("1C", 1, None),
    ]


def test_solving_closes_what_matches_everything_given(store: SqlStore, exchange_id: int) -> None:
    store.write(lambda work: raise_(work, exchange_id))
    other = store.write(lambda work: raise_(work, exchange_id, ref=product("p1")))

    none = store.write(lambda work: work.problems.solve(exchange_id, kind="another", ref=INVOICE))
    one = store.write(lambda work: work.problems.solve(exchange_id, kind="no_tax_id", ref=INVOICE))

    assert (none, one) == (0, 1)
    assert [problem.id for problem in store.read(lambda work: work.problems.open(exchange_id))] == [other]
    assert store.write(lambda work: work.problems.solve(exchange_id, id=other)) == 1
