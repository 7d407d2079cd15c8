"""What the story compares: prices and VAT of both sides, requests against the minimum."""

import re
import string
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from obmen.cli.story.agreement import compare_goods
from obmen.cli.story.practice import Traffic
from obmen.cli.story.screen import money
from obmen.messages.cli_story import TEXTS

BASE: dict[str, Any] = {
    "items": {"tea": {"vat": "10"}, "shirt": {"vat": "22"}, "advice": {"vat": "Без НДС"}},
    "prices": {
        "tea": {"retail": "480.5", "wholesale": "400"},
        "shirt#white": {"retail": "1990"},
        "advice": {"retail": "2500"},
        "gift": {"wholesale": "1"},
    },
}
PORTAL: dict[str, Any] = {
    "vats": [{"id": 1, "rate": None}, {"id": 2, "rate": 0}, {"id": 4, "rate": 10}, {"id": 5, "rate": 22}],
    "products": [
        {"id": 901, "xmlId": "tea", "vatId": 4},
        {"id": 902, "xmlId": "shirt", "vatId": None},
        {"id": 903, "xmlId": "advice", "vatId": 1},
        {"id": 1, "xmlId": "1", "vatId": None},
    ],
    "offers": [{"id": 904, "xmlId": "shirt#white", "vatId": 5}],
    "prices": [
        {"productId": 901, "price": Decimal("480.50")},
        {"productId": 904, "price": 1990},
        {"productId": 903, "price": 2500},
    ],
}


def test_equal_prices_and_rates_agree_whatever_their_writing() -> None:
    found = compare_goods(BASE, PORTAL, price_type="retail")

    assert (found.same, found.offers) == (3, 3)


@pytest.mark.parametrize(
    ("table", "row", "field", "value"),
    [
        ("prices", 0, "price", Decimal("480.51")),
        ("products", 0, "vatId", 5),
        ("products", 2, "vatId", 2),  # 0 % is not «без НДС»
    ],
)
def test_a_kopeck_or_a_rate_off_is_a_difference(table: str, row: int, field: str, value: object) -> None:
    portal = deepcopy(PORTAL)
    portal[table][row][field] = value

    found = compare_goods(BASE, portal, price_type="retail")

    assert len(found.different) == 1
    assert found.same == 2


def test_what_the_portal_lacks_is_missing() -> None:
    portal = {**PORTAL, "products": PORTAL["products"][1:]}

    found = compare_goods(BASE, portal, price_type="retail")

    assert found.missing == ("tea",)


def test_the_fewest_requests_are_fifty_commands_each() -> None:
    traffic = Traffic(requests=3, commands=101, writes=100)

    assert traffic.minimum == 3


def test_money_is_written_with_thousands_apart_and_a_comma() -> None:
    assert money("1234567.5") == "1\u00a0234\u00a0567,50"


def test_both_languages_tell_the_same_facts() -> None:
    told = {
        code: [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (it.ru, it.en)]
        for code, it in TEXTS.items()
    }

    assert [code for code, (ru, en) in told.items() if ru != en] == []


def test_no_english_text_is_left_in_russian() -> None:
    names = ("demo.new_client", "demo.try")  # a name of a client, a caption of a button

    left = [c for c, it in TEXTS.items() if re.search("[а-яё]", it.en) and not c.startswith(names)]

    assert left == []
