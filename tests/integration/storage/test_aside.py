"""Problems that a person puts aside come back when they tell something else."""

from obmen.flows.ports.store import Work
from obmen.storage.unit_of_work import SqlStore
from tests.integration.storage.samples import NOW


def raise_(store: SqlStore, exchange_id: int, *, record: str = "invoice 128", **facts: object) -> int:
    def tell(work: Work) -> int:
        return work.problems.raise_(
            exchange_id, kind="client.no_tax_id", ref=None, record=record, facts=facts, now=NOW
        )

    return store.write(tell)


def put(store: SqlStore, exchange_id: int, problem_id: int) -> int:
    return store.write(
        lambda work: work.aside.put(exchange_id, [problem_id], reason="a test", by="anna", now=NOW)
    )


def open_(store: SqlStore, exchange_id: int) -> list[str]:
    problems = [one for one in store.read(lambda work: work.problems.open(exchange_id)) if not one.aside]
    assert len(problems) == store.read(lambda work: work.problems.count(exchange_id))
    return [problem.record for problem in problems]


def test_what_is_put_aside_is_open_no_more_and_counted_no_more(store: SqlStore, exchange_id: int) -> None:
    problem_id = raise_(store, exchange_id)
    raise_(store, exchange_id, record="invoice 129")

    assert put(store, exchange_id, problem_id) == 1

    assert open_(store, exchange_id) == ["invoice 129"]
    (aside,) = store.read(lambda work: work.aside.of(exchange_id))
    assert (aside.record, aside.reason, aside.by, aside.is_open) == ("invoice 128", "a test", "anna", True)


def test_the_same_problem_again_stays_aside(store: SqlStore, exchange_id: int) -> None:
    problem_id = raise_(store, exchange_id, client="Vector")
    put(store, exchange_id, problem_id)

    raise_(store, exchange_id, client="Vector")
    store.write(lambda work: work.problems.solve(exchange_id, id=problem_id))
    raise_(store, exchange_id, client="Vector")

    assert open_(store, exchange_id) == []


def test_a_problem_that_tells_something_else_is_open_again(store: SqlStore, exchange_id: int) -> None:
    put(store, exchange_id, raise_(store, exchange_id, client="Vector"))

    raise_(store, exchange_id, client="Vector & sons")

    assert open_(store, exchange_id) == ["invoice 128"]
    assert [one.is_open for one in store.read(lambda work: work.aside.of(exchange_id))] == [False]


def test_what_was_put_aside_is_taken_back(store: SqlStore, exchange_id: int) -> None:
    put(store, exchange_id, raise_(store, exchange_id))
    (aside,) = store.read(lambda work: work.aside.of(exchange_id))

    assert store.write(lambda work: work.aside.take_back(exchange_id, [aside.id])) == 1

    assert open_(store, exchange_id) == ["invoice 128"]


def test_another_exchange_is_left_alone(store: SqlStore, exchange_id: int) -> None:
    problem_id = raise_(store, exchange_id)

    assert put(store, exchange_id + 1, problem_id) == 0

    assert open_(store, exchange_id) == ["invoice 128"]
