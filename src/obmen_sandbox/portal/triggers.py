"""Triggers of applications: an application says that something happened, rules move the object on.

Source: Bitrix24 `api-reference/crm/automation/triggers/`; facts §7.1.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from obmen_sandbox.portal import crm_item
from obmen_sandbox.portal.app_methods import is_admin, upper
from obmen_sandbox.portal.crm_stages import default_category, stages
from obmen_sandbox.portal.crm_vocabulary import COMPANY, CONTACT, FIELDS, WITH_STAGES, table_of
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Reply, Row
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import is_empty, to_int, to_text
from obmen_sandbox.portal.state import PortalState

CODE: Final = re.compile(r"[a-z0-9.\-_]+")
NOBODY: Final = 0  # who moved an object that a rule has moved
NEEDS_APP: Final = RestError("ACCESS_DENIED", "Access denied! Application context required", status=403)


def refuse(text: str) -> RestError:
    return RestError("", text)


def checked(call: Call) -> tuple[dict[str, Any], str]:
    """The parameters and the code of a call by an administrator. Raises: RestError."""
    if not is_admin(call):
        raise RestError("ACCESS_DENIED", "Access denied! Admin permissions required", status=403)
    given = upper(call)
    code = to_text(given.get("CODE"))
    if is_empty(code):
        raise refuse("Empty trigger code!")
    if not CODE.fullmatch(code):
        raise refuse("Wrong trigger code!")
    return given, code


def mine(call: Call, code: str) -> Row | None:
    rows = (row for row in call.state.rows("trigger") if row["app_id"] == call.app_id)
    return next((row for row in rows if row["CODE"] == code), None)


def add(call: Call) -> Reply:
    """`crm.automation.trigger.add`: a known code gets a new name."""
    given, code = checked(call)
    if is_empty(given.get("NAME")):
        raise refuse("Empty trigger name!")
    known = mine(call, code)
    if known is not None:
        known["NAME"] = to_text(given["NAME"])
    else:
        row = {"app_id": call.app_id, "CODE": code, "NAME": to_text(given["NAME"])}
        call.state.insert("trigger", row)
    return Reply(result=True)


def list_(call: Call) -> Reply:
    if not is_admin(call):
        raise RestError("ACCESS_DENIED", "Access denied! Admin permissions required", status=403)
    rows = (row for row in call.state.rows("trigger") if row["app_id"] == call.app_id)
    return Reply([{"NAME": row["NAME"], "CODE": row["CODE"]} for row in rows])


def delete(call: Call) -> Reply:
    _, code = checked(call)
    row = mine(call, code)
    if row is None:
        raise refuse("Trigger not found")
    del call.state.table("trigger")[row["id"]]
    return Reply(result=True)


def execute(call: Call) -> Reply:
    """`crm.automation.trigger.execute`: true says only that it was heard, not that anything moved."""
    given, code = checked(call)
    if mine(call, code) is None:
        raise refuse(f"Trigger with code {code} is not registered.")
    type_id, number = to_int(given.get("OWNER_TYPE_ID")), to_int(given.get("OWNER_ID"))
    if type_id not in FIELDS:
        raise refuse("Incorrect parameter OWNER_TYPE_ID.")
    if number <= 0:
        raise refuse("Incorrect parameter OWNER_ID.")
    moved = [
        {"entityTypeId": of_type, "id": row["id"], "stageId": row["stageId"]}
        for of_type, row in targets(call.state, type_id, number)
        if move(call.state, rules_of(call, code, of_type), of_type, row)
    ]
    run = {"app_id": call.app_id, "code": code, "ownerTypeId": type_id, "ownerId": number}
    call.state.insert("triggerRun", {**run, "moved": moved, "at": call.state.stamp()})
    return Reply(result=True)


def rules_of(call: Call, code: str, type_id: int) -> list[Row]:
    wanted = (call.app_id, code, type_id)
    rows = call.state.rows("triggerRule")
    return [row for row in rows if (row["app_id"], row["code"], row["entityTypeId"]) == wanted]


def targets(state: PortalState, type_id: int, number: int) -> list[tuple[int, Row]]:
    """The object itself; for a company or a contact what belongs to it and has stages."""
    if type_id in WITH_STAGES:
        row = state.table(table_of(type_id)).get(number)
        return [] if row is None else [(type_id, row)]
    field = {COMPANY: "companyId", CONTACT: "contactId"}[type_id]
    return [
        (of_type, row)
        for of_type in WITH_STAGES
        for row in state.rows(table_of(of_type))
        if row.get(field) == number
    ]


def move(state: PortalState, rules: list[Row], type_id: int, row: Row) -> bool:
    """Move an object to the stage of a rule, forward unless the rule allows back; says whether it moved."""
    order = [stage["STATUS_ID"] for stage in stages(state, type_id, row.get("categoryId"))]
    for rule in rules:
        forward = order.index(rule["stageId"]) > order.index(row["stageId"])
        if rule["stageId"] == row["stageId"] or not (forward or rule["back"]):
            continue
        with state.acting(None):
            return crm_item.change(state, type_id, row, {"stageId": rule["stageId"]}, user_id=NOBODY)
    return False


def bind_rule(state: PortalState, wish: Mapping[str, Any]) -> Row:
    """What an administrator sets up: this trigger moves objects of a type to a stage.

    Shape:  {"code", "entityTypeId": 31, "stage": "P" | STATUS_ID | name, "back": false}
    Raises: RestError — there is no such trigger or stage.
    """
    code, type_id = to_text(wish.get("code")), to_int(wish.get("entityTypeId"))
    trigger = next((row for row in state.rows("trigger") if row["CODE"] == code), None)
    if trigger is None:
        raise refuse(f"Trigger with code {code} is not registered.")
    if type_id not in WITH_STAGES:
        raise refuse("Incorrect parameter OWNER_TYPE_ID.")
    stage = find_stage(state, type_id, to_text(wish.get("stage")))
    row: Row = {"app_id": trigger["app_id"], "code": code, "entityTypeId": type_id, "stageId": stage}
    return state.insert("triggerRule", {**row, "back": not is_empty(wish.get("back"))})


def find_stage(state: PortalState, type_id: int, wanted: str) -> str:
    """A stage by its code, its STATUS_ID or its name. Raises: RestError."""
    category = default_category(state, type_id)
    for stage in stages(state, type_id, category):
        number = str(stage["STATUS_ID"])
        if wanted in (number, number.rpartition(":")[2], stage["NAME"]):
            return number
    raise crm_item.not_valid("Стадия")


METHODS: Final = (
    Method("crm.automation.trigger.add", add, "crm", writes=True, cost_s=0.05, webhook_refusal=NEEDS_APP),
    Method(
        "crm.automation.trigger.delete", delete, "crm", writes=True, cost_s=0.05, webhook_refusal=NEEDS_APP
    ),
    Method(
        "crm.automation.trigger.execute", execute, "crm", writes=True, cost_s=0.2, webhook_refusal=NEEDS_APP
    ),
    Method("crm.automation.trigger.list", list_, "crm", webhook_refusal=NEEDS_APP),
)
