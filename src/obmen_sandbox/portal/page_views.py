"""Rows of the portal as its pages show them."""

from obmen_sandbox.portal.catalog_files import images_of
from obmen_sandbox.portal.catalog_properties import properties_of
from obmen_sandbox.portal.catalog_values import listed
from obmen_sandbox.portal.crm_stages import stages
from obmen_sandbox.portal.crm_vocabulary import INVOICE
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.phpform import to_int
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


def price_table(state: PortalState, owners: list[Row]) -> tuple[list[Row], list[Row]]:
    """The price types that any of the products has, and for each product its prices in their order."""
    mine = {row["id"]: state.table("price").where("productId", row["id"]) for row in owners}
    used = {price["catalogGroupId"] for prices in mine.values() for price in prices}
    types = [{**row, "title": type_name(state, row)} for row in state.rows("priceType") if row["id"] in used]
    rows = []
    for owner in owners:
        by_type = {price["catalogGroupId"]: price for price in mine[owner["id"]]}
        rows.append({**owner, "prices": [by_type.get(row["id"]) for row in types]})
    return types, rows


def type_name(state: PortalState, row: Row) -> str:
    """A price type by its Russian name where it has one."""
    named = [n for n in state.rows("priceTypeLang") if n["catalogGroupId"] == row["id"] and n["lang"] == "ru"]
    return str(named[0]["name"] if named else row["name"])


def stock_table(state: PortalState, owners: list[Row]) -> tuple[list[Row], list[Row]]:
    """The stores that have any of the products, and for each product what is in each of them."""
    mine = {row["id"]: state.table("storeProduct").where("productId", row["id"]) for row in owners}
    used = {stock["storeId"] for stocks in mine.values() for stock in stocks}
    stores = [row for row in state.rows("store") if row["id"] in used]
    rows = []
    for owner in owners:
        by_store = {stock["storeId"]: stock["amount"] for stock in mine[owner["id"]]}
        if by_store:
            rows.append({**owner, "amounts": [by_store.get(row["id"]) for row in stores]})
    return stores, rows


def attributes(state: PortalState, row: Row) -> list[Row]:
    """The properties of a product that have a value, as people read them."""
    return [
        {
            "name": owner["name"],
            "value": ", ".join(property_text(state, owner, v) for v in listed(row.get(name))),
        }
        for name, owner in properties_of(state, row["iblockId"]).items()
        if owner["propertyType"] != "F" and row.get(name)
    ]


def property_text(state: PortalState, owner: Row, value: Row) -> str:
    found = value["value"]
    if owner["propertyType"] == "L":
        enum = state.table("productPropertyEnum").get(to_int(found))
        return str(enum["value"] if enum else found)
    return str(found.get("text", found)) if isinstance(found, dict) else str(found)


def pictures(state: PortalState, product_id: int) -> list[Row]:
    titles = {"DETAIL_PICTURE": "детальная", "PREVIEW_PICTURE": "для анонса", "MORE_PHOTO": "галерея"}
    return [{**row, "title": titles[row["type"]]} for row in images_of(state, product_id)]


def document_row(state: PortalState, row: Row) -> Row:
    """An inventory document with the number of its lines."""
    statuses = {"N": "черновик", "Y": "проведён", "C": "отменён"}
    lines = state.table("documentElement").where("docId", row["id"])
    return {**row, "lines": len(lines), "statusName": statuses[row["status"]]}


def stage_name(state: PortalState, row: Row, type_id: int = INVOICE) -> str:
    known = {s["STATUS_ID"]: s["NAME"] for s in stages(state, type_id, row["categoryId"])}
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
