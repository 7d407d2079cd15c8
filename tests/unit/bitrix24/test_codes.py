"""Every code of the facts' table is handled, in any letter case and type."""

from datetime import timedelta

import pytest

from obmen.bitrix24.answers import Answer, Failure, failure_of, judge_batch, judge_request, read_answer
from obmen.bitrix24.vocabulary import IM_NOTIFY_SYSTEM_ADD
from obmen.delivery.outcome import Ambiguous, Delivered, Halted, Outcome, Refused, Rejected
from tests.unit.bitrix24.builders import call

TABLE: list[tuple[object, type]] = [  # bitrix24.md §1.5, as an error of one command
    ("QUERY_LIMIT_EXCEEDED", Refused),
    ("OPERATION_TIME_LIMIT", Refused),
    ("OVERLOAD_LIMIT", Halted),
    ("expired_token", Halted),
    ("invalid_token", Halted),
    ("NO_AUTH_FOUND", Halted),
    ("authorization_error", Halted),
    ("ERROR_OAUTH", Halted),
    ("NOT_INSTALLED", Halted),
    ("APPLICATION_NOT_FOUND", Halted),
    ("PAYMENT_REQUIRED", Halted),
    ("METHOD_CONFIRM_WAITING", Refused),
    ("METHOD_CONFIRM_DENIED", Halted),
    ("insufficient_scope", Halted),
    ("ACCESS_DENIED", Rejected),
    ("INVALID_CREDENTIALS", Halted),
    ("user_access_error", Halted),
    ("allowed_only_intranet_user", Halted),
    ("WRONG_AUTH_TYPE", Rejected),
    ("ERROR_METHOD_NOT_FOUND", Halted),
    ("ERROR_MANIFEST_IS_NOT_AVAILABLE", Halted),
    ("ERROR_BATCH_METHOD_NOT_ALLOWED", Rejected),
    ("ERROR_BATCH_LENGTH_EXCEEDED", Refused),
    ("INVALID_REQUEST", Halted),
    ("ERROR_ARGUMENT", Rejected),
    ("100", Rejected),
    (100, Rejected),
    ("INVALID_ARG_VALUE", Rejected),
    ("ERROR_CORE", Ambiguous),
    ("INTERNAL_SERVER_ERROR", Ambiguous),
    ("ERROR_UNEXPECTED_ANSWER", Ambiguous),
    ("PORTAL_DELETED", Halted),
    (0, Rejected),
    ("0", Rejected),
    ("", Rejected),
    ("-", Rejected),
    (200040300010, Rejected),
    ("CRM_FIELD_ERROR_VALUE_NOT_VALID", Rejected),
]


def of_command(code: object, *, method: str = "catalog.product.update") -> Outcome:
    errors = {"a": {"error": code, "error_description": "text"}}
    answer = Answer(200, {"result": {"result": [], "result_error": errors}})
    return judge_batch([call(method=method)], answer, halt=False)[0]


@pytest.mark.parametrize(("code", "outcome"), TABLE, ids=[str(code) for code, _ in TABLE])
def test_an_error_of_one_command(code: object, outcome: type) -> None:
    assert type(of_command(code)) is outcome
    if isinstance(code, str):
        assert type(of_command(code.lower())) is outcome
        assert type(of_command(code.upper())) is outcome


@pytest.mark.parametrize(("code", "outcome"), TABLE, ids=[str(code) for code, _ in TABLE])
def test_an_error_of_the_whole_request_is_no_records_fault(code: object, outcome: type) -> None:
    judged = judge_request(Answer(400, {"error": code, "error_description": "text"}))

    assert type(judged) is (Halted if outcome is Rejected else outcome)


@pytest.mark.parametrize("code", ["not_found", "ERROR_NOT_FOUND", 200700300030])
def test_an_object_that_is_no_more_has_one_name(code: object) -> None:
    assert of_command(code) == Rejected("not_found", "text")


@pytest.mark.parametrize("code", ["insufficient_scope", "ERROR_METHOD_NOT_FOUND"])
def test_a_missing_scope_of_a_useful_method_stops_nothing_else(code: str) -> None:
    assert isinstance(of_command(code, method=IM_NOTIFY_SYSTEM_ADD), Rejected)


@pytest.mark.parametrize("status", [500, 403, 410])
def test_a_deleted_portal_is_known_by_its_code_whatever_the_status(status: int) -> None:
    assert judge_request(Answer(status, {"error": "PORTAL_DELETED"})) == Halted("PORTAL_DELETED", "")


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Ambiguous("http_200")),
        (302, Halted("http_302", "")),
        (401, Halted("http_401", "")),
        (403, Halted("http_403", "")),
        (404, Halted("http_404", "")),
        (429, Refused(timedelta(seconds=10), "http_429")),
        (500, Ambiguous("http_500")),
        (502, Ambiguous("http_502")),
        (503, Ambiguous("http_503")),
        (504, Ambiguous("http_504")),
    ],
)
def test_an_answer_without_json_is_judged_by_its_status(status: int, outcome: Outcome) -> None:
    answer = read_answer(status, b"<html><body>nginx</body></html>")

    assert judge_request(answer) == outcome


@pytest.mark.parametrize("body", [b"", b"[]", b"5", b'{"result":', b"\xff\xfe"])
def test_broken_json_has_no_payload(body: bytes) -> None:
    assert read_answer(200, body) == Answer(200, None)


def test_an_error_inside_http_200_is_an_error() -> None:
    assert failure_of({"error": "NO_AUTH_FOUND"}) == Failure("NO_AUTH_FOUND", "")


def test_an_empty_error_beside_a_result_is_none() -> None:
    assert failure_of({"result": [], "error": ""}) is None


def test_the_envelope_of_rest_3_is_read_too() -> None:
    told = failure_of({"error": {"code": "BITRIX_REST_V3_EXCEPTION_ACCESSDENIEDEXCEPTION", "message": "m"}})

    assert told == Failure("BITRIX_REST_V3_EXCEPTION_ACCESSDENIEDEXCEPTION", "")


def test_an_unknown_error_with_a_server_status_may_have_run() -> None:
    assert judge_request(Answer(500, {"error": "SOMETHING_NEW"})) == Ambiguous("SOMETHING_NEW")


def test_a_delivered_call_is_not_an_error() -> None:
    answer = Answer(200, {"result": {"result": {"a": {"element": {"id": 901}}}, "result_error": []}})

    assert judge_batch([call()], answer, halt=False) == [Delivered(901, {"id": 901})]
