"""Inventory documents: what may be conducted, what it does to the stock, what the portal answers."""

from collections.abc import Callable

import pytest

from obmen_sandbox.portal import ConnectionDropped
from obmen_sandbox.portal.faults import parse_fault
from tests.contract.portal.practice import Json, Practice

CONDUCT_ERROR = "Ошибка проведения документа: "


@pytest.fixture
def inventory(make_portal: Callable[..., Practice]) -> Practice:
    return make_portal(inventory=True)


async def document(portal: Practice, kind: str, *lines: dict[str, Json]) -> int:
    fields = {"docType": kind, "currency": "RUB", "responsibleId": 7, "docNumber": "1C-1"}
    number: int = (await portal.call("catalog.document.add", fields=fields))["document"]["id"]
    for line in lines:
        await portal.call("catalog.document.element.add", fields={"docId": number, **line})
    return number


async def conducted(portal: Practice, kind: str, *lines: dict[str, Json]) -> int:
    number = await document(portal, kind, *lines)
    assert await portal.call("catalog.document.conduct", id=number) is True
    return number


async def refusal_of(portal: Practice, kind: str, *lines: dict[str, Json]) -> str:
    number = await document(portal, kind, *lines)
    status, code, text = await portal.refused("catalog.document.conduct", id=number)
    assert (status, code) == (400, "0")
    return text


async def stock(portal: Practice, product: int) -> dict[int, float | None]:
    rows = (await portal.call("catalog.storeproduct.list", filter={"productId": product}))["storeProducts"]
    return {row["storeId"]: row["amount"] for row in rows}


async def second_store(portal: Practice) -> int:
    store: int = (await portal.call("catalog.store.add", fields={"address": "Тула", "xmlId": "wh-2"}))[
        "store"
    ]["id"]
    return store


async def test_receipts_and_write_offs_move_each_store_by_itself(inventory: Practice) -> None:
    product, tula = await inventory.add_product(), await second_store(inventory)
    line = {"elementId": product}

    await conducted(
        inventory, "S", {**line, "storeTo": 1, "amount": 10}, {**line, "storeTo": tula, "amount": 4}
    )
    await conducted(inventory, "D", {**line, "storeFrom": 1, "amount": 3})

    shown = (await inventory.call("catalog.product.get", id=product))["product"]
    assert await stock(inventory, product) == {1: 7, tula: 4}
    assert (shown["quantity"], shown["available"]) == (11, "Y")


async def test_a_move_leaves_one_store_and_comes_to_another(inventory: Practice) -> None:
    product, tula = await inventory.add_product(), await second_store(inventory)
    await conducted(inventory, "S", {"elementId": product, "storeTo": 1, "amount": 10})

    await conducted(inventory, "M", {"elementId": product, "storeFrom": 1, "storeTo": tula, "amount": 4})

    assert await stock(inventory, product) == {1: 6, tula: 4}


async def test_more_than_a_store_has_is_not_written_off(inventory: Practice) -> None:
    product = await inventory.add_product(name="Кабель")
    await conducted(inventory, "S", {"elementId": product, "storeTo": 1, "amount": 5})
    line = {"elementId": product, "storeFrom": 1, "amount": 3}

    text = await refusal_of(inventory, "D", line, line)

    assert text == (
        f"{CONDUCT_ERROR}Указанное количество товара Кабель больше, чем есть на складе Основной склад"
    )
    assert await stock(inventory, product) == {1: 5}


async def test_heads_services_and_lone_variations_are_no_goods(inventory: Practice) -> None:
    head = await inventory.add_product(name="Футболка")
    await inventory.call("catalog.product.offer.add", fields={"iblockId": 16, "parentId": head, "name": "S"})

    text = await refusal_of(inventory, "S", {"elementId": head, "storeTo": 1, "amount": 1})

    assert text == f"{CONDUCT_ERROR}Неверный тип товара #{head} (Футболка) в документе складского учета"


async def test_a_document_without_lines_stores_or_amounts_is_refused(inventory: Practice) -> None:
    product = await inventory.add_product(name="Кабель")
    empty = await document(inventory, "S")

    nothing = await inventory.refused("catalog.document.conduct", id=empty)
    no_store = await refusal_of(inventory, "S", {"elementId": product, "storeFrom": 1, "amount": 1})
    strange = await refusal_of(inventory, "D", {"elementId": product, "storeFrom": 77, "amount": 1})
    nought = await refusal_of(inventory, "S", {"elementId": product, "storeTo": 1, "amount": 0})
    supplier = await refusal_of(inventory, "A", {"elementId": product, "storeTo": 1, "amount": 1})

    absent = f"Не найдены позиции документа складского учета с идентификатором #{empty}"
    assert nothing[2] == CONDUCT_ERROR + absent
    assert no_store == f"{CONDUCT_ERROR}Для товара Кабель не указан склад оприходования"
    assert strange == f"{CONDUCT_ERROR}Для товара Кабель указан несуществующий склад списания"
    assert (
        nought
        == f"{CONDUCT_ERROR}Некорректное количество товара #{product} (Кабель) в документе складского учета"
    )
    assert supplier == f"{CONDUCT_ERROR}Не указан поставщик."


async def test_what_is_conducted_is_conducted_once(inventory: Practice) -> None:
    product = await inventory.add_product()
    number = await conducted(inventory, "S", {"elementId": product, "storeTo": 1, "amount": 5})

    again = await inventory.refused("catalog.document.conduct", id=number)
    edited = await inventory.refused("catalog.document.update", id=number, fields={"title": "x"})

    assert again[2] == f"{CONDUCT_ERROR}Документ уже проведен"
    assert edited[2] == "Невозможно изменить проведённый документ"
    assert await stock(inventory, product) == {1: 5}


async def test_lines_of_an_unknown_or_conducted_document_have_their_own_code(inventory: Practice) -> None:
    product = await inventory.add_product()
    number = await conducted(inventory, "S", {"elementId": product, "storeTo": 1, "amount": 5})
    line = {"elementId": product, "storeTo": 1, "amount": 1}

    unknown = await inventory.refused("catalog.document.element.add", fields={"docId": 777, **line})
    done = await inventory.refused("catalog.document.element.add", fields={"docId": number, **line})

    assert unknown == (400, "ERROR_DOCUMENT_STATUS", "Document not found")
    assert done == (400, "ERROR_DOCUMENT_STATUS", "Conducted document")


async def test_a_conducted_document_is_not_deleted_and_null_says_so(inventory: Practice) -> None:
    product = await inventory.add_product()
    number = await conducted(inventory, "S", {"elementId": product, "storeTo": 1, "amount": 5})

    while_conducted = await inventory.call("catalog.document.delete", id=number)
    await inventory.call("catalog.document.cancel", id=number)
    cancelled = await inventory.call("catalog.document.list", filter={"id": number}, select=["id", "status"])

    assert while_conducted is None
    assert cancelled["documents"] == [{"id": number, "status": "C"}]
    assert await inventory.call("catalog.document.delete", id=number) is True
    assert (await inventory.refused("catalog.document.delete", id=number))[2] == "Документ не найден"


async def test_a_cancelled_document_can_be_conducted_again(inventory: Practice) -> None:
    product = await inventory.add_product()
    number = await conducted(inventory, "S", {"elementId": product, "storeTo": 1, "amount": 5})
    await inventory.call("catalog.document.cancel", id=number)
    not_yet = await inventory.refused("catalog.document.cancel", id=number)

    await inventory.call("catalog.document.conduct", id=number)

    assert not_yet[2] == "Ошибка отмены проведения документа: Документ еще не проведен."
    assert await stock(inventory, product) == {1: 5}


async def test_a_draft_is_found_by_its_number_with_its_lines(inventory: Practice) -> None:
    product = await inventory.add_product()
    number = await document(inventory, "S", {"elementId": product, "storeTo": 1, "amount": 5})

    found = await inventory.call("catalog.document.list", filter={"docNumber": "1C-1", "docType": "S"})
    lines = await inventory.call("catalog.document.element.list", filter={"docId": number})

    assert [(row["id"], row["status"]) for row in found["documents"]] == [(number, "N")]
    assert [(row["elementId"], row["storeTo"], row["amount"]) for row in lines["documentElements"]] == [
        (product, 1, 5)
    ]


async def test_what_stands_in_documents_is_not_deleted(inventory: Practice) -> None:
    product, tula = await inventory.add_product(), await second_store(inventory)
    await document(inventory, "S", {"elementId": product, "storeTo": tula, "amount": 5})

    refusal = await inventory.refused("catalog.product.delete", id=product)
    store = await inventory.refused("catalog.store.delete", id=tula)

    assert refusal[:2] == (400, 0)
    assert refusal[2].startswith("Данный товар содержится в документах складского учёта.")
    assert store[:2] == (400, 0)


async def test_a_basic_plan_has_no_inventory(make_portal: Callable[..., Practice]) -> None:
    portal = make_portal(plan="basic", inventory=True)
    fields = {"docType": "S", "currency": "RUB", "responsibleId": 7}

    refusal = await portal.refused("catalog.document.add", fields=fields)

    assert refusal == (400, "0", "Складской учет недоступен на вашем тарифе")
    assert await portal.call("catalog.document.mode.status") == "N"


async def test_an_unknown_type_of_document_is_refused_in_english(inventory: Practice) -> None:
    fields = {"docType": "X", "currency": "RUB", "responsibleId": 7}

    assert (await inventory.refused("catalog.document.add", fields=fields)) == (
        400,
        "0",
        "DOC_TYPE isn't available",
    )


async def test_a_lost_answer_of_conducting_leaves_it_conducted(inventory: Practice) -> None:
    product = await inventory.add_product()
    number = await document(inventory, "S", {"elementId": product, "storeTo": 1, "amount": 5})
    inventory.state.faults.switch_on(parse_fault("lost-answer,count=1,method=catalog.document.conduct"))

    with pytest.raises(ConnectionDropped):
        await inventory.post("catalog.document.conduct", {"id": number})
    listed = await inventory.call(
        "catalog.document.list", filter={"docNumber": "1C-1"}, select=["id", "status"]
    )

    assert listed["documents"] == [{"id": number, "status": "Y"}]
    assert await stock(inventory, product) == {1: 5}


async def test_conducting_many_lines_costs_more(make_portal: Callable[..., Practice]) -> None:
    portal = make_portal(inventory=True, limits=True)
    product = await portal.add_product()
    lines = [{"elementId": product, "storeTo": 1, "amount": 1}] * 40
    number = await document(portal, "S", *lines)

    body = await portal.body("catalog.document.conduct", id=number)

    assert 0.4 < body["time"]["operating"] < 0.55
