"""What a fault makes of a request, whatever the request was for."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress

from starlette.responses import HTMLResponse, Response

from obmen_sandbox.portal.errors import ConnectionDropped, RestError
from obmen_sandbox.portal.faults import Fault
from obmen_sandbox.portal.state import PortalState

Answer = Callable[[int | None], Response]  # runs the request; a number says after how many commands it dies
HTML_ERROR = "<!DOCTYPE html><html><head><title>{0}</title></head><body><h1>{0}</h1><hr>nginx</body></html>"
FAULT_ERRORS: Mapping[str, RestError] = {
    "query-limit": RestError("QUERY_LIMIT_EXCEEDED", "Too many requests", status=503),
    "overload": RestError("OVERLOAD_LIMIT", "REST API is blocked due to overload.", status=503),
    "no-auth": RestError("NO_AUTH_FOUND", "Wrong authorization data", status=401),
    "payment-required": RestError("PAYMENT_REQUIRED", "Subscription has been ended", status=401),
    "portal-deleted": RestError("PORTAL_DELETED", "Portal was deleted", status=500),
}


async def suffer(state: PortalState, fault: Fault, answer: Answer) -> Response:
    """Answer under a fault. Raises: RestError, ConnectionDropped."""
    match fault.name:
        case "drop":
            raise ConnectionDropped
        case "lost-answer":
            answer(None)
            raise ConnectionDropped
        case "late":
            _defer(state, answer, fault.number(50.0))
            raise ConnectionDropped
        case "fail-mid-batch":
            answer(int(fault.number(1)))
            raise ConnectionDropped
        case "slow":
            await _pass(state, fault.number(5.0))
            return answer(None)
        case "status" | "html":
            return _page(answer, fault)
        case _:
            raise FAULT_ERRORS[fault.name]


async def _pass(state: PortalState, seconds: float) -> None:
    """Wait by the portal's clock, which may be moved on meanwhile."""
    passed = asyncio.Event()
    state.defer(seconds=seconds, run=passed.set)
    with suppress(TimeoutError):
        await asyncio.wait_for(passed.wait(), seconds / state.settings.compression)


def _page(answer: Answer, fault: Fault) -> Response:
    """An HTML page instead of an answer; the call may have run."""
    if fault.executes:
        answer(None)
    status, _, target = (fault.arg or "500").partition(":") if fault.name == "status" else ("200", "", "")
    headers = {"Location": target or "https://renamed.bitrix24.example/"} if status == "302" else {}
    return HTMLResponse(HTML_ERROR.format(f"{status} Error"), status_code=int(status), headers=headers)


def _defer(state: PortalState, answer: Answer, seconds: float) -> None:
    """Run a call later by the portal's clock, whoever waits or does not."""

    def execute() -> None:
        try:
            answer(None)
        except ConnectionDropped:
            state.journal.requests["dropped"] += 1

    state.defer(seconds=seconds, run=execute)
    real_s = seconds / state.settings.compression
    asyncio.get_running_loop().call_later(real_s + 0.001, state.run_due)
