"""The state of the portal without what differs between two runs that have one outcome."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from obmen_sandbox.portal.catalog_files import images_of
from obmen_sandbox.portal.catalog_properties import properties_of
from obmen_sandbox.portal.crm_vocabulary import COMPANY, CONTACT, DEAL, table_of
from obmen_sandbox.portal.dump import TABLES, offers, products
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.phpform import to_int
from obmen_sandbox.portal.state import ELEMENTS, PortalState
from obmen_sandbox.portal.words import words

VOLATILE: Final = frozenset(
    words(
        """
        id valueId parentValueId timestampX dateCreate dateModify dateStatus createdTime updatedTime
        movedTime lastActivityTime lastActivityBy updatedBy movedBy created at DATE_CREATE DATE_MODIFY
        CREATED LAST_LOGIN DATE_UPDATE CREATED_DATE createTime datePaid wasSimple
    """
    )
)


def comparable_dump(state: PortalState) -> dict[str, Any]:
    """The state without ids and moments, references by natural keys: two runs with one outcome are equal.

    Events and the journal are left out: they tell the way, not the outcome.
    """
    names = reference_names(state)
    found: dict[str, Any] = {}
    for name, table in TABLES.items():
        found[name] = without_chance(state.rows(table), names)
    found["products"] = without_chance([by_names(state, row) for row in products(state)], names)
    found["offers"] = without_chance([by_names(state, row) for row in offers(state)], names)
    found["images"] = without_chance(placed_images(state), names)
    return dict(sorted(found.items()))


def by_names(state: PortalState, row: Row) -> Row:
    """A product whose properties are called by their own names, and whose list values by their codes."""
    named = dict(row)
    for name, owner in properties_of(state, row["iblockId"]).items():
        if name in named:
            value = named.pop(name)
            known = f"property:{first_name(owner, 'xmlId code name')}"
            named[known] = enum_codes(state, value) if owner["propertyType"] == "L" else value
    return named


def enum_codes(state: PortalState, value: Any) -> Any:
    if isinstance(value, list):
        return [enum_codes(state, item) for item in value]
    enum = state.table("productPropertyEnum").get(to_int(value["value"])) if value else None
    return value if enum is None else {**value, "value": enum["xmlId"]}


def placed_images(state: PortalState) -> list[Row]:
    """Pictures with their place among the pictures of their product."""
    owners = {row["productId"] for row in state.rows("productImage")}
    return [{**row, "place": place} for owner in owners for place, row in enumerate(images_of(state, owner))]


REFERENCES: Final = {  # field -> the table it points to, and what its target is called by
    "iblockSectionId": ("section", "xmlId name"),
    "parentId": (ELEMENTS, "xmlId"),
    "productId": (ELEMENTS, "xmlId name"),
    "elementId": (ELEMENTS, "xmlId name"),
    "companyId": (table_of(COMPANY), "title"),
    "contactId": (table_of(CONTACT), "fullName"),
    "parentId2": (table_of(DEAL), "title"),
    "docId": ("document", "docNumber title"),
    "catalogGroupId": ("priceType", "xmlId name"),
    "storeId": ("store", "xmlId title address"),
    "storeFrom": ("store", "xmlId title address"),
    "storeTo": ("store", "xmlId title address"),
    "propertyId": ("productProperty", "xmlId code name"),
    "vatId": ("vat", "name"),
    "measure": ("measure", "code"),
}
OWNER_FIELDS: Final = ("ownerId", "entityId", "itemId")
Name = Callable[[Row], Any]


def reference_names(state: PortalState) -> dict[str, Name]:
    """How a reference is spelled in a comparable dump: by the external code, number or name of its target."""
    named: dict[str, Name] = {
        field: partial(name_of_target, state, table, key=field, names=names)
        for field, (table, names) in REFERENCES.items()
    }
    return named | {field: partial(name_of_owner, state, key=field) for field in OWNER_FIELDS}


def name_of_target(state: PortalState, table: str, row: Row, *, key: str, names: str) -> Any:
    target = state.table(table).get(row.get(key) or 0)
    return None if target is None else first_name(target, names)


def name_of_owner(state: PortalState, row: Row, *, key: str) -> Any:
    type_id = row.get("ownerTypeId") or row.get("entityTypeId") or row.get("typeId")
    target = state.table(f"crm{type_id}").get(row[key])
    return None if target is None else first_name(target, "accountNumber title fullName")


def first_name(target: Row, names: str) -> Any:
    return next((target[name] for name in names.split() if target.get(name)), None)


def without_chance(rows: list[Row], names: dict[str, Name]) -> list[Row]:
    """Strip what differs between runs; sorted by content, doubles stay doubles."""
    stripped = []
    for row in rows:
        kept = {
            key: names[key](row) if key in names else value
            for key, value in row.items()
            if key not in VOLATILE
        }
        if kept.get("xmlId") == str(row["id"]):
            kept["xmlId"] = "(id)"
        stripped.append(dict(sorted(strip_values(kept).items())))
    return sorted(stripped, key=lambda row: json.dumps(row, ensure_ascii=False, sort_keys=True, default=str))


def strip_values(row: Row) -> Row:
    """Values of properties and multifields carry ids of their own."""
    return {key: strip_one(value) for key, value in row.items()}


def strip_one(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: inner for key, inner in value.items() if key not in VOLATILE}
    return [strip_one(item) for item in value] if isinstance(value, list) else value
