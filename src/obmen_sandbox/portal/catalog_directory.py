"""What a catalogue stands on: blocks, VAT rows, units, price types, stores, sections, properties."""

from typing import Any, Final

from obmen_sandbox.portal.catalog_entity import Entity, Field, list_reply, reading, writing
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Reply, Row
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import is_empty
from obmen_sandbox.portal.state import PortalState

ID: Final = Field(name="id", kind="int", readonly=True)

CATALOG: Final = Entity(
    table="catalog",
    prefix="catalog.catalog",
    one="catalog",
    many="catalogs",
    fields=(
        ID,
        Field(name="iblockId", kind="int"),
        Field(name="iblockTypeId"),
        Field(name="lid"),
        Field(name="name"),
        Field(name="productIblockId", kind="int"),
        Field(name="skuPropertyId", kind="int"),
        Field(name="subscription", kind="flag"),
        Field(name="vatId", kind="int"),
    ),
)

VAT: Final = Entity(
    table="vat",
    prefix="catalog.vat",
    one="vat",
    many="vats",
    fields=(
        ID,
        Field(name="name", required=True),
        Field(name="rate", kind="float", required=True, zero_shown=True),
        Field(name="active", kind="flag", default="Y"),
        Field(name="sort", kind="int", default=100),
        Field(name="timestampX", kind="datetime", readonly=True),
    ),
)


def check_measure(state: PortalState, row: Row, old: Row | None) -> None:
    """Codes are unique and only one unit is the default."""
    for other in state.rows("measure"):
        if other is old:
            continue
        if other["code"] == row["code"]:
            raise RestError(200600000000, "Duplicate entry for key [code]")
        if other["isDefault"] == "Y" and row["isDefault"] == "Y":
            raise RestError(200600000010, "default value can be set once [isDefault]")


MEASURE: Final = Entity(
    table="measure",
    prefix="catalog.measure",
    one="measure",
    many="measures",
    check=check_measure,
    fields=(
        ID,
        Field(name="code", kind="int", required=True),
        Field(name="measureTitle", required=True),
        Field(name="symbol"),
        Field(name="symbolIntl"),
        Field(name="symbolLetterIntl"),
        Field(name="isDefault", kind="flag", default="N"),
    ),
)

RATIO: Final = Entity(
    table="ratio",
    prefix="catalog.ratio",
    one="ratio",
    many="ratios",
    fields=(
        ID,
        Field(name="productId", kind="int"),
        Field(name="ratio", kind="float", default=1.0),
        Field(name="isDefault", kind="flag", default="Y"),
    ),
)

ROUNDING: Final = Entity(
    table="rounding",
    prefix="catalog.roundingRule",
    one="roundingRule",
    many="roundingRules",
    fields=(
        ID,
        Field(name="catalogGroupId", kind="int"),
        Field(name="price", kind="float"),
        Field(name="roundType", kind="int"),
        Field(name="roundPrecision", kind="float"),
        Field(name="createdBy", kind="int"),
        Field(name="modifiedBy", kind="int"),
    ),
)


def check_price_type(state: PortalState, row: Row, old: Row | None) -> None:
    """Only one base type; a basic plan has only one type at all."""
    if old is None and state.settings.plan == "basic" and state.table("priceType"):
        raise RestError(0, "Количество типов цен ограничено тарифом")
    others = [other for other in state.rows("priceType") if other is not old]
    if old is None:
        row |= {"dateCreate": state.stamp(), "createdBy": state.settings.user_id}
    if row["base"] == "Y":
        for other in others:
            other["base"] = "N"


PRICE_TYPE: Final = Entity(
    table="priceType",
    prefix="catalog.priceType",
    one="priceType",
    many="priceTypes",
    check=check_price_type,
    event="CATALOG.PRICE.TYPE.ON",
    fields=(
        ID,
        Field(name="name", required=True),
        Field(name="base", kind="flag", default="N"),
        Field(name="sort", kind="int", default=100),
        Field(name="xmlId"),
        Field(name="createdBy", kind="int", default=1, readonly=True),
        Field(name="modifiedBy", kind="int", readonly=True),
        Field(name="dateCreate", kind="datetime", readonly=True),
        Field(name="timestampX", kind="datetime", readonly=True),
    ),
)


def check_store(state: PortalState, row: Row, old: Row | None) -> None:
    """A basic plan has only one store; codes are unique."""
    if old is None and state.settings.plan == "basic" and state.table("store"):
        raise RestError(0, "Количество складов ограничено тарифом")
    row["dateModify"] = state.stamp()
    if old is None:
        row |= {"dateCreate": state.stamp(), "userId": state.settings.user_id}
    taken = [s for s in state.rows("store") if s is not old and s["code"] and s["code"] == row["code"]]
    if taken:
        raise RestError("CODE_DUPLICATE", "Склад с таким символьным кодом уже существует")


STORE: Final = Entity(
    table="store",
    prefix="catalog.store",
    one="store",
    many="stores",
    check=check_store,
    fields=(
        ID,
        Field(name="title"),
        Field(name="address", required=True),
        Field(name="active", kind="flag", default="Y"),
        Field(name="code"),
        Field(name="xmlId"),
        Field(name="sort", kind="int", default=100),
        Field(name="description"),
        Field(name="gpsN", kind="float"),
        Field(name="gpsS", kind="float"),
        Field(name="phone"),
        Field(name="schedule"),
        Field(name="email"),
        Field(name="issuingCenter", kind="flag", default="Y"),
        Field(name="imageId", kind="object"),
        Field(name="userId", kind="int", readonly=True),
        Field(name="modifiedBy", kind="int", readonly=True),
        Field(name="dateCreate", kind="datetime", readonly=True),
        Field(name="dateModify", kind="datetime", readonly=True),
    ),
)


def check_section(state: PortalState, row: Row, old: Row | None) -> None:
    """The block exists, the parent is of the same block, the code is unique."""
    if row["iblockId"] not in {c["iblockId"] for c in state.rows("catalog")}:
        raise RestError(200700300050, "Iblock does not exist.")
    parent = state.table("section").get(row.get("iblockSectionId") or 0)
    if row.get("iblockSectionId") and (parent is None or parent["iblockId"] != row["iblockId"]):
        raise RestError(200700300000, "Родительский раздел не найден.")
    same = [
        s
        for s in state.rows("section")
        if s is not old and not is_empty(s["code"]) and s["code"] == row["code"]
    ]
    if any(s["iblockId"] == row["iblockId"] for s in same):
        raise RestError(200700300040, "Раздел с таким символьным кодом уже существует.")


SECTION: Final = Entity(
    table="section",
    prefix="catalog.section",
    one="section",
    many="sections",
    check=check_section,
    add_s=0.15,
    update_s=0.12,
    fields=(
        ID,
        Field(name="iblockId", kind="int", required=True),
        Field(name="iblockSectionId", kind="int"),
        Field(name="name", required=True),
        Field(name="xmlId"),
        Field(name="code"),
        Field(name="sort", kind="int", default=500),
        Field(name="active", kind="flag", default="Y"),
        Field(name="description"),
        Field(name="descriptionType", default="text"),
    ),
)


def section_list(call: Call) -> Reply:
    """`catalog.section.list` needs `filter.iblockId`."""
    filter_: Any = call.params.get("filter")
    if not isinstance(filter_, dict) or not any(key.lstrip("=@") == "iblockId" for key in filter_):
        raise RestError(0, "Required filter fields: iblockId")
    return list_reply(call, SECTION)


METHODS: Final = (
    *reading(CATALOG),
    *reading(VAT),
    *writing(VAT),
    *reading(MEASURE),
    *writing(MEASURE),
    *reading(RATIO),
    *reading(ROUNDING),
    *reading(PRICE_TYPE),
    *writing(PRICE_TYPE),
    *reading(STORE),
    *writing(STORE),
    *reading(SECTION)[1:],
    *writing(SECTION),
    Method("catalog.section.list", section_list, "catalog"),
)
