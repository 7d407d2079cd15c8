"""Older CRM objects: upper-case fields, everything a string, errors with an empty code.

Source: Bitrix24 `api-reference/crm/requisites/`, `crm/classes/general/restservice.php`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Reply, Row, reply_page, select_rows, selected_names, sort_rows
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import as_map, is_empty, to_flag, to_int, to_text
from obmen_sandbox.portal.state import PortalState
from obmen_sandbox.portal.words import words

NUMBERS: Final = frozenset(
    words(
        """
        ID ENTITY_TYPE_ID ENTITY_ID PRESET_ID COUNTRY_ID SORT TYPE_ID ANCHOR_TYPE_ID ANCHOR_ID
        REQUISITE_ID BANK_DETAIL_ID MC_REQUISITE_ID MC_BANK_DETAIL_ID LOC_ADDR_ID CREATED_BY_ID
        MODIFY_BY_ID
    """
    )
)
FLAGS: Final = frozenset({"ACTIVE", "ADDRESS_ONLY"})
DATES: Final = frozenset({"DATE_CREATE", "DATE_MODIFY"})
READ_ONLY: Final = DATES | {"ID", "CREATED_BY_ID", "MODIFY_BY_ID"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Legacy:
    """One older object: its table, its fields, what must be there."""

    table: str
    prefix: str
    title: str  # in errors: Requisite
    fields: tuple[str, ...]
    check: Callable[[PortalState, Row], None]
    event: str
    immutable: tuple[str, ...] = ()
    required: tuple[str, ...] = ()

    @property
    def kinds(self) -> dict[str, str]:
        return {n: "int" if n in NUMBERS else "datetime" if n in DATES else "string" for n in self.fields}


def refuse(text: str) -> RestError:
    return RestError("", text)


def accept(legacy: Legacy, fields: dict[str, Any]) -> Row:
    """Read the fields that exist; texts stay texts, so a leading zero survives."""
    taken: Row = {}
    for name in legacy.fields:
        if name not in fields or name in READ_ONLY:
            continue
        value = fields[name]
        if name in NUMBERS:
            taken[name] = to_int(value)
        elif name in FLAGS:
            taken[name] = to_flag(value, default="N")
        else:
            taken[name] = to_text(value) or None
    return taken


def as_text(value: Any) -> str | None:
    return None if value is None else to_text(value)


def show(legacy: Legacy, row: Row, names: list[str] | None = None) -> Row:
    return {n: str(row["id"]) if n == "ID" else as_text(row.get(n)) for n in names or legacy.fields}


def stored_value(row: Row, name: str) -> Any:
    return row["id"] if name == "ID" else row.get(name)


def find(call: Call, legacy: Legacy) -> Row:
    number = to_int(call.params.get("id") or call.params.get("ID"))
    row = call.state.table(legacy.table).get(number)
    if row is None:
        raise refuse(f"The {legacy.title} with ID '{number}' is not found")
    return row


def add(call: Call, legacy: Legacy) -> Reply:
    row = accept(legacy, as_map(call.params.get("fields")))
    row = {"ACTIVE": "Y", "ADDRESS_ONLY": "N", "SORT": 500, **row}
    row |= {
        "DATE_CREATE": call.state.stamp(),
        "DATE_MODIFY": "",
        "CREATED_BY_ID": call.user_id,
        "MODIFY_BY_ID": None,
    }
    legacy.check(call.state, row)
    stored = call.state.insert(legacy.table, row)
    call.state.emit(f"{legacy.event}ADD", ID=stored["id"])
    return Reply(stored["id"])


def update(call: Call, legacy: Legacy) -> Reply:
    row = find(call, legacy)
    changes = accept(legacy, as_map(call.params.get("fields")))
    changes = {name: value for name, value in changes.items() if name not in legacy.immutable}
    legacy.check(call.state, {**row, **changes})
    row.update(changes)
    row |= {"DATE_MODIFY": call.state.stamp(), "MODIFY_BY_ID": call.user_id}
    call.state.emit(f"{legacy.event}UPDATE", ID=row["id"])
    return Reply(result=True)


def delete(call: Call, legacy: Legacy) -> Reply:
    row = find(call, legacy)
    del call.state.table(legacy.table)[row["id"]]
    call.state.emit(f"{legacy.event}DELETE", ID=row["id"])
    return Reply(result=True)


def list_(call: Call, legacy: Legacy) -> Reply:
    """A plain list of fifty; unknown names in the filter are dropped silently."""
    kinds = legacy.kinds
    rows = select_rows(call.state.rows(legacy.table), call.params.get("filter"), kinds, get=stored_value)
    rows = sort_rows(rows, call.params.get("order"), kinds, get=stored_value)
    names = selected_names(call.params.get("select"), legacy.fields)
    return reply_page(None, rows, start=call.params.get("start"), view=lambda row: show(legacy, row, names))


def type_name(name: str, kind: str) -> str:
    if name in FLAGS:
        return "char"
    return "user" if name.endswith("_BY_ID") else {"int": "integer"}.get(kind, kind)


def fields(_call: Call, legacy: Legacy) -> Reply:
    return Reply(
        {
            name: {
                "type": type_name(name, kind),
                "isRequired": name in legacy.required,
                "isReadOnly": name in READ_ONLY,
                "isImmutable": name in legacy.immutable,
                "isMultiple": False,
                "isDynamic": False,
                "title": name,
            }
            for name, kind in legacy.kinds.items()
        }
    )


def methods_of(legacy: Legacy) -> tuple[Method, ...]:
    prefix = legacy.prefix
    return (
        Method(f"{prefix}.add", lambda c: add(c, legacy), "crm", writes=True, cost_s=0.12),
        Method(f"{prefix}.update", lambda c: update(c, legacy), "crm", writes=True, cost_s=0.1),
        Method(f"{prefix}.delete", lambda c: delete(c, legacy), "crm", writes=True, cost_s=0.1),
        Method(f"{prefix}.get", lambda c: Reply(show(legacy, find(c, legacy))), "crm"),
        Method(f"{prefix}.list", lambda c: list_(c, legacy), "crm", cost_s=0.04),
        Method(f"{prefix}.fields", lambda c: fields(c, legacy), "crm"),
    )


def demand(row: Row, *names: str) -> None:
    """Refuse when a field is empty. Raises: RestError with an empty code."""
    for name in names:
        if is_empty(row.get(name)):
            raise refuse(f"{name} is not defined or invalid.")
