"""The offline queue: changes wait in the portal until the application comes for them.

Source: Bitrix24 `api-reference/events/offline-events.md`, `event-offline-*.md`; facts §5.2.
"""

import json
from hashlib import md5
from typing import Any, Final

from obmen_sandbox.portal.app_methods import NEEDS_APP, upper
from obmen_sandbox.portal.apps import INSTALLED, secret
from obmen_sandbox.portal.base_methods import is_extended
from obmen_sandbox.portal.doorbell import ring
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Reply, Row, reply_page, select_rows, sort_rows, stored
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import as_list, is_empty, php_array, to_int, to_text
from obmen_sandbox.portal.state import PortalState

QUEUE: Final = "offlineEvent"
LIMIT: Final = 50
RESERVED_S: Final = 30 * 24 * 3600
KINDS: Final = {
    "ID": "int",
    "TIMESTAMP_X": "datetime",
    "EVENT_NAME": "string",
    "MESSAGE_ID": "string",
    "PROCESS_ID": "string",
    "ERROR": "int",
}


def take(state: PortalState, event: Row) -> None:
    """Put an event into the queues that are bound to it; the author's own label keeps it out of its queue."""
    for handler in state.rows("eventHandler"):
        if not handler["offline"] or handler["event"] != event["event"]:
            continue
        app = state.table("app")[handler["app_id"]]
        labelled = handler["connector"] and handler["connector"] == state.connector
        if app["status"] == INSTALLED and not labelled:
            put(state, handler, event)
            ring(state, app, event["event"])


def put(state: PortalState, handler: Row, event: Row) -> None:
    """One row for one object and event until it is taken: a second change renews the first row."""
    fields = {name: str(value) for name, value in event["data"]["FIELDS"].items()}
    text = f"{event['event']}|{json.dumps({'FIELDS': fields}, sort_keys=True)}"
    message_id = md5(text.encode(), usedforsecurity=False).hexdigest()
    mine = {"app_id": handler["app_id"], "connector": handler["connector"], "MESSAGE_ID": message_id}
    fresh = {"TIMESTAMP_X": state.stamp(), "EVENT_ADDITIONAL": author(state)}
    for row in state.table(QUEUE).where("MESSAGE_ID", message_id):
        if not row["PROCESS_ID"] and row["ERROR"] == 0 and all(row[n] == v for n, v in mine.items()):
            row.update(fresh)
            return
    shown: Row = {
        "EVENT_NAME": event["event"],
        "EVENT_DATA": {"FIELDS": fields},
        "PROCESS_ID": "",
        "ERROR": 0,
    }
    state.insert(QUEUE, {**mine, **fresh, **shown, "reserved_at": 0.0})


def author(state: PortalState) -> dict[str, str]:
    return {} if state.actor_id is None else {"user_id": str(state.actor_id)}


def queue_of(call: Call) -> list[Row]:
    """The application's rows with the label that the call names; forgotten reservations are dropped."""
    forgotten = call.state.clock.timestamp() - RESERVED_S
    for row in call.state.rows(QUEUE):
        if row["PROCESS_ID"] and row["reserved_at"] < forgotten:
            del call.state.table(QUEUE)[row["id"]]
    connector = to_text(upper(call).get("AUTH_CONNECTOR"))
    rows = (row for row in call.state.rows(QUEUE) if row["app_id"] == call.app_id)
    return [{**row, "ID": row["id"]} for row in rows if row["connector"] == connector]


def get(call: Call) -> Reply:
    """`event.offline.get`: takes the first rows; `clear: 0` reserves them instead. Raises: RestError."""
    given = upper(call)
    clears = not is_empty(given.get("CLEAR", 1))
    if not clears and not is_extended(call.state):
        raise RestError("ACCESS_DENIED", "Available only on extended plans", status=403)
    wanted = 0 if is_empty(given.get("ERROR")) else 1
    free = [row for row in queue_of(call) if not row["PROCESS_ID"] and row["ERROR"] == wanted]
    rows = select_rows(free, given.get("FILTER"), KINDS, get=stored)
    rows = sort_rows(rows, given.get("ORDER") or {"TIMESTAMP_X": "ASC"}, KINDS, get=stored)
    rows = rows[: to_int(given.get("LIMIT")) or LIMIT]
    process_id = None if clears else to_text(given.get("PROCESS_ID")) or new_process(call.state)
    for row in rows:
        if clears:
            del call.state.table(QUEUE)[row["id"]]
        else:
            now = call.state.clock.timestamp()
            call.state.table(QUEUE)[row["id"]].update(PROCESS_ID=process_id, reserved_at=now)
    return Reply({"process_id": process_id, "events": [show(row) for row in rows]})


def new_process(state: PortalState) -> str:
    return secret(state, "process", state.new_id("offlineProcess"))[:32]


def show(row: Row) -> Row:
    return {
        "ID": str(row["id"]),
        "TIMESTAMP_X": row["TIMESTAMP_X"],
        "EVENT_NAME": row["EVENT_NAME"],
        "EVENT_DATA": row["EVENT_DATA"],
        "EVENT_ADDITIONAL": php_array(row["EVENT_ADDITIONAL"]),
        "MESSAGE_ID": row["MESSAGE_ID"],
    }


def list_(call: Call) -> Reply:
    """`event.offline.list`: looks and takes nothing."""
    given = upper(call)
    rows = select_rows(queue_of(call), given.get("FILTER"), KINDS, get=stored)
    rows = sort_rows(rows, given.get("ORDER"), KINDS, get=stored)
    return reply_page(None, rows, start=given.get("START"), view=show_whole)


def show_whole(row: Row) -> Row:
    return {**show(row), "PROCESS_ID": row["PROCESS_ID"], "ERROR": str(row["ERROR"])}


def reserved(call: Call, *, by: tuple[str, ...]) -> list[Row]:
    """The rows of a process, or those of them that are named. Raises: RestError."""
    given = upper(call)
    process_id = to_text(given.get("PROCESS_ID"))
    if not process_id:
        text = "Argument 'PROCESS_ID' is null or empty"
        raise RestError("ERROR_ARGUMENT", text, argument="PROCESS_ID")
    mine = [row for row in queue_of(call) if row["PROCESS_ID"] == process_id]
    for name in by:
        if not is_empty(given.get(name)):
            named = {to_text(value) for value in as_list(given[name])}
            return [row for row in mine if to_text(row[name]) in named]
    return mine


def clear(call: Call) -> Reply:
    for row in reserved(call, by=("ID", "MESSAGE_ID")):
        del call.state.table(QUEUE)[row["id"]]
    return Reply(result=True)


def error(call: Call) -> Reply:
    """`event.offline.error`: the rows wait again, marked; `event.offline.get {error: 1}` takes them."""
    for row in reserved(call, by=("MESSAGE_ID",)):
        call.state.table(QUEUE)[row["id"]].update(ERROR=1, PROCESS_ID="")
    return Reply(result=True)


def method(name: str, handler: Any, **settings: Any) -> Method:
    return Method(name, handler, "", webhook_refusal=NEEDS_APP, **settings)


METHODS: Final = (
    method("event.offline.get", get, writes=True, cost_s=0.05),
    method("event.offline.list", list_),
    method("event.offline.clear", clear, writes=True, cost_s=0.05),
    method("event.offline.error", error, writes=True, cost_s=0.05),
)
