"""One run of a robot: a POST to its handler, and the wait for its answer.

Source: Bitrix24 `tutorials/bizproc/activity.md`; `restactivity.php`; facts §7.1.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from obmen_sandbox.portal.apps import event_auth, issue_token, secret
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.state import PortalState

WAITING, ANSWERED, SENT, TIMED_OUT = "waiting", "answered", "sent", "timeout"
RECEIVED: Final = "Получен ответ от приложения."


def start_run(
    state: PortalState,
    robot: Row,
    *,
    document_type: tuple[str, str, str],
    number: int,
    properties: Mapping[str, Any],
    timeout_s: int,
) -> Row:
    """Post a run to the robot's handler; without an answer it waits until its time is over."""
    run = new_run(state, robot, f"{document_type[2]}_{number}", properties)
    app = state.table("app")[robot["app_id"]]
    token = issue_token(state, app, robot["AUTH_USER_ID"] or app["user_id"])
    form = {
        "workflow_id": run["workflow_id"],
        "code": robot["CODE"],
        **indexed("document_id", [*document_type[:2], run["document"]]),
        **indexed("document_type", document_type),
        "event_token": run["event_token"],
        **dict(fields_of("properties", run["properties"])),
        "use_subscription": "Y" if run["status"] == WAITING else "N",
        "timeout_duration": str(timeout_s),
        "ts": str(int(state.clock.timestamp())),
        **{f"auth[{name}]": v for name, v in event_auth(state, app, token, renewable=True).items()},
    }

    def heard(status: int | None) -> None:
        run["http_status"] = status

    state.send(robot["HANDLER"], form, heard=heard)
    if run["status"] == WAITING:
        state.defer(seconds=timeout_s, run=lambda: give_up(state, run))
    return run


def new_run(state: PortalState, robot: Row, document: str, properties: Mapping[str, Any]) -> Row:
    """A run waits unless its robot says with "N" that it does not."""
    number = state.last_ids["robotRun"] + 1
    workflow = secret(state, "workflow", number)[:14]
    taken = {
        code: properties.get(code, described.get("Default", ""))
        for code, described in robot["PROPERTIES"].items()
    }
    row: Row = {"workflow_id": workflow, "app_id": robot["app_id"], "code": robot["CODE"]}
    row |= {"event_token": f"{workflow}|A{number}|{secret(state, 'event', number)}", "document": document}
    row |= {"status": SENT if robot["USE_SUBSCRIPTION"] == "N" else WAITING, "http_status": None}
    row |= {"returns": list(robot["RETURN_PROPERTIES"]), "properties": taken, "return_values": {}}
    return state.insert("robotRun", {**row, "log": [], "started": state.stamp(), "ended": None})


def indexed(name: str, parts: tuple[str, ...] | list[str]) -> dict[str, str]:
    return {f"{name}[{n}]": part for n, part in enumerate(parts)}


def fields_of(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """A value as the fields of a PHP form."""
    if not isinstance(value, dict | list):
        yield name, "" if value is None else str(value)
        return
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield from fields_of(f"{name}[{key}]", inner)


def waiting_run(state: PortalState, event_token: str) -> Row:
    """Raises: RestError 403 — nobody waits for such an answer, or does no longer."""
    for run in state.rows("robotRun"):
        if run["event_token"] == event_token and run["status"] == WAITING:
            return run
    raise RestError("ACCESS_DENIED", "Access denied!", status=403)


def answer_run(state: PortalState, run: Row, values: Mapping[str, Any], *, log_message: str) -> None:
    """Take an answer: the values that the robot has declared, and a line in the log."""
    run["return_values"] = {name: values[name] for name in run["returns"] if name in values}
    log_run(state, run, log_message or RECEIVED)
    end(state, run, ANSWERED)


def log_run(state: PortalState, run: Row, text: str) -> None:
    run["log"].append({"at": state.stamp(), "text": text})


def give_up(state: PortalState, run: Row) -> None:
    if run["status"] == WAITING:
        end(state, run, TIMED_OUT)


def end(state: PortalState, run: Row, status: str) -> None:
    run["status"], run["ended"] = status, state.stamp()
