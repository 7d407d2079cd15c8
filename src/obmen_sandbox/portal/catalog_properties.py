"""Properties of products: their definition, their enum values, and values in products."""

from typing import Any, Final

from obmen_sandbox.portal.catalog_directory import ID
from obmen_sandbox.portal.catalog_entity import Entity, Field, reading, writing
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.phpform import as_map, is_empty, to_int, to_text
from obmen_sandbox.portal.state import PortalState


def check_property(state: PortalState, row: Row, _old: Row | None) -> None:
    """The block exists, the code is a name."""
    if row["iblockId"] not in {c["iblockId"] for c in state.rows("catalog")}:
        raise RestError("0", "The specified iblock is not a product catalog")
    code = row.get("code") or ""
    if code[:1].isdigit():
        raise RestError("0", "Property code cannot start with a digit")
    if row["propertyType"] not in ("S", "N", "L", "F", "E", "G"):
        raise RestError("0", "Invalid property type specified")


PROPERTY: Final = Entity(
    table="productProperty",
    prefix="catalog.productProperty",
    one="productProperty",
    many="productProperties",
    check=check_property,
    fields=(
        ID,
        Field(name="iblockId", kind="int", required=True),
        Field(name="name", required=True),
        Field(name="propertyType", required=True, default="S"),
        Field(name="userType"),
        Field(name="multiple", kind="flag", default="N"),
        Field(name="code"),
        Field(name="xmlId"),
        Field(name="listType", default="L"),
        Field(name="isRequired", kind="flag", default="N"),
        Field(name="sort", kind="int", default=500),
        Field(name="active", kind="flag", default="Y"),
        Field(name="defaultValue"),
        Field(name="hint"),
        Field(name="linkIblockId", kind="int"),
        Field(name="multipleCnt", kind="int"),
        Field(name="rowCount", kind="int", default=1),
        Field(name="colCount", kind="int", default=30),
        Field(name="filtrable", kind="flag", default="N"),
        Field(name="searchable", kind="flag", default="N"),
        Field(name="withDescription"),
        Field(name="fileType"),
        Field(name="userTypeSettings", kind="object"),
        Field(name="timestampX", kind="datetime", readonly=True),
    ),
    required_on_update=("iblockId",),
)


def check_enum(state: PortalState, row: Row, old: Row | None) -> None:
    """Only list properties have values, and their external codes are unique."""
    owner = state.table("productProperty").get(row["propertyId"])
    if owner is None:
        raise RestError(0, "productPropertyEnum does not exist.")
    if owner["propertyType"] != "L":
        raise RestError(0, "Only list properties are supported")
    for other in state.rows("productPropertyEnum"):
        if other is not old and (other["propertyId"], other["xmlId"]) == (row["propertyId"], row["xmlId"]):
            raise RestError(0, f"A value with xmlId '{row['xmlId']}' already exists.")


ENUM: Final = Entity(
    table="productPropertyEnum",
    prefix="catalog.productPropertyEnum",
    one="productPropertyEnum",
    many="productPropertyEnums",
    check=check_enum,
    add_s=0.06,
    fields=(
        ID,
        Field(name="propertyId", kind="int", required=True),
        Field(name="value", required=True),
        Field(name="xmlId", required=True),
        Field(name="def", kind="flag", default="N"),
        Field(name="sort", kind="int", default=500),
    ),
)

METHODS: Final = (*reading(PROPERTY), *writing(PROPERTY), *reading(ENUM), *writing(ENUM))


def properties_of(state: PortalState, iblock_id: int) -> dict[str, Row]:
    """The properties of a block by the name that they have in a product: `property101`."""
    mine = [
        p for p in state.rows("productProperty") if p["iblockId"] == iblock_id and p["code"] != "CML2_LINK"
    ]
    return {f"property{p['id']}": p for p in mine}


def accept_values(state: PortalState, iblock_id: int, fields: dict[str, Any], old: Row) -> Row:
    """Read the property values of a product; what is not mentioned stays."""
    taken: Row = {}
    for name, owner in properties_of(state, iblock_id).items():
        if name not in fields:
            continue
        known = {item["valueId"] for item in listed(old.get(name))}
        values = [_value(state, owner, given, known) for given in given_values(fields[name])]
        kept = [value for value in values if value is not None]
        if owner["multiple"] == "Y":
            taken[name] = kept
        else:
            taken[name] = kept[-1] if kept else None
    return taken


def listed(value: Any) -> list[Row]:
    return value if isinstance(value, list) else [value] if value else []


def given_values(value: Any) -> list[Any]:
    """A value is a scalar, `{"value": v}`, or a list of those."""
    if isinstance(value, dict) and ("value" in value or "valueId" in value or "fileData" in value):
        return [value]
    if isinstance(value, list):
        return list(value)
    return list(value.values()) if isinstance(value, dict) else [value]


def _value(state: PortalState, owner: Row, given: Any, known: set[str]) -> Row | None:
    wrapped = as_map(given) if isinstance(given, dict) else {"value": given}
    value = wrapped.get("value")
    if is_empty(value) and value not in {"0", 0}:
        return None
    if owner["propertyType"] == "L" and not _is_enum(state, owner, value):
        return None
    value_id = to_text(wrapped.get("valueId"))
    if value_id not in known:
        value_id = str(state.new_id("propertyValue"))
    text = value if isinstance(value, dict) else to_text(value)
    return {"value": text, "valueId": value_id}


def _is_enum(state: PortalState, owner: Row, value: Any) -> bool:
    enum = state.table("productPropertyEnum").get(to_int(value))
    return enum is not None and enum["propertyId"] == owner["id"]
