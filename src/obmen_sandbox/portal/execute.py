"""Running one call: rights, limits, the method itself, the envelope of its answer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from obmen_sandbox.portal.clock import stamp
from obmen_sandbox.portal.errors import RestError, method_not_found
from obmen_sandbox.portal.lists import Reply
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import to_text
from obmen_sandbox.portal.state import PortalState

JITTER = 0.1  # run times differ by a tenth
FAST = 0.005  # seconds


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: an HTTP status and a body without `time`, and the `time` of the call."""

    status: int
    body: dict[str, Any]
    time: dict[str, Any]

    def full(self) -> dict[str, Any]:
        return {**self.body, "time": self.time} if "error" not in self.body else self.body


def run(state: PortalState, methods: Mapping[str, Method], call: Call, *, in_batch: bool = False) -> Answer:
    """Run a call and turn what it raises into an answer; ConnectionDropped passes through."""
    name = call.method.lower()
    state.journal.commands[call.method] += 1
    try:
        method = methods.get(name)
        if method is None:
            raise method_not_found()
        admit(state, method, call)
        with state.acting(call.user_id, connector=to_text(call.params.get("auth_connector"))):
            reply = method.handler(call)
    except RestError as error:
        state.journal.errors[str(error.code)] += 1
        return Answer(error.status, error.body(), time_of(state, call.method, 0.01, owner=owner_of(call)))
    if method.writes:
        state.journal.record(method=method.name, params=call.params, result=reply.result, in_batch=in_batch)
    seconds = charged(state, method, reply)
    return Answer(200, body_of(reply), time_of(state, name, seconds, owner=owner_of(call)))


def body_of(reply: Reply) -> dict[str, Any]:
    body: dict[str, Any] = {"result": reply.result}
    if reply.next is not None:
        body["next"] = reply.next
    if reply.total is not None:
        body["total"] = reply.total
    return body


def owner_of(call: Call) -> str:
    """Whose run time a call uses up: the webhook's or an application's, each has its own."""
    return "webhook" if call.app_id is None else f"app {call.app_id}"


def scopes_of(call: Call) -> Collection[str]:
    if call.app_id is None:
        return call.state.settings.scopes
    scopes: list[str] = call.state.table("app")[call.app_id]["scopes"]
    return scopes


COVERING = {"user": frozenset({"user", "user_basic", "user_brief"})}  # narrower scopes that open it too


def covered(scope: str, scopes: Collection[str]) -> bool:
    return not COVERING.get(scope, {scope}).isdisjoint(scopes)


def admit(state: PortalState, method: Method, call: Call) -> None:
    """May this method run now? Raises: RestError of scope, kind of caller, plan, operating limit."""
    if method.scope and not covered(method.scope, scopes_of(call)):
        token = "webhook" if call.app_id is None else "access"
        text = f"The request requires higher privileges than provided by the {token} token"
        raise RestError("insufficient_scope", text, status=403)
    if call.app_id is None and method.webhook_refusal is not None:
        raise method.webhook_refusal.with_traceback(None)  # one error object serves every refusal
    if method.basic_denied and state.settings.plan == "basic":
        raise RestError("ACCESS_DENIED", "Недоступно на вашем тарифе", status=403)
    now = state.clock.timestamp()
    spent = state.settings.limits and not state.limits.may_run(
        owner=owner_of(call), method=method.name.lower(), now=now
    )
    if spent or state.faults.strike("operation-time-limit", method.name):
        raise RestError("OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit.", status=429)
    if state.faults.strike("error-core", method.name):
        raise RestError("ERROR_CORE", "Internal error: module is not available<br>")


def charged(state: PortalState, method: Method, reply: Reply) -> float:
    """What a call costs in run time; nothing is slept, but the portal's clock may move on.

    Without limits a call costs what a fast portal takes: a client that keeps to a budget isn't slowed down.
    """
    if not (state.settings.limits or state.settings.charged_time_passes):
        return min(method.cost_s, FAST)
    seconds = (method.cost_s + reply.extra_s) * (1 + JITTER * (2 * state.rng.random() - 1))
    if state.settings.charged_time_passes:
        state.clock.advance(seconds)
    return seconds


def time_of(state: PortalState, method: str, seconds: float, *, owner: str) -> dict[str, Any]:
    """The `time` of an answer; `operating` is what the method has used in ten minutes."""
    finish = state.clock.timestamp()
    used, reset_at = state.limits.charge(owner=owner, method=method, now=finish, seconds=seconds)
    moment = stamp(state.now())
    return {
        "start": round(finish - seconds, 6),
        "finish": round(finish, 6),
        "duration": seconds,
        "processing": seconds,
        "date_start": moment,
        "date_finish": moment,
        "operating_reset_at": reset_at,
        "operating": round(used, 6),
    }
