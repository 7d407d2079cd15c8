"""The portal's error codes by consequence (bitrix24.md §1.5); texts are never looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from obmen.bitrix24.vocabulary import OPTIONAL
from obmen.delivery.outcome import Ambiguous, Halted, Outcome, Refused, Rejected

QUERY_LIMIT_EXCEEDED: Final = "QUERY_LIMIT_EXCEEDED"
OPERATION_TIME_LIMIT: Final = "OPERATION_TIME_LIMIT"
EXPIRED_TOKEN: Final = "EXPIRED_TOKEN"  # noqa: S105 — a code
INVALID_TOKEN: Final = "INVALID_TOKEN"  # noqa: S105 — a code; an earlier one of an application that was renewed
RENEWABLE: Final = frozenset({EXPIRED_TOKEN, INVALID_TOKEN})

NOT_RUN: Final = {  # code -> how long to wait
    QUERY_LIMIT_EXCEEDED: timedelta(seconds=2),
    OPERATION_TIME_LIMIT: timedelta(seconds=60),  # until `operating_reset_at`, which the pace knows better
    "ERROR_BATCH_LENGTH_EXCEEDED": timedelta(0),  # goes with the next batch
    "METHOD_CONFIRM_WAITING": timedelta(minutes=10),  # an administrator has to confirm the method
}
HALTING: Final = frozenset({  # "stop": the webhook, the plan or the portal itself
    "OVERLOAD_LIMIT",
    EXPIRED_TOKEN,  # renewing it has not helped, or a webhook cannot
    INVALID_TOKEN,
    "NO_AUTH_FOUND",
    "AUTHORIZATION_ERROR",
    "ERROR_OAUTH",
    "NOT_INSTALLED",
    "APPLICATION_NOT_FOUND",
    "PAYMENT_REQUIRED",
    "METHOD_CONFIRM_DENIED",
    "INVALID_CREDENTIALS",
    "USER_ACCESS_ERROR",
    "ALLOWED_ONLY_INTRANET_USER",
    "ERROR_MANIFEST_IS_NOT_AVAILABLE",
    "INVALID_REQUEST",  # "Https required"
    "PORTAL_DELETED",
})  # fmt: skip
HALTING_UNLESS_OPTIONAL: Final = frozenset({  # "stop", of one method
    "INSUFFICIENT_SCOPE",
    "ERROR_METHOD_NOT_FOUND",
})  # fmt: skip
MAY_HAVE_RUN: Final = frozenset({
    "INTERNAL_SERVER_ERROR",
    "ERROR_UNEXPECTED_ANSWER",
    "ERROR_CORE",  # 400 with any text, or 500 for SQL: inside a batch they look alike
})  # fmt: skip
GONE: Final = frozenset({
    "NOT_FOUND",  # crm.item.*
    "ERROR_NOT_FOUND",
    "200700300030",  # no such section
})  # fmt: skip
NEEDS_APPLICATION: Final = frozenset({"WRONG_AUTH_TYPE", "ERROR_WRONG_CONTEXT"})  # §9 C11
OWNER_GONE: Final = "OWNER_NOT_FOUND"  # crm.timeline.*, crm.item.productrow.*
OWNER_DENIED: Final = "ACCESS_DENIED"  # crm.item.productrow.list of an owner that is no more, or not ours
NO_CODE: Final = "error"  # `""` of crm.requisite.*, crm.address.* and of the catalogue's own checks
VAGUE: Final = frozenset({NO_CODE, "0", "100", "-", "ERROR", "ACCESS_DENIED", "200040300040", "200040300043"})
"""Codes of many meanings: an update that gets one may have met an object that is no more."""


def normal(code: object) -> str:
    """Return a code as text in upper case: codes come in any letter case, as numbers and empty."""
    if isinstance(code, dict):  # REST 3.0 (§1.9)
        code = code.get("code", "")
    return str("" if code is None else code).strip().upper()


def by_code(code: str, *, method: str, detail: str) -> Outcome:
    """Tell what an error of one command means."""
    if code in NOT_RUN:
        return Refused(NOT_RUN[code], code)
    if code in HALTING or (code in HALTING_UNLESS_OPTIONAL and method not in OPTIONAL):
        return Halted(code, detail)
    if code in MAY_HAVE_RUN:
        return Ambiguous(code)
    if code in GONE:
        return Rejected("not_found", detail)
    if code in NEEDS_APPLICATION:
        return Rejected("needs_application", f"{code}: {detail}")
    return Rejected(code or NO_CODE, detail)


def of_request(code: str, *, status: int, detail: str) -> Outcome:
    """Tell what an error of the whole request means: no record is at fault, so nothing is rejected."""
    if code in NOT_RUN:
        return Refused(NOT_RUN[code], code)
    if code in MAY_HAVE_RUN or (status >= 500 and code not in HALTING):
        return Ambiguous(code or f"http_{status}")
    return Halted(code or f"http_{status}", detail)


def of_status(status: int) -> Outcome:
    """Tell what an answer without JSON means: a server before the portal speaks, or a broken one."""
    if status == 429:
        return Refused(timedelta(seconds=10), "http_429")
    if status >= 500 or status in {200, 408}:
        return Ambiguous(f"http_{status}")
    return Halted(f"http_{status}", "")
