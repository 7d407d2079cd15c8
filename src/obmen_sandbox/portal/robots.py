"""Robots of applications: `bizproc.robot.*`, and their answers.

Source: Bitrix24 `api-reference/bizproc/bizproc-robot/`; `restactivity.php`; facts §7.1.
"""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from obmen_sandbox.portal.app_methods import app_of, is_admin, upper
from obmen_sandbox.portal.crm_vocabulary import COMPANY, CONTACT, DEAL, INVOICE, QUOTE
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Reply, Row
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import as_list, as_map, is_empty, to_int, to_text
from obmen_sandbox.portal.robot_runner import answer_run, log_run, waiting_run

DOCUMENTS: Final = "Bitrix\\Crm\\Integration\\BizProc\\Document\\"
DOCUMENT_TYPES: Final = {
    DEAL: ("crm", "CCrmDocumentDeal", "DEAL"),
    CONTACT: ("crm", "CCrmDocumentContact", "CONTACT"),
    COMPANY: ("crm", "CCrmDocumentCompany", "COMPANY"),
    QUOTE: ("crm", f"{DOCUMENTS}Quote", "QUOTE"),
    INVOICE: ("crm", f"{DOCUMENTS}SmartInvoice", "SMART_INVOICE"),
}
DYNAMIC: Final = ("crm", f"{DOCUMENTS}Dynamic")
LEAD: Final = ("crm", "CCrmDocumentLead", "LEAD")
CODE: Final = re.compile(r"[A-Za-z0-9._-]+")
PROPERTY: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
PLAIN_FIELDS: Final = ("NAME", "DESCRIPTION", "DOCUMENT_TYPE", "FILTER", "USE_PLACEMENT", "PLACEMENT_HANDLER")
NEEDS_APP: Final = RestError("ACCESS_DENIED", "Application context required")


def wrong(text: str) -> RestError:
    return RestError("ERROR_ACTIVITY_VALIDATION_FAILURE", text)


def need_admin(call: Call) -> None:
    if not is_admin(call):
        raise RestError("ACCESS_DENIED", "Access denied!")


def code_of(given: Mapping[str, Any]) -> str:
    code = to_text(given.get("CODE"))
    if not code:
        raise wrong("Empty activity code!")
    if not CODE.fullmatch(code):
        raise wrong("Wrong activity code!")
    return code


def mine(call: Call, code: str) -> Row | None:
    rows = (row for row in call.state.rows("robot") if row["app_id"] == call.app_id)
    return next((row for row in rows if row["CODE"] == code), None)


def add(call: Call) -> Reply:
    """`bizproc.robot.add`. Raises: RestError."""
    need_admin(call)
    given = upper(call)
    code = code_of(given)
    if is_empty(given.get("NAME")):
        check_handler(call, to_text(given.get("HANDLER")))
        raise wrong("Empty activity NAME!")
    blank: Row = {"AUTH_USER_ID": 0, "USE_SUBSCRIPTION": "", "PROPERTIES": {}, "RETURN_PROPERTIES": {}}
    fields = accept(call, {"HANDLER": "", **given})
    if mine(call, code) is not None:
        raise RestError("ERROR_ACTIVITY_ALREADY_INSTALLED", "Activity or Automation rule already installed!")
    call.state.insert("robot", {"app_id": call.app_id, "CODE": code, **blank, **fields})
    return Reply(result=True)


def update(call: Call) -> Reply:
    """`bizproc.robot.update {CODE, FIELDS}`: only what is said changes."""
    need_admin(call)
    given = upper(call)
    row = need_robot(call, code_of(given))
    fields = accept(call, {name.upper(): value for name, value in as_map(given.get("FIELDS")).items()})
    if not fields:
        raise wrong("No fields to update")
    row.update(fields)
    return Reply(result=True)


def need_robot(call: Call, code: str) -> Row:
    row = mine(call, code)
    if row is None:
        raise RestError("ERROR_ACTIVITY_NOT_FOUND", "Activity or Robot not found!")
    return row


def accept(call: Call, given: Mapping[str, Any]) -> Row:
    """Read the fields that are given. Raises: RestError — the first that cannot be."""
    fields: Row = {name: given[name] for name in PLAIN_FIELDS if name in given}
    if "HANDLER" in given:
        fields["HANDLER"] = check_handler(call, to_text(given["HANDLER"]))
    for name in ("PROPERTIES", "RETURN_PROPERTIES"):
        if name in given:
            fields[name] = check_properties(given[name])
    if "DOCUMENT_TYPE" in given and not is_document_type(given["DOCUMENT_TYPE"]):
        raise wrong("Wrong activity DOCUMENT_TYPE!")
    if "FILTER" in given and not set(as_map(given["FILTER"])) <= {"INCLUDE", "EXCLUDE"}:
        raise wrong("Wrong activity FILTER!")
    if "AUTH_USER_ID" in given:
        fields["AUTH_USER_ID"] = to_int(given["AUTH_USER_ID"])
    if "USE_SUBSCRIPTION" in given:
        fields["USE_SUBSCRIPTION"] = to_text(given["USE_SUBSCRIPTION"])
    return fields


def check_handler(call: Call, url: str) -> str:
    """An address on the application's own domain. Raises: RestError."""
    parts = urlsplit(url)
    app = app_of(call)
    if parts.scheme and parts.scheme not in ("http", "https"):
        raise RestError("ERROR_UNSUPPORTED_PROTOCOL", "Unsupported handler protocol")
    own = {urlsplit(app[name]).hostname for name in ("handler", "install")}
    if not parts.hostname or parts.hostname not in own:
        raise RestError("ERROR_WRONG_HANDLER_URL", "Wrong handler URL")
    return url


def check_properties(given: Any) -> dict[str, Row]:
    """Raises: RestError — a property that has no name or a wrong key."""
    if not isinstance(given, dict | list) or (isinstance(given, list) and given):
        raise wrong("Wrong properties array!")
    found = as_map(given)
    for key, described in found.items():
        if not PROPERTY.fullmatch(key):
            raise wrong(f"Wrong property key {key}!")
        if is_empty(as_map(described).get("Name")):
            raise wrong(f"Empty property NAME {key}!")
    return {key: as_map(described) for key, described in found.items()}


def is_document_type(given: Any) -> bool:
    parts = tuple(to_text(part) for part in as_list(given))
    return parts in {*DOCUMENT_TYPES.values(), LEAD} or (len(parts) == 3 and parts[:2] == DYNAMIC)


def shown_for(robot: Row, type_id: int) -> bool:
    """Does the robot's filter let it work on a type of documents? A rule may be the beginning of a type."""
    rules = as_map(robot.get("FILTER"))
    included, excluded = as_list(rules.get("INCLUDE")), as_list(rules.get("EXCLUDE"))
    if any(covers(rule, type_id) for rule in excluded):
        return False
    return not included or any(covers(rule, type_id) for rule in included)


def covers(rule: Any, type_id: int) -> bool:
    if isinstance(rule, str):
        return rule == "b24"  # the practice portal is in the cloud
    parts = tuple(to_text(part) for part in as_list(rule))
    return DOCUMENT_TYPES[type_id][: len(parts)] == parts


def list_(call: Call) -> Reply:
    """`bizproc.robot.list`: codes only."""
    need_admin(call)
    return Reply([row["CODE"] for row in call.state.rows("robot") if row["app_id"] == call.app_id])


def delete(call: Call) -> Reply:
    need_admin(call)
    row = need_robot(call, code_of(upper(call)))
    del call.state.table("robot")[row["id"]]
    return Reply(result=True)


def event_send(call: Call) -> Reply:
    """`bizproc.event.send`: the answer that a robot waits for. Raises: RestError 403."""
    given = upper(call)
    run = waiting_run(call.state, to_text(given.get("EVENT_TOKEN")))
    said = to_text(given.get("LOG_MESSAGE"))
    answer_run(call.state, run, as_map(given.get("RETURN_VALUES")), log_message=said)
    return Reply(result=True)


def activity_log(call: Call) -> Reply:
    """`bizproc.activity.log`: one more line about a run that waits."""
    given = upper(call)
    run = waiting_run(call.state, to_text(given.get("EVENT_TOKEN")))
    log_run(call.state, run, to_text(given.get("LOG_MESSAGE")))
    return Reply(result=True)


METHODS: Final = (
    Method("bizproc.robot.add", add, "bizproc", writes=True, cost_s=0.05, webhook_refusal=NEEDS_APP),
    Method("bizproc.robot.update", update, "bizproc", writes=True, cost_s=0.05, webhook_refusal=NEEDS_APP),
    Method("bizproc.robot.delete", delete, "bizproc", writes=True, cost_s=0.05, webhook_refusal=NEEDS_APP),
    Method("bizproc.robot.list", list_, "bizproc", webhook_refusal=NEEDS_APP),
    Method("bizproc.event.send", event_send, "bizproc", writes=True, cost_s=0.05),
    Method("bizproc.activity.log", activity_log, "bizproc", writes=True, cost_s=0.05),
)
