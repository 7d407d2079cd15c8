"""People, where they are signed in, links, tokens, and who did what."""

from dataclasses import replace
from datetime import timedelta

import pytest

from obmen.domain.errors import NotFound, Refused
from obmen.domain.roles import Permission, Role
from obmen.flows.ports.people import Actor, ActorKind, Deed, Link, User
from obmen.flows.ports.store import Work
from obmen.storage.unit_of_work import SqlStore
from tests.integration.storage.samples import NOW

HOUR = timedelta(hours=1)
ANNA = Actor(kind=ActorKind.USER, name="anna")


def add_user(store: SqlStore, login: str = "anna") -> User:
    return store.write(
        lambda work: work.users.add(login=login, name=login.title(), role=Role.ACCOUNTANT, now=NOW)
    )


def open_login(store: SqlStore, user: User, digest: bytes) -> int:
    def open_(work: Work) -> int:
        return work.logins.open(
            user_id=user.id,
            digest=digest,
            address="10.0.0.7",
            agent="Firefox",
            now=NOW,
            expires_at=NOW + HOUR,
        )

    return store.write(open_)


def test_a_user_is_kept_and_found(store: SqlStore) -> None:
    user = add_user(store)
    changed = replace(
        user, role=Role.MANAGER, language="en", theme="dark", exchange_ids=(7,), password_hash="x"
    )

    store.write(lambda work: work.users.put(changed))

    assert store.read(lambda work: work.users.get(login="anna")) == changed
    assert store.read(lambda work: work.users.all()) == [changed]


def test_a_login_is_one_persons(store: SqlStore) -> None:
    add_user(store)

    with pytest.raises(Refused):
        add_user(store)
    with pytest.raises(NotFound):
        store.read(lambda work: work.users.get(login="boris"))


def test_somebody_is_there_when_a_password_is_set_and_the_door_is_open(store: SqlStore) -> None:
    user = add_user(store)

    assert not store.read(lambda work: work.users.any())
    store.write(lambda work: work.users.put(replace(user, password_hash="x")))
    assert store.read(lambda work: work.users.any())
    store.write(lambda work: work.users.put(replace(user, password_hash="x", locked_at=NOW)))
    assert not store.read(lambda work: work.users.any())


def test_a_browser_is_known_until_its_time_is_over(store: SqlStore) -> None:
    user = add_user(store)
    login_id = open_login(store, user, b"one")

    found = store.read(lambda work: work.logins.find(b"one", now=NOW))
    assert found is not None
    assert (found.id, found.user_id, found.agent) == (login_id, user.id, "Firefox")
    assert store.read(lambda work: work.logins.find(b"two", now=NOW)) is None
    assert store.read(lambda work: work.logins.find(b"one", now=NOW + HOUR)) is None

    store.write(lambda work: work.logins.seen(login_id, now=NOW, expires_at=NOW + 3 * HOUR))
    assert store.read(lambda work: work.logins.find(b"one", now=NOW + HOUR)) is not None


def test_logins_are_ended_one_by_one_or_all_but_this(store: SqlStore) -> None:
    user = add_user(store)
    ids = [open_login(store, user, digest) for digest in (b"one", b"two", b"three")]

    assert store.write(lambda work: work.logins.end(user_id=user.id, login_ids=ids[:1])) == 1
    assert store.write(lambda work: work.logins.end(user_id=user.id, besides=ids[2])) == 1

    assert [login.id for login in store.read(lambda work: work.logins.of(user.id, now=NOW))] == ids[2:]


def test_nobody_ends_the_logins_of_another(store: SqlStore) -> None:
    anna, boris = add_user(store), add_user(store, "boris")
    login_id = open_login(store, anna, b"one")

    assert store.write(lambda work: work.logins.end(user_id=boris.id, login_ids=[login_id])) == 0


def test_a_link_works_once_and_for_a_time(store: SqlStore) -> None:
    user = add_user(store)
    for user_id, digest in ((None, b"first"), (user.id, b"old"), (user.id, b"new")):
        store.write(
            lambda work, user_id=user_id, digest=digest: work.links.put(  # type: ignore[misc]
                digest=digest, user_id=user_id, now=NOW, expires_at=NOW + HOUR
            )
        )

    assert store.read(lambda work: work.links.find(b"old", now=NOW)) is None  # the newer one counts
    assert store.read(lambda work: work.links.find(b"new", now=NOW + HOUR)) is None
    assert store.write(lambda work: work.links.use(b"new", now=NOW)) == Link(
        user_id=user.id, expires_at=NOW + HOUR
    )
    assert store.write(lambda work: work.links.use(b"new", now=NOW)) is None
    assert store.read(lambda work: work.links.find(b"first", now=NOW)) is not None


def test_a_token_is_known_by_its_digest_until_it_is_revoked(store: SqlStore) -> None:
    def add(work: Work) -> int:
        return work.tokens.add(
            name="report",
            digest=b"digest",
            scopes=frozenset({Permission.LOOK, Permission.SEND}),
            exchange_ids=(1,),
            created_by="anna",
            now=NOW,
            expires_at=NOW + HOUR,
        ).id

    token_id = store.write(add)
    store.write(lambda work: work.tokens.used(token_id, now=NOW))

    known = store.read(lambda work: work.tokens.find(b"digest", now=NOW))
    assert known is not None
    assert known.scopes == {Permission.LOOK, Permission.SEND}
    assert (known.exchange_ids, known.used_at) == ((1,), NOW)
    assert store.read(lambda work: work.tokens.find(b"digest", now=NOW + HOUR)) is None
    with pytest.raises(Refused):
        store.write(add)
    store.write(lambda work: work.tokens.revoke(token_id))
    assert store.read(lambda work: work.tokens.all()) == []
    with pytest.raises(NotFound):
        store.write(lambda work: work.tokens.revoke(token_id))


def test_deeds_are_read_page_by_page_and_by_whose_they_are(store: SqlStore) -> None:
    for number in range(5):
        exchange = "shop" if number % 2 else "depot"
        deed = Deed(
            at=NOW, actor=ANNA, verb="retry", exchange=exchange, record=str(number), new={"n": number}
        )
        store.write(lambda work, deed=deed: work.audit.add(deed))  # type: ignore[misc]

    newest = store.read(lambda work: work.audit.page(limit=2))
    older = store.read(lambda work: work.audit.page(limit=9, before=newest[-1].id))
    shop = store.read(lambda work: work.audit.page(limit=9, exchange="shop", actor="anna", verb="retry"))

    assert [deed.record for deed in [*newest, *older]] == ["4", "3", "2", "1", "0"]
    assert [deed.new for deed in shop] == [{"n": 3}, {"n": 1}]
    assert store.read(lambda work: work.audit.page(limit=9, actor="boris")) == []


def test_old_deeds_are_forgotten(store: SqlStore) -> None:
    for days in (0, 9):
        deed = Deed(at=NOW + timedelta(days=days), actor=ANNA, verb="retry")
        store.write(lambda work, deed=deed: work.audit.add(deed))  # type: ignore[misc]

    assert store.write(lambda work: work.audit.forget(before=NOW + timedelta(days=5))) == 1
    assert len(store.read(lambda work: work.audit.page(limit=9))) == 1
