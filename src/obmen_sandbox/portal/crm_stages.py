"""Stages, categories and other lists of statuses.

Source: Bitrix24 `api-reference/crm/status/`, `crm/universal/category/`.
"""

from typing import Any, Final

from obmen_sandbox.portal.crm_vocabulary import DEAL, FIELDS, INVOICE, QUOTE
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Reply, Row, select_rows, sort_rows, stored
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import to_int
from obmen_sandbox.portal.state import PortalState
from obmen_sandbox.portal.words import kinds

STATUS_KINDS: Final = kinds(
    """
    int: ID SORT CATEGORY_ID
    string: ENTITY_ID STATUS_ID NAME NAME_INIT SYSTEM COLOR SEMANTICS
    """
)
SEMANTIC_NAMES: Final = {None: "process", "S": "success", "F": "failure"}


def stage_list_name(type_id: int, category_id: int | None) -> str:
    """The ENTITY_ID of the stages of a type."""
    match type_id:
        case 31:
            return f"SMART_INVOICE_STAGE_{category_id}"
        case 7:
            return "QUOTE_STATUS"
        case _:
            return f"DEAL_STAGE_{category_id}" if category_id else "DEAL_STAGE"


def stages(state: PortalState, type_id: int, category_id: int | None) -> list[Row]:
    """The stages of a type in the order in which they stand."""
    name = stage_list_name(type_id, category_id)
    found = [row for row in state.rows("status") if row["ENTITY_ID"] == name]
    return sorted(found, key=lambda row: int(row["SORT"]))


def default_category(state: PortalState, type_id: int) -> int | None:
    """The category that new objects of a type get; quotes have none."""
    if type_id == QUOTE:
        return None
    found = [
        row for row in state.rows("category") if row["entityTypeId"] == type_id and row["isDefault"] == "Y"
    ]
    return found[0]["number"] if found else None


def status_row(row: Row) -> Row:
    semantics = row["SEMANTICS"]
    extra = {"SEMANTICS": SEMANTIC_NAMES[semantics], "COLOR": row["COLOR"]} if row["COLOR"] else []
    return {
        "ID": str(row["id"]),
        "ENTITY_ID": row["ENTITY_ID"],
        "STATUS_ID": row["STATUS_ID"],
        "NAME": row["NAME"],
        "NAME_INIT": row["NAME_INIT"],
        "SORT": row["SORT"],
        "SYSTEM": row["SYSTEM"],
        "CATEGORY_ID": row["CATEGORY_ID"],
        "COLOR": row["COLOR"],
        "SEMANTICS": semantics,
        "EXTRA": extra,
    }


def status_list(call: Call) -> Reply:
    """`crm.status.list`: all at once, without pages."""
    rows = [status_row(row) for row in call.state.rows("status")]
    rows = select_rows(rows, call.params.get("filter"), STATUS_KINDS, get=stored)
    rows = sort_rows(rows, call.params.get("order"), STATUS_KINDS, get=stored)
    return Reply(rows, total=len(rows))


def status_get(call: Call) -> Reply:
    row = call.state.table("status").get(call.need_id("id"))
    if row is None:
        raise RestError("", "Status is not found.")
    return Reply(status_row(row))


def entity_types(call: Call) -> Reply:
    """`crm.status.entity.types`: which lists of statuses there are."""
    found: list[Any] = [
        {"ID": "SOURCE", "NAME": "Источники"},
        {"ID": "CONTACT_TYPE", "NAME": "Тип контакта"},
        {"ID": "COMPANY_TYPE", "NAME": "Тип компании"},
        DEAL_STAGES_TYPE,
        QUOTE_STAGES_TYPE,
    ]
    found += [invoice_stages(row) for row in call.state.rows("category") if row["entityTypeId"] == INVOICE]
    return Reply(found)


def invoice_stages(category: Row) -> Row:
    """The entry of the invoice stages; `SEMANTIC_INFO` is empty for them, as in the real portal."""
    number = category["number"]
    return {
        "ID": f"SMART_INVOICE_STAGE_{number}",
        "NAME": "Стадии счёта",
        "SEMANTIC_INFO": [],
        "PREFIX": f"DT31_{number}",
        "FIELD_ATTRIBUTE_SCOPE": f"category_{number}",
        "ENTITY_TYPE_ID": INVOICE,
        "IS_ENABLED": True,
        "CATEGORY_ID": number,
    }


DEAL_STAGES_TYPE: Final = {
    "ID": "DEAL_STAGE",
    "NAME": "Стадии сделки",
    "SEMANTIC_INFO": {
        "START_FIELD": "NEW",
        "FINAL_SUCCESS_FIELD": "WON",
        "FINAL_UNSUCCESS_FIELD": "LOSE",
        "FINAL_SORT": 0,
    },
    "FIELD_ATTRIBUTE_SCOPE": "",
    "ENTITY_TYPE_ID": DEAL,
    "CATEGORY_ID": 0,
}
QUOTE_STAGES_TYPE: Final = {
    "ID": "QUOTE_STATUS",
    "NAME": "Стадии предложения",
    "SEMANTIC_INFO": {
        "START_FIELD": "DRAFT",
        "FINAL_SUCCESS_FIELD": "APPROVED",
        "FINAL_UNSUCCESS_FIELD": "DECLAINED",
        "FINAL_SORT": 0,
    },
    "ENTITY_TYPE_ID": QUOTE,
}


def category_list(call: Call) -> Reply:
    type_id = to_int(call.need("entityTypeId"))
    if type_id not in FIELDS:
        raise RestError("NOT_FOUND", "Смарт-процесс не найден")
    if type_id not in (DEAL, INVOICE):
        raise RestError("ENTITY_TYPE_NOT_SUPPORTED", f"Entity type {type_id} is not supported")
    found = [
        {
            "id": row["number"],
            "name": row["name"],
            "sort": row["sort"],
            "entityTypeId": type_id,
            "isDefault": row["isDefault"],
            "originId": "",
            "originatorId": "",
        }
        for row in call.state.rows("category")
        if row["entityTypeId"] == type_id
    ]
    return Reply({"categories": found}, total=len(found))


METHODS: Final = (
    Method("crm.status.list", status_list, "crm"),
    Method("crm.status.get", status_get, "crm"),
    Method("crm.status.entity.types", entity_types, "crm"),
    Method("crm.category.list", category_list, "crm"),
)
