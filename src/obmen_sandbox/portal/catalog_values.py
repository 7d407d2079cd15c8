"""Values of properties in products: what comes is cast by the kind of the property, as PHP would.

Source: Bitrix24 `tutorials/catalog/how-to-change-product-custom-field-values.md`; facts §2.4.
"""

from typing import Any

from obmen_sandbox.portal.catalog_files import GALLERY, drop, images_of, keep, link
from obmen_sandbox.portal.catalog_properties import is_checkbox, properties_of
from obmen_sandbox.portal.clock import parse_moment, stamp
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.phpform import as_map, is_empty, to_float, to_int, to_text
from obmen_sandbox.portal.state import PortalState


def accept_values(state: PortalState, iblock_id: int, fields: dict[str, Any], old: Row) -> Row:
    """Read the property values of a product; what is not mentioned stays."""
    taken: Row = {}
    for name, owner in properties_of(state, iblock_id).items():
        if name not in fields or owner["propertyType"] == "F":
            continue
        known = {item["valueId"] for item in listed(old.get(name))}
        values = [read_value(state, owner, given, known) for given in given_values(fields[name])]
        kept = [value for value in values if value is not None]
        if owner["multiple"] == "Y":
            taken[name] = kept
        else:
            taken[name] = kept[-1] if kept else None
    return taken


def accept_gallery(state: PortalState, element: Row, fields: dict[str, Any]) -> None:
    """Pictures of the gallery that come as property values: new ones are added, `remove` takes one away.

    Files that are not mentioned stay, unlike other values (facts §2.4). Raises: RestError 0.
    """
    for name, owner in properties_of(state, element["iblockId"]).items():
        if name not in fields or owner["propertyType"] != "F" or owner["code"] != GALLERY:
            continue
        for given in given_values(fields[name]):
            wrapped = as_map(given)
            value = as_map(wrapped.get("value"))
            if value.get("remove") == "Y" or wrapped.get("remove") == "Y":
                remove_from_gallery(state, element["id"], to_text(wrapped.get("valueId")))
            elif "fileData" in value:
                keep(state, element["id"], GALLERY, value["fileData"])


def remove_from_gallery(state: PortalState, product_id: int, value_id: str) -> None:
    for row in state.table("productImage").where("productId", product_id):
        if row.get("valueId") == value_id:
            drop(state, row)


def gallery_values(state: PortalState, product_id: int, prefix: str, name: str) -> list[Row]:
    """The gallery as values of its property."""
    return [
        {"value": link(prefix, row, name), "valueId": row["valueId"]}
        for row in images_of(state, product_id)
        if row["type"] == GALLERY
    ]


def listed(value: Any) -> list[Row]:
    return value if isinstance(value, list) else [value] if value else []


def given_values(value: Any) -> list[Any]:
    """A value is a scalar, `{"value": v}`, or a list of those."""
    if isinstance(value, dict) and ("value" in value or "valueId" in value or "fileData" in value):
        return [value]
    if isinstance(value, list):
        return list(value)
    return list(value.values()) if isinstance(value, dict) else [value]


def read_value(state: PortalState, owner: Row, given: Any, known: set[str]) -> Row | None:
    """Cast one value; nothing when it is empty or is none of the property's."""
    wrapped = as_map(given) if isinstance(given, dict) else {"value": given}
    value = wrapped.get("value")
    if is_empty(value) and value not in ("0", 0):
        return None
    stored = cast_value(state, owner, value)
    if stored is None:
        return None
    value_id = to_text(wrapped.get("valueId"))
    if value_id not in known:
        value_id = str(state.new_id("propertyValue"))
    return {"value": stored, "valueId": value_id}


def cast_value(state: PortalState, owner: Row, value: Any) -> Any:
    match owner["propertyType"], owner.get("userType"):
        case "L", _ if is_checkbox(state, owner):
            return "Y" if value == "Y" else "N"  # the id of the only value is no Y
        case "L", _:
            return to_text(value) if is_enum(state, owner, value) else None
        case "N", _:
            return to_text(to_float(value))  # `1,4` is 1: PHP stops at the comma
        case "S", "HTML":
            return html_value(value)
        case "S", "Date" | "DateTime" as kind:
            moment = parse_moment(value)
            return (
                None if moment is None else stamp(moment) if kind == "DateTime" else moment.date().isoformat()
            )
        case _:
            return value if isinstance(value, dict) else to_text(value)


def html_value(value: Any) -> Row | None:
    """A text with its kind, `HTML` unless it says `TEXT`."""
    given = as_map(value) if isinstance(value, dict) else {"text": value}
    given = {name.lower(): part for name, part in given.items()}
    text = to_text(given.get("text"))
    kind = "TEXT" if to_text(given.get("type")).upper() == "TEXT" else "HTML"
    return {"text": text, "type": kind} if text else None


def is_enum(state: PortalState, owner: Row, value: Any) -> bool:
    enum = state.table("productPropertyEnum").get(to_int(value))
    return enum is not None and enum["propertyId"] == owner["id"]
