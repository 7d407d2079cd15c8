"""Products, heads of variations, variations, services: elements of two blocks.

Source: Bitrix24 `api-reference/catalog/product/`; `controller/product.php`, `product/sku.php`.
"""

from collections.abc import Mapping
from typing import Any, Final

from obmen_sandbox.portal.catalog_entity import accept, by_cursor, candidates, demand
from obmen_sandbox.portal.catalog_families import (
    EMPTY_HEAD,
    FAMILIES,
    HEAD,
    LONE_OFFER,
    OFFER,
    SERVICE,
    SIMPLE,
    STOCK_FIELDS,
    Family,
)
from obmen_sandbox.portal.catalog_files import PICTURE_FIELDS, decode, drop_all, drop_kind, keep
from obmen_sandbox.portal.catalog_properties import properties_of
from obmen_sandbox.portal.catalog_shown import described_fields, show
from obmen_sandbox.portal.catalog_values import accept_gallery, accept_values
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.filters import split_operator
from obmen_sandbox.portal.lists import PAGE_ROWS, Reply, Row, reply_page, select_rows, sort_rows
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import as_list, as_map, is_empty, to_int
from obmen_sandbox.portal.state import ELEMENTS, PortalState

IN_DOCUMENTS: Final = (
    "Данный товар содержится в документах складского учёта. "
    "Для удаления товара необходимо удалить его из документов."
)


def block_of(state: PortalState, iblock_id: int) -> Row:
    """The catalogue of a block. Raises: RestError 200040300000."""
    for catalog in state.rows("catalog"):
        if catalog["iblockId"] == iblock_id:
            return catalog
    raise RestError(200040300000, "Iblock Not Found")


def check_links(state: PortalState, row: Mapping[str, Any], old: Row | None) -> None:
    """Section, VAT row and parent exist; the symbolic code is nobody else's."""
    section = state.table("section").get(row.get("iblockSectionId") or 0)
    if row.get("iblockSectionId") and (section is None or section["iblockId"] != row["iblockId"]):
        raise RestError(0, f"Раздел с идентификатором {row['iblockSectionId']} не существует")
    if row.get("vatId") and row["vatId"] not in state.table("vat"):
        raise RestError(0, f"Ставка НДС с идентификатором {row['vatId']} не существует")
    if row.get("purchasingCurrency") and row["purchasingCurrency"] not in {
        c["CURRENCY"] for c in state.rows("currency")
    }:
        raise RestError(0, "Указанная валюта закупочной цены не существует")
    if not is_empty(row.get("code")):
        same = [e for e in state.table(ELEMENTS).where("code", row["code"]) if e is not old]
        if any(e["iblockId"] == row["iblockId"] for e in same):
            raise RestError(0, "Товар с указанным символьным кодом уже существует")


def check_parent(state: PortalState, family: Family, row: Row) -> None:
    if not family.in_offers_block or not row.get("parentId"):
        return
    parent = state.table(ELEMENTS).get(row["parentId"])
    if parent is None or parent["type"] in (OFFER, LONE_OFFER):
        raise RestError(0, f"Товар с идентификатором {row['parentId']} не существует")


def add(call: Call, family: Family) -> Reply:
    state, fields = call.state, normalised(call.fields())
    demand(["iblockId", "name"], fields)
    row = accept(family.entity, fields, adding=True)
    block = block_of(state, row["iblockId"])
    if (block["productIblockId"] is not None) != family.in_offers_block:
        raise RestError(200040300000, "Iblock Not Found")
    row["type"] = family.new_type if family.new_type != OFFER or row.get("parentId") else LONE_OFFER
    drop_stock_fields(state, row, row["type"])
    check_links(state, row, None)
    check_parent(state, family, row)
    check_pictures(fields)
    complete(call, row, fields)
    row |= accept_values(state, row["iblockId"], fields, {})
    stored = store(state, row)
    accept_pictures(state, stored, fields)
    settle_parent(state, stored)
    state.emit("CATALOG.PRODUCT.ON.ADD", ID=stored["id"], TYPE=stored["type"])
    return Reply({family.one: show(state, family, stored, listing=False)})


def store(state: PortalState, row: Row) -> Row:
    """Keep an element; an absent external code is the id. Empty fields are not kept: there are many rows."""
    number = state.new_id(ELEMENTS)
    kept = {name: value for name, value in row.items() if value is not None}
    kept |= {"id": number, "xmlId": row.get("xmlId") or str(number)}
    state.table(ELEMENTS)[number] = kept
    return kept


def normalised(fields: dict[str, Any]) -> dict[str, Any]:
    """`IblockSection` is the list of all sections; its first is the main one when that is not named."""
    sections = as_list(fields.get("iblockSection", fields.get("IblockSection")))
    if sections and is_empty(fields.get("iblockSectionId")):
        return {**fields, "iblockSectionId": sections[0]}
    return fields


def drop_stock_fields(state: PortalState, row: Row, kind: int) -> None:
    """With inventory management on, documents alone write quantities; a head never has any of its own."""
    if state.inventory or kind in (HEAD, EMPTY_HEAD):
        for name in STOCK_FIELDS & row.keys():
            del row[name]


def complete(call: Call, row: Row, fields: dict[str, Any]) -> None:
    """Fill in what the portal decides by itself."""
    state, now = call.state, call.state.stamp()
    row["timestampX"] = now
    row["dateCreate"] = row.get("dateCreate") or now
    row["createdBy"] = row.get("createdBy") or call.user_id
    row["modifiedBy"] = to_int(fields.get("modifiedBy")) or call.user_id
    if row.get("measure") not in state.table("measure"):
        row["measure"] = next((m["id"] for m in state.rows("measure") if m["isDefault"] == "Y"), None)
    for name in PICTURE_FIELDS:
        row.pop(name, None)
    if row["type"] in (OFFER, LONE_OFFER):
        row["iblockSectionId"] = None
        row["parentValueId"] = str(state.new_id("propertyValue"))
    row["available"] = availability(row)


def check_pictures(fields: dict[str, Any]) -> None:
    """Pictures in the fields can be read, before anything is written. Raises: RestError 0."""
    for name in PICTURE_FIELDS:
        content = as_map(fields.get(name)).get("fileData")
        if content is not None:
            decode(content)


def accept_pictures(state: PortalState, element: Row, fields: dict[str, Any]) -> None:
    """Take the pictures that came as fields, and those of the gallery that came as property values."""
    for name, kind in PICTURE_FIELDS.items():
        given = as_map(fields.get(name))
        if given.get("remove") == "Y":
            drop_kind(state, element["id"], kind)
        elif "fileData" in given:
            keep(state, element["id"], kind, given["fileData"])
    accept_gallery(state, element, fields)


def availability(row: Row) -> str:
    free = row.get("canBuyZero") == "Y" or row.get("quantityTrace") == "N"
    return "Y" if free or (row.get("quantity") or 0) > 0 or row["type"] == SERVICE else "N"


def settle_parent(state: PortalState, offer: Row) -> None:
    """A product with variations is a head (3); without any it is an empty one (6), or simple (1) again."""
    elements = state.table(ELEMENTS)
    parent = elements.get(offer.get("parentId") or 0)
    if parent is None:
        return
    offers = elements.where("parentId", parent["id"])
    if offers and parent["type"] in (SIMPLE, EMPTY_HEAD):
        parent["wasSimple"] = parent["type"] == SIMPLE
        parent["type"] = HEAD
        for name in STOCK_FIELDS & parent.keys():
            del parent[name]
    elif not offers and parent["type"] == HEAD:
        parent["type"] = SIMPLE if parent.get("wasSimple") else EMPTY_HEAD
    parent["available"] = availability_of(state, parent)


def availability_of(state: PortalState, row: Row) -> str:
    """A head has no quantity of its own and is available when one of its active variations is."""
    if row["type"] not in (HEAD, EMPTY_HEAD):
        return availability(row)
    offers = state.table(ELEMENTS).where("parentId", row["id"])
    return "Y" if any(one["available"] == "Y" and one["active"] == "Y" for one in offers) else "N"


def find(call: Call, family: Family) -> Row:
    """The element of an id, when the family sees it. Raises: RestError with an empty code."""
    row = call.state.table(ELEMENTS).get(call.need_id())
    if row is None or row["type"] not in family.types:
        raise RestError("", "product does not exist.")
    return row


def update(call: Call, family: Family) -> Reply:
    state, row = call.state, find(call, family)
    fields = normalised(call.fields())
    changes = accept(family.entity, fields, adding=False)
    drop_stock_fields(state, changes, row["type"])
    check_links(state, {**row, **changes}, row)
    check_parent(state, family, changes)
    check_pictures(fields)
    for name in PICTURE_FIELDS:
        changes.pop(name, None)
    if "measure" in changes and changes["measure"] not in state.table("measure"):
        del changes["measure"]
    if "xmlId" in changes and is_empty(changes["xmlId"]):
        changes["xmlId"] = str(row["id"])
    changes |= accept_values(state, row["iblockId"], fields, row)
    changes["timestampX"] = state.stamp()
    changes["modifiedBy"] = to_int(fields.get("modifiedBy")) or call.user_id
    before = dict(row)
    state.table(ELEMENTS).change(row["id"], changes)
    accept_pictures(state, row, fields)
    row["available"] = availability_of(state, row)
    if row["type"] in (OFFER, LONE_OFFER):
        row["type"] = OFFER if row.get("parentId") else LONE_OFFER
        settle_parent(state, before)
    settle_parent(state, row)
    state.emit("CATALOG.PRODUCT.ON.UPDATE", ID=row["id"], TYPE=row["type"])
    return Reply({family.one: show(state, family, row, listing=False)})


def get(call: Call, family: Family) -> Reply:
    return Reply({family.got: show(call.state, family, find(call, family), listing=False)})


def delete(call: Call, family: Family) -> Reply:
    row, state = find(call, family), call.state
    gone = {row["id"], *(offer["id"] for offer in state.table(ELEMENTS).where("parentId", row["id"]))}
    if any(element["elementId"] in gone for element in state.table("documentElement").values()):
        raise RestError(0, IN_DOCUMENTS)
    remove(state, row)
    return Reply(result=True)


def remove(state: PortalState, row: Row) -> None:
    """Delete an element with its variations, prices, stock and pictures."""
    elements = state.table(ELEMENTS)
    for offer in elements.where("parentId", row["id"]):
        remove(state, offer)
    del elements[row["id"]]
    for table in ("price", "storeProduct"):
        rows = state.table(table)
        for found in rows.where("productId", row["id"]):
            del rows[found["id"]]
    drop_all(state, row["id"])
    settle_parent(state, row)
    state.emit("CATALOG.PRODUCT.ON.DELETE", ID=row["id"], TYPE=row["type"])


def list_(call: Call, family: Family) -> Reply:
    """`list` demands a selection and a block, and drops what it does not know."""
    state, filter_ = call.state, as_map(call.params.get("filter"))
    select = [str(name) for name in as_list(call.params.get("select"))]
    if "*" not in select and not {"id", "iblockId"} <= set(select):
        raise RestError(0, "Required select fields: id, iblockId")
    blocks = [wanted for key, wanted in filter_.items() if split_operator(key)[1] == "iblockId"]
    if not blocks or is_empty(blocks[0]):
        raise RestError(0, "Required filter fields: iblockId")
    kinds = family.entity.kinds | dict.fromkeys(properties_of(state, to_int(as_list(blocks[0])[0])), "string")
    order, start = as_map(call.params.get("order")), call.params.get("start")
    rows = (row for row in candidates(state.table(ELEMENTS), filter_, kinds) if row["type"] in family.types)
    limit = PAGE_ROWS if by_cursor(order, start) else None
    found = select_rows(rows, filter_, kinds, get=stored_value, limit=limit)
    found = sort_rows(found, order, kinds, get=stored_value)
    names = list(kinds) if "*" in select else [name for name in kinds if name in select]
    return reply_page(
        family.many,
        found,
        start=start,
        view=lambda row: show(state, family, row, listing=True, names=names),
    )


def stored_value(row: Row, name: str) -> Any:
    """A value as filters see it: of a property the bare value."""
    value = row.get(name)
    if isinstance(value, list):
        return [item["value"] for item in value]
    return value.get("value") if isinstance(value, dict) and "value" in value else value


def fields_by_filter(call: Call, family: Family) -> Reply:
    filter_ = as_map(call.need("filter"))
    if is_empty(filter_.get("iblockId")):
        raise RestError(0, "parameter - iblockId is empty")
    iblock_id = to_int(filter_["iblockId"])
    block_of(call.state, iblock_id)
    return Reply({family.got: described_fields(call.state, family, iblock_id)})


def methods_of(family: Family) -> tuple[Method, ...]:
    prefix = family.prefix
    return (
        Method(f"{prefix}.add", lambda c: add(c, family), "catalog", writes=True, cost_s=family.add_s),
        Method(
            f"{prefix}.update", lambda c: update(c, family), "catalog", writes=True, cost_s=family.update_s
        ),
        Method(f"{prefix}.delete", lambda c: delete(c, family), "catalog", writes=True, cost_s=0.3),
        Method(f"{prefix}.get", lambda c: get(c, family), "catalog", cost_s=0.04),
        Method(f"{prefix}.list", lambda c: list_(c, family), "catalog", cost_s=0.06),
        Method(f"{prefix}.getFieldsByFilter", lambda c: fields_by_filter(c, family), "catalog"),
    )


METHODS: Final = tuple(method for family in FAMILIES for method in methods_of(family))
