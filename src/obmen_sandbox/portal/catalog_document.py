"""Inventory documents and their lines: draft, conducted, cancelled.

Source: Bitrix24 `api-reference/catalog/document/`; `store_docs.php`, `store_docs_type.php`; facts §2.9.
"""

from collections.abc import Callable, Iterator
from typing import Final

from obmen_sandbox.portal.catalog_directory import ID
from obmen_sandbox.portal.catalog_entity import Entity, Field, reading, writing
from obmen_sandbox.portal.catalog_families import OFFER, SIMPLE
from obmen_sandbox.portal.catalog_stock import in_store, move
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Reply, Row
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import as_list, is_empty, to_int
from obmen_sandbox.portal.state import ELEMENTS, PortalState

DRAFT, CONDUCTED, CANCELLED = "N", "Y", "C"
STORES: Final = {  # type -> the stores that a line of it needs, and how the portal calls them
    "A": {"storeTo": "прихода"},
    "S": {"storeTo": "оприходования"},
    "M": {"storeFrom": "-отправитель", "storeTo": "назначения"},
    "R": {"storeTo": "возврата"},
    "D": {"storeFrom": "списания"},
}
TITLES: Final = {"A": "Приход", "S": "Оприходование", "M": "Перемещение", "R": "Возврат", "D": "Списание"}
LINE_S: Final = 0.004  # run time of conducting one line, beside what the document costs
NOT_FOUND: Final = "Документ не найден"
NO_RIGHT: Final = "Недостаточно прав для сохранения документа"  # of an absent one too: so the documentation
BY_PLAN: Final = "Складской учет недоступен на вашем тарифе"
SWITCHED_OFF: Final = "Для проведения документа необходимо включить складской учет"
NO_PRODUCT: Final = (
    "Не найден элемент инфоблока с идентификатором #{id}, присутствующий в документе складского учета"
)
NO_LINE_ADDED: Final = "Error of adding new document element"


def check_plan(state: PortalState) -> None:
    """Raises: RestError "0" — the plan has no inventory management."""
    if state.settings.plan == "basic":
        raise RestError("0", BY_PLAN)


def check_document(state: PortalState, row: Row, old: Row | None) -> None:
    """The type, the currency and the person are known; a conducted document is not edited."""
    check_plan(state)
    if row["docType"] not in STORES:
        raise RestError("0", "DOC_TYPE isn't available")
    if row["currency"] not in {currency["CURRENCY"] for currency in state.rows("currency")}:
        raise RestError("0", "Указанная валюта не существует")
    if is_empty(row["responsibleId"]):
        raise RestError("0", "Не указан ответственный.")
    now = state.stamp()
    if old is None:
        row |= {"status": DRAFT, "dateCreate": now, "siteId": row.get("siteId") or "s1"}
        row["createdBy"] = row.get("createdBy") or row["responsibleId"]
        row["title"] = row.get("title") or TITLES[row["docType"]]
    elif old["status"] == CONDUCTED:
        raise RestError("0", "Невозможно изменить проведённый документ")
    row["dateModify"] = now


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
        Field(name="createdBy", kind="int", immutable=True),
        Field(name="modifiedBy", kind="int"),
        Field(name="dateCreate", kind="datetime", readonly=True),
        Field(name="dateModify", kind="datetime", readonly=True),
        Field(name="dateDocument", kind="datetime"),
        Field(name="dateStatus", kind="datetime", readonly=True),
        Field(name="statusBy", kind="int", readonly=True),
        Field(name="total", kind="float"),
    ),
)


def check_element(state: PortalState, row: Row, old: Row | None) -> None:
    """The document is there and not conducted; what else is wrong with a line shows when it is conducted."""
    document = state.table("document").get((old or row)["docId"] or 0)
    if document is None:
        raise RestError("ERROR_DOCUMENT_STATUS", "Document not found")
    if document["status"] == CONDUCTED:
        raise RestError("ERROR_DOCUMENT_STATUS", "Conducted document")
    if is_empty(row["elementId"]) or row["elementId"] not in state.table(ELEMENTS):
        raise RestError("0", NO_LINE_ADDED)


ELEMENT: Final = Entity(
    table="documentElement",
    prefix="catalog.document.element",
    one="documentElement",
    many="documentElements",
    check=check_element,
    add_s=0.12,
    fields=(
        Field(name="amount", kind="float"),
        Field(name="docId", kind="int", required=True, immutable=True),
        Field(name="elementId", kind="int", required=True),
        ID,
        Field(name="purchasingPrice", kind="float"),
        Field(name="storeFrom", kind="int"),
        Field(name="storeTo", kind="int"),
    ),
)


def lines_of(state: PortalState, document: Row) -> list[Row]:
    return state.table("documentElement").where("docId", document["id"])


def complaints(state: PortalState, document: Row) -> Iterator[str]:
    """Why a document can't be conducted: kinds of products, amounts, stores, what is not there."""
    lines = lines_of(state, document)
    if not lines:
        yield f"Не найдены позиции документа складского учета с идентификатором #{document['id']}"
    for line in lines:
        product = state.table(ELEMENTS).get(line["elementId"])
        if product is None:
            yield NO_PRODUCT.format(id=line["elementId"])
            continue
        described = f"#{product['id']} ({product['name']})"
        if product["type"] not in (SIMPLE, OFFER):
            yield f"Неверный тип товара {described} в документе складского учета"
        elif (line["amount"] or 0) <= 0:
            yield f"Некорректное количество товара {described} в документе складского учета"
        else:
            yield from store_complaints(state, document, line, product)
    if "storeFrom" in STORES[document["docType"]]:
        yield from shortages(state, lines)


def store_complaints(state: PortalState, document: Row, line: Row, product: Row) -> Iterator[str]:
    for field, called in STORES[document["docType"]].items():
        store = state.table("store").get(line.get(field) or 0)
        place = f"склад{called}" if called.startswith("-") else f"склад {called}"
        if not line.get(field):
            yield f"Для товара {product['name']} не указан {place}"
        elif store is None:
            yield f"Для товара {product['name']} указан несуществующий {place}"
        elif store["active"] != "Y":
            yield f"Для товара {product['name']} указан деактивированный {place}"


def shortages(state: PortalState, lines: list[Row]) -> Iterator[str]:
    """What a document takes from a store must be there, all its lines together."""
    wanted: dict[tuple[int, int], float] = {}
    for line in lines:
        if line.get("storeFrom") in state.table("store"):
            key = (line["elementId"], line["storeFrom"])
            wanted[key] = wanted.get(key, 0.0) + (line["amount"] or 0)
    for (product_id, store_id), amount in wanted.items():
        if product_id in state.table(ELEMENTS) and amount > in_store(state, product_id, store_id):
            name = state.table(ELEMENTS)[product_id]["name"]
            store = state.table("store")[store_id]
            title = store.get("title") or store["address"]
            yield f"Указанное количество товара {name} больше, чем есть на складе {title}"


def document_of(call: Call, number: int, *, missing: str) -> Row:
    """Return a document. Raises: RestError "0" — the plan has none, or there is no such one (`missing`)."""
    check_plan(call.state)
    document: Row | None = call.state.table("document").get(number)
    if document is None:
        raise RestError("0", missing)
    return document


def conduct_one(call: Call, number: int) -> int:
    """Conduct a document; returns how many lines it has. Raises: RestError "0" with the portal's texts."""
    state, document = call.state, document_of(call, number, missing=NOT_FOUND)
    if not state.inventory:
        raise RestError("0", SWITCHED_OFF)
    found = ["Документ уже проведен"] if document["status"] == CONDUCTED else []
    if not found and document["docType"] == "A":
        found = ["Не указан поставщик."]
    found = found or list(complaints(state, document))
    if found:
        raise RestError("0", f"Ошибка проведения документа: {'; '.join(found)}")
    lines = lines_of(state, document)
    apply(state, document, lines, sign=1)
    document |= {"status": CONDUCTED, "statusBy": call.user_id, "dateStatus": state.stamp()}
    return len(lines)


def apply(state: PortalState, document: Row, lines: list[Row], *, sign: int) -> None:
    """Move what the lines say, or take it back with `sign` −1; other stores are nothing."""
    for line in lines:
        for field in STORES[document["docType"]]:
            direction = 1 if field == "storeTo" else -1
            move(state, line["elementId"], line[field], sign * direction * line["amount"])


def cancel_one(call: Call, number: int) -> int:
    """Take a conducted document back; returns how many lines it has. Raises: RestError "0"."""
    state, document = call.state, document_of(call, number, missing=NO_RIGHT)
    if not state.inventory:
        raise RestError("0", SWITCHED_OFF)
    if document["status"] != CONDUCTED:
        raise RestError("0", "Ошибка отмены проведения документа: Документ еще не проведен.")
    lines = lines_of(state, document)
    apply(state, document, lines, sign=-1)
    document |= {"status": CANCELLED, "statusBy": call.user_id, "dateStatus": state.stamp()}
    return len(lines)


def delete_one(call: Call, number: int) -> bool:
    """Delete a document with its lines; a conducted one stays, and no error says so."""
    state, document = call.state, document_of(call, number, missing=NOT_FOUND)
    if document["status"] == CONDUCTED:
        return False
    elements = state.table("documentElement")
    for line in lines_of(state, document):
        del elements[line["id"]]
    del state.table("document")[number]
    return True


def delete(call: Call) -> Reply:
    """`catalog.document.delete`: null says that the document is conducted."""
    return Reply(result=True if delete_one(call, call.need_id()) else None)


def delete_list(call: Call) -> Reply:
    for number in as_list(call.need("documentIds")):
        if not delete_one(call, to_int(number)):
            raise RestError("0", f'Вы не можете удалить документ "{number}", так как он проведен')
    return Reply(result=True)


def single(work: Callable[[Call, int], int]) -> Callable[[Call], Reply]:
    return lambda call: Reply(result=True, extra_s=LINE_S * work(call, call.need_id()))


def several(work: Callable[[Call, int], int]) -> Callable[[Call], Reply]:
    """One after the other: what was done before an error stays done."""

    def handler(call: Call) -> Reply:
        lines = sum(work(call, to_int(number)) for number in as_list(call.need("documentIds")))
        return Reply(result=True, extra_s=LINE_S * lines)

    return handler


def delete_element(call: Call) -> Reply:
    row = call.state.table("documentElement").get(call.need_id())
    if row is None:
        raise RestError("ERROR_DOCUMENT_STATUS", "Document not found")
    check_element(call.state, row, row)
    del call.state.table("documentElement")[row["id"]]
    return Reply(result=True)


def mode_status(call: Call) -> Reply:
    return Reply("Y" if call.state.inventory and call.state.settings.plan != "basic" else "N")


def listing(entity: Entity) -> tuple[Method, ...]:
    """Documents and their lines have no `get`."""
    return tuple(method for method in reading(entity) if not method.name.endswith(".get"))


def making(entity: Entity) -> tuple[Method, ...]:
    return tuple(method for method in writing(entity) if not method.name.endswith(".delete"))


METHODS: Final = (
    *listing(DOCUMENT),
    *making(DOCUMENT),
    Method("catalog.document.delete", delete, "catalog", writes=True, cost_s=0.1),
    *listing(ELEMENT),
    *making(ELEMENT),
    Method("catalog.document.element.delete", delete_element, "catalog", writes=True, cost_s=0.1),
    Method("catalog.document.conduct", single(conduct_one), "catalog", writes=True, cost_s=0.3),
    Method("catalog.document.cancel", single(cancel_one), "catalog", writes=True, cost_s=0.3),
    Method("catalog.document.conductList", several(conduct_one), "catalog", writes=True, cost_s=0.3),
    Method("catalog.document.cancelList", several(cancel_one), "catalog", writes=True, cost_s=0.3),
    Method("catalog.document.deleteList", delete_list, "catalog", writes=True, cost_s=0.2),
    Method("catalog.document.mode.status", mode_status, "catalog"),
)
