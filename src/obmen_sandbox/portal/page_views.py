"""Rows of the portal as its pages show them."""

from obmen_sandbox.portal.crm_stages import stages
from obmen_sandbox.portal.crm_vocabulary import INVOICE
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.state import PortalState


def product_row(state: PortalState, row: Row) -> Row:
    """A product with the names of its section, VAT row and unit, and its base price."""
    section = state.table("section").get(row.get("iblockSectionId") or 0)
    vat = state.table("vat").get(row.get("vatId") or 0)
    unit = state.table("measure").get(row.get("measure") or 0)
    base = next((t["id"] for t in state.rows("priceType") if t["base"] == "Y"), 0)
    price = state.price_of(row["id"], base)
    shown = {"quantity": None, "detailText": None, **row}
    return shown | {
        "section": section["name"] if section else "—",
        "vat": vat["name"] if vat else "—",
        "unit": unit["symbol"] if unit else "—",
        "price": price["price"] if price else None,
    }


def stage_name(state: PortalState, row: Row) -> str:
    known = {s["STATUS_ID"]: s["NAME"] for s in stages(state, INVOICE, row["categoryId"])}
    return str(known.get(row["stageId"], row["stageId"]))


def timeline_of(state: PortalState, number: int) -> list[Row]:
    """Messages and changes of stage of an invoice, the newest first."""
    names = {s["STATUS_ID"]: s["NAME"] for s in state.rows("status")}
    key = (INVOICE, number)
    found = [
        {"at": row["created"], "text": f"{row['title']}: {row['text']}"}
        for row in state.rows("logMessage")
        if (row["entityTypeId"], row["entityId"]) == key
    ]
    found += [
        {"at": row["at"], "text": f"Стадия: {names[row['from']]} → {names[row['to']]}"}
        for row in state.rows("stageHistory")
        if (row["typeId"], row["itemId"]) == key
    ]
    found += [
        {"at": row["CREATED"], "text": row["COMMENT"]}
        for row in state.rows("comment")
        if (row["ENTITY_TYPE"], row["ENTITY_ID"]) == ("smart_invoice", number)
    ]
    return sorted(found, key=lambda row: str(row["at"]), reverse=True)


def client_row(state: PortalState, type_id: int, row: Row) -> Row:
    """A company or a person with the first requisite and the ways to reach it."""
    mine = [
        r for r in state.rows("requisite") if (r["ENTITY_TYPE_ID"], r["ENTITY_ID"]) == (type_id, row["id"])
    ]
    first: Row = mine[0] if mine else {}
    return {
        "id": row["id"],
        "title": row.get("title") or row.get("fullName") or "—",
        "own": row.get("isMyCompany") == "Y",
        "inn": first.get("RQ_INN"),
        "kpp": first.get("RQ_KPP"),
        "means": ", ".join(item["value"] for item in row["fm"]) or "—",
    }
