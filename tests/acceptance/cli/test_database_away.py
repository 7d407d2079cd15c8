"""PostgreSQL is gone: every reader hears so in plain words, and all goes on when it is back."""

from __future__ import annotations

import base64
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError

import psycopg
import pytest
from psycopg import sql

from tests.acceptance.cli.harness import House
from tests.support.postgres import Postgres

NOWHERE = "postgresql://obmen:secretword@127.0.0.1:1/obmen"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "var", "https://p.example/rest/1/secret/")


@pytest.mark.parametrize("words", [["status"], ["serve", "--port", "0"], ["worker"]])
def test_a_server_that_does_not_answer_is_said_in_words(house: House, words: list[str]) -> None:
    ran = house.run(*words, OBMEN_DATABASE_URL=NOWHERE)

    assert ran.code == 1
    assert "База данных postgresql://obmen:***@127.0.0.1:1/obmen не отвечает" in ran.err
    assert "OBMEN_DATABASE_URL" in ran.err
    assert "Traceback" not in ran.err
    assert "secretword" not in ran.out + ran.err


def test_a_script_gets_it_as_json(house: House) -> None:
    ran = house.run("status", "--json", OBMEN_DATABASE_URL=NOWHERE)

    assert (ran.code, ran.error["code"]) == (1, "database.away")


def test_a_gateway_whose_database_goes_lives_on_and_works_again(
    house: House, postgres: Postgres, postgres_url: str
) -> None:
    house.database_url = postgres_url
    made = house.ask("exchange", "add", "shop", "--portal", house.portal)
    with house.serving() as url:
        authorization = base64.b64encode(f"{made['login']}:{made['password']}".encode()).decode()
        checkauth = urllib.request.Request(
            f"{url}/1c/shop?type=catalog&mode=checkauth", headers={"Authorization": f"Basic {authorization}"}
        )
        before = _get(checkauth)
        with _away(postgres, postgres_url):
            during = _get(checkauth), _status(f"{url}/readyz"), _status(f"{url}/healthz")
        after = _get(checkauth), _status(f"{url}/readyz")

    assert before.startswith("success\n")
    assert during == (
        "failure\nБаза данных шлюза не отвечает. Повторите обмен позже; принятое раньше не потеряно.",
        503,
        200,
    )
    assert after[0].startswith("success\n")
    assert after[1] == 200


@contextmanager
def _away(postgres: Postgres, url: str) -> Iterator[None]:
    """Nobody may connect to the database, and who was is thrown out."""
    name = url.partition("?")[0].rpartition("/")[2]
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    throw_out = sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}")
    with psycopg.connect(postgres.url(database="postgres"), autocommit=True) as connection:
        connection.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        connection.execute(throw_out.format(sql.Literal(name)))
        yield
        connection.execute(allow.format(sql.Identifier(name), sql.SQL("true")))


def _get(request: urllib.request.Request) -> str:
    with urllib.request.urlopen(request, timeout=60) as answer:
        text: str = answer.read().decode("cp1251")
    return text


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            status: int = answer.status
    except HTTPError as error:
        return error.code
    return status
