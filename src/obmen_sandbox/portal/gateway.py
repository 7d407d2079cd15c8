"""From an HTTP request to an HTTP answer, with whatever goes wrong on the way."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from obmen_sandbox.portal.batch import command_methods, run_batch
from obmen_sandbox.portal.errors import ConnectionDropped, RestError
from obmen_sandbox.portal.execute import run, time_of
from obmen_sandbox.portal.faults import Fault
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import decode_pairs
from obmen_sandbox.portal.state import PortalState
from obmen_sandbox.portal.wire import drop_connection

HTML_ERROR = "<!DOCTYPE html><html><head><title>{0}</title></head><body><h1>{0}</h1><hr>nginx</body></html>"
FAULT_ERRORS: Mapping[str, RestError] = {
    "query-limit": RestError("QUERY_LIMIT_EXCEEDED", "Too many requests", status=503),
    "overload": RestError("OVERLOAD_LIMIT", "REST API is blocked due to overload.", status=503),
    "no-auth": RestError("NO_AUTH_FOUND", "Wrong authorization data", status=401),
    "payment-required": RestError("PAYMENT_REQUIRED", "Subscription has been ended", status=401),
    "portal-deleted": RestError("PORTAL_DELETED", "Portal was deleted", status=500),
}


class PortalResponse(JSONResponse):
    """JSON with the header that the portal writes."""

    media_type = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Gateway:
    """The REST entrance of one portal."""

    state: PortalState
    methods: Mapping[str, Method]

    async def handle(self, request: Request) -> Response:
        """Answer a request, or close its connection."""
        self.state.run_due()
        self.state.journal.requests["http"] += 1
        try:
            return await self._handle(request)
        except RestError as error:
            self.state.journal.errors[str(error.code)] += 1
            return PortalResponse(error.body(), status_code=error.status)
        except ConnectionDropped:
            self.state.journal.requests["dropped"] += 1
            return await drop_connection(request.scope)

    async def _handle(self, request: Request) -> Response:
        self._admit(request)
        call = await self._read(request)
        settings = self.state.settings
        await asyncio.sleep(settings.latency_s / settings.compression)
        methods = (
            [call.method, *command_methods(call.params)] if call.method.lower() == "batch" else [call.method]
        )
        fault = self.state.faults.strike_request(methods)
        if fault is None:
            return self._answer(call)
        self.state.journal.requests[f"fault {fault.name}"] += 1
        return await self._suffer(call, fault)

    def _admit(self, request: Request) -> None:
        """Raises: RestError of webhook, plan, bucket."""
        settings, path = self.state.settings, request.path_params
        if path.get("user") != str(settings.user_id) or path.get("secret") != settings.secret:
            raise RestError("NO_AUTH_FOUND", "Wrong authorization data", status=401)
        if settings.plan == "free":
            raise RestError("ACCESS_DENIED", "REST is available only on commercial plans.", status=403)
        address = request.client.host if request.client else ""
        if settings.limits and not self.state.limits.take(address=address, now=self.state.clock.timestamp()):
            raise FAULT_ERRORS["query-limit"]

    async def _read(self, request: Request) -> Call:
        method = str(request.path_params["method"])
        for suffix in (".json", ".xml"):
            method = method.removesuffix(suffix)
        base = f"{request.url.scheme}://{request.url.netloc}"
        return Call(
            self.state, method.strip("/"), await read_params(request), self.state.settings.user_id, base
        )

    def _answer(self, call: Call, *, die_after: int | None = None) -> PortalResponse:
        """Run a call and render its answer. Raises: ConnectionDropped."""
        if call.method.lower() != "batch":
            answer = run(self.state, self.methods, call)
            return PortalResponse(answer.full(), status_code=answer.status)
        self.state.journal.requests["batch"] += 1
        result = run_batch(self.state, self.methods, call, die_after=die_after)
        return PortalResponse({"result": result, "time": time_of(self.state, "batch", 0.0)})

    async def _suffer(self, call: Call, fault: Fault) -> Response:
        """What a fault makes of a request. Raises: RestError, ConnectionDropped."""
        match fault.name:
            case "drop":
                raise ConnectionDropped
            case "lost-answer":
                self._answer(call)
                raise ConnectionDropped
            case "late":
                self._defer(call, fault.number(50.0))
                raise ConnectionDropped
            case "fail-mid-batch":
                self._answer(call, die_after=int(fault.number(1)))
                raise ConnectionDropped
            case "slow":
                await self._pass(fault.number(5.0))
                return self._answer(call)
            case "status" | "html":
                return self._page(call, fault)
            case _:
                raise FAULT_ERRORS[fault.name]

    async def _pass(self, seconds: float) -> None:
        """Wait by the portal's clock, which may be moved on meanwhile."""
        passed = asyncio.Event()
        self.state.defer(seconds=seconds, run=passed.set)
        with suppress(TimeoutError):
            await asyncio.wait_for(passed.wait(), seconds / self.state.settings.compression)

    def _page(self, call: Call, fault: Fault) -> Response:
        """An HTML page instead of an answer; the call may have run."""
        if fault.executes:
            self._answer(call)
        status, _, target = (fault.arg or "500").partition(":") if fault.name == "status" else ("200", "", "")
        headers = {"Location": target or "https://renamed.bitrix24.example/"} if status == "302" else {}
        return HTMLResponse(HTML_ERROR.format(f"{status} Error"), status_code=int(status), headers=headers)

    def _defer(self, call: Call, seconds: float) -> None:
        """Run a call later by the portal's clock, whoever waits or does not."""

        def execute() -> None:
            try:
                self._answer(call)
            except ConnectionDropped:
                self.state.journal.requests["dropped"] += 1

        self.state.defer(seconds=seconds, run=execute)
        real_s = seconds / self.state.settings.compression
        asyncio.get_running_loop().call_later(real_s + 0.001, self.state.run_due)


async def read_params(request: Request) -> dict[str, Any]:
    """Read the parameters as PHP does: query, then form, and JSON only when there is no form.

    Malformed JSON is no parameters at all, without a word.
    """
    params = decode_pairs(parse_qsl(request.url.query, keep_blank_values=True, errors="replace"))
    if request.method != "POST":
        return params
    kind = request.headers.get("content-type", "")
    if "application/json" in kind:
        return {**params, **parse_json(await request.body())}
    if kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        async with request.form() as form:
            pairs = [(n, v.filename if isinstance(v, UploadFile) else v) for n, v in form.multi_items()]
        return {**params, **decode_pairs(pairs)}
    return params


def parse_json(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(body)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}
