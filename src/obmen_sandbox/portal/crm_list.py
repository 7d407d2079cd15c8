"""`crm.item.list` and `crm.item.fields`: strict about filters, unlike the catalogue.

Source: Bitrix24 `api-reference/crm/universal/crm-item-list.md`, `crm-item-fields.md`.
"""

from collections.abc import Callable
from typing import Any, Final

from obmen_sandbox.portal.crm_item import all_fields, outer_name, show, type_of
from obmen_sandbox.portal.crm_stages import default_category, stage_list_name
from obmen_sandbox.portal.crm_vocabulary import (
    FILTER_KINDS,
    WITH_MULTIFIELDS,
    WITH_STAGES,
    CrmField,
    table_of,
)
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.filters import condition, split_operator
from obmen_sandbox.portal.lists import Reply, Row, reply_page, sort_rows, stored
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import as_list, as_map

Fits = Callable[[Row], bool]


def list_(call: Call) -> Reply:
    type_id = type_of(call)
    known = known_names(call, type_id)
    fits = read_filter(as_map(call.params.get("filter")), known)
    rows = [row for row in call.state.rows(table_of(type_id)) if fits(row)]
    rows = sort_rows(rows, read_order(call, known), kinds_of(known), get=stored)
    asked = [str(name) for name in as_list(call.params.get("select"))] or ["*"]
    whole, select = "*" in asked, [known[name].name if name in known else name for name in asked]

    def view(row: Row) -> Row:
        item = show(call, type_id, row, None if whole else select)
        if whole and type_id in WITH_MULTIFIELDS:
            item["fm"] = [dict(entry) for entry in row["fm"]]
        return item

    return reply_page("items", rows, start=call.params.get("start"), view=view)


def known_names(call: Call, type_id: int) -> dict[str, CrmField]:
    """The fields by the names that filter, order and selection may use: `updatedTime` and `UPDATED_TIME`."""
    fields = all_fields(call.state, type_id).values()
    return {upper_name(f.name): f for f in fields} | {outer_name(f, call): f for f in fields}


def kinds_of(known: dict[str, CrmField]) -> dict[str, str]:
    return {f.name: FILTER_KINDS.get(f.type, "string") for f in known.values()}


def read_filter(filter_: dict[str, Any], known: dict[str, CrmField]) -> Fits:
    """Build the test of a filter with nested groups. Raises: RestError INVALID_ARG_VALUE."""
    any_of = str(filter_.get("logic", "AND")).upper() == "OR"
    tests = [_condition(key, wanted, known) for key, wanted in filter_.items() if key != "logic"]
    if not tests:
        return lambda _row: True
    if any_of:
        return lambda row: any(test(row) for test in tests)
    return lambda row: all(test(row) for test in tests)


def _condition(key: str, wanted: Any, known: dict[str, CrmField]) -> Fits:
    if key.isdecimal():
        return read_filter(as_map(wanted), known)
    operator, name = split_operator(key)
    if name not in known:
        raise RestError("INVALID_ARG_VALUE", f"Invalid filter: field '{name}' is not allowed in filter")
    field = known[name]
    test = condition(operator, wanted, FILTER_KINDS.get(field.type, "string"))
    return lambda row: test(row.get(field.name))


def read_order(call: Call, known: dict[str, CrmField]) -> dict[str, str]:
    """Read the order. Raises: RestError INVALID_ARG_VALUE."""
    order = {}
    for name, way in as_map(call.params.get("order")).items():
        if name not in known:
            raise RestError("INVALID_ARG_VALUE", f"Invalid order: field '{name}' is not allowed in order")
        if str(way).upper() not in ("ASC", "DESC"):
            raise RestError(
                "INVALID_ARG_VALUE",
                f"Invalid order: allowed sort directions are `ASC, DESC`. But got '{way}' for field '{name}'",
            )
        order[known[name].name] = str(way)
    return order


def fields(call: Call) -> Reply:
    type_id = type_of(call)
    described = {}
    for field in all_fields(call.state, type_id).values():
        entry = describe(field)
        if field.name in ("stageId", "previousStageId") and type_id in WITH_STAGES:
            entry["statusType"] = stage_list_name(type_id, default_category(call.state, type_id))
        described[outer_name(field, call)] = entry
    return Reply({"fields": described})


def describe(field: CrmField) -> Row:
    entry: Row = {
        "type": field.type,
        "isRequired": False,
        "isReadOnly": field.readonly,
        "isImmutable": False,
        "isMultiple": field.multiple,
        "isDynamic": "u" in field.flags,
        "title": field.title,
        "upperName": upper_name(field.name),
    }
    if "d" in field.flags:
        entry["isDeprecated"] = True
    return entry


def upper_name(name: str) -> str:
    """`parentId2` is PARENT_ID_2, `accountNumber` is ACCOUNT_NUMBER."""
    if name.startswith("UF_"):
        return name
    return "".join(
        "_" + c if c.isupper() or (c.isdecimal() and name[i - 1 : i].isalpha()) else c
        for i, c in enumerate(name)
    ).upper()


METHODS: Final = (
    Method("crm.item.list", list_, "crm", cost_s=0.06),
    Method("crm.item.fields", fields, "crm"),
)
