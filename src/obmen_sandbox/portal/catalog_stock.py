"""Stock per store, and the inventory documents that are the only way to change it.

Source: Bitrix24 `api-reference/catalog/store-product/`, `catalog/document/`.
"""

from typing import Final

from obmen_sandbox.portal.catalog_directory import ID
from obmen_sandbox.portal.catalog_entity import Entity, Field, find, reading, writing
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Reply, Row
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import as_list, to_int
from obmen_sandbox.portal.state import ELEMENTS, PortalState

DOCUMENT_TYPES: Final = frozenset({"A", "S", "M", "R", "D"})
DRAFT, CONDUCTED, CANCELLED = "N", "Y", "C"

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


def check_document(state: PortalState, row: Row, old: Row | None) -> None:
    """The type is known; a conducted document is not edited."""
    if row["docType"] not in DOCUMENT_TYPES:
        raise RestError("0", "DOC_TYPE isn't available")
    if state.settings.plan == "basic":
        raise RestError("0", "Складской учет недоступен на вашем тарифе")
    if old is None:
        row |= {"status": DRAFT, "dateCreate": state.stamp(), "dateModify": state.stamp()}
        row |= {
            "siteId": row.get("siteId") or "s1",
            "createdBy": row.get("createdBy") or row["responsibleId"],
        }
        row["title"] = row.get("title") or f"Документ {row['docType']}"
    elif old["status"] == CONDUCTED:
        raise RestError("ERROR_DOCUMENT_STATUS", "Проведённый документ нельзя изменить")


DOCUMENT: Final = Entity(
    table="document",
    prefix="catalog.document",
    one="document",
    many="documents",
    check=check_document,
    add_s=0.15,
    fields=(
        ID,
        Field(name="docType", required=True, immutable=True),
        Field(name="status", readonly=True),
        Field(name="currency", required=True, immutable=True),
        Field(name="responsibleId", kind="int", required=True),
        Field(name="siteId"),
        Field(name="docNumber"),
        Field(name="title"),
        Field(name="commentary"),
        Field(name="createdBy", kind="int"),
        Field(name="modifiedBy", kind="int"),
        Field(name="dateCreate", kind="datetime"),
        Field(name="dateModify", kind="datetime"),
        Field(name="dateDocument", kind="datetime"),
        Field(name="dateStatus", kind="datetime", readonly=True),
        Field(name="statusBy", kind="int", readonly=True),
        Field(name="total", kind="float"),
    ),
)


def check_element(state: PortalState, row: Row, old: Row | None) -> None:
    """The document is a draft, the product and its stores exist."""
    document = state.table("document").get((old or row)["docId"])
    if document is None:
        raise RestError("ERROR_DOCUMENT_RIGHTS", "Документ не найден")
    if document["status"] == CONDUCTED:
        raise RestError("ERROR_DOCUMENT_STATUS", "Документ проведён")
    if row["elementId"] not in state.table(ELEMENTS):
        raise RestError("0", "Товар не найден")
    for name in ("storeFrom", "storeTo"):
        if row.get(name) and row[name] not in state.table("store"):
            raise RestError("0", "Склад не найден")


ELEMENT: Final = Entity(
    table="documentElement",
    prefix="catalog.document.element",
    one="documentElement",
    many="documentElements",
    check=check_element,
    add_s=0.12,
    fields=(
        ID,
        Field(name="docId", kind="int", required=True, immutable=True),
        Field(name="elementId", kind="int", required=True),
        Field(name="storeFrom", kind="int"),
        Field(name="storeTo", kind="int"),
        Field(name="amount", kind="float"),
        Field(name="purchasingPrice", kind="float"),
    ),
)


def store_product(state: PortalState, product_id: int, store_id: int) -> Row:
    """The stock row of a product in a store, made when there is none."""
    for row in state.rows("storeProduct"):
        if (row["productId"], row["storeId"]) == (product_id, store_id):
            return row
    row = {"productId": product_id, "storeId": store_id, "amount": 0.0, "quantityReserved": 0.0}
    return state.insert("storeProduct", row)


def move(state: PortalState, document: Row, *, sign: int) -> None:
    """Apply a document to the stock, or take it back with `sign` −1."""
    for element in [e for e in state.rows("documentElement") if e["docId"] == document["id"]]:
        for name, direction in (("storeTo", 1), ("storeFrom", -1)):
            if element.get(name):
                stock = store_product(state, element["elementId"], element[name])
                stock["amount"] += sign * direction * (element["amount"] or 0)
        product = state.table(ELEMENTS)[element["elementId"]]
        amounts = [s["amount"] for s in state.rows("storeProduct") if s["productId"] == product["id"]]
        product["quantity"] = sum(amounts)
        product["available"] = "Y" if product["quantity"] > 0 else "N"


def conduct_one(call: Call, number: int) -> None:
    """Raises: RestError "0" with the documented texts."""
    state = call.state
    document = state.table("document").get(number)
    if document is None:
        raise RestError("0", "Документ не найден")
    if not state.inventory:
        raise RestError("0", "Для проведения документа необходимо включить складской учет")
    if document["status"] == CONDUCTED:
        raise RestError("0", "Ошибка проведения документа: «документ уже проведён»")
    if document["docType"] == "A":
        raise RestError("0", "Ошибка проведения документа: «Не указан поставщик»")
    move(state, document, sign=1)
    document |= {"status": CONDUCTED, "statusBy": call.user_id, "dateStatus": state.stamp()}


def cancel_one(call: Call, number: int) -> None:
    document = find(call.state, DOCUMENT, number)
    if document["status"] != CONDUCTED:
        raise RestError("0", "Документ не проведён")
    move(call.state, document, sign=-1)
    document |= {"status": CANCELLED, "statusBy": call.user_id, "dateStatus": call.state.stamp()}


def conduct(call: Call) -> Reply:
    conduct_one(call, call.need_id())
    return Reply(result=True)


def cancel(call: Call) -> Reply:
    cancel_one(call, call.need_id())
    return Reply(result=True)


def conduct_list(call: Call) -> Reply:
    for number in as_list(call.need("documentIds")):
        conduct_one(call, to_int(number))
    return Reply(result=True)


def cancel_list(call: Call) -> Reply:
    for number in as_list(call.need("documentIds")):
        cancel_one(call, to_int(number))
    return Reply(result=True)


def delete_list(call: Call) -> Reply:
    for number in as_list(call.need("documentIds")):
        delete_document(call, to_int(number))
    return Reply(result=True)


def delete_document(call: Call, number: int) -> None:
    document = find(call.state, DOCUMENT, number)
    if document["status"] == CONDUCTED:
        raise RestError("ERROR_DOCUMENT_STATUS", "Проведённый документ нельзя удалить")
    elements = call.state.table("documentElement")
    for element in [e for e in elements.values() if e["docId"] == number]:
        del elements[element["id"]]
    del call.state.table("document")[number]


def delete(call: Call) -> Reply:
    delete_document(call, call.need_id())
    return Reply(result=True)


def mode_status(call: Call) -> Reply:
    return Reply("Y" if call.state.inventory else "N")


def listing(entity: Entity) -> tuple[Method, ...]:
    """Documents and their lines have no `get`."""
    return tuple(method for method in reading(entity) if not method.name.endswith(".get"))


METHODS: Final = (
    *reading(STORE_PRODUCT),
    *listing(DOCUMENT),
    *(method for method in writing(DOCUMENT) if not method.name.endswith(".delete")),
    Method("catalog.document.delete", delete, "catalog", writes=True, cost_s=0.1),
    *listing(ELEMENT),
    *writing(ELEMENT),
    Method("catalog.document.conduct", conduct, "catalog", writes=True, cost_s=0.3),
    Method("catalog.document.cancel", cancel, "catalog", writes=True, cost_s=0.3),
    Method("catalog.document.conductList", conduct_list, "catalog", writes=True, cost_s=0.3),
    Method("catalog.document.cancelList", cancel_list, "catalog", writes=True, cost_s=0.3),
    Method("catalog.document.deleteList", delete_list, "catalog", writes=True, cost_s=0.2),
    Method("catalog.document.mode.status", mode_status, "catalog"),
)
