"""Exchanges: what is unique, what is secret, what is remembered."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from cryptography.fernet import Fernet
from sqlalchemy.exc import IntegrityError

from obmen.delivery.profile import CheckState, Finding, OwnCompany, PortalProfile, StageInfo
from obmen.domain.errors import NotFound, Refused
from obmen.domain.invoice import Semantics
from obmen.domain.settings import ExchangeSettings
from obmen.flows.ports.exchanges import Discovery
from obmen.flows.ports.store import Work
from obmen.storage.database import open_store
from obmen.storage.secrets import SecretsUnreadable
from obmen.storage.unit_of_work import SqlStore
from tests.integration.storage.samples import NOW, add_exchange, add_session

SETTINGS = ExchangeSettings(
    order_prefix="ИМ-", groups=("Обувь", "Сумки, чехлы"), event_token="token-of-events", invoices_since=NOW
)

PROFILE = PortalProfile(
    found_at=NOW,
    user_id=1,
    product_iblock_id=24,
    offers_iblock_id=None,
    base_price_type_id=2,
    base_currency="RUB",
    currencies=("RUB", "USD"),
    vat_ids={"none": 1, "22": 7},
    measure_ids={"796": 5},
    price_type_ids={},
    inventory=False,
    invoice_category_id=3,
    stages=(StageInfo(id="DT31_3:N", name="Новый", semantics=Semantics.PROCESS, sort=10),),
    own_companies=(OwnCompany(id=9, name="ООО"),),
    invoice_user_fields=(),
    scopes=("crm", "catalog"),
)


def dump(url: str) -> str:
    """Return everything that the table of exchanges holds, as the database has it."""
    if url.startswith("postgresql"):
        with psycopg.connect(url) as connection:
            return repr(connection.execute("SELECT * FROM exchange").fetchall())
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
        return repr(file.execute("SELECT * FROM exchange").fetchall())


def test_an_exchange_comes_back_as_it_was_added(store: SqlStore) -> None:
    exchange_id = store.write(lambda work: add_exchange(work, name="first", settings=SETTINGS))

    found = store.read(lambda work: work.exchanges.get(login="login-first"))

    assert found.id == exchange_id
    assert found.settings == SETTINGS
    assert found.portal_url == "https://first.example/rest/1/hush-hush/"
    assert (found.created_at, found.learnt) == (NOW, {})
    assert store.read(lambda work: work.exchanges.all()) == (found,)


def test_secrets_are_not_in_the_database_in_clear(store: SqlStore, database_url: str) -> None:
    store.write(lambda work: add_exchange(work, name="first", settings=SETTINGS))

    content = dump(database_url)

    assert "first.example" in content
    assert "hush-hush" not in content
    assert "token-of-events" not in content


def test_an_error_of_the_database_does_not_tell_what_was_to_be_stored(
    store: SqlStore, exchange_id: int
) -> None:
    store.write(lambda work: add_session(work, exchange_id, cookie=b"secret cookie"))

    with pytest.raises(IntegrityError) as error:
        store.write(lambda work: add_session(work, exchange_id, cookie=b"secret cookie"))

    assert "secret" not in str(error.value)
    assert "10.0.0.1" not in str(error.value)


def test_another_key_opens_no_secret(store: SqlStore, database_url: str, tmp_path: Path) -> None:
    store.write(lambda work: add_exchange(work, name="first"))

    other = open_store(url=database_url, data_dir=tmp_path, key=Fernet.generate_key())

    with pytest.raises(SecretsUnreadable):
        other.read(lambda work: work.exchanges.all())
    other.close()


@pytest.mark.parametrize(
    ("name", "login", "prefix", "taken"),
    [
        ("first", "login-2", "2", "name"),
        ("FIRST", "login-2", "2", "name"),
        ("2", "login-first", "2", "login"),
        ("2", "login-2", "firs", "order_prefix"),
    ],
)
def test_what_must_be_unique_is_refused_with_its_name(
    store: SqlStore, exchange_id: int, name: str, login: str, prefix: str, taken: str
) -> None:
    def add(work: Work) -> None:
        work.exchanges.add(
            name=name,
            login=login,
            password_hash="hash",
            portal_url="https://x.example/rest/1/x/",
            portal_host="x.example",
            settings=ExchangeSettings(order_prefix=prefix),
            now=NOW,
        )

    with pytest.raises(Refused) as refused:
        store.write(add)

    assert refused.value.facts["what"] == taken
    assert refused.value.facts["exchange"] == "first"


def test_only_what_is_given_changes(store: SqlStore, exchange_id: int) -> None:
    before = store.read(lambda work: work.exchanges.get(id=exchange_id))
    settings = replace(before.settings, poll_seconds=15)
    store.write(lambda work: work.exchanges.update(exchange_id, learnt={"onec_family": "trade"}))

    store.write(
        lambda work: work.exchanges.update(
            exchange_id,
            settings=settings,
            portal_url="https://new.example/rest/1/z/",
            learnt={"client": "10.0.0.1"},
        )
    )

    assert store.read(lambda work: work.exchanges.get(name="first")) == replace(
        before,
        settings=settings,
        portal_url="https://new.example/rest/1/z/",
        learnt={"onec_family": "trade", "client": "10.0.0.1"},
    )


def test_a_prefix_of_another_exchange_cannot_be_set(store: SqlStore, exchange_id: int) -> None:
    store.write(lambda work: add_exchange(work, name="second"))

    with pytest.raises(Refused):
        store.write(
            lambda work: work.exchanges.update(exchange_id, settings=ExchangeSettings(order_prefix="seco"))
        )


def test_an_unknown_exchange_is_not_found(store: SqlStore) -> None:
    with pytest.raises(NotFound):
        store.read(lambda work: work.exchanges.get(name="nobody"))
    with pytest.raises(NotFound):
        store.write(lambda work: work.exchanges.update(77, learnt={}))


def test_a_discovery_is_remembered_until_the_next(store: SqlStore, exchange_id: int) -> None:
    findings = (Finding(id="vat", state=CheckState.DEGRADED, facts={"missing": ["22"]}),)
    assert store.read(lambda work: work.exchanges.discovery(exchange_id)) is None

    older = Discovery(profile=replace(PROFILE, plan="basic"), findings=())
    newer = Discovery(profile=PROFILE, findings=findings)
    for found in (older, newer):
        store.write(lambda work, found=found: work.exchanges.put_discovery(exchange_id, found))  # type: ignore[misc]

    assert store.read(lambda work: work.exchanges.discovery(exchange_id)) == newer


def test_what_is_written_is_there_after_opening_again(
    store: SqlStore, exchange_id: int, open_again: Callable[[], SqlStore]
) -> None:
    again = open_again()

    assert again.read(lambda work: work.exchanges.get(name="first")).id == exchange_id
    again.close()
