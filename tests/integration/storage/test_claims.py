"""Dialogues that overlap: an earlier one that comes too late does not take back what a later one told."""

import pytest

from obmen.domain.identity import EntityKind
from obmen.flows.ports.catalog import Compared, Told
from obmen.flows.ports.inbox import PackageState
from obmen.flows.ports.store import Work
from obmen.storage.unit_of_work import SqlStore
from tests.integration.storage.samples import (
    NOW,
    add_package,
    add_session,
    compare,
    part,
    product,
    targets,
    waiting,
)

CARD, PRICES, STOCKS = EntityKind.CARD, EntityKind.PRICES, EntityKind.STOCKS
OLD, NEW = '{"retail":["10","RUB"]}', '{"retail":["20","RUB"]}'


@pytest.fixture
def early(store: SqlStore, exchange_id: int) -> int:
    """The id of a dialogue that began first."""
    return store.write(lambda work: add_session(work, exchange_id, cookie=b"1"))


@pytest.fixture
def late(store: SqlStore, exchange_id: int, early: int) -> int:
    """The id of a dialogue that began after it."""
    return store.write(lambda work: add_session(work, exchange_id, cookie=b"2"))


def bring(
    store: SqlStore, exchange_id: int, session_id: int | None, *parts: Told, content: bytes = b"content"
) -> Compared:
    """Bring a package of a session all the way to APPLIED."""

    def flow(work: Work) -> Compared:
        package_id = add_package(work, exchange_id, session_id=session_id, digest=content)
        work.staging.put(package_id, parts)
        work.inbox.set_state(package_id, PackageState.STAGED)
        compared = compare(work, package_id, exchange_id=exchange_id)
        work.inbox.set_state(package_id, PackageState.APPLIED)
        return compared

    return store.write(flow)


def end(store: SqlStore, session_id: int) -> None:
    store.write(lambda work: work.sessions.end(session_id))


def known(store: SqlStore, exchange_id: int, kind: EntityKind) -> dict[str, str]:
    return dict(store.read(lambda work: work.records.all(exchange_id, kind)))


def claims(store: SqlStore) -> int:
    with store._reader.begin() as connection:
        count: int = connection.exec_driver_sql("SELECT count(*) FROM claim").scalar_one()
    return count


def test_what_a_later_dialogue_told_is_not_taken_back(
    store: SqlStore, exchange_id: int, early: int, late: int
) -> None:
    bring(store, exchange_id, late, part(PRICES, "p1", NEW))
    store.write(lambda work: work.outbox.done({row.id: row.version for row in waiting(work, exchange_id)}))

    compared = bring(store, exchange_id, early, part(PRICES, "p1", OLD))

    assert compared == Compared(changed=0, stale=1)
    assert known(store, exchange_id, PRICES) == {"p1": NEW}
    assert store.read(lambda work: targets(work, exchange_id)) == set()


def test_what_the_later_dialogue_did_not_touch_is_applied(
    store: SqlStore, exchange_id: int, early: int, late: int
) -> None:
    bring(store, exchange_id, late, part(PRICES, "p1", NEW))

    told = [part(PRICES, "p1", OLD), part(PRICES, "p2", OLD), part(STOCKS, "p1", '{"quantity":"3"}')]
    compared = bring(store, exchange_id, early, *told)

    assert compared == Compared(changed=2, stale=1)
    assert known(store, exchange_id, PRICES) == {"p1": NEW, "p2": OLD}
    assert known(store, exchange_id, STOCKS) == {"p1": '{"quantity":"3"}'}
    assert product("p2") in store.read(lambda work: targets(work, exchange_id))


def test_what_the_later_dialogue_told_unchanged_stays_as_well(
    store: SqlStore, exchange_id: int, early: int, late: int
) -> None:
    bring(store, exchange_id, None, part(CARD, "p1", '"known"'), content=b"before")

    told_again = bring(store, exchange_id, late, part(CARD, "p1", '"known"'))
    compared = bring(store, exchange_id, early, part(CARD, "p1", '"older"'))

    assert told_again == Compared(changed=0, stale=0)
    assert compared == Compared(changed=0, stale=1)
    assert known(store, exchange_id, CARD) == {"p1": '"known"'}


def test_content_that_is_known_is_told_again_while_an_earlier_dialogue_is_open(
    store: SqlStore, exchange_id: int, early: int, late: int
) -> None:
    bring(store, exchange_id, None, part(CARD, "p1"), content=b"whole")

    def is_known() -> bool:
        asked = store.read(
            lambda work: work.inbox.same_content(exchange_id=exchange_id, session_id=late, digest=b"whole")
        )
        return asked is not None

    assert not is_known()
    end(store, early)
    assert is_known()


def test_content_that_came_too_late_is_not_known(
    store: SqlStore, exchange_id: int, early: int, late: int
) -> None:
    bring(store, exchange_id, late, part(CARD, "p1", '"new"'), content=b"new")
    bring(store, exchange_id, early, part(CARD, "p1", '"old"'), part(CARD, "p2"), content=b"old")
    end(store, early)

    twin = store.read(
        lambda work: work.inbox.same_content(exchange_id=exchange_id, session_id=late, digest=b"old")
    )

    assert twin is None


def test_the_next_dialogue_changes_what_was_claimed(
    store: SqlStore, exchange_id: int, early: int, late: int
) -> None:
    bring(store, exchange_id, late, part(PRICES, "p1", NEW))
    last = store.write(lambda work: add_session(work, exchange_id, cookie=b"3"))

    compared = bring(store, exchange_id, last, part(PRICES, "p1", OLD))

    assert compared == Compared(changed=1, stale=0)
    assert bring(store, exchange_id, early, part(PRICES, "p1", NEW)) == Compared(changed=0, stale=1)


def test_a_package_that_waits_keeps_what_was_claimed_although_its_dialogue_has_ended(
    store: SqlStore, exchange_id: int, early: int, late: int
) -> None:
    bring(store, exchange_id, late, part(CARD, "p1", '"new"'))

    def stage(work: Work) -> int:
        package_id = add_package(work, exchange_id, session_id=early)
        work.staging.put(package_id, [part(CARD, "p1", '"old"')])
        work.inbox.set_state(package_id, PackageState.STAGED)
        return package_id

    waits = store.write(stage)
    end(store, early)

    compared = store.write(lambda work: compare(work, waits, exchange_id=exchange_id))

    assert compared == Compared(changed=0, stale=1)


def test_nothing_is_claimed_when_no_earlier_dialogue_is_open(
    store: SqlStore, exchange_id: int, early: int, late: int
) -> None:
    bring(store, exchange_id, early, part(CARD, "p1", '"old"'))
    end(store, early)

    bring(store, exchange_id, late, part(CARD, "p1", '"new"'))

    assert claims(store) == 0


def test_claims_are_forgotten_once_nobody_can_come_too_late(
    store: SqlStore, exchange_id: int, early: int, late: int
) -> None:
    bring(store, exchange_id, late, part(CARD, "p1", '"new"'))
    claimed = claims(store)
    end(store, early)

    bring(store, exchange_id, late, part(CARD, "p2"))

    assert (claimed, claims(store)) == (1, 0)


def test_a_dialogue_of_orders_makes_nobody_claim(store: SqlStore, exchange_id: int) -> None:
    store.write(
        lambda work: work.sessions.open(
            exchange_id=exchange_id, kind="sale", cookie_digest=b"s", client="10.0.0.1", now=NOW
        )
    )
    later = store.write(lambda work: add_session(work, exchange_id, cookie=b"1"))

    bring(store, exchange_id, later, part(CARD, "p1"))

    assert claims(store) == 0
