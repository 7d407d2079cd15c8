"""The pass of a page inside a portal opens that page's invoices, for minutes, and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from obmen.bitrix24.inside.passes import VALID_FOR, Pass, read_pass, write_pass
from obmen.flows.ports.application import Subject
from tests.unit.bitrix24.fakes import NOW

KEY = b"k" * 32
PASS = Pass(
    exchange="shop",
    user_id=7,
    subject=Subject.DEAL,
    subject_id=777,
    invoice_ids=(128, 127),
    language="ru",
    until=NOW + VALID_FOR,
)


def test_a_pass_says_what_was_written() -> None:
    written = write_pass(PASS, key=KEY)

    assert read_pass(written, key=KEY, exchange="shop", now=NOW) == PASS


@pytest.mark.parametrize(
    ("key", "exchange", "later"),
    [
        (b"o" * 32, "shop", timedelta()),
        (KEY, "other", timedelta()),
        (KEY, "shop", VALID_FOR),
    ],
)
def test_another_key_another_exchange_or_later_it_opens_nothing(
    key: bytes, exchange: str, later: timedelta
) -> None:
    written = write_pass(PASS, key=KEY)

    assert read_pass(written, key=key, exchange=exchange, now=NOW + later) is None


def test_a_pass_with_one_more_invoice_is_forged() -> None:
    own = write_pass(PASS, key=KEY)
    wanted = write_pass(replace(PASS, invoice_ids=(1,)), key=b"guessed")

    forged = f"{wanted.partition('.')[0]}.{own.partition('.')[2]}"

    assert read_pass(forged, key=KEY, exchange="shop", now=NOW) is None


@pytest.mark.parametrize("text", ["", ".", "x.y", "кириллица.и", "e30=.00"])
def test_what_is_no_pass_opens_nothing(text: str) -> None:
    assert read_pass(text, key=KEY, exchange="shop", now=NOW) is None
