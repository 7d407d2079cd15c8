"""What the portal's answers mean for the calls that were sent. Bytes and values in, outcomes out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from typing import Final

from obmen.bitrix24.codes import by_code, normal, of_request, of_status
from obmen.bitrix24.vocabulary import (
    BARE_ID,
    CATALOG_PRICE_ADD,
    CATALOG_PRICE_MODIFY,
    CATALOG_PRODUCT_ADD,
    CATALOG_PRODUCT_OFFER_ADD,
    CATALOG_PRODUCT_SKU_ADD,
    CATALOG_SECTION_ADD,
    OBJECT_OF,
)
from obmen.delivery.call import Call, ResultOf
from obmen.delivery.outcome import Ambiguous, Delivered, Outcome, Refused, Rejected

OWNER_OF: Final = {  # creating method -> the field that names the owner
    CATALOG_PRICE_ADD: "productId",
    CATALOG_PRODUCT_ADD: "iblockSectionId",
    CATALOG_PRODUCT_SKU_ADD: "iblockSectionId",
    CATALOG_PRODUCT_OFFER_ADD: "parentId",
    CATALOG_SECTION_ADD: "iblockSectionId",
}
OWNER_MISMATCH: Final = "owner.mismatch"
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>")


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer; `payload` is None when the body is no JSON object."""

    status: int
    payload: Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class Failure:
    """An error as the portal told it."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a command ran, and what its method has used in the running ten minutes."""

    duration_s: float
    operating_s: float | None = None
    resets_in_s: float | None = None  # until its oldest minute is forgotten


@dataclass(frozen=True, slots=True)
class Parts:
    """The answer of a batch by command."""

    results: Mapping[str, object] = field(default_factory=dict)
    failures: Mapping[str, Failure] = field(default_factory=dict)
    next: Mapping[str, int] = field(default_factory=dict)
    timings: Mapping[str, Timing] = field(default_factory=dict)


def read_answer(status: int, body: bytes) -> Answer:
    """Read an answer's body; HTML and broken JSON give no payload."""
    try:
        payload = json.loads(body)
    except ValueError:
        return Answer(status, None)
    return Answer(status, payload if isinstance(payload, dict) else None)


def failure_of(envelope: object) -> Failure | None:
    """Find the error in an envelope or in a result; HTTP 200 may carry one too (bitrix24.md §9 C13)."""
    if not isinstance(envelope, Mapping) or "error" not in envelope:
        return None
    code = normal(envelope["error"])
    if not code and "result" in envelope:
        return None
    return Failure(code, _plain(str(envelope.get("error_description") or "")))


def _plain(text: str) -> str:
    """Return a text without its HTML: exceptions of the portal are told with tags (bitrix24.md §1.5)."""
    return unescape(_TAG.sub(" ", text)).strip()


def judge_request(answer: Answer) -> Outcome | None:
    """Tell what a failed request means for all its calls; None: the calls have results of their own."""
    if answer.payload is None:
        return of_status(answer.status)
    failure = failure_of(answer.payload)
    if failure:
        return of_request(failure.code, status=answer.status, detail=failure.detail)
    return None if "result" in answer.payload else Ambiguous("answer.without_result")


def parts_of(answer: Answer) -> Parts:
    """Take a batch's answer apart; empty PHP arrays are empty maps."""
    body = _map((answer.payload or {}).get("result"))
    failures = {name: _failure(error) for name, error in _by_name(body.get("result_error")).items() if error}
    following = {name: _id(start) for name, start in _by_name(body.get("result_next")).items()}
    return Parts(
        results={name: one for name, one in _by_name(body.get("result")).items() if name not in failures},
        failures=failures,
        next={name: start for name, start in following.items() if start},
        timings={name: timing_of(time) for name, time in _by_name(body.get("result_time")).items()},
    )


def _by_name(value: object) -> Mapping[str, object]:
    """Read a map of a batch by command; PHP writes one with the keys 0, 1, 2 … as a list (§1.6)."""
    if isinstance(value, list):
        return {str(index): one for index, one in enumerate(value)}
    return _map(value)


def _failure(error: object) -> Failure:
    return failure_of(error) or Failure("", str(error))


def _map(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def end_of_block(parts: Parts, name: str) -> float | None:
    """Return in how many seconds a method that has used up its time may run again, where a batch tells it."""
    timing = parts.timings.get(name)
    return timing.resets_in_s if timing else None


def timing_of(time: object) -> Timing:
    """Read `time` of an answer; boxed portals and old methods leave out the operating part."""
    facts = _map(time)
    reset, finish = _seconds(facts.get("operating_reset_at")), _seconds(facts.get("finish"))
    return Timing(
        _seconds(facts.get("duration")) or 0.0,
        _seconds(facts.get("operating")),
        reset - finish if reset and finish else None,
    )


def _seconds(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def judge_batch(calls: Sequence[Call], answer: Answer, *, halt: bool) -> list[Outcome]:
    """Tell what became of every call of a batch, in order.

    With `halt` the portal runs nothing after the first failure, so what is missing then has not run;
    without it a missing call may have run.
    """
    whole = judge_request(answer)
    if whole:
        return [whole for _ in calls]
    parts = parts_of(answer)
    outcomes: list[Outcome] = []
    made: dict[str, int] = {}
    stopped = False
    for call in calls:
        outcome = _judge(call, parts, made, stopped=stopped)
        if isinstance(outcome, Delivered) and outcome.item_id is not None:
            made[call.name] = outcome.item_id
        stopped = stopped or (halt and call.name in parts.failures)
        outcomes.append(outcome)
    return outcomes


def _judge(call: Call, parts: Parts, made: Mapping[str, int], *, stopped: bool) -> Outcome:
    if call.name in parts.failures:
        failure = parts.failures[call.name]
        return by_code(failure.code, method=call.method, detail=failure.detail)
    if call.name in parts.results:
        return judge_result(call, parts.results[call.name], made=made)
    return Refused(timedelta(0), "batch.halted") if stopped else Ambiguous("answer.missing")


def judge_single(call: Call, answer: Answer, *, made: Mapping[str, int]) -> Outcome:
    """Tell what became of a call that was sent by itself."""
    failure = failure_of(answer.payload)
    if failure and answer.status < 500:
        return by_code(failure.code, method=call.method, detail=failure.detail)
    whole = judge_request(answer)
    if whole:
        return whole
    return judge_result(call, _map(answer.payload).get("result"), made=made)


def judge_result(call: Call, result: object, *, made: Mapping[str, int]) -> Outcome:
    """Tell what a result says: the object's id, an error inside it, or another owner than asked for."""
    failure = failure_of(result)
    if failure:
        return by_code(failure.code, method=call.method, detail=failure.detail)
    if result is False:
        return Rejected("false", "")
    if call.method == CATALOG_PRICE_MODIFY:
        return _judge_prices(call, result, made)
    if call.method in BARE_ID:
        return Delivered(_id(result))
    made_object = _made_object(result, OBJECT_OF.get(call.method, ""))
    item_id = _id(made_object.get("id")) or call.target
    if item_id is None:
        return Ambiguous("answer.without_id")
    return _mismatch(call, made_object, item_id, made) or Delivered(item_id, made_object)


def _judge_prices(call: Call, result: object, made: Mapping[str, int]) -> Outcome:
    """Tell which rows a whole set of prices has made, and that they are the product's that was meant."""
    listed = [_map(row) for row in _list(_map(result).get("prices"))]
    rows = {str(row.get("catalogGroupId")): row_id for row in listed if (row_id := _id(row.get("id")))}
    wanted = _map(_map(call.params.get("fields")).get("product")).get("id")
    expected = made.get(wanted.call) if isinstance(wanted, ResultOf) else _id(wanted)
    strangers = [owner for row in listed if (owner := _id(row.get("productId"))) not in {None, expected}]
    if strangers and expected is not None:
        facts = {"created": None, "owner": strangers[0], "expected": expected, "method": call.method}
        return Rejected(OWNER_MISMATCH, f"productId: {strangers[0]}, not {expected}", facts)
    if not call.rows.keys() <= rows.keys():
        return Ambiguous("answer.without_rows", rows)
    return Delivered(rows=rows)


def _list(value: object) -> Sequence[object]:
    """Read a list; one with gaps in its keys is a map in PHP."""
    return list(value.values()) if isinstance(value, Mapping) else value if isinstance(value, list) else ()


def _made_object(result: object, name: str) -> Mapping[str, object]:
    """Find the object in a result: under its name, the only one there, or its id alone (§9 C6)."""
    if not isinstance(result, Mapping):
        return {} if result is True else {"id": result}
    inner = [one for one in result.values() if isinstance(one, Mapping) and "id" in one]
    if name in result:
        return _map(result[name])
    return _map(inner[0]) if len(inner) == 1 else result


def made_id(result: object, method: str) -> int | None:
    """Return the id of the object that a writing method has made or changed."""
    return _id(_made_object(result, OBJECT_OF.get(method, "")).get("id"))


def held(value: object) -> object:
    """Return the value of a property, which is read with the id of its row: `{"value": …, "valueId": …}`."""
    return value.get("value") if isinstance(value, Mapping) and "value" in value else value


def _id(value: object) -> int | None:
    """Read an id: a number, or a number as text."""
    digits = str(value)
    return int(digits) if digits.isascii() and digits.isdigit() and int(digits) else None


def _mismatch(
    call: Call, answered: Mapping[str, object], item_id: int, made: Mapping[str, int]
) -> Rejected | None:
    """Find out whether the object was made for another owner: PHP turns a failed reference into id 1."""
    name = OWNER_OF.get(call.method, "")
    wanted = _map(call.params.get("fields")).get(name)
    expected = made.get(wanted.call) if isinstance(wanted, ResultOf) else _id(wanted)
    owner = _id(held(answered.get(name)))
    if owner is None or owner == expected or not wanted:
        return None
    facts = {"created": item_id, "owner": owner, "expected": expected, "method": call.method}
    return Rejected(OWNER_MISMATCH, f"{name}: {owner}, not {expected}", facts)
