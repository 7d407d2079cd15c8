"""Stock per store: read by methods, written by inventory documents only.

Source: Bitrix24 `api-reference/catalog/store-product/`; facts §2.9.
"""

from typing import Final

from obmen_sandbox.portal.catalog_directory import ID
from obmen_sandbox.portal.catalog_entity import Entity, Field, reading
from obmen_sandbox.portal.catalog_product import availability, settle_parent
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.state import ELEMENTS, PortalState

STORE_PRODUCT: Final = Entity(
    table="storeProduct",
    prefix="catalog.storeproduct",
    one="storeProduct",
    many="storeProducts",
    fields=(
        ID,
        Field(name="productId", kind="int"),
        Field(name="storeId", kind="int"),
        Field(name="amount", kind="float"),
        Field(name="quantityReserved", kind="float"),
    ),
)
METHODS: Final = reading(STORE_PRODUCT)


def in_store(state: PortalState, product_id: int, store_id: int) -> float:
    """How much of a product a store has."""
    rows = state.table("storeProduct").where("productId", product_id)
    return next((float(row["amount"]) for row in rows if row["storeId"] == store_id), 0.0)


def move(state: PortalState, product_id: int, store_id: int, amount: float) -> None:
    """Change what a store has of a product; the product's own quantity is the sum over the stores."""
    stocks = state.table("storeProduct")
    rows = stocks.where("productId", product_id)
    row = next((row for row in rows if row["storeId"] == store_id), None)
    if row is None:
        row = state.insert("storeProduct", new_row(product_id, store_id))
        rows = [*rows, row]
    row["amount"] = round(row["amount"] + amount, 4)
    product = state.table(ELEMENTS)[product_id]
    product["quantity"] = sum(row["amount"] - row["quantityReserved"] for row in rows)
    product["available"] = availability(product)
    settle_parent(state, product)


def new_row(product_id: int, store_id: int) -> Row:
    return {"productId": product_id, "storeId": store_id, "amount": 0.0, "quantityReserved": 0.0}
