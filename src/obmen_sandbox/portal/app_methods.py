"""What only an application may call about itself: `app.info` and the handlers of its events.

Source: Bitrix24 `api-reference/common/system/app-info.md`, `events/event-bind.md`; facts §5.1, §6.3.
"""

from typing import Any, Final

from obmen_sandbox.portal.apps import INSTALLED, LANGUAGE, find_app
from obmen_sandbox.portal.base_methods import EVENTS, is_extended
from obmen_sandbox.portal.errors import RestError, method_not_found
from obmen_sandbox.portal.lists import Reply, Row
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import as_map, is_empty, to_int, to_text
from obmen_sandbox.portal.words import words

NEEDS_APP: Final = RestError(
    "WRONG_AUTH_TYPE",
    "Current authorization type is denied for this method Application context required",
    status=403,
)
NEEDS_APP_CONTEXT: Final = RestError("ACCESS_DENIED", "Access denied! Application context required")
WRONG_CONTEXT: Final = RestError("ERROR_WRONG_CONTEXT", "Wrong context")
LICENSES: Final = {  # plan -> LICENSE, its type, its family
    "free": ("ru_project", "project", "project"),
    "basic": ("ru_basic", "basic", "basic"),
    "pro": ("ru_pro100", "pro100", "pro"),
    "enterprise": ("ru_ent250", "ent250", "ent"),
}
NOT_HERE: Final = (  # methods of applications that the practice portal does not have
    (NEEDS_APP_CONTEXT, words("bizproc.activity.add bizproc.activity.delete")),
    (WRONG_CONTEXT, words("crm.activity.configurable.add crm.activity.configurable.update")),
)


def upper(call: Call) -> dict[str, Any]:
    """The parameters by their names in upper case: these methods take both spellings."""
    return {name.upper(): value for name, value in call.params.items()}


def argument(given: dict[str, Any], name: str, *, status: int = 400) -> str:
    """Raises: RestError ERROR_ARGUMENT."""
    if is_empty(given.get(name)):
        text = f"Argument '{name}' is null or empty"
        raise RestError("ERROR_ARGUMENT", text, status=status, argument=name)
    return to_text(given[name])


def app_of(call: Call) -> Row:
    return find_app(call.state, call.app_id or 0)


def is_admin(call: Call) -> bool:
    return bool(call.state.table("user")[call.user_id]["admin"])


def app_info(call: Call) -> Reply:
    app = app_of(call)
    license_, kind, family = LICENSES[call.state.settings.plan]
    shown: Row = {"ID": app["id"], "CODE": app["client_id"], "VERSION": 1, "STATUS": "L"}
    shown |= {"INSTALLED": app["status"] == INSTALLED, "PAYMENT_EXPIRED": "N", "DAYS": None}
    shown |= {"LANGUAGE_ID": LANGUAGE, "LICENSE": license_, "LICENSE_TYPE": kind, "LICENSE_FAMILY": family}
    return Reply(shown)


def event_bind(call: Call) -> Reply:
    """`event.bind`: a user who is no administrator binds for himself only."""
    given = upper(call)
    event = argument(given, "EVENT").upper()
    if event not in EVENTS:
        raise RestError("ERROR_EVENT_NOT_FOUND", "Event not found")
    if is_offline(given):
        return bind_offline(call, event, to_text(given.get("AUTH_CONNECTOR")))
    auth_type = to_int(given.get("AUTH_TYPE"))
    if auth_type not in (0, call.user_id) and not is_admin(call):
        raise RestError("ACCESS_DENIED", "Access denied!", status=403)
    if not is_admin(call):
        auth_type = call.user_id
    row: Row = {"app_id": call.app_id, "event": event, "handler": argument(given, "HANDLER")}
    row |= {"auth_type": auth_type, "options": as_map(given.get("OPTIONS")), "offline": False}
    if handlers(call, event=event, handler=row["handler"], auth_type=auth_type):
        raise RestError("ERROR_CORE", "Unable to set event handler: Handler already binded")
    call.state.insert("eventHandler", row)
    return Reply(result=True)


def is_offline(given: dict[str, Any]) -> bool:
    return to_text(given.get("EVENT_TYPE")) == "offline"


def bind_offline(call: Call, event: str, connector: str) -> Reply:
    """A queue in the portal instead of a handler: for administrators, its label for the better plans."""
    if not is_admin(call):
        raise RestError("ACCESS_DENIED", "Access denied!", status=403)
    if connector and not is_extended(call.state):
        raise RestError("ACCESS_DENIED", "Available only on extended plans", status=403)
    if handlers(call, event=event, offline=True, connector=connector):
        raise RestError("ERROR_CORE", "Unable to set event handler: Handler already binded")
    row: Row = {"app_id": call.app_id, "event": event, "handler": "", "auth_type": 0, "options": {}}
    call.state.insert("eventHandler", {**row, "offline": True, "connector": connector})
    return Reply(result=True)


def handlers(call: Call, **wanted: Any) -> list[Row]:
    rows = (row for row in call.state.rows("eventHandler") if row["app_id"] == call.app_id)
    return [row for row in rows if all(row.get(name) == value for name, value in wanted.items())]


def event_unbind(call: Call) -> Reply:
    """`event.unbind`: whatever is not said fits; `auth_type: 0` means those without a user of their own."""
    given = upper(call)
    wanted: Row = {"event": argument(given, "EVENT").upper(), "offline": is_offline(given)}
    if not is_empty(given.get("HANDLER")):
        wanted["handler"] = to_text(given["HANDLER"])
    if given.get("AUTH_TYPE") is not None:
        wanted["auth_type"] = to_int(given["AUTH_TYPE"])
    found = handlers(call, **wanted)
    for row in found:
        del call.state.table("eventHandler")[row["id"]]
    return Reply({"count": len(found)})


def event_get(call: Call) -> Reply:
    """`event.get`: `auth_type` is a text, `offline` a number."""
    return Reply([show_handler(row) for row in handlers(call)])


def show_handler(row: Row) -> Row:
    if row["offline"]:
        return {"event": row["event"], "connector_id": row["connector"], "offline": 1}
    shown = {"event": row["event"], "handler": row["handler"]}
    return {**shown, "auth_type": str(row["auth_type"]), "offline": 0}


def not_here(_call: Call) -> Reply:
    raise method_not_found()


METHODS: Final = (
    Method("app.info", app_info, "", webhook_refusal=NEEDS_APP_CONTEXT),
    Method("event.bind", event_bind, "", writes=True, cost_s=0.05, webhook_refusal=NEEDS_APP),
    Method("event.unbind", event_unbind, "", writes=True, cost_s=0.05, webhook_refusal=NEEDS_APP),
    Method("event.get", event_get, "", webhook_refusal=NEEDS_APP),
    *(Method(name, not_here, "", webhook_refusal=refusal) for refusal, names in NOT_HERE for name in names),
)
