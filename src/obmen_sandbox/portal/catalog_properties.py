"""Properties of products: their definition, their enum values, what may be switched on for them.

Source: Bitrix24 `api-reference/catalog/`: `product-property/`, `product-property-enum/`,
`product-property-feature/`.
"""

import re
from typing import Final

from obmen_sandbox.portal.catalog_directory import ID
from obmen_sandbox.portal.catalog_entity import Entity, Field, delete_reply, reading, writing
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Reply, Row
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import is_empty, to_text
from obmen_sandbox.portal.state import ELEMENTS, PortalState
from obmen_sandbox.portal.words import words

USER_TYPES: Final = {  # what may stand in `userType` of each kind of property
    "S": frozenset(
        words("DateTime Date Money directory employee UserID HTML map_google map_yandex DiskFile ECrm")
    ),
    "N": frozenset(words("Sequence")),
    "L": frozenset(words("BoolEnum")),
    "E": frozenset(words("SKU EList EAutocomplete")),
    "G": frozenset(words("SectionAuto")),
    "F": frozenset[str](),
}
CODE: Final = re.compile(r"[A-Za-z0-9_]*")


def check_property(state: PortalState, row: Row, old: Row | None) -> None:
    """The block exists, the code is a name, the user type fits the kind."""
    if row["iblockId"] not in {c["iblockId"] for c in state.rows("catalog")}:
        raise RestError("0", "The specified iblock is not a product catalog")
    code = row.get("code") or ""
    if code[:1].isdigit():
        raise RestError("0", "Property code cannot start with a digit")
    if not CODE.fullmatch(code):
        raise RestError("0", "Wrong format of field `code`")
    known = USER_TYPES.get(row["propertyType"])
    if known is None or (not is_empty(row.get("userType")) and row["userType"] not in known):
        raise RestError("0", "Invalid property type specified")
    if not isinstance(row.get("userTypeSettings"), dict | None):
        raise RestError("0", "Invalid custom property type settings specified")
    if old is not None and row["iblockId"] != old["iblockId"]:
        raise RestError("0", "productProperty does not exist.")


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
    for other in state.table("productPropertyEnum").where("xmlId", row["xmlId"]):
        if other is not old and other["propertyId"] == row["propertyId"]:
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
        Field(name="propertyId", kind="int", required=True, immutable=True),
        Field(name="value", required=True),
        Field(name="xmlId", required=True),
        Field(name="def", kind="flag", default="N"),
        Field(name="sort", kind="int", default=500),
    ),
)

FEATURES: Final = {  # (module, code) -> how the portal calls it
    ("iblock", "LIST_PAGE_SHOW"): "Показывать на странице списка элементов",
    ("iblock", "DETAIL_PAGE_SHOW"): "Показывать на странице детального просмотра элемента",
    ("catalog", "IN_BASKET"): "Добавлять в корзину",
    ("catalog", "OFFER_TREE"): "Использовать для отбора предложений",
}
NO_FEATURE: Final = "productPropertyFeature does not exist."


def available_features(state: PortalState, number: int) -> list[tuple[str, str]]:
    """What may be switched on for a property; a selector of variations only where there are any.

    Raises: RestError "0".
    """
    owner = state.table("productProperty").get(number)
    if owner is None:
        raise RestError("0", NO_FEATURE)
    offers = {c["iblockId"] for c in state.rows("catalog") if c["productIblockId"] is not None}
    chooses = owner["propertyType"] in ("L", "E") or owner.get("userType") == "directory"
    tree = owner["iblockId"] in offers and owner["multiple"] == "N" and chooses
    return [key for key in FEATURES if key != ("catalog", "OFFER_TREE") or tree]


def check_feature(state: PortalState, row: Row, old: Row | None) -> None:
    """The property has this feature, and it was not told already."""
    key = (row["moduleId"], row["featureId"])
    if key not in available_features(state, row["propertyId"]):
        raise RestError("0", "Invalid property parameter set")
    told = [f for f in state.rows("productPropertyFeature") if f["propertyId"] == row["propertyId"]]
    if any(other is not old and (other["moduleId"], other["featureId"]) == key for other in told):
        entry = f"{row['propertyId']}-{row['moduleId']}-{row['featureId']}"
        index = "b_iblock_property_feature.ix_iblock_property_feature"
        raise RestError("0", f"Mysql query error: (1062) Duplicate entry '{entry}' for key '{index}'")


FEATURE: Final = Entity(
    table="productPropertyFeature",
    prefix="catalog.productPropertyFeature",
    one="productPropertyFeature",
    many="productPropertyFeatures",
    check=check_feature,
    add_s=0.06,
    update_s=0.06,
    fields=(
        Field(name="featureId", required=True),
        ID,
        Field(name="isEnabled", kind="flag", required=True, default="N"),
        Field(name="moduleId", required=True),
        Field(name="propertyId", kind="int", required=True, immutable=True),
    ),
)


def features_reply(call: Call) -> Reply:
    """`catalog.productPropertyFeature.getAvailableFeaturesByProperty`."""
    found = available_features(call.state, call.need_id("propertyId"))
    return Reply(
        {"features": [{"featureId": f, "featureName": FEATURES[m, f], "moduleId": m} for m, f in found]}
    )


def delete_property(call: Call) -> Reply:
    """A property goes with its values, in the list and in the products."""
    number = call.need_id()
    reply = delete_reply(call, PROPERTY)
    for table in ("productPropertyEnum", "productPropertyFeature"):
        rows = call.state.table(table)
        for row in [row for row in rows.values() if row["propertyId"] == number]:
            del rows[row["id"]]
    for element in call.state.rows(ELEMENTS):
        element.pop(f"property{number}", None)
    return reply


def delete_enum(call: Call) -> Reply:
    """A value of a list goes from the products that had it."""
    enum = call.state.table("productPropertyEnum").get(call.need_id())
    reply = delete_reply(call, ENUM)
    name, gone = f"property{enum['propertyId']}" if enum else "", to_text(call.need_id())
    for element in call.state.rows(ELEMENTS):
        value = element.get(name)
        if isinstance(value, list):
            element[name] = [item for item in value if item["value"] != gone]
        elif value and value["value"] == gone:
            element[name] = None
    return reply


def without_delete(entity: Entity) -> tuple[Method, ...]:
    return tuple(method for method in writing(entity) if not method.name.endswith(".delete"))


METHODS: Final = (
    *reading(PROPERTY),
    *without_delete(PROPERTY),
    Method("catalog.productProperty.delete", delete_property, "catalog", writes=True, cost_s=0.2),
    *reading(ENUM),
    *without_delete(ENUM),
    Method("catalog.productPropertyEnum.delete", delete_enum, "catalog", writes=True, cost_s=0.1),
    *reading(FEATURE),
    *without_delete(FEATURE),
    Method("catalog.productPropertyFeature.getAvailableFeaturesByProperty", features_reply, "catalog"),
)


def properties_of(state: PortalState, iblock_id: int) -> dict[str, Row]:
    """The properties of a block by the name that they have in a product: `property101`."""
    mine = state.table("productProperty").where("iblockId", iblock_id)
    return {f"property{p['id']}": p for p in mine if p["code"] != "CML2_LINK"}


def gallery_of(state: PortalState, iblock_id: int) -> Row | None:
    """The property that keeps the pictures of a block."""
    mine = state.table("productProperty").where("iblockId", iblock_id)
    return next((p for p in mine if p["code"] == "MORE_PHOTO" and p["propertyType"] == "F"), None)


def is_checkbox(state: PortalState, owner: Row) -> bool:
    """A list with one value only, not multiple, is a checkbox to the portal (facts §2.4)."""
    if owner["multiple"] == "Y":
        return False
    alone = len(state.table("productPropertyEnum").where("propertyId", owner["id"])) == 1
    return alone or owner.get("userType") == "BoolEnum"
