"""Deals, contacts, companies, quotes and invoices through `crm.item.*`.

Source: Bitrix24 `api-reference/crm/universal/crm-item-*.md`; `crm/lib/service/factory/smartinvoice.php`.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from obmen_sandbox.portal.crm_stages import default_category, stages
from obmen_sandbox.portal.crm_userfields import short_name, user_fields_of
from obmen_sandbox.portal.crm_values import apply_multifields, cast, cast_many
from obmen_sandbox.portal.crm_vocabulary import (
    COMPANY,
    CONTACT,
    DEAL,
    EVENT_STEMS,
    FIELDS,
    INVOICE,
    MEANS_OF_CONTACT,
    TYPE_TITLES,
    WITH_MULTIFIELDS,
    WITH_STAGES,
    CrmField,
    table_of,
)
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Reply, Row
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import as_map, is_empty, to_int
from obmen_sandbox.portal.state import PortalState

LINKS: Final = {
    "companyId": COMPANY,
    "contactId": CONTACT,
    "mycompanyId": COMPANY,
    "parentId2": DEAL,
    "parentId7": 7,
}
USER_FIELD_KINDS: Final = {"integer": "integer", "double": "double", "boolean": "boolean", "date": "date"}


def type_of(call: Call) -> int:
    """The object type of a call. Raises: RestError."""
    type_id = to_int(call.need("entityTypeId"))
    if type_id == 5:
        raise RestError("ENTITY_TYPE_NOT_SUPPORTED", "Данный тип сущности не поддерживается")
    if type_id not in FIELDS:
        raise RestError("NOT_FOUND", "Смарт-процесс не найден")
    return type_id


def all_fields(state: PortalState, type_id: int) -> dict[str, CrmField]:
    """The fields of a type, user fields under their original names."""
    fields = dict(FIELDS[type_id])
    for row in user_fields_of(state, type_id):
        flags = "um" if row["multiple"] == "Y" else "u"
        label = as_map(row["editFormLabel"]).get("ru") or row["fieldName"]
        fields[row["fieldName"]] = CrmField(row["fieldName"], row["userTypeId"], flags, label)
    return fields


def outer_name(field: CrmField, call: Call) -> str:
    """A user field's name in the spelling that the call wants; other names are as they are."""
    return (
        field.name
        if "u" not in field.flags or call.params.get("useOriginalUfNames") == "Y"
        else short_name(field.name)
    )


def find(call: Call, type_id: int) -> Row:
    row = call.state.table(table_of(type_id)).get(to_int(call.need("id")))
    if row is None:
        raise RestError("NOT_FOUND", "Элемент не найден")
    return row


def accept(call: Call, type_id: int, given: Mapping[str, Any]) -> Row:
    """Read the fields that exist and may be written; unknown names are ignored silently."""
    taken: Row = {}
    for field in all_fields(call.state, type_id).values():
        name = next((n for n in (outer_name(field, call), field.name) if n in given), None)
        if name is None or field.readonly:
            continue
        kind = field.type if "u" not in field.flags else USER_FIELD_KINDS.get(field.type, "string")
        taken[field.name] = cast_many(given[name], kind) if field.multiple else cast(given[name], kind)
    link_contacts(taken)
    return taken


def link_contacts(taken: Row) -> None:
    """`contactId` is the first of `contactIds`, and the same of companies."""
    for one, many in (("contactId", "contactIds"), ("companyId", "companyIds")):
        if many in taken:
            taken[one] = taken[many][0] if taken[many] else None
        elif one in taken and many == "contactIds":
            taken[many] = [taken[one]] if taken[one] else []


def check(state: PortalState, type_id: int, row: Row, old: Row | None) -> None:
    """Linked objects exist, the stage is of this type, the number is nobody else's."""
    for name, linked in LINKS.items():
        if row.get(name) and name in FIELDS[type_id] and row[name] not in state.table(table_of(linked)):
            raise not_valid(FIELDS[type_id][name].title)
    if type_id in WITH_STAGES:
        known = {s["STATUS_ID"] for s in stages(state, type_id, row.get("categoryId"))}
        if row["stageId"] not in known:
            raise not_valid("Стадия")
    if type_id == INVOICE and row.get("accountNumber"):
        taken = {r["accountNumber"] for r in state.rows(table_of(INVOICE)) if r is not old}
        if row["accountNumber"] in taken:
            raise RestError("CRM_FIELD_ERROR_VALUE_NOT_UNIQUE", 'Значение поля "Номер счёта" не уникально')


def not_valid(title: str) -> RestError:
    return RestError("CRM_FIELD_ERROR_VALUE_NOT_VALID", f'Неверное значение поля "{title}"')


def check_required(state: PortalState, type_id: int, row: Row, old_stage: str | None) -> None:
    """A stage may demand fields: the fault `required-field=STAGE:FIELD`, asked when the stage changes."""
    if old_stage == row.get("stageId"):
        return
    for fault in state.faults.active:
        stage, _, name = fault.arg.rpartition(":")
        if (
            fault.name != "required-field"
            or not str(row.get("stageId")).endswith(stage)
            or not is_empty(row.get(name))
        ):
            continue
        state.faults.struck[fault.name] = state.faults.struck.get(fault.name, 0) + 1
        known = all_fields(state, type_id).get(name)
        title = known.title if known else name
        raise RestError("CRM_FIELD_ERROR_REQUIRED", f'Не заполнено обязательное поле "{title}"')


def add(call: Call) -> Reply:
    state, type_id = call.state, type_of(call)
    given = as_map(call.need("fields"))
    row = {**defaults(state, type_id, call.user_id), **accept(call, type_id, given)}
    if type_id in WITH_MULTIFIELDS:
        row["fm"] = apply_multifields(state, [], given.get("fm"))
    check(state, type_id, row, None)
    check_required(state, type_id, row, None)
    stored = store_new(state, type_id, row)
    return Reply({"item": show(call, type_id, stored)})


def store_new(state: PortalState, type_id: int, row: Row) -> Row:
    """Give a new object its id, name and number, and tell the world."""
    stored = state.insert(table_of(type_id), row)
    if "title" in FIELDS[type_id] and is_empty(stored.get("title")):
        stored["title"] = f"{TYPE_TITLES[type_id]} #{stored['id']}"
    if type_id == INVOICE and is_empty(stored.get("accountNumber")):
        stored["accountNumber"] = next_number(state)
    settle(type_id, stored)
    recalculate(state, type_id, stored)
    emit(state, type_id, "ADD", stored["id"])
    return stored


def next_number(state: PortalState) -> str:
    """The next free number of the invoice numerator."""
    taken = {row.get("accountNumber") for row in state.rows(table_of(INVOICE))}
    while (number := str(state.new_id("accountNumber"))) in taken:
        pass
    return number


def defaults(state: PortalState, type_id: int, user_id: int) -> Row:
    """What an object has when nothing is said."""
    now = state.stamp()
    row: Row = {name: [] if field.multiple else None for name, field in FIELDS[type_id].items()}
    row |= {"assignedById": user_id, "opened": "Y", "createdBy": user_id, "updatedBy": user_id}
    row |= {"createdTime": now, "updatedTime": now, "lastActivityBy": user_id, "lastActivityTime": now}
    if type_id not in WITH_STAGES:
        return row | ({"isMyCompany": "N"} if type_id == COMPANY else {"export": "Y"})
    category = default_category(state, type_id)
    row |= {"categoryId": category} if "categoryId" in row else {}
    row |= {"stageId": stages(state, type_id, category)[0]["STATUS_ID"], "movedTime": now, "movedBy": user_id}
    row |= {"isRecurring": "N"} if "isRecurring" in row else {}
    row |= {"currencyId": "RUB", "isManualOpportunity": "N", "opportunity": 0.0, "taxValue": 0.0}
    row |= {"begindate": cast(now, "date"), "closedate": cast(in_a_week(state), "date")}
    if type_id == INVOICE:
        own = [c["id"] for c in state.rows(table_of(COMPANY)) if c.get("isMyCompany") == "Y"]
        row["mycompanyId"] = own[0] if own else None
    return row


def in_a_week(state: PortalState) -> str:
    return (state.now() + timedelta(days=7)).isoformat()


def update(call: Call) -> Reply:
    """`crm.item.update`: what differs is saved; when nothing does, nothing happens at all."""
    state, type_id = call.state, type_of(call)
    row = find(call, type_id)
    given = as_map(call.need("fields"))
    fixed = {name for name, field in FIELDS[type_id].items() if "i" in field.flags}
    changes = {name: value for name, value in accept(call, type_id, given).items() if name not in fixed}
    if type_id in WITH_MULTIFIELDS and "fm" in given:
        changes["fm"] = apply_multifields(state, row["fm"], given["fm"])
    change(state, type_id, row, changes, user_id=call.user_id)
    return Reply({"item": show(call, type_id, row)})


def change(state: PortalState, type_id: int, row: Row, changes: Row, *, user_id: int) -> bool:
    """Save what differs; says whether anything did. Raises: RestError."""
    if changes.get("isManualOpportunity", row.get("isManualOpportunity")) == "N":
        changes = {name: value for name, value in changes.items() if name not in ("opportunity", "taxValue")}
    differing = {name: value for name, value in changes.items() if row.get(name) != value}
    if not differing:
        return False
    after = {**row, **differing}
    check(state, type_id, after, row)
    check_required(state, type_id, after, row.get("stageId"))
    if "stageId" in differing:
        differing |= {"previousStageId": row["stageId"], "movedTime": state.stamp(), "movedBy": user_id}
        state.insert(
            "stageHistory",
            {
                "typeId": type_id,
                "itemId": row["id"],
                "from": row["stageId"],
                "to": differing["stageId"],
                "by": user_id,
                "at": state.stamp(),
            },
        )
    row.update(differing)
    touch(state, type_id, row, user_id=user_id)
    return True


def touch(state: PortalState, type_id: int, row: Row, *, user_id: int) -> None:
    """What every saved change does: who and when, sums, the event."""
    row["updatedBy"], row["updatedTime"] = user_id, state.stamp()
    settle(type_id, row)
    recalculate(state, type_id, row)
    emit(state, type_id, "UPDATE", row["id"])


def settle(type_id: int, row: Row) -> None:
    """Fields that follow from others."""
    if type_id == DEAL:
        code = str(row["stageId"]).rpartition(":")[2]
        row["stageSemanticId"] = {"WON": "S", "LOSE": "F"}.get(code, "P")
        row["closed"] = "N" if row["stageSemanticId"] == "P" else "Y"
    if type_id in WITH_MULTIFIELDS:
        types = {item["typeId"] for item in row.setdefault("fm", [])}
        row["hasPhone"], row["hasEmail"] = ("Y" if name in types else "N" for name in ("PHONE", "EMAIL"))
    if type_id == CONTACT:
        parts = (row.get("name"), row.get("secondName"), row.get("lastName"))
        row["fullName"] = " ".join(part for part in parts if part) or None


def recalculate(state: PortalState, type_id: int, row: Row) -> None:
    """The sum and the tax of an object whose sum is automatic."""
    if type_id not in WITH_STAGES or row.get("isManualOpportunity") == "Y":
        return
    mine = [r for r in state.rows("productRow") if (r["ownerTypeId"], r["ownerId"]) == (type_id, row["id"])]
    row["opportunity"] = total((exact(r["price"]), exact(r["quantity"])) for r in mine)
    row["taxValue"] = total(
        (exact(r["price"]) - exact(r["priceExclusive"]), exact(r["quantity"])) for r in mine
    )


def exact(value: float) -> Decimal:
    return Decimal(str(value))


def total(parts: Iterable[tuple[Decimal, Decimal]]) -> float:
    """Σ amount × quantity, rounded to the kopeck once at the end."""
    whole = sum((amount * quantity for amount, quantity in parts), Decimal(0))
    return float(whole.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def emit(state: PortalState, type_id: int, what: str, number: int) -> None:
    if type_id == INVOICE:
        state.emit(f"ONCRMDYNAMICITEM{what}", ID=number, ENTITY_TYPE_ID=type_id)
    else:
        state.emit(f"{EVENT_STEMS[type_id]}{what}", ID=number)


def get(call: Call) -> Reply:
    type_id = type_of(call)
    row = find(call, type_id)
    item = show(call, type_id, row)
    if type_id in WITH_MULTIFIELDS:
        item["fm"] = [dict(entry) for entry in row["fm"]]
    return Reply({"item": item})


def delete(call: Call) -> Reply:
    type_id = type_of(call)
    remove(call.state, type_id, find(call, type_id)["id"])
    return Reply([])


def remove(state: PortalState, type_id: int, number: int) -> None:
    """Delete an object with its rows and links."""
    del state.table(table_of(type_id))[number]
    rows = state.table("productRow")
    for row in [r for r in rows.values() if (r["ownerTypeId"], r["ownerId"]) == (type_id, number)]:
        del rows[row["id"]]
    links = state.table("requisiteLink")
    for link in [k for k in links.values() if (k["ENTITY_TYPE_ID"], k["ENTITY_ID"]) == (type_id, number)]:
        del links[link["id"]]
    emit(state, type_id, "DELETE", number)


def show(call: Call, type_id: int, row: Row, names: list[str] | None = None) -> Row:
    """An object with all its fields, or with some."""
    item: Row = {}
    for field in all_fields(call.state, type_id).values():
        if names is None or field.name in names or outer_name(field, call) in names:
            value = row.get(field.name)
            item[outer_name(field, call)] = (
                int(value) if isinstance(value, float) and value.is_integer() else value
            )
    if names is None and type_id in WITH_MULTIFIELDS:
        item |= {name: first_means(row["fm"], *wanted) for name, wanted in MEANS_OF_CONTACT.items()}
        item["hasImol"] = "N"
    if names is None or "entityTypeId" in names:
        item["entityTypeId"] = type_id
    return item


def first_means(fm: list[Row], kind: str, use: str) -> str:
    """The first phone or address of a type, or an empty text."""
    found = (entry["value"] for entry in fm if entry["typeId"] == kind and use in ("", entry["valueType"]))
    return next(found, "")


METHODS: Final = (
    Method("crm.item.add", add, "crm", writes=True, cost_s=0.3),
    Method("crm.item.update", update, "crm", writes=True, cost_s=0.25),
    Method("crm.item.get", get, "crm", cost_s=0.04),
    Method("crm.item.delete", delete, "crm", writes=True, cost_s=0.3),
)
