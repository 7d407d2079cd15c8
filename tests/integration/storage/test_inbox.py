"""Sessions and packages: the order of application, and what counts as the same content."""

from datetime import timedelta

import pytest

from obmen.domain.identity import EntityKind
from obmen.flows.ports.catalog import Told
from obmen.flows.ports.inbox import OnecSession, Package, PackageState, SessionState
from obmen.flows.ports.store import Work
from obmen.storage.unit_of_work import SqlStore
from tests.integration.storage.samples import NOW, add_exchange, add_package, add_session, compare, part

STAGED, APPLIED, FAILED = PackageState.STAGED, PackageState.APPLIED, PackageState.FAILED
CARD, PRICES = EntityKind.CARD, EntityKind.PRICES


def bring(work: Work, exchange_id: int, content: bytes, *parts: Told) -> int:
    """Bring a package all the way to APPLIED."""
    package_id = add_package(work, exchange_id, digest=content)
    work.staging.put(package_id, parts)
    work.inbox.set_state(package_id, STAGED)
    compare(work, package_id, exchange_id=exchange_id)
    work.inbox.set_state(package_id, APPLIED)
    return package_id


def same(store: SqlStore, exchange_id: int, content: bytes) -> int | None:
    found = store.read(
        lambda work: work.inbox.same_content(exchange_id=exchange_id, session_id=None, digest=content)
    )
    return found.id if found else None


def next_staged(store: SqlStore, exchange_id: int) -> int | None:
    found = store.read(lambda work: work.inbox.next_staged(exchange_id=exchange_id))
    return found.id if found else None


def test_a_session_is_found_by_its_cookie(store: SqlStore, exchange_id: int) -> None:
    opened = store.write(
        lambda work: work.sessions.open(
            exchange_id=exchange_id, kind="sale", cookie_digest=b"c1", client="10.0.0.7", now=NOW
        )
    )

    found = store.read(lambda work: work.sessions.find(cookie_digest=b"c1"))

    assert found == opened
    assert opened.state is SessionState.OPEN
    assert store.read(lambda work: work.sessions.find(cookie_digest=b"c2")) is None


def test_the_latest_open_session_stands_in_for_a_lost_cookie(store: SqlStore, exchange_id: int) -> None:
    first = store.write(lambda work: add_session(work, exchange_id, cookie=b"1"))
    second = store.write(lambda work: add_session(work, exchange_id, cookie=b"2"))
    store.write(lambda work: work.sessions.end(second))

    latest = store.read(lambda work: work.sessions.latest_open(exchange_id=exchange_id))

    assert latest is not None
    assert latest.id == first


def test_a_session_without_requests_is_idle(store: SqlStore, exchange_id: int) -> None:
    silent = store.write(lambda work: add_session(work, exchange_id, cookie=b"1"))
    busy = store.write(lambda work: add_session(work, exchange_id, cookie=b"2"))
    store.write(lambda work: work.sessions.touch(busy, now=NOW + timedelta(minutes=9)))

    idle = store.read(lambda work: work.sessions.idle(before=NOW + timedelta(minutes=1)))

    assert [session.id for session in idle] == [silent]


def test_a_package_keeps_what_is_known_of_it(store: SqlStore, exchange_id: int) -> None:
    session_id = store.write(lambda work: add_session(work, exchange_id, cookie=b"1"))
    package_id = store.write(lambda work: add_package(work, exchange_id, session_id=session_id))
    store.write(
        lambda work: work.inbox.set_state(package_id, FAILED, error="xml.broken line 7", counts={"card": 3})
    )

    found = store.read(lambda work: work.inbox.find(session_id=session_id, name="import.xml"))

    assert found == Package(
        id=package_id,
        exchange_id=exchange_id,
        session_id=session_id,
        name="import.xml",
        path="inbox/import.xml",
        size_bytes=1,
        digest=b"digest",
        state=FAILED,
        received_at=NOW,
        error="xml.broken line 7",
        counts={"card": 3},
    )


def test_the_same_content_is_known_after_it_was_applied(store: SqlStore, exchange_id: int) -> None:
    first = store.write(lambda work: bring(work, exchange_id, b"A", part(CARD, "p1", '"a"')))

    assert same(store, exchange_id, b"A") == first
    assert same(store, exchange_id, b"B") is None


def test_the_content_of_a_failed_package_is_not_known(store: SqlStore, exchange_id: int) -> None:
    failed = store.write(lambda work: add_package(work, exchange_id, digest=b"A"))
    store.write(lambda work: work.inbox.set_state(failed, FAILED))

    assert same(store, exchange_id, b"A") is None


def test_a_content_that_another_one_has_followed_is_applied_again(store: SqlStore, exchange_id: int) -> None:
    store.write(lambda work: bring(work, exchange_id, b"A", part(CARD, "p1", '"a"')))
    store.write(lambda work: bring(work, exchange_id, b"B", part(CARD, "p1", '"b"')))

    assert same(store, exchange_id, b"A") is None

    third = store.write(lambda work: bring(work, exchange_id, b"A", part(CARD, "p1", '"a"')))
    assert same(store, exchange_id, b"A") == third
    assert same(store, exchange_id, b"B") is None


def test_goods_and_offers_in_turn_do_not_hinder_each_other(store: SqlStore, exchange_id: int) -> None:
    goods = store.write(lambda work: bring(work, exchange_id, b"import", part(CARD, "p1")))
    offers = store.write(lambda work: bring(work, exchange_id, b"offers", part(PRICES, "p1")))

    assert same(store, exchange_id, b"import") == goods
    assert same(store, exchange_id, b"offers") == offers


def test_a_package_that_changed_nothing_does_not_hinder(store: SqlStore, exchange_id: int) -> None:
    goods = store.write(lambda work: bring(work, exchange_id, b"whole", part(CARD, "p1"), part(CARD, "p2")))
    store.write(lambda work: bring(work, exchange_id, b"a part of it", part(CARD, "p2")))

    assert same(store, exchange_id, b"whole") == goods


def test_a_package_that_waits_to_be_applied_hinders(store: SqlStore, exchange_id: int) -> None:
    store.write(lambda work: bring(work, exchange_id, b"A", part(CARD, "p1", '"a"')))
    waiting = store.write(lambda work: add_package(work, exchange_id, digest=b"B"))

    assert same(store, exchange_id, b"A") is None

    store.write(lambda work: work.staging.put(waiting, [part(CARD, "p1", '"b"')]))
    store.write(lambda work: work.inbox.set_state(waiting, STAGED))
    assert same(store, exchange_id, b"A") is None


def test_what_a_dead_process_left_unread_does_not_hinder_once_the_session_has_ended(
    store: SqlStore, exchange_id: int
) -> None:
    goods = store.write(lambda work: bring(work, exchange_id, b"A", part(CARD, "p1")))
    session_id = store.write(lambda work: add_session(work, exchange_id, cookie=b"1"))
    store.write(lambda work: add_package(work, exchange_id, digest=b"B", session_id=session_id))
    assert same(store, exchange_id, b"A") is None

    store.write(lambda work: work.sessions.end(session_id))

    assert same(store, exchange_id, b"A") == goods


@pytest.mark.parametrize("state", [STAGED, APPLIED])
def test_order_packages_tell_no_parts_and_hinder_each_other(
    store: SqlStore, exchange_id: int, state: PackageState
) -> None:
    paid = store.write(lambda work: add_package(work, exchange_id, digest=b"paid"))
    store.write(lambda work: work.inbox.set_state(paid, APPLIED))
    assert same(store, exchange_id, b"paid") == paid

    unpaid = store.write(lambda work: add_package(work, exchange_id, digest=b"unpaid"))
    store.write(lambda work: work.inbox.set_state(unpaid, state))

    assert same(store, exchange_id, b"paid") is None


def test_another_exchange_knows_nothing_of_the_content(store: SqlStore, exchange_id: int) -> None:
    store.write(lambda work: bring(work, exchange_id, b"A", part(CARD, "p1")))
    other_id = store.write(lambda work: add_exchange(work, name="second"))

    assert same(store, other_id, b"A") is None


def test_packages_are_applied_in_the_order_of_checkauth(store: SqlStore, exchange_id: int) -> None:
    first = store.write(lambda work: add_session(work, exchange_id, cookie=b"1"))
    second = store.write(lambda work: add_session(work, exchange_id, cookie=b"2"))
    late = store.write(lambda work: add_package(work, exchange_id, session_id=second))
    early = store.write(lambda work: add_package(work, exchange_id, session_id=first))

    for package_id in (late, early):
        store.write(lambda work, package_id=package_id: work.inbox.set_state(package_id, STAGED))  # type: ignore[misc]

    assert next_staged(store, exchange_id) == early
    store.write(lambda work: work.inbox.set_state(early, APPLIED))
    assert next_staged(store, exchange_id) == late


def test_a_later_session_waits_while_an_earlier_one_is_being_read(store: SqlStore, exchange_id: int) -> None:
    first = store.write(lambda work: add_session(work, exchange_id, cookie=b"1"))
    second = store.write(lambda work: add_session(work, exchange_id, cookie=b"2"))
    reading = store.write(lambda work: add_package(work, exchange_id, session_id=first))
    ready = store.write(lambda work: add_package(work, exchange_id, session_id=second))
    store.write(lambda work: work.inbox.set_state(ready, STAGED))

    assert next_staged(store, exchange_id) is None

    store.write(lambda work: work.inbox.set_state(reading, FAILED))
    assert next_staged(store, exchange_id) == ready


def test_what_a_dead_process_left_unread_holds_nobody_once_the_session_has_ended(
    store: SqlStore, exchange_id: int
) -> None:
    first = store.write(lambda work: add_session(work, exchange_id, cookie=b"1"))
    second = store.write(lambda work: add_session(work, exchange_id, cookie=b"2"))
    store.write(lambda work: add_package(work, exchange_id, session_id=first, name="unread.xml"))
    store.write(lambda work: add_package(work, exchange_id, name="by hand, unread.xml"))
    ready = store.write(lambda work: add_package(work, exchange_id, session_id=second))
    store.write(lambda work: work.inbox.set_state(ready, STAGED))

    store.write(lambda work: work.sessions.end(first))

    assert next_staged(store, exchange_id) == ready


def test_a_file_that_is_read_anew_takes_the_place_of_an_interrupted_reading(
    store: SqlStore, exchange_id: int
) -> None:
    session_id = store.write(lambda work: add_session(work, exchange_id, cookie=b"1"))
    interrupted = store.write(lambda work: add_package(work, exchange_id, session_id=session_id))
    store.write(lambda work: work.staging.put(interrupted, [part(CARD, "half")]))

    anew = store.write(lambda work: add_package(work, exchange_id, session_id=session_id))
    store.write(lambda work: work.staging.put(anew, [part(CARD, "half"), part(CARD, "whole")]))
    store.write(lambda work: work.inbox.set_state(anew, STAGED))

    assert next_staged(store, exchange_id) == anew
    assert store.write(lambda work: compare(work, anew, exchange_id=exchange_id)).changed == 2


def test_a_later_session_does_not_hold_an_earlier_one(store: SqlStore, exchange_id: int) -> None:
    first = store.write(lambda work: add_session(work, exchange_id, cookie=b"1"))
    second = store.write(lambda work: add_session(work, exchange_id, cookie=b"2"))
    ready = store.write(lambda work: add_package(work, exchange_id, session_id=first))
    store.write(lambda work: add_package(work, exchange_id, session_id=second))

    store.write(lambda work: work.inbox.set_state(ready, STAGED))

    assert next_staged(store, exchange_id) == ready


def test_what_a_person_imports_stands_behind_the_sessions_that_had_begun(
    store: SqlStore, exchange_id: int
) -> None:
    session_id = store.write(lambda work: add_session(work, exchange_id, cookie=b"1"))
    by_hand = store.write(lambda work: add_package(work, exchange_id))
    later_id = store.write(lambda work: add_session(work, exchange_id, cookie=b"2"))
    by_1c = store.write(lambda work: add_package(work, exchange_id, session_id=session_id))
    by_1c_later = store.write(lambda work: add_package(work, exchange_id, session_id=later_id))
    everything = (by_hand, by_1c, by_1c_later)
    for package_id in everything:
        store.write(lambda work, package_id=package_id: work.inbox.set_state(package_id, STAGED))  # type: ignore[misc]

    order = []
    while (due := next_staged(store, exchange_id)) is not None:
        order.append(due)
        store.write(lambda work, due=due: work.inbox.set_state(due, APPLIED))  # type: ignore[misc]

    assert order == [by_1c, by_hand, by_1c_later]


def test_another_exchange_is_never_waited_for(store: SqlStore, exchange_id: int) -> None:
    other_id = store.write(lambda work: add_exchange(work, name="second"))
    store.write(lambda work: add_package(work, exchange_id))
    theirs = store.write(lambda work: add_package(work, other_id))

    store.write(lambda work: work.inbox.set_state(theirs, STAGED))

    assert next_staged(store, other_id) == theirs


@pytest.mark.parametrize(
    ("kind", "state", "expected"),
    [
        ("catalog", APPLIED, True),
        ("catalog", STAGED, True),
        ("catalog", FAILED, False),
        ("sale", APPLIED, False),
    ],
)
def test_a_later_dialogue_of_the_same_kind_that_brought_a_package(
    store: SqlStore, exchange_id: int, kind: str, state: PackageState, expected: bool
) -> None:
    def open_(work: Work, kind: str, cookie: bytes) -> OnecSession:
        return work.sessions.open(
            exchange_id=exchange_id, kind=kind, cookie_digest=cookie, client="10.0.0.7", now=NOW
        )

    early = store.write(lambda work: open_(work, "catalog", b"1"))
    late = store.write(lambda work: open_(work, kind, b"2"))
    package_id = store.write(lambda work: add_package(work, exchange_id, session_id=late.id, digest=b"d"))
    store.write(lambda work: work.inbox.set_state(package_id, state))

    assert store.read(lambda work: work.inbox.has_later(early)) is expected
    assert not store.read(lambda work: work.inbox.has_later(late))
