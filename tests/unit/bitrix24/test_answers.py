"""What became of each call of a batch."""

from datetime import timedelta

import pytest

from obmen.bitrix24.answers import Answer, Timing, judge_batch, judge_single, parts_of
from obmen.bitrix24.vocabulary import (
    CATALOG_PRICE_ADD,
    CATALOG_PRODUCT_ADD,
    CATALOG_SECTION_ADD,
    CRM_ITEM_UPDATE,
    CRM_TIMELINE_LOGMESSAGE_ADD,
    IM_NOTIFY_SYSTEM_ADD,
)
from obmen.delivery.call import ResultOf
from obmen.delivery.outcome import Ambiguous, Delivered, Halted, Refused, Rejected
from tests.unit.bitrix24.builders import call


def answered(results: object = (), errors: object = ()) -> Answer:
    return Answer(200, {"result": {"result": results or [], "result_error": errors or []}})


NOT_FOUND = {"error": "NOT_FOUND", "error_description": "Элемент не найден"}


@pytest.mark.parametrize(
    ("method", "result", "item_id"),
    [
        (CATALOG_SECTION_ADD, {"section": {"id": 41}}, 41),
        (CATALOG_PRODUCT_ADD, {"element": {"id": "901"}}, 901),
        (CATALOG_PRICE_ADD, {"price": {"id": 3301}}, 3301),
        (CRM_ITEM_UPDATE, {"item": {"id": 128}}, 128),
        (CRM_TIMELINE_LOGMESSAGE_ADD, {"logMessage": {"id": 5120}}, 5120),
        (IM_NOTIFY_SYSTEM_ADD, 90512, 90512),
    ],
)
def test_each_method_tells_the_id_in_its_own_place(method: str, result: object, item_id: int) -> None:
    [outcome] = judge_batch([call(method=method, target=None)], answered({"a": result}), halt=False)

    assert isinstance(outcome, Delivered)
    assert outcome.item_id == item_id


def test_an_update_that_answers_nothing_still_knows_its_object() -> None:
    assert judge_batch([call(target=901)], answered({"a": True}), halt=False) == [Delivered(901, {})]


def test_an_add_without_an_id_may_have_run() -> None:
    [outcome] = judge_batch(
        [call(method=CATALOG_PRODUCT_ADD, target=None)], answered({"a": {"element": {}}}), halt=False
    )

    assert outcome == Ambiguous("answer.without_id")


def test_false_is_no_success() -> None:
    assert judge_batch([call()], answered({"a": False}), halt=False) == [Rejected("false", "")]


def test_an_error_inside_a_result_is_an_error() -> None:
    result = {"error": "ERROR_ADD", "error_description": "no"}

    assert judge_batch([call()], answered({"a": result}), halt=False) == [Rejected("ERROR_ADD", "no")]


def test_a_call_that_is_missing_in_the_answer_may_have_run() -> None:
    calls = [call("a"), call("b")]

    outcomes = judge_batch(calls, answered({"a": {"element": {"id": 901}}}), halt=False)

    assert outcomes[1] == Ambiguous("answer.missing")


def test_after_a_halt_the_calls_behind_have_not_run() -> None:
    calls = [call("a"), call("b"), call("c")]

    outcomes = judge_batch(calls, answered({"a": {"element": {"id": 901}}}, {"b": NOT_FOUND}), halt=True)

    assert outcomes[1:] == [Rejected("not_found", "Элемент не найден"), Refused(timedelta(0), "batch.halted")]


def test_before_the_failure_of_a_halted_batch_a_missing_call_may_have_run() -> None:
    outcomes = judge_batch([call("a"), call("b")], answered({}, {"b": NOT_FOUND}), halt=True)

    assert outcomes[0] == Ambiguous("answer.missing")


def test_an_error_of_the_request_is_an_error_of_every_call() -> None:
    answer = Answer(401, {"error": "NO_AUTH_FOUND", "error_description": "Wrong authorization data"})

    outcomes = judge_batch([call("a"), call("b")], answer, halt=False)

    assert outcomes == [Halted("NO_AUTH_FOUND", "Wrong authorization data")] * 2


def price_of(owner: object) -> list[object]:
    product = call("p", method=CATALOG_PRODUCT_ADD, params={"fields": {}}, target=None)
    price = call("c", method=CATALOG_PRICE_ADD, params={"fields": {"productId": ResultOf("p")}}, target=None)
    results = {"p": {"element": {"id": 901}}, "c": {"price": {"id": 3301, "productId": owner}}}
    return list(judge_batch([product, price], answered(results), halt=False))


def test_a_price_of_the_product_just_made_is_delivered() -> None:
    assert isinstance(price_of(901)[1], Delivered)


def test_a_price_that_landed_at_another_product_is_seen() -> None:
    outcome = price_of(1)[1]

    assert isinstance(outcome, Rejected)
    assert outcome.code == "owner.mismatch"
    assert outcome.facts == {"created": 3301, "owner": 1, "expected": 901, "method": CATALOG_PRICE_ADD}


def test_a_price_whose_product_failed_is_always_at_a_wrong_one() -> None:
    product = call("p", method=CATALOG_PRODUCT_ADD, params={"fields": {}}, target=None)
    price = call("c", method=CATALOG_PRICE_ADD, params={"fields": {"productId": ResultOf("p")}}, target=None)

    outcomes = judge_batch(
        [product, price], answered({"c": {"price": {"id": 5, "productId": 1}}}, {"p": NOT_FOUND}), halt=False
    )

    assert isinstance(outcomes[1], Rejected)
    assert outcomes[1].facts["expected"] is None


def test_a_section_at_the_root_has_no_owner_to_compare() -> None:
    section = call("a", method=CATALOG_SECTION_ADD, params={"fields": {"iblockSectionId": 0}}, target=None)

    [outcome] = judge_batch(
        [section], answered({"a": {"section": {"id": 41, "iblockSectionId": None}}}), halt=False
    )

    assert isinstance(outcome, Delivered)


def test_a_single_call_is_judged_as_one_of_a_batch() -> None:
    good = Answer(200, {"result": {"element": {"id": 901}}})
    bad = Answer(400, {"error": 0, "error_description": "Товар с указанным символьным кодом уже существует"})

    assert judge_single(call(), good, made={}) == Delivered(901, {"id": 901})
    assert isinstance(judge_single(call(), bad, made={}), Rejected)
    assert isinstance(judge_single(call(), Answer(502, None), made={}), Ambiguous)
    assert isinstance(judge_single(call(), Answer(503, {"error": "QUERY_LIMIT_EXCEEDED"}), made={}), Refused)
    assert isinstance(judge_single(call(), Answer(401, {"error": "NO_AUTH_FOUND"}), made={}), Halted)


def test_timings_are_read_by_command_and_may_be_missing() -> None:
    told = {"duration": 0.25, "finish": 1795500000.5, "operating": 12.5, "operating_reset_at": 1795500600}
    times = {"a": told, "b": []}
    answer = Answer(200, {"result": {"result": [], "result_time": times}})

    timings = parts_of(answer).timings

    assert timings["a"] == Timing(0.25, 12.5, 599.5)
    assert timings["b"] == Timing(0.0)
