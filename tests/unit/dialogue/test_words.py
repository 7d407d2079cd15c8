"""The words on the wire, byte by byte."""

from datetime import UTC, datetime

import pytest

from obmen.onec.commerceml.session import (
    Query,
    checkauth_answer,
    cookie_value,
    encode,
    failure_answer,
    init_answer,
    parse_query,
    progress_answer,
    spoken_version,
    success_answer,
)

MOMENT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "query"),
    [
        (
            b"type=catalog&mode=file&filename=import_files/ab/1.jpg&sessid=7f",
            Query(
                type="catalog",
                mode="file",
                filename="import_files/ab/1.jpg",
                sessid="7f",
                order=("type", "mode", "filename", "sessid"),
            ),
        ),
        (
            b"type=sale&sessid=&version=2.09&cmlVersion=2.10&mode=init",
            Query(
                type="sale",
                mode="init",
                sessid="",
                version="2.09",
                cml_version="2.10",
                order=("type", "sessid", "version", "cmlVersion", "mode"),
            ),
        ),
        (b"&&type=catalog&&mode=checkauth&", Query(type="catalog", mode="checkauth", order=("type", "mode"))),
        (b"Type=x&mode", Query(order=("Type", "mode"))),
        (b"", Query()),
        (b"type=SALE&mode=Query", Query(type="sale", mode="query", order=("type", "mode"))),
        (b"node=7?type=sale&mode=query", Query(type="sale", mode="query", order=("node", "type", "mode"))),
        (b"filename=C:\\v8_8789_c.xml", Query(filename=r"C:\v8_8789_c.xml", order=("filename",))),
        (b"filename=a+b%20c=d.xml", Query(filename="a+b c=d.xml", order=("filename",))),
        ("filename=товар.xml".encode(), Query(filename="товар.xml", order=("filename",))),
        ("filename=товар.xml".encode("cp1251"), Query(filename="товар.xml", order=("filename",))),
        (b"filename=%D2%EE%E2%E0%F0.xml", Query(filename="Товар.xml", order=("filename",))),
    ],
)
def test_a_query_is_read_as_it_comes(raw: bytes, query: Query) -> None:
    assert parse_query(raw) == query


def test_checkauth_has_five_lines_for_the_catalogue_and_four_for_orders() -> None:
    catalogue = checkauth_answer(cookie="c1", sessid="s1", timestamp=MOMENT)
    sale = checkauth_answer(cookie="c1", sessid="s1", timestamp=None)

    assert encode(catalogue, charset="windows-1251") == (
        b"success\nOBMENSESSID\nc1\nsessid=s1\ntimestamp=1795510800"
    )
    assert encode(sale, charset="utf-8") == b"success\nOBMENSESSID\nc1\nsessid=s1"


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("", "zip=no\nfile_limit=52428800"),
        ("2.09", "zip=no\nfile_limit=52428800\nsessid=s1\nversion=2.09"),
        ("3.1", "zip=no\nfile_limit=52428800\nsessid=s1\nversion=3.1"),
    ],
)
def test_init_has_two_lines_unless_the_version_was_asked(asked: str, answer: str) -> None:
    assert (
        init_answer(zip_offered="no", file_limit_bytes=52428800, sessid="s1", asked_version=asked) == answer
    )


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("2.09", "2.09"),
        ("2.10", "2.10"),
        ("3.1", "3.1"),
        ("3.9", "3.1"),
        ("2.01", "2.03"),
        ("x", "2.09"),
        ("9", "2.09"),
    ],
)
def test_the_spoken_version_is_one_that_both_sides_know(asked: str, spoken: str) -> None:
    assert spoken_version(asked) == spoken


def test_a_reason_is_one_line_after_the_status_word() -> None:
    assert success_answer() == "success"
    assert failure_answer("строка\r\nи ещё\tодна ") == "failure\nстрока и ещё одна"
    assert progress_answer("читается") == "progress\nчитается"


def test_what_the_charset_lacks_becomes_a_reference() -> None:
    assert encode("failure\nЦена 5 ₸", charset="windows-1251") == "failure\nЦена 5 &#8376;".encode("cp1251")


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("OBMENSESSID=abc", "abc"),
        ("a=1; obmensessid=abc ; b=2", "abc"),
        ("PHPSESSID=1", ""),
        ("", ""),
        ("OBMENSESSID", ""),
    ],
)
def test_our_cookie_is_found_among_others(header: str, value: str) -> None:
    assert cookie_value(header) == value
