"""Products, heads of variations, variations, services: elements of two blocks.

Source: Bitrix24 `api-reference/catalog/product/`; `controller/product.php`, `product/sku.php`.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from obmen_sandbox.portal.catalog_entity import Field, accept, demand, shown
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
from obmen_sandbox.portal.catalog_properties import accept_values, properties_of
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.filters import split_operator
from obmen_sandbox.portal.lists import PAGE_ROWS, Reply, Row, reply_page, select_rows, sort_rows
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import as_list, as_map, is_empty, to_int
from obmen_sandbox.portal.state import ELEMENTS, PortalState


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
        same = [e for e in state.rows(ELEMENTS) if e is not old and e["code"] == row["code"]]
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
    drop_stock_fields(state, row)
    check_links(state, row, None)
    check_parent(state, family, row)
    row["type"] = family.new_type if family.new_type != OFFER or row.get("parentId") else LONE_OFFER
    complete(call, row, fields)
    row |= accept_values(state, row["iblockId"], fields, {})
    stored = state.insert(ELEMENTS, row)
    stored["xmlId"] = stored["xmlId"] or str(stored["id"])
    state.index_element(stored, None)
    settle_parent(state, stored)
    state.emit("CATALOG.PRODUCT.ON.ADD", ID=stored["id"], TYPE=stored["type"])
    return Reply({family.one: show(call, family, stored, listing=False)})


def normalised(fields: dict[str, Any]) -> dict[str, Any]:
    """`IblockSection` is the list of all sections; its first is the main one when that is not named."""
    sections = as_list(fields.get("iblockSection", fields.get("IblockSection")))
    if sections and is_empty(fields.get("iblockSectionId")):
        return {**fields, "iblockSectionId": sections[0]}
    return fields


def drop_stock_fields(state: PortalState, row: Row) -> None:
    """With inventory management on, quantities are written by documents only; here they vanish."""
    if state.inventory:
        for name in STOCK_FIELDS & row.keys():
            row[name] = None


def complete(call: Call, row: Row, fields: dict[str, Any]) -> None:
    """Fill in what the portal decides by itself."""
    state = call.state
    row["timestampX"] = state.stamp()
    row["dateCreate"] = row.get("dateCreate") or state.stamp()
    row["createdBy"] = row.get("createdBy") or call.user_id
    row["modifiedBy"] = to_int(fields.get("modifiedBy")) or call.user_id
    if row.get("measure") not in state.table("measure"):
        row["measure"] = next((m["id"] for m in state.rows("measure") if m["isDefault"] == "Y"), None)
    for name in ("previewPicture", "detailPicture"):
        row[name] = picture(state, row.get(name))
    if row["type"] in (OFFER, LONE_OFFER):
        row["iblockSectionId"] = None
        row["parentValueId"] = str(state.new_id("propertyValue"))
    row["available"] = availability(row)


def picture(state: PortalState, given: Any) -> Row | None:
    """Keep the file of a picture under an id, as `{"id": …}`."""
    data = as_list(as_map(given).get("fileData"))
    if len(data) < 2:
        return None
    return {"id": str(state.new_id("file")), "name": data[0], "size": len(str(data[1]))}


def availability(row: Row) -> str:
    free = row.get("canBuyZero") == "Y" or row.get("quantityTrace") == "N"
    return "Y" if free or (row.get("quantity") or 0) > 0 or row["type"] == SERVICE else "N"


def settle_parent(state: PortalState, offer: Row) -> None:
    """A product with variations is a head (3); without any it is an empty one (6), or simple (1) again."""
    parent = state.table(ELEMENTS).get(offer.get("parentId") or 0)
    if parent is None:
        return
    has_offers = bool(state.offers_of.get(parent["id"]))
    if has_offers and parent["type"] in (SIMPLE, EMPTY_HEAD):
        parent["wasSimple"] = parent["type"] == SIMPLE
        parent["type"] = HEAD
    elif not has_offers and parent["type"] == HEAD:
        parent["type"] = SIMPLE if parent.get("wasSimple") else EMPTY_HEAD


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
    drop_stock_fields_from_update(state, changes)
    check_links(state, {**row, **changes}, row)
    check_parent(state, family, changes)
    for name in ("previewPicture", "detailPicture"):
        if name in changes:
            changes[name] = picture(state, changes[name])
    if "measure" in changes and changes["measure"] not in state.table("measure"):
        del changes["measure"]
    changes |= accept_values(state, row["iblockId"], fields, row)
    before = dict(row)
    row.update(changes)
    row["xmlId"] = row["xmlId"] or str(row["id"])
    state.index_element(row, before)
    row["timestampX"], row["modifiedBy"] = state.stamp(), to_int(fields.get("modifiedBy")) or call.user_id
    row["available"] = availability(row)
    settle_parent(state, before)
    settle_parent(state, row)
    state.emit("CATALOG.PRODUCT.ON.UPDATE", ID=row["id"], TYPE=row["type"])
    return Reply({family.one: show(call, family, row, listing=False)})


def drop_stock_fields_from_update(state: PortalState, changes: Row) -> None:
    for name in STOCK_FIELDS & changes.keys() if state.inventory else ():
        del changes[name]


def get(call: Call, family: Family) -> Reply:
    return Reply({family.got: show(call, family, find(call, family), listing=False)})


def delete(call: Call, family: Family) -> Reply:
    row = find(call, family)
    remove(call.state, row)
    return Reply(result=True)


def remove(state: PortalState, row: Row) -> None:
    """Delete an element with its variations and prices."""
    elements, prices = state.table(ELEMENTS), state.table("price")
    for number in list(state.offers_of.get(row["id"], ())):
        remove(state, elements[number])
    del elements[row["id"]]
    state.index_element(None, row)
    for price in [p for p in prices.values() if p["productId"] == row["id"]]:
        state.drop_price(price)
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
    rows = (row for row in candidates(state, filter_) if row["type"] in family.types)
    by_cursor = (
        to_int(start) < 0 and [*order] in ([], ["id"]) and str(order.get("id", "asc")).lower() == "asc"
    )
    found = select_rows(rows, filter_, kinds, get=stored_value, limit=PAGE_ROWS if by_cursor else None)
    found = sort_rows(found, order, kinds, get=stored_value)
    names = list(kinds) if "*" in select else [name for name in kinds if name in select]
    return reply_page(
        family.many,
        found,
        start=start,
        view=lambda row: show(call, family, row, listing=True, names=names),
    )


def candidates(state: PortalState, filter_: dict[str, Any]) -> Iterable[Row]:
    """The elements that a filter can mean at all, by the index of external codes or by the cursor on ids."""
    table = state.table(ELEMENTS)
    for key in ("xmlId", "=xmlId", "@xmlId"):
        if key in filter_ and not is_empty(filter_[key]):
            ids = {i for code in as_list(filter_[key]) for i in state.element_codes.get(str(code), ())}
            return [table[number] for number in sorted(ids)]
    if ">id" in filter_:
        numbers = list(table)
        return (table[number] for number in numbers[bisect_right(numbers, to_int(filter_[">id"])) :])
    return table.values()


def stored_value(row: Row, name: str) -> Any:
    """A value as filters see it: of a property the bare value."""
    value = row.get(name)
    if isinstance(value, list):
        return [item["value"] for item in value]
    return value.get("value") if isinstance(value, dict) and "value" in value else value


def show(call: Call, family: Family, row: Row, *, listing: bool, names: list[str] | None = None) -> Row:
    """An element as the portal shows it, with small differences between `get` and `list`."""
    state = call.state
    if names is None:
        names = [name for name in family.entity.kinds if listing or name not in family.hidden]
        names += properties_of(state, row["iblockId"])
    shown_row = {n: shown(row.get(n), field_=None, settings=state.settings) for n in sorted(names)}
    for name in ("previewPicture", "detailPicture"):
        if shown_row.get(name):
            shown_row[name] = picture_links(family, row, name)
    if "parentId" in shown_row and row.get("parentId"):
        shown_row["parentId"] = {"value": str(row["parentId"]), "valueId": row["parentValueId"]}
    if not listing and shown_row.get("purchasingPrice") is not None:
        shown_row["purchasingPrice"] = f"{row['purchasingPrice']:.6f}"
    return shown_row


def picture_links(family: Family, row: Row, name: str) -> Row:
    file_id = row[name]["id"]
    query = urlencode({"fields[fieldName]": name, "fields[fileId]": file_id, "fields[productId]": row["id"]})
    url = f"/rest/{family.prefix}.download?{query}"
    return {"id": file_id, "url": url, "urlMachine": url}


def fields_by_filter(call: Call, family: Family) -> Reply:
    filter_ = as_map(call.need("filter"))
    if is_empty(filter_.get("iblockId")):
        raise RestError(0, "parameter - iblockId is empty")
    block_of(call.state, to_int(filter_["iblockId"]))
    described: Row = {f.name: describe(f) for f in family.entity.fields if f.name not in family.hidden}
    for name, owner in properties_of(call.state, to_int(filter_["iblockId"])).items():
        described[name] = {
            "isDynamic": True,
            "isImmutable": False,
            "isMultiple": owner["multiple"] == "Y",
            "isReadOnly": False,
            "isRequired": owner["isRequired"] == "Y",
            "name": owner["name"],
            "propertyType": owner["propertyType"],
            "type": "productproperty",
            "userType": owner["userType"] or "",
        }
    return Reply({family.got: dict(sorted(described.items()))})


def describe(field: Field) -> Row:
    kinds = {"int": "integer", "float": "double", "flag": "char", "object": "file"}
    return {
        "isImmutable": field.immutable,
        "isReadOnly": field.readonly,
        "isRequired": field.required,
        "name": field.name,
        "type": "string" if field.name == "purchasingPrice" else kinds.get(field.kind, field.kind),
    }


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
