"""Numbers, rates, currencies, dates and ids in the many ways that files write them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obmen.domain.catalog import Unit
from obmen.domain.vat import NO_VAT, Vat
from obmen.onec.commerceml.readers.units import unit_of
from obmen.onec.commerceml.readers.values import (
    EMPTY_GUID,
    Unreadable,
    currency,
    flag,
    item_ids,
    key_of,
    moment,
    number,
    vat,
)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("10", "10"),
        (" 10.50 ", "10.50"),
        ("10,5", "10.5"),
        ("1 250,50", "1250.50"),
        ("1\u00a0250.5", "1250.5"),
        ("-999\u00a0999\u00a0999,9", "-999999999.9"),
        ("1,234,567.89", "1234567.89"),
        ("1.234.567,89", "1234567.89"),
        ("0", "0"),
        ("720.8000000000001", "720.8"),  # МойСклад and its like count in binary
        ("0,30000000000000004", "0.3"),
        ("-99.99999999999999", "-100"),
    ],
)
def test_numbers_come_with_dots_commas_and_blanks(text: str, amount: str) -> None:
    assert str(number(text)) == amount


@pytest.mark.parametrize(
    "text", [None, "", " ", "NaN", "Infinity", "1e5", "1_000", "10 руб", "--1", "9" * 40, "0." + "3" * 21]
)
def test_what_is_no_number_is_said_so(text: str | None) -> None:
    with pytest.raises(Unreadable) as refusal:
        number(text)

    assert refusal.value.reason == "record.bad_number"


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4))
def test_a_number_written_with_a_comma_is_the_same_number(amount: Decimal) -> None:
    assert number(str(amount).replace(".", ",")) == amount


@pytest.mark.parametrize(
    ("text", "rate"),
    [("20", "20"), ("20%", "20"), ("НДС20", "20"), ("НДС 22 %", "22"), ("20.00", "20"), ("20/120", "20"),
     ("0", "0"), ("0%", "0"), ("10,0", "10"), ("5", "5"), ("7", "7")],
)  # fmt: skip
def test_rates_of_vat(text: str, rate: str) -> None:
    assert vat(text) == Vat(Decimal(rate))


@pytest.mark.parametrize("text", ["Без НДС", "без ндс", "БезНДС", "Без налога"])
def test_without_vat_is_not_zero_per_cent(text: str) -> None:
    assert vat(text) == NO_VAT


@pytest.mark.parametrize("text", [None, "", "много", "НДС"])
def test_what_is_no_rate_is_not_told(text: str | None) -> None:
    assert vat(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("руб", "RUB"), ("руб.", "RUB"), ("РУБ", "RUB"), ("RUR", "RUB"), ("643", "RUB"), ("RUB", "RUB"),
     ("рубль", "RUB"), ("грн", "UAH"), ("usd", "USD"), ("EUR ", "EUR"), ("PRO", "PRO")],
)  # fmt: skip
def test_currencies_by_name_or_code(text: str, code: str) -> None:
    assert currency(text) == code


def test_a_blank_currency_is_the_price_types_own() -> None:
    assert currency(" ") is None


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2026-11-24", "2026-11-24T00:00:00"),
        ("2026-11-24T09:43:45", "2026-11-24T09:43:45"),
        ("2026-11-24T9:43:45", "2026-11-24T09:43:45"),
        ("2026-11-24 9:43", "2026-11-24T09:43:00"),
        ("24.11.2026 9:43:45", "2026-11-24T09:43:45"),
        (" 24.11.2026 ", "2026-11-24T00:00:00"),
        ("2024-01-08T15:44:45.076+03:00", "2024-01-08T15:44:45"),
    ],
)
def test_moments_with_and_without_time(text: str, when: str) -> None:
    assert moment(text) == datetime.fromisoformat(when)


@pytest.mark.parametrize("text", [None, "", "0001-01-01", "0001-01-01T00:00:00", "2026-02-30", "вчера"])
def test_the_empty_date_is_none(text: str | None) -> None:
    assert moment(text) is None


@pytest.mark.parametrize(
    ("text", "told"), [("true", True), ("1", True), ("Да ", True), ("false", False), ("", None)]
)
def test_flags(text: str, *, told: bool | None) -> None:
    assert flag(text) is told


def test_names_of_requisites_are_one_with_blanks_or_without_and_in_either_alphabet() -> None:
    assert key_of("СтатусЗаказа") == key_of("Статус заказа ")
    assert key_of("Номер по 1C") == key_of("Номер по 1С")


def test_a_characteristic_after_a_hash_and_one_apart_are_the_same_key() -> None:
    assert item_ids("a#b", None) == item_ids("a", "b") == ("a", "b")
    assert item_ids("a", EMPTY_GUID) == item_ids(f"a#{EMPTY_GUID}", None) == item_ids("a", "") == ("a", None)


@pytest.mark.parametrize("raw_id", [None, "", " ", "#b", "x" * 101])
def test_an_offer_without_a_product_or_with_an_endless_id_is_bad(raw_id: str | None) -> None:
    with pytest.raises(Unreadable):
        item_ids(raw_id, None)


def test_ids_of_look_alikes_may_have_a_hundred_characters() -> None:
    assert item_ids("x" * 100, None) == ("x" * 100, None)


@pytest.mark.parametrize(
    ("code", "text", "long_name", "unit"),
    [
        ("796 ", "", "Штука", Unit("796", "Штука")),
        ("    ", "шт", "Штука", Unit("796", "шт")),
        ("", "796 ", "", Unit("796", "")),
        ("", "кг.", "", Unit("166", "кг.")),
        ("", "", "", Unit("796", "")),
        ("006", "м", "Метр", Unit("6", "м")),
        ("000", "", "", Unit("796", "")),
        ("778", "", "Упаковка", Unit("778", "Упаковка")),
    ],
)
def test_units_by_code_by_text_and_by_nothing(code: str, text: str, long_name: str, unit: Unit) -> None:
    assert unit_of(code, text, long_name) == unit
