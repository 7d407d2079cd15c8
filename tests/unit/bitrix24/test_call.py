"""Parameters reach PHP as they were meant."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obmen.bitrix24.call import (
    Command,
    batch_body,
    form,
    looks_like_reference,
    plain,
    references,
    resolved,
    text,
)
from obmen.bitrix24.lookups import same
from obmen.delivery.call import ResultOf
from tests.unit.bitrix24.php import parse_command


def test_nesting_becomes_brackets() -> None:
    encoded = form({"fields": {"title": "A"}, "ids": [5, 6]})

    assert encoded == "fields[title]=A&ids[0]=5&ids[1]=6"


def test_an_empty_list_is_said_or_it_would_vanish() -> None:
    assert form({"contactIds": [], "fm": {}}) == "contactIds[]=&fm[]="


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (True, "Y"),
        (False, "N"),
        (Decimal("1E+3"), "1000"),
        (Decimal("118.50"), "118.50"),
        (datetime(2026, 11, 24, 9, tzinfo=UTC), "2026-11-24T09:00:00+00:00"),
        (7, "7"),
    ],
)
def test_scalars_are_written_as_bitrix_reads_them(value: object, written: str) -> None:
    assert text(value) == written


def test_filter_prefixes_are_encoded_inside_the_key() -> None:
    assert form({"filter": {">=updatedTime": "a"}}) == "filter[%3E%3DupdatedTime]=a"


def test_a_hash_does_not_cut_the_command() -> None:
    body = batch_body({"a": Command("m", {"xmlId": "guid#char", "z": "1"})}, halt=False)

    assert parse_command(body["cmd"]["a"]) == ("m", {"xmlId": "guid#char", "z": "1"})  # type: ignore[index]


def test_a_reference_names_the_path_to_the_id_of_its_method() -> None:
    body = batch_body(
        {
            "p": Command("catalog.product.add", {}),
            "c": Command("catalog.price.add", {"fields": {"productId": ResultOf("p")}}),
            "n": Command("im.notify.system.add", {"x": ResultOf("n")}),
        },
        halt=True,
    )

    assert body["halt"] == 1
    assert body["cmd"]["c"] == "catalog.price.add?fields[productId]=$result[p][element][id]"  # type: ignore[index]
    assert body["cmd"]["n"] == "im.notify.system.add?x=$result[n]"  # type: ignore[index]


@pytest.mark.parametrize("name", ["Часы $time zone", "$RESULT[a]", "a$error", "$next", "$Total"])
def test_texts_that_a_batch_would_take_for_references_are_recognised(name: str) -> None:
    assert looks_like_reference({"fields": {"tags": [name]}})


def test_a_price_in_dollars_is_no_reference() -> None:
    assert not looks_like_reference({"name": "Сверло 5$, $ 10", "id": 5, "x": ResultOf("p")})


def test_a_json_body_says_the_same_as_a_form() -> None:
    assert plain({"a": True, "b": Decimal("1.50"), "c": [None, 5, {"d": False}]}) == {
        "a": "Y",
        "b": "1.50",
        "c": [None, 5, {"d": "N"}],
    }


keys = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="[]\x00"), min_size=1, max_size=8)
values = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(st.dictionaries(keys, st.one_of(values, st.dictionaries(keys, values, min_size=1)), max_size=6))
def test_whatever_is_sent_php_reads_the_same(params: dict[str, object]) -> None:
    body = batch_body({"a": Command("some.method", params)}, halt=False)

    assert parse_command(body["cmd"]["a"]) == ("some.method", params)  # type: ignore[index]


def test_known_ids_take_the_place_of_references() -> None:
    params = {"fields": {"productId": ResultOf("p"), "tags": [ResultOf("q"), 1]}}

    assert list(references(params)) == ["p", "q"]
    assert resolved(params, {"p": 901}) == {"fields": {"productId": 901, "tags": [ResultOf("q"), 1]}}


@pytest.mark.parametrize(
    ("sent", "held", "equal"),
    [
        (True, "Y", True),
        (False, "Y", False),
        (0, None, True),
        ("118.50", 118.5, True),
        ("a", "b", False),
        ("2026-11-24", "2026-11-24T03:00:00+03:00", True),
        ("2026-11-24", "2026-11-25T03:00:00+03:00", False),
        (ResultOf("p"), 5, True),
    ],
)
def test_what_was_sent_is_compared_with_what_is_held(sent: object, held: object, *, equal: bool) -> None:
    assert same(sent, held) is equal
