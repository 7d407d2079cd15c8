"""The same content is the same, whenever 1C wrote it and whatever the file is called."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obmen.onec.commerceml.readers.digest import content_digest

ENCODINGS = ["utf-8", "utf-8-sig", "cp1251", "utf-16", "utf-16-le", "utf-16-be"]


def file_of(moment: str, encoding: str, *, quote: str = '"', inner: str = "<Каталог/>") -> bytes:
    declared = {"utf-8-sig": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}.get(encoding, encoding)
    text = (
        f'<?xml version="1.0" encoding="{declared}"?>\n<КоммерческаяИнформация xmlns="urn:1C.ru:commerceml_2"'
        f' ДатаФормирования = {quote}{moment}{quote} ВерсияСхемы="2.07">{inner}</КоммерческаяИнформация>'
    )
    return text.encode(encoding)


def digest(data: bytes) -> bytes:
    return content_digest(io.BytesIO(data))


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("quote", ['"', "'"])
def test_the_moment_of_writing_does_not_count(encoding: str, quote: str) -> None:
    morning = digest(file_of("2026-11-24T10:00:00", encoding, quote=quote))
    evening = digest(file_of("2026-11-24T22:00:00.001+03:00", encoding, quote=quote))

    assert morning == evening
    assert len(morning) == 16


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_anything_else_counts(encoding: str) -> None:
    one = digest(file_of("2026", encoding))
    other = digest(file_of("2026", encoding, inner="<Каталог></Каталог>"))

    assert one != other


def test_a_moment_of_that_name_deeper_in_the_file_counts() -> None:
    one = file_of("2026", "utf-8", inner='<Каталог ДатаФормирования="1"/>').replace(b"2026", b"")
    other = file_of("2026", "utf-8", inner='<Каталог ДатаФормирования="2"/>').replace(b"2026", b"")

    assert digest(one) != digest(other)


def test_a_change_after_the_first_chunks_counts() -> None:
    padding = "<a/>" * 600_000

    assert digest(file_of("1", "utf-8", inner=padding + "<b/>")) != digest(
        file_of("1", "utf-8", inner=padding + "<c/>")
    )


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"PK\x03\x04", b'<?xml encoding="x"?>', 'ДатаФормирования="1'.encode()]
)
def test_what_is_no_exchange_file_has_a_digest_all_the_same(data: bytes) -> None:
    assert digest(data) != digest(data + b"\x00")


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_other_bytes_have_another_digest(one: bytes, other: bytes) -> None:
    assert (digest(one) == digest(other)) is (one == other)
