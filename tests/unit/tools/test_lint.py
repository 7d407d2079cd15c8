"""The checks that neither ruff nor import contracts can make."""

import ast
from textwrap import dedent

import pytest

from tools.census import mutual_imports
from tools.lint import FILE_LINES, FUNCTION_LINES, Source, findings


def source(text: str, *, path: str = "src/obmen/flows/deliver.py") -> Source:
    text = dedent(text)
    return Source(path, text, ast.parse(text))


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("import datetime\nnow = datetime.datetime.now(tz=None)", "the clock is read at the edges only"),
        ("from datetime import datetime\nnow = datetime.utcnow()", "the clock is read at the edges only"),
        ("import time\nnow = time.time()", "the clock is read at the edges only"),
        ("import os\nhome = os.environ['HOME']", "only config reads the environment"),
        ("from os import getenv", "only config reads the environment"),
        ("import urllib.request", "only bitrix24.client opens outgoing connections"),
        ("from urllib import request", "only bitrix24.client opens outgoing connections"),
        ("from aiohttp.web import Request", "only bitrix24.client opens outgoing connections"),
        ("import sqlite3", "only storage speaks SQL"),
        ("work.commit()", "only storage.unit_of_work commits"),
        ("text = 'Счёт оплачен'", "Russian belongs to a vocabulary.py"),
        ("text = f'{1}: готово'", "Russian belongs to a vocabulary.py"),
        ("x = 1  # TODO: later", "a TODO needs the number of its issue"),
    ],
)
def test_what_a_flow_may_not_do_is_found(text: str, finding: str) -> None:
    found = findings(source(text))

    assert [item.text.startswith(finding) for item in found] == [True]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/obmen/bootstrap.py", "import datetime\nnow = datetime.datetime.now(tz=datetime.UTC)"),
        ("src/obmen/storage/pool.py", "from psycopg import sql"),
        ("src/obmen/bitrix24/client.py", "import aiohttp"),
        ("src/obmen/bitrix24/address.py", "from urllib.parse import urlsplit"),
        ("src/obmen/config.py", "import os\nhome = os.environ['HOME']"),
        ("src/obmen/storage/unit_of_work.py", "connection.commit()"),
        ("src/obmen/onec/vocabulary.py", "OFFER = 'Предложение'"),
        ("src/obmen/messages/problems.py", "PAID = 'Счёт оплачен'"),
        ("src/obmen/flows/deliver.py", "'''Документ.ЗаказКлиента.'''"),
        ("src/obmen/flows/deliver.py", "PREFIX = r'[A-Za-zА-Яа-яЁё0-9-]{1,4}'"),
        ("src/obmen/flows/deliver.py", "x = 1  # TODO: later, #12"),
        ("src/obmen/delivery/pacing.py", "refill_per_s: float = 2.0"),
    ],
)
def test_what_is_in_its_place_is_left_alone(path: str, text: str) -> None:
    assert findings(source(text, path=path)) == []


@pytest.mark.parametrize("text", ["rate = 0.2", "rate: float", "rate = float('0.2')"])
def test_the_domain_knows_no_floats(text: str) -> None:
    found = findings(source(text, path="src/obmen/domain/vat.py"))

    assert {item.text for item in found} == {
        "no float in the domain; money, rates and quantities are Decimal"
    }


def test_a_function_may_have_forty_lines_and_no_more() -> None:
    body = "    x = 1\n"
    allowed = source("def f():\n    '''Docstrings don't count.'''\n" + body * FUNCTION_LINES)
    too_long = source("def f():\n" + body * (FUNCTION_LINES + 1))

    assert findings(allowed) == []
    assert [item.text for item in findings(too_long)] == ["f: 41 lines; split it, 40 at most"]


def test_a_file_may_have_four_hundred_lines_and_no_more() -> None:
    allowed = source("x = 1\n" * FILE_LINES)
    too_long = source("x = 1\n" * (FILE_LINES + 1))

    assert findings(allowed) == []
    assert [item.text for item in findings(too_long)] == ["401 lines; split it, 400 at most"]


def test_the_census_tells_which_modules_import_each_other() -> None:
    code = [
        source("from obmen.b import x", path="src/obmen/a.py"),
        source("import obmen.a", path="src/obmen/b.py"),
        source("import obmen.a", path="src/obmen/c.py"),
    ]

    assert mutual_imports(code) == ["obmen.a <-> obmen.b"]
