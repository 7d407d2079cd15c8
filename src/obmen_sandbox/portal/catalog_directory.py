"""What a catalogue stands on: blocks, VAT rows, units, price types, stores."""

from typing import Final

from obmen_sandbox.portal.catalog_entity import (
    Entity,
    Field,
    add_reply,
    delete_reply,
    find,
    reading,
    writing,
)
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Reply, Row
from obmen_sandbox.portal.method import Call, Method
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


def refuse_twin(state: PortalState, table: str, row: Row, old: Row | None, *key: str) -> None:
    """Refuse a second row with the same key, with the database's own words."""
    mine = [row[name] for name in key]
    if any(other is not old and [other[name] for name in key] == mine for other in state.rows(table)):
        raise RestError(0, f"Duplicate entry for key [{', '.join(key)}]")


def check_price_type_name(state: PortalState, row: Row, old: Row | None) -> None:
    """One name of a price type in one language."""
    if row["catalogGroupId"] not in state.table("priceType"):
        raise RestError(0, "priceType does not exist.")
    refuse_twin(state, "priceTypeLang", row, old, "catalogGroupId", "lang")


PRICE_TYPE_LANG: Final = Entity(
    table="priceTypeLang",
    prefix="catalog.priceTypeLang",
    one="priceTypeLang",
    many="priceTypeLangs",
    check=check_price_type_name,
    add_s=0.06,
    update_s=0.06,
    fields=(
        Field(name="catalogGroupId", kind="int", required=True),
        ID,
        Field(name="lang", required=True),
        Field(name="name", required=True),
    ),
)


def check_price_type_group(state: PortalState, row: Row, old: Row | None) -> None:
    """A right of a group of users to see a price type, or to buy by it."""
    if row["catalogGroupId"] not in state.table("priceType"):
        raise RestError(0, "priceType does not exist.")
    if row["access"] not in ("Y", "N"):
        raise RestError(0, "access is out of range")
    refuse_twin(state, "priceTypeGroup", row, old, "catalogGroupId", "groupId", "access")


PRICE_TYPE_GROUP: Final = Entity(
    table="priceTypeGroup",
    prefix="catalog.priceTypeGroup",
    one="priceTypeGroup",
    many="priceTypeGroups",
    check=check_price_type_group,
    add_s=0.06,
    update_s=0.06,
    fields=(
        Field(name="access", required=True),
        Field(name="catalogGroupId", kind="int", required=True),
        Field(name="groupId", kind="int", required=True),
        ID,
    ),
)
ADMINISTRATORS, EVERYBODY = 1, 2


def price_type_add(call: Call) -> Reply:
    """`catalog.priceType.add`: administrators and everybody may see and buy by it at once."""
    reply = add_reply(call, PRICE_TYPE)
    for group in (ADMINISTRATORS, EVERYBODY):
        for access in ("N", "Y"):
            row = {"catalogGroupId": reply.result["priceType"]["id"], "groupId": group, "access": access}
            call.state.insert("priceTypeGroup", row)
    return reply


def price_type_delete(call: Call) -> Reply:
    """A price type goes with its prices; the base one stays."""
    row = find(call.state, PRICE_TYPE, call.need_id())
    if row["base"] == "Y":
        raise RestError(0, "Базовый тип цены нельзя удалить")
    for table in ("price", "priceTypeLang", "priceTypeGroup"):
        rows = call.state.table(table)
        for found in [found for found in rows.values() if found["catalogGroupId"] == row["id"]]:
            del rows[found["id"]]
    return delete_reply(call, PRICE_TYPE)


def languages(_call: Call) -> Reply:
    known = (("ru", "Russian"), ("en", "English"))
    return Reply({"languages": [{"lid": lid, "active": "Y", "name": name} for lid, name in known]})


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


def store_delete(call: Call) -> Reply:
    """A store goes only when no document names it."""
    row = find(call.state, STORE, call.need_id())
    lines = call.state.table("documentElement").values()
    if any(row["id"] in (line.get("storeFrom"), line.get("storeTo")) for line in lines):
        raise RestError(0, "Склад используется в документах складского учета")
    stocks = call.state.table("storeProduct")
    for stock in [stock for stock in stocks.values() if stock["storeId"] == row["id"]]:
        del stocks[stock["id"]]
    return delete_reply(call, STORE)


METHODS: Final = (
    *reading(CATALOG),
    *reading(VAT),
    *writing(VAT),
    *reading(MEASURE),
    *writing(MEASURE),
    *reading(RATIO),
    *reading(ROUNDING),
    *reading(PRICE_TYPE),
    Method("catalog.priceType.add", price_type_add, "catalog", writes=True, cost_s=0.12),
    writing(PRICE_TYPE)[1],
    Method("catalog.priceType.delete", price_type_delete, "catalog", writes=True, cost_s=0.2),
    *reading(PRICE_TYPE_LANG),
    *writing(PRICE_TYPE_LANG),
    Method("catalog.priceTypeLang.getLanguages", languages, "catalog"),
    *reading(PRICE_TYPE_GROUP),
    *writing(PRICE_TYPE_GROUP),
    *reading(STORE),
    *writing(STORE)[:2],
    Method("catalog.store.delete", store_delete, "catalog", writes=True, cost_s=0.15),
)
