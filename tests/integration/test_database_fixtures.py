"""The databases that tests are given."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.support.postgres import Postgres, PostgresMissing, find_programs

HERE = "tests.support.postgres"


def test_a_test_is_given_an_empty_database_of_each_kind(database_url: str) -> None:
    tables = tables_of(database_url)

    assert tables == []


def tables_of(database_url: str) -> list[tuple[str, ...]]:
    if database_url.startswith("postgresql://"):
        with psycopg.connect(database_url) as connection:
            return connection.execute(
                "select tablename from pg_tables where schemaname = 'public'"
            ).fetchall()
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as connection:
        return connection.execute("select name from sqlite_master").fetchall()


@pytest.mark.postgres
def test_the_server_is_reached_by_its_socket_only(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url(database="postgres")) as connection:
        addresses = connection.execute("show listen_addresses").fetchone()

    assert addresses == ("",)
    assert (postgres.folder / ".s.PGSQL.5432").is_socket()


def test_without_postgresql_the_message_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(f"{HERE}._places", lambda: iter([tmp_path]))

    with pytest.raises(PostgresMissing, match="make dev") as missing:
        find_programs()

    assert str(tmp_path) in str(missing.value)
