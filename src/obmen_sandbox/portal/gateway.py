"""From an HTTP request to an HTTP answer, with whatever goes wrong on the way."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from obmen_sandbox.portal.batch import command_methods, run_batch
from obmen_sandbox.portal.callers import Caller, caller_of
from obmen_sandbox.portal.errors import ConnectionDropped, RestError
from obmen_sandbox.portal.execute import owner_of, run, time_of
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.misfortune import FAULT_ERRORS, suffer
from obmen_sandbox.portal.phpform import decode_pairs
from obmen_sandbox.portal.state import PortalState
from obmen_sandbox.portal.wire import drop_connection

FROM_ANYWHERE = {"Access-Control-Allow-Origin": "*"}  # pages of applications call from their own origins
PREFLIGHT = {"Access-Control-Allow-Headers": "*", "Access-Control-Allow-Methods": "GET, POST"}


class PortalResponse(JSONResponse):
    """JSON with the headers that the portal writes."""

    media_type = "application/json; charset=utf-8"

    def __init__(self, content: Any, status_code: int = 200) -> None:
        super().__init__(content, status_code=status_code, headers=FROM_ANYWHERE)


@dataclass(frozen=True, slots=True)
class Gateway:
    """The REST entrance of one portal."""

    state: PortalState
    methods: Mapping[str, Method]

    async def handle(self, request: Request) -> Response:
        """Answer a request, or close its connection."""
        if request.method == "OPTIONS":
            return Response(headers=FROM_ANYWHERE | PREFLIGHT)
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
        params = await read_params(request)
        caller = caller_of(self.state, request.path_params, params)
        self._admit(request)
        call = self._call(request, params, caller)
        settings = self.state.settings
        await asyncio.sleep(settings.latency_s / settings.compression)
        methods = (
            [call.method, *command_methods(call.params)] if call.method.lower() == "batch" else [call.method]
        )
        fault = self.state.faults.strike_request(methods)
        answer = partial(self._answer, call)
        if fault is None:
            return answer(None)
        self.state.journal.requests[f"fault {fault.name}"] += 1
        return await suffer(self.state, fault, answer)

    def _admit(self, request: Request) -> None:
        """Raises: RestError of plan and bucket."""
        settings = self.state.settings
        if settings.plan == "free":
            raise RestError("ACCESS_DENIED", "REST is available only on commercial plans.", status=403)
        address = request.client.host if request.client else ""
        if settings.limits and not self.state.limits.take(address=address, now=self.state.clock.timestamp()):
            raise FAULT_ERRORS["query-limit"]

    def _call(self, request: Request, params: dict[str, Any], caller: Caller) -> Call:
        method = str(request.path_params["method"])
        for suffix in (".json", ".xml"):
            method = method.removesuffix(suffix)
        base = f"{request.url.scheme}://{request.url.netloc}"
        return Call(self.state, method.strip("/"), params, caller.user_id, base, caller.app_id)

    def _answer(self, call: Call, die_after: int | None) -> PortalResponse:
        """Run a call and render its answer. Raises: ConnectionDropped."""
        if call.method.lower() != "batch":
            answer = run(self.state, self.methods, call)
            return PortalResponse(answer.full(), status_code=answer.status)
        self.state.journal.requests["batch"] += 1
        result = run_batch(self.state, self.methods, call, die_after=die_after)
        time = time_of(self.state, "batch", 0.0, owner=owner_of(call))
        return PortalResponse({"result": result, "time": time})


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
