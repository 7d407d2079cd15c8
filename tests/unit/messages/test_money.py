from __future__ import annotations

import pytest

from obmen.messages.base import Text, in_money


@pytest.mark.parametrize(
    ("amount", "ru", "en"),
    [
        ("35613.95", "35\u00a0613,95", "35,613.95"),
        ("5614.6", "5\u00a0614,60", "5,614.60"),
        ("-1200000", "-1\u00a0200\u00a0000,00", "-1,200,000.00"),
        ("", "", ""),
    ],
)
def test_an_amount_is_written_as_people_read_it(amount: str, ru: str, en: str) -> None:
    assert (in_money(amount, "ru"), in_money(amount, "en")) == (ru, en)


def test_a_text_says_sum_and_sign() -> None:
    text = Text("Оплачено: {amount:money} {currency:sign}.", "Paid: {amount:money} {currency:sign}.")

    told = text.told("ru", {"amount": "14457", "currency": "RUB"})

    assert told == "Оплачено: 14\u00a0457,00 ₽."


def test_a_fact_that_is_not_given_leaves_no_hole() -> None:
    assert Text("Итого {total:money} {currency:sign} за {what}", "").told("ru", {}) == "Итого за"
