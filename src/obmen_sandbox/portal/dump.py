"""The whole state of the portal as one sorted document, for tests and for the curious."""

from typing import Any, Final

from obmen_sandbox.portal.catalog_families import LONE_OFFER, OFFER, PRODUCT_ENTITY
from obmen_sandbox.portal.crm_vocabulary import COMPANY, CONTACT, DEAL, INVOICE, QUOTE, table_of
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.state import ELEMENTS, PortalState

VARIATIONS: Final = frozenset({OFFER, LONE_OFFER})
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
    "property_features": "productPropertyFeature",
    "price_type_names": "priceTypeLang",
    "price_type_groups": "priceTypeGroup",
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


APP_TABLES: Final = {  # not compared: what applications have set up
    "apps": "app",
    "placements": "placement",
    "event_handlers": "eventHandler",
    "offline_events": "offlineEvent",
    "robots": "robot",
    "robot_runs": "robotRun",
    "triggers": "trigger",
    "trigger_rules": "triggerRule",
    "trigger_runs": "triggerRun",
}


def full_dump(state: PortalState) -> dict[str, Any]:
    """Everything, with ids and moments."""
    found: dict[str, Any] = {
        name: ordered(state.rows(table)) for name, table in (TABLES | APP_TABLES).items()
    }
    found["products"] = ordered(products(state))
    found["offers"] = ordered(offers(state))
    found["events"] = list(state.events)
    found["journal"] = state.journal.as_dict()
    found["clock"] = state.stamp()
    return dict(sorted(found.items()))


BLANK: Final = {f.name: None for f in PRODUCT_ENTITY.fields if f.kind != "object"}  # rows leave out the empty
BLANK_OFFER: Final = {**BLANK, "parentId": None}


def products(state: PortalState) -> list[Row]:
    return [{**BLANK, **row} for row in state.rows(ELEMENTS) if row["type"] not in VARIATIONS]


def offers(state: PortalState) -> list[Row]:
    return [{**BLANK_OFFER, **row} for row in state.rows(ELEMENTS) if row["type"] in VARIATIONS]


def ordered(rows: list[Row]) -> list[Row]:
    return [dict(sorted(row.items())) for row in sorted(rows, key=lambda row: int(row["id"]))]


def stats(state: PortalState) -> dict[str, Any]:
    """Figures in short."""
    counts = {name: len(state.table(table)) for name, table in (TABLES | APP_TABLES).items()}
    counts |= {"products": len(products(state)), "offers": len(offers(state))}
    return {
        "counts": dict(sorted(counts.items())),
        "requests": dict(sorted(state.journal.requests.items())),
        "commands": dict(sorted(state.journal.commands.items())),
        "errors": dict(sorted(state.journal.errors.items())),
        "writes": state.journal.count(),
        "faults_struck": dict(sorted(state.faults.struck.items())),
        "waiting": len(state.deferred),
        "clock": state.stamp(),
    }
