"""A store on each database, and an exchange in it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from cryptography.fernet import Fernet
from psycopg import sql

from obmen.flows.ports.store import Work
from obmen.storage.database import open_store
from obmen.storage.tables import metadata
from obmen.storage.unit_of_work import SqlStore
from tests.integration.storage.samples import add_exchange, add_package
from tests.support.postgres import Postgres

KEY = Fernet.generate_key()
TRUNCATE = sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(
    sql.SQL(", ").join(sql.Identifier(table.name) for table in metadata.sorted_tables)
)


@pytest.fixture(scope="session")
def shared_postgres_url(postgres: Postgres) -> str:
    """The url of a database with our tables, for one test after the other."""
    url = postgres.create_database(name="shared")
    with TemporaryDirectory() as folder:
        open_store(url=url, data_dir=Path(folder), key=KEY).close()
    return url


@pytest.fixture
def postgres_url(shared_postgres_url: str) -> str:
    """The url of a PostgreSQL database with empty tables: emptying takes less than making anew."""
    with psycopg.connect(shared_postgres_url) as connection:
        connection.execute(TRUNCATE)
    return shared_postgres_url


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
