"""A store on each database, and an exchange in it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet

from obmen.flows.ports.store import Work
from obmen.storage.database import open_store
from obmen.storage.unit_of_work import SqlStore
from tests.integration.storage.samples import add_exchange, add_package
from tests.support.postgres import Postgres

KEY = Fernet.generate_key()
TEMPLATE = "obmen_tables"


@pytest.fixture(scope="session")
def postgres_with_tables(postgres: Postgres) -> Postgres:
    """A server with a template of our tables: copying it takes less than migrating anew for each test."""
    url = postgres.create_database(name=TEMPLATE)
    with TemporaryDirectory() as folder:
        open_store(url=url, data_dir=Path(folder), key=KEY).close()
    return postgres


@pytest.fixture
def postgres_url(postgres_with_tables: Postgres) -> Iterator[str]:
    """The url of a new PostgreSQL database with empty tables."""
    name = f"test_{uuid4().hex}"
    yield postgres_with_tables.create_database(name=name, template=TEMPLATE)
    postgres_with_tables.drop_database(name=name)


@pytest.fixture
def open_again(database_url: str, tmp_path: Path) -> Callable[[], SqlStore]:
    """Opens the test's database, as one more process would."""
    return lambda: open_store(url=database_url, data_dir=tmp_path, key=KEY)


@pytest.fixture
def store(open_again: Callable[[], SqlStore]) -> Iterator[SqlStore]:
    store = open_again()
    yield store
    store.close()


@pytest.fixture
def exchange_id(store: SqlStore) -> int:
    """The id of an exchange of the name `first`."""
    return store.write(lambda work: add_exchange(work, name="first"))


@pytest.fixture
def package_id(store: SqlStore, exchange_id: int) -> int:
    """The id of a package that has just been received."""

    def receive(work: Work) -> int:
        return add_package(work, exchange_id)

    return store.write(receive)
