from collections.abc import Callable

import pytest

from tests.contract.portal.practice import Practice


async def draft(portal: Practice, product: int, amount: float, **stores: int) -> int:
    fields = {"docType": "S", "currency": "RUB", "responsibleId": 7, "docNumber": "1C-1"}
    number: int = (await portal.call("catalog.document.add", fields=fields))["document"]["id"]
    element = {"docId": number, "elementId": product, "amount": amount, **stores}
    await portal.call("catalog.document.element.add", fields=element)
    return number


@pytest.fixture
def inventory(make_portal: Callable[..., Practice]) -> Practice:
    return make_portal(inventory=True)


async def test_without_inventory_management_the_quantity_is_written(portal: Practice) -> None:
    number = await portal.add_product(quantity=37)

    product = (await portal.call("catalog.product.get", id=number))["product"]

    assert await portal.call("catalog.document.mode.status") == "N"
    assert (product["quantity"], product["available"]) == (37, "Y")


async def test_without_inventory_management_nothing_is_conducted(portal: Practice) -> None:
    number = await draft(portal, await portal.add_product(), 5, storeTo=1)

    refusal = await portal.refused("catalog.document.conduct", id=number)

    assert refusal == (400, "0", "Для проведения документа необходимо включить складской учет")


async def test_with_inventory_management_a_written_quantity_vanishes(inventory: Practice) -> None:
    number = await inventory.add_product(quantity=37, purchasingPrice=5)
    changed = await inventory.call("catalog.product.update", id=number, fields={"quantity": 40, "name": "x"})

    assert await inventory.call("catalog.document.mode.status") == "Y"
    assert (changed["element"]["quantity"], changed["element"]["name"]) == (None, "x")


async def test_documents_move_the_stock_and_take_it_back(inventory: Practice) -> None:
    product = await inventory.add_product()
    number = await draft(inventory, product, 15, storeTo=1)

    async def stock() -> list[tuple[int, float | None]]:
        rows = (await inventory.call("catalog.storeproduct.list", filter={"productId": product}))[
            "storeProducts"
        ]
        return [(row["storeId"], row["amount"]) for row in rows]

    assert await inventory.call("catalog.document.conduct", id=number) is True
    assert await stock() == [(1, 15)]
    assert await inventory.call("catalog.document.cancel", id=number) is True
    assert await stock() == [(1, None)]


async def test_a_conducted_document_is_not_touched(inventory: Practice) -> None:
    product = await inventory.add_product()
    number = await draft(inventory, product, 15, storeTo=1)
    await inventory.call("catalog.document.conduct", id=number)

    again = await inventory.refused("catalog.document.conduct", id=number)
    element = {"docId": number, "elementId": product, "amount": 1, "storeTo": 1}
    more = await inventory.refused("catalog.document.element.add", fields=element)

    assert again[:2] == (400, "0")
    assert more[1] == "ERROR_DOCUMENT_STATUS"


async def test_stock_itself_is_read_only(portal: Practice) -> None:
    assert (await portal.refused("catalog.storeproduct.add"))[:2] == (404, "ERROR_METHOD_NOT_FOUND")


async def test_a_head_stays_available_when_it_is_renamed(portal: Practice) -> None:
    head = (await portal.call("catalog.product.sku.add", fields={"iblockId": 15, "name": "Рубашка"}))["sku"]
    variation = {"iblockId": 16, "name": "Рубашка S", "parentId": head["id"], "quantity": 3}
    await portal.call("catalog.product.offer.add", fields=variation)

    renamed = await portal.call(
        "catalog.product.sku.update", id=head["id"], fields={"name": "Рубашка летняя"}
    )

    assert (renamed["sku"]["name"], renamed["sku"]["available"]) == ("Рубашка летняя", "Y")
