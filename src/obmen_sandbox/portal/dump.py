"""The whole state of the portal as one sorted document, for tests and for the curious."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from obmen_sandbox.portal.crm_vocabulary import COMPANY, CONTACT, DEAL, INVOICE, QUOTE, table_of
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.state import ELEMENTS, PortalState
from obmen_sandbox.portal.words import words

TABLES: Final = {  # name in the dump -> table
    "sections": "section",
    "prices": "price",
    "price_types": "priceType",
    "vats": "vat",
    "measures": "measure",
    "stores": "store",
    "stock": "storeProduct",
    "documents": "document",
    "document_elements": "documentElement",
    "properties": "productProperty",
    "property_values": "productPropertyEnum",
    "images": "productImage",
    "companies": table_of(COMPANY),
    "contacts": table_of(CONTACT),
    "deals": table_of(DEAL),
    "quotes": table_of(QUOTE),
    "invoices": table_of(INVOICE),
    "rows": "productRow",
    "requisites": "requisite",
    "bank_details": "bankDetail",
    "addresses": "address",
    "requisite_links": "requisiteLink",
    "timeline": "logMessage",
    "comments": "comment",
    "stage_history": "stageHistory",
    "payments": "payment",
    "notifications": "notification",
    "tasks": "task",
    "user_fields": "userfield",
    "users": "user",
    "currencies": "currency",
    "statuses": "status",
    "categories": "category",
    "presets": "requisitePreset",
}
VOLATILE: Final = frozenset(
    words(
        """
        id valueId parentValueId timestampX dateCreate dateModify dateStatus createdTime updatedTime
        movedTime lastActivityTime lastActivityBy updatedBy movedBy created at DATE_CREATE DATE_MODIFY
        CREATED LAST_LOGIN DATE_UPDATE CREATED_DATE createTime datePaid wasSimple
    """
    )
)


def full_dump(state: PortalState) -> dict[str, Any]:
    """Everything, with ids and moments."""
    found: dict[str, Any] = {name: ordered(state.rows(table)) for name, table in TABLES.items()}
    found["products"] = ordered(products(state))
    found["offers"] = ordered(offers(state))
    found["events"] = state.events
    found["journal"] = state.journal.as_dict()
    found["clock"] = state.stamp()
    return dict(sorted(found.items()))


def products(state: PortalState) -> list[Row]:
    return [row for row in state.rows(ELEMENTS) if row["type"] not in (4, 5)]


def offers(state: PortalState) -> list[Row]:
    return [row for row in state.rows(ELEMENTS) if row["type"] in (4, 5)]


def ordered(rows: list[Row]) -> list[Row]:
    return [dict(sorted(row.items())) for row in sorted(rows, key=lambda row: int(row["id"]))]


def comparable_dump(state: PortalState) -> dict[str, Any]:
    """The state without ids and moments, references by natural keys: two runs with one outcome are equal.

    Events and the journal are left out: they tell the way, not the outcome.
    """
    names = reference_names(state)
    found: dict[str, Any] = {}
    for name, table in TABLES.items():
        found[name] = without_chance(state.rows(table), names)
    found["products"] = without_chance(products(state), names)
    found["offers"] = without_chance(offers(state), names)
    return dict(sorted(found.items()))


REFERENCES: Final = {  # field -> the table it points to, and what its target is called by
    "iblockSectionId": ("section", "xmlId name"),
    "parentId": (ELEMENTS, "xmlId"),
    "productId": (ELEMENTS, "xmlId name"),
    "elementId": (ELEMENTS, "xmlId name"),
    "companyId": (table_of(COMPANY), "title"),
    "contactId": (table_of(CONTACT), "fullName"),
    "parentId2": (table_of(DEAL), "title"),
    "docId": ("document", "docNumber title"),
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


def stats(state: PortalState) -> dict[str, Any]:
    """Figures in short."""
    counts = {name: len(state.table(table)) for name, table in TABLES.items()}
    counts |= {"products": len(products(state)), "offers": len(offers(state))}
    return {
        "counts": dict(sorted(counts.items())),
        "requests": dict(sorted(state.journal.requests.items())),
        "commands": dict(sorted(state.journal.commands.items())),
        "errors": dict(sorted(state.journal.errors.items())),
        "writes": len(state.journal.writes),
        "faults_struck": dict(sorted(state.faults.struck.items())),
        "waiting": len(state.deferred),
        "clock": state.stamp(),
    }
