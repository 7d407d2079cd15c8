import pytest

from obmen_sandbox.portal.phpform import decode_pairs, parse_query, php_array, to_float, to_int
from obmen_sandbox.portal.references import resolve

RESULTS = {
    "result": {"co": {"item": {"id": 311, "title": "ООО"}}, "rq": 58, "list": [{"ID": "7"}]},
    "total": {"list": 1},
    "next": {},
    "time": {},
    "error": {},
}


def test_brackets_nest_and_whole_numberings_become_lists() -> None:
    parsed = parse_query("a[b][0]=x&a[b][1]=y&c[]=1&c[]=2&d[5]=z&e.f=1&g=a%26b+c")

    assert parsed == {"a": {"b": ["x", "y"]}, "c": ["1", "2"], "d": {"5": "z"}, "e_f": "1", "g": "a&b c"}


def test_a_later_value_replaces_an_earlier_one() -> None:
    assert decode_pairs([("a", "1"), ("a", "2"), ("b", "1"), ("b[c]", "2")]) == {"a": "2", "b": {"c": "2"}}


def test_an_empty_or_whole_array_is_a_list() -> None:
    assert php_array({}) == []
    assert php_array({"0": "a", "1": "b"}) == ["a", "b"]
    assert php_array({"0": "a", "2": "b"}) == {"0": "a", "2": "b"}


@pytest.mark.parametrize(
    ("value", "number"),
    [("12abc", 12), ("abc", 0), ("", 0), (None, 0), ({"a": 1}, 1), ([], 0), ([5, 6], 1), (True, 1)],
)
def test_php_makes_a_number_of_anything(value: object, number: int) -> None:
    assert to_int(value) == number
    assert to_float(value) == float(number)


def test_a_reference_that_is_the_whole_value_keeps_its_type() -> None:
    resolved = resolve({"id": "$result[co][item][id]", "rows": "$result[list]"}, RESULTS)

    assert resolved == {"id": 311, "rows": [{"ID": "7"}]}


def test_a_reference_inside_a_text_is_written_into_it() -> None:
    assert resolve("CO_$result[co][item][id]", RESULTS) == "CO_311"
    assert resolve("$result[list][0][ID] $total[list]", RESULTS) == "7 1"


def test_an_array_is_not_written_into_a_text() -> None:
    assert resolve("x$result[co][item]", RESULTS) == "x$result[co][item]"


def test_a_missing_key_gives_the_deepest_parent_that_is_there() -> None:
    assert resolve("$result[co][element][id]", RESULTS) == RESULTS["result"]["co"]  # type: ignore[index]
    assert resolve("$result[failed][item][id]", RESULTS) == RESULTS["result"]


def test_a_broken_reference_can_become_1() -> None:
    assert resolve("$result[failed][item][id]", RESULTS, broken_becomes_1=True) == 1
    assert resolve("$result[rq]", RESULTS, broken_becomes_1=True) == 58
