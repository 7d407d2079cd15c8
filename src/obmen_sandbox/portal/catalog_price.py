"""Prices: one row for each (product, price type).

Source: Bitrix24 `api-reference/catalog/price/`; `catalog/lib/controller/price.php`.
"""

from typing import Any, Final

from obmen_sandbox.portal.catalog_directory import ID
from obmen_sandbox.portal.catalog_entity import (
    Entity,
    Field,
    accept,
    add_reply,
    demand,
    one_reply,
    reading,
    tell,
    touched,
    view,
)
from obmen_sandbox.portal.errors import ConnectionDropped, RestError
from obmen_sandbox.portal.lists import Reply, Row
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import as_list, as_map, to_int
from obmen_sandbox.portal.state import ELEMENTS, PortalState

SINGLE: Final = (
    "Validate price error. Catalog product is allowed has only single price without ranges in price group"
)
WRONG_GROUP: Final = "Validate price error. Catalog price group is wrong"


def check_price(state: PortalState, row: Row, old: Row | None) -> None:
    """Product, type and currency exist; the product has no other price of the type."""
    if row["productId"] not in state.table(ELEMENTS):
        raise RestError(0, "product does not exist.")
    if row["catalogGroupId"] not in state.table("priceType"):
        raise RestError(0, WRONG_GROUP)
    if row["currency"] not in {currency["CURRENCY"] for currency in state.rows("currency")}:
        raise RestError(0, "Validate price error. Currency is wrong")
    taken = state.price_of(row["productId"], row["catalogGroupId"])
    if taken is not None and taken is not old:
        raise RestError(0, SINGLE)
    row["price"] = round(float(row["price"] or 0), 2)
    row["priceScale"] = row["price"]


PRICE: Final = Entity(
    table="price",
    prefix="catalog.price",
    one="price",
    many="prices",
    check=check_price,
    event="CATALOG.PRICE.ON",
    add_s=0.12,
    update_s=0.12,
    required_on_update=("price", "currency"),
    fields=(
        Field(name="catalogGroupId", kind="int", required=True, immutable=True),
        Field(name="currency", required=True),
        Field(name="extraId", kind="int"),
        ID,
        Field(name="price", kind="float", required=True),
        Field(name="priceScale", kind="float", readonly=True),
        Field(name="productId", kind="int", required=True, immutable=True),
        Field(name="quantityFrom", kind="int"),
        Field(name="quantityTo", kind="int"),
        Field(name="timestampX", kind="datetime", readonly=True),
    ),
)


def delete(call: Call) -> Reply:
    row = call.state.table("price").get(call.need_id())
    if row is None:
        raise RestError("-", "Price does not exist")
    del call.state.table("price")[row["id"]]
    tell(call.state, PRICE, "DELETE", row)
    return Reply(result=True)


def update(call: Call) -> Reply:
    """`catalog.price.update`: price and currency together."""
    row = call.state.table("price").get(call.need_id())
    if row is None:
        raise RestError("-", "Price does not exist")
    fields = call.fields()
    demand(["price", "currency"], fields)
    changed = {**row, **accept(PRICE, fields, adding=False)}
    check_price(call.state, changed, row)
    row.update(touched(PRICE, changed, call))
    tell(call.state, PRICE, "UPDATE", row)
    return one_reply(call, PRICE, row)


def modify(call: Call) -> Reply:
    """`catalog.price.modify`: deletes what is not listed first, then writes; not atomic."""
    state, product = call.state, as_map(call.fields().get("product"))
    demand(["id", "prices"], product)
    product_id, given = to_int(product["id"]), [as_map(item) for item in as_list(product["prices"])]
    check_collection(given)
    if product_id not in state.table(ELEMENTS):
        raise RestError(0, "product does not exist.")
    kept, prices = {to_int(item.get("id")) for item in given}, state.table("price")
    for row in prices.where("productId", product_id):
        if row["id"] not in kept:
            del prices[row["id"]]
            tell(state, PRICE, "DELETE", row)
    if state.faults.strike("price-modify-dies", call.method):
        raise ConnectionDropped
    rows = [_put(call, product_id, item) for item in given]
    return Reply({"prices": [view(PRICE, row, list(PRICE.kinds), state.settings) for row in rows]})


def check_collection(given: list[dict[str, Any]]) -> None:
    """Every price is whole, and no type comes twice. Raises: RestError 0."""
    for item in given:
        demand(["catalogGroupId", "price", "currency"], item)
    groups = [to_int(item["catalogGroupId"]) for item in given]
    if len(groups) != len(set(groups)):
        raise RestError(0, SINGLE.replace("has only", "to have only"))


def _put(call: Call, product_id: int, item: dict[str, Any]) -> Row:
    state = call.state
    old = state.table("price").get(to_int(item.get("id")))
    if old is not None and old["productId"] != product_id:
        old = None
    row = {**(old or {}), **accept(PRICE, {**item, "productId": product_id}, adding=old is None)}
    row["productId"] = product_id
    check_price(state, row, old)
    touched(PRICE, row, call)
    if old is None:
        stored = state.insert("price", row)
        tell(state, PRICE, "ADD", stored)
        return stored
    old.update(row)
    tell(state, PRICE, "UPDATE", old)
    return old


METHODS: Final = (
    *reading(PRICE),
    Method(
        "catalog.price.add", lambda call: add_reply(call, PRICE), "catalog", writes=True, cost_s=PRICE.add_s
    ),
    Method("catalog.price.delete", delete, "catalog", writes=True, cost_s=PRICE.update_s),
    Method("catalog.price.update", update, "catalog", writes=True, cost_s=PRICE.update_s),
    Method("catalog.price.modify", modify, "catalog", writes=True, cost_s=0.18),
)
