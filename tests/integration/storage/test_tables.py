"""The tables that the code knows are the sum of the migrations."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from cryptography.fernet import Fernet
from sqlalchemy import create_engine

from obmen.storage.database import HEAD, MIGRATIONS, open_store
from obmen.storage.secrets import Seal
from obmen.storage.tables import metadata
from tests.support.postgres import Postgres

KEY = Fernet.generate_key()
SEALED = Seal(KEY).close("")
Empty = Callable[[str], str]

POSTGRES_TABLES = """
SELECT table_name || '.' || column_name, data_type, is_nullable, column_default, collation_name, is_identity
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT indexname, indexdef, NULL, NULL, NULL, NULL FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT conname, pg_get_constraintdef(oid), NULL, NULL, NULL, NULL FROM pg_constraint
WHERE connamespace = 'public'::regnamespace
"""


@pytest.fixture
def empty(postgres: Postgres) -> Iterator[Empty]:
    """Makes empty PostgreSQL databases by name."""
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return postgres.create_database(name=name)

    yield make
    for name in made:
        postgres.drop_database(name=name)


def sqlite_tables(path: Path) -> set[tuple[str, ...]]:
    """Return tables and indexes by their clauses, whose order says nothing."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    connection.close()
    return {
        (name, *sorted(clause.strip(" )") for clause in " ".join(sql.replace('"', "").split()).split(",")))
        for name, sql in rows
        if "alembic" not in name
    }


def postgres_tables(url: str) -> set[tuple[str | None, ...]]:
    with psycopg.connect(url) as connection:
        rows = connection.execute(POSTGRES_TABLES).fetchall()
    return {row for row in rows if "alembic" not in row[0]}


def create_all(url: str) -> None:
    engine = create_engine(url)
    metadata.create_all(engine)
    engine.dispose()


def test_migrations_make_the_tables_on_sqlite(tmp_path: Path) -> None:
    create_all(f"sqlite:///{tmp_path / 'known.sqlite3'}")

    open_store(url="", data_dir=tmp_path, key=KEY).close()

    assert sqlite_tables(tmp_path / "obmen.sqlite3") == sqlite_tables(tmp_path / "known.sqlite3")


@pytest.mark.postgres
def test_migrations_make_the_tables_on_postgresql(empty: Empty, tmp_path: Path) -> None:
    known, migrated = empty("known"), empty("migrated")
    create_all(known.replace("postgresql:", "postgresql+psycopg:"))

    open_store(url=migrated, data_dir=tmp_path, key=KEY).close()

    assert postgres_tables(migrated) == postgres_tables(known)


def test_the_newest_migration_is_the_one_that_opening_asks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def migrate_to(url: str, revision: str) -> None:
    """Bring a database to an earlier state of the tables."""
    engine = create_engine(url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def test_an_exchange_that_is_there_keeps_its_mode_of_variants(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'obmen.sqlite3'}"
    migrate_to(address, "0003")
    with closing(sqlite3.connect(tmp_path / "obmen.sqlite3")) as old, old:
        for name, settings in (("usual", '{"order_prefix":"B24-"}'), ("off", '{"variants":"off"}')):
            old.execute(
                "INSERT INTO exchange (name, login, password_hash, portal_url, portal_host, created_at,"
                " learnt, order_prefix, settings, event_token) VALUES (?, ?, '', ?, '', ?, '{}', ?, ?, ?)",
                (name, name, SEALED, "2026-11-24 09:00:00", name, settings, SEALED),
            )

    with closing(open_store(url="", data_dir=tmp_path, key=KEY)) as store:
        modes = {e.name: e.settings.variants for e in store.read(lambda work: work.exchanges.all())}

    assert modes == {"usual": "flat", "off": "off"}
