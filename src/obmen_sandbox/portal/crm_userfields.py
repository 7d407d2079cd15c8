"""User fields: their settings, their names, their values.

Source: Bitrix24 `crm/universal/userfieldconfig/`, `crm/universal/index.md` on the two spellings.
"""

import re
from typing import Any, Final

from obmen_sandbox.portal.crm_vocabulary import INVOICE, USER_FIELD_ENTITIES
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Reply, Row, reply_page, select_rows, stored
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import as_map, is_empty, to_flag, to_text
from obmen_sandbox.portal.state import PortalState
from obmen_sandbox.portal.words import words

KINDS: Final = {
    "id": "int",
    "entityId": "string",
    "fieldName": "string",
    "userTypeId": "string",
    "xmlId": "string",
}
MAX_NAME: Final = 50
LABELS: Final = words("editFormLabel listColumnLabel listFilterLabel errorMessage helpMessage")
USER_TYPES: Final = frozenset(
    {
        "string",
        "integer",
        "double",
        "boolean",
        "datetime",
        "date",
        "money",
        "url",
        "address",
        "enumeration",
        "file",
    }
)
_NUMBERED: Final = re.compile(r"UF_CRM_(\d+)_(\w+)$")


def short_name(name: str) -> str:
    """The spelling without `useOriginalUfNames`: `UF_CRM_3_DIGIT` is `ufCrm3Digit`."""
    numbered = _NUMBERED.match(name)
    if numbered is None:
        return "ufCrm_" + name.removeprefix("UF_CRM_")
    number, tail = numbered.groups()
    if tail.isdecimal():
        return f"ufCrm{number}_{tail}"
    if tail.replace("_", "").isalpha():
        return f"ufCrm{number}" + "".join(part.capitalize() for part in tail.split("_"))
    return f"ufCrm_{number}_{tail}"


def user_fields_of(state: PortalState, type_id: int) -> list[Row]:
    wanted = USER_FIELD_ENTITIES.get(type_id)
    return [row for row in state.rows("userfield") if row["entityId"] == wanted]


def module_of(call: Call) -> str:
    """Every call names its module. Raises: RestError."""
    module = to_text(call.params.get("moduleId"))
    if module not in ("crm", "catalog"):
        raise RestError("100", "Could not find value for parameter {moduleId}")
    return module


def show(row: Row) -> Row:
    return {name: (str(value) if name == "id" else value) for name, value in row.items()}


def add(call: Call) -> Reply:
    module_of(call)
    field = as_map(call.need("field"))
    entity_id, name = to_text(field.get("entityId")), to_text(field.get("fieldName")).upper()
    for given, label in ((name, "FIELD_NAME"), (field.get("userTypeId"), "USER_TYPE_ID")):
        if is_empty(given):
            raise RestError("", f"The '{label}' field is not found.")
    if entity_id not in USER_FIELD_ENTITIES.values() or not name.startswith(f"UF_{entity_id}_"):
        raise RestError("", "You cannot create custom fields")
    if field["userTypeId"] not in USER_TYPES or len(name) > MAX_NAME:
        raise RestError("", "Fail to create new user field.")
    if any((row["entityId"], row["fieldName"]) == (entity_id, name) for row in call.state.rows("userfield")):
        raise RestError("", f"Поле {name} для объекта {entity_id} уже существует.")
    row = call.state.insert("userfield", definition(entity_id, name, field))
    call.state.emit("ONCRMTYPEUSERFIELDADD", ID=row["id"], ENTITY_ID=entity_id, FIELD_NAME=name)
    return Reply({"field": show(row)})


def definition(entity_id: str, name: str, field: dict[str, Any]) -> Row:
    no_label = {"ru": None, "en": None}
    labels = {key: as_map(field.get(key)) or no_label for key in LABELS}
    return {
        "entityId": entity_id,
        "fieldName": name,
        "userTypeId": field["userTypeId"],
        "xmlId": field.get("xmlId"),
        "sort": to_text(field.get("sort") or 100),
        "multiple": to_flag(field.get("multiple"), default="N"),
        "mandatory": to_flag(field.get("mandatory"), default="N"),
        "showFilter": to_text(field.get("showFilter") or "N"),
        "showInList": to_flag(field.get("showInList"), default="Y"),
        "editInList": to_flag(field.get("editInList"), default="Y"),
        "isSearchable": to_flag(field.get("isSearchable"), default="N"),
        "settings": field.get("settings") or {},
        "languageId": {"ru": "ru", "en": "en"},
        **labels,
    }


def list_(call: Call) -> Reply:
    module_of(call)
    rows = select_rows(call.state.rows("userfield"), call.params.get("filter"), KINDS, get=stored)
    return reply_page("fields", rows, start=call.params.get("start"), view=show)


def find(call: Call) -> Row:
    module_of(call)
    row = call.state.table("userfield").get(call.need_id())
    if row is None:
        raise RestError("NOT_FOUND", "Field is not found")
    return row


def get(call: Call) -> Reply:
    return Reply({"field": show(find(call))})


def update(call: Call) -> Reply:
    """`userfieldconfig.update`: labels and flags; type, object and code stay."""
    row, field = find(call), as_map(call.need("field"))
    row |= {
        key: value
        for key, value in field.items()
        if key in (*LABELS, "sort", "mandatory", "settings", "xmlId")
    }
    return Reply({"field": show(row)})


def delete(call: Call) -> Reply:
    row = find(call)
    del call.state.table("userfield")[row["id"]]
    for item in call.state.rows(f"crm{INVOICE}"):
        item.pop(row["fieldName"], None)
    return Reply(None)


METHODS: Final = (
    Method("userfieldconfig.add", add, "userfieldconfig", writes=True, cost_s=0.2),
    Method("userfieldconfig.list", list_, "userfieldconfig"),
    Method("userfieldconfig.get", get, "userfieldconfig"),
    Method("userfieldconfig.update", update, "userfieldconfig", writes=True, cost_s=0.2),
    Method("userfieldconfig.delete", delete, "userfieldconfig", writes=True, cost_s=0.2),
)
