"""How elements are shown: small differences between `get` and `list`, pictures as links, fields described."""

from typing import Any, Final

from obmen_sandbox.portal.catalog_entity import Field, shown
from obmen_sandbox.portal.catalog_families import FAMILIES, Family
from obmen_sandbox.portal.catalog_files import GALLERY, PICTURE_FIELDS, image_of, link
from obmen_sandbox.portal.catalog_properties import is_checkbox, properties_of
from obmen_sandbox.portal.catalog_values import gallery_values
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.state import PortalState

OWN_FIELDS: Final = {  # methods of a family -> the fields that one element shows
    family.prefix: tuple(name for name in family.entity.kinds if name not in family.hidden)
    for family in FAMILIES
}


def show(
    state: PortalState, family: Family, row: Row, *, listing: bool, names: list[str] | None = None
) -> Row:
    """An element as the portal shows it; without `names` with all its fields and properties."""
    properties = properties_of(state, row["iblockId"])
    wanted = [*OWN_FIELDS[family.prefix], *properties] if names is None else names
    result = {n: shown(row.get(n), field_=None, settings=state.settings) for n in sorted(wanted)}
    if state.table("productImage").has("productId", row["id"]):
        show_pictures(state, family, row, properties, result)
    if row.get("parentId") and "parentId" in result:
        result["parentId"] = {"value": str(row["parentId"]), "valueId": row["parentValueId"]}
    if not listing and result.get("purchasingPrice") is not None:
        result["purchasingPrice"] = f"{row['purchasingPrice']:.6f}"
    return result


def show_pictures(
    state: PortalState, family: Family, row: Row, properties: dict[str, Row], result: Row
) -> None:
    for name, kind in PICTURE_FIELDS.items():
        if name in result:
            image = image_of(state, row["id"], kind)
            result[name] = link(family.prefix, image, name) if image else None
    for name, owner in properties.items():
        if name in result and owner["propertyType"] == "F" and owner["code"] == GALLERY:
            values = gallery_values(state, row["id"], family.prefix, name)
            result[name] = values or None


def described_fields(state: PortalState, family: Family, iblock_id: int) -> Row:
    """`getFieldsByFilter`: the fields of a family and the properties of a block."""
    fields: Row = {f.name: describe(f) for f in family.entity.fields if f.name not in family.hidden}
    for name, owner in properties_of(state, iblock_id).items():
        checkbox = owner["propertyType"] == "L" and is_checkbox(state, owner)
        fields[name] = {
            "isDynamic": True,
            "isImmutable": False,
            "isMultiple": owner["multiple"] == "Y",
            "isReadOnly": False,
            "isRequired": owner["isRequired"] == "Y",
            "name": owner["name"],
            "propertyType": owner["propertyType"],
            "type": "productproperty",
            "userType": "BoolEnum" if checkbox else owner.get("userType") or "",
        }
    return dict(sorted(fields.items()))


def describe(field: Field) -> Row:
    kinds: dict[str, Any] = {"int": "integer", "float": "double", "flag": "char", "object": "file"}
    return {
        "isImmutable": field.immutable,
        "isReadOnly": field.readonly,
        "isRequired": field.required,
        "name": field.name,
        "type": "string" if field.name == "purchasingPrice" else kinds.get(field.kind, field.kind),
    }
