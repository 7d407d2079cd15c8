"""The JSON examples E1, E2 … of what is known of Bitrix24: the transport and the catalogue."""

from tests.contract.portal.practice import Practice
from tests.contract.portal.shapes import assert_like


async def test_e2_a_company_and_its_requisite_in_one_batch(portal: Practice) -> None:
    title = "fields%5Btitle%5D=%D0%9E%D0%9E%D0%9E%20%D0%92%D0%B5%D0%BA%D1%82%D0%BE%D1%80"
    body = await portal.body(
        "batch",
        halt=0,
        cmd={
            "co": f"crm.item.add?entityTypeId=4&{title}&fields%5BoriginId%5D=7f0c-guid",
            "rq": "crm.requisite.add?fields[ENTITY_TYPE_ID]=4&fields[ENTITY_ID]=$result[co][item][id]"
            "&fields[PRESET_ID]=1&fields[NAME]=Main&fields[RQ_INN]=7701234567",
            "bad": "crm.requisite.add?fields[ENTITY_TYPE_ID]=4&fields[ENTITY_ID]=1",
        },
    )

    result = body["result"]
    assert (
        result["result"]["co"]["item"] | {"id": 311, "title": "ООО Вектор"} == result["result"]["co"]["item"]
    )
    assert result["result"]["rq"] == 58
    assert result["result_error"] == {
        "bad": {"error": "", "error_description": "PRESET_ID is not defined or invalid."}
    }
    assert result["result_total"] == result["result_next"] == []
    assert_like(
        result["result_time"]["co"],
        {"start": 1, "operating": 0.4, "operating_reset_at": 1, "date_start": "…"},
    )
    assert "time" in body


async def test_e3_blocks_of_the_catalogue(portal: Practice) -> None:
    select = ["id", "iblockId", "name", "productIblockId", "skuPropertyId", "vatId"]

    body = await portal.body("catalog.catalog.list", select=select)

    assert body["result"]["catalogs"] == [
        {
            "id": 15,
            "iblockId": 15,
            "name": "Товарный каталог CRM",
            "productIblockId": None,
            "skuPropertyId": None,
            "vatId": None,
        },
        {
            "id": 16,
            "iblockId": 16,
            "name": "Товарный каталог CRM (предложения)",
            "productIblockId": 15,
            "skuPropertyId": 88,
            "vatId": None,
        },
    ]
    assert body["total"] == 2


async def test_e7_a_section(cable: Practice) -> None:
    section = (await cable.call("catalog.section.get", id=41))["section"]

    assert section == {
        "id": 41,
        "iblockId": 15,
        "iblockSectionId": 40,
        "name": "Кабель",
        "xmlId": "grp-guid-2",
        "code": None,
        "sort": 500,
        "active": "Y",
        "description": None,
        "descriptionType": "text",
    }


async def test_e4_a_head_of_variations(cable: Practice) -> None:
    sku = (await cable.call("catalog.product.sku.get", id=901))["sku"]

    assert sku["type"] in (3, 6)
    assert sku["property101"] == {"value": "ART-778", "valueId": "5501"}
    assert_like(
        sku,
        {
            "id": 901,
            "iblockId": 15,
            "name": "…",
            "xmlId": "…",
            "active": "Y",
            "available": "N",
            "bundle": "N",
            "iblockSectionId": 41,
            "measure": 6,
            "vatId": 3,
            "vatIncluded": "Y",
            "quantity": None,
            "timestampX": "…",
        },
    )


async def test_e5_a_variation(cable: Practice) -> None:
    offer = (await cable.call("catalog.product.offer.get", id=902))["offer"]

    assert (offer["type"], offer["iblockSectionId"], offer["quantity"]) == (4, None, None)
    assert_like(offer["parentId"], {"value": "901", "valueId": "5502"})
    assert offer["parentId"]["value"] == "901"
    assert offer["property120"] == {"value": "733", "valueId": "5503"}


async def test_e6_a_look_up_by_external_codes(cable: Practice) -> None:
    body = await cable.body(
        "catalog.product.list",
        select=["id", "iblockId", "name", "xmlId", "active", "type", "timestampX", "property101"],
        filter={"iblockId": 15, "xmlId": ["b1f0-product-guid", "b1f1-product-guid"], ">id": 0},
        order={"id": "asc"},
        start=-1,
    )
    changed = await cable.call(
        "catalog.product.update",
        id=901,
        fields={"name": "…", "property101": {"value": "ART-779", "valueId": "5501"}},
    )

    assert body["result"]["products"] == [
        {
            "id": 901,
            "iblockId": 15,
            "name": "Кабель силовой ВВГнг",
            "xmlId": "b1f0-product-guid",
            "active": "Y",
            "type": 3,
            "timestampX": "2026-11-24T09:00:00+03:00",
            "property101": {"value": "ART-778", "valueId": "5501"},
        }
    ]
    assert "total" not in body
    assert changed["element"]["property101"] == {"value": "ART-779", "valueId": "5501"}
    assert await cable.call("catalog.product.delete", id=901) is True


async def test_e8_a_collection_of_prices(cable: Practice) -> None:
    for name in ("OPT", "DEALER", "VIP"):
        await cable.call("catalog.priceType.add", fields={"name": name})
    base = {"productId": 902, "catalogGroupId": 1, "price": 100, "currency": "RUB"}
    assert (await cable.call("catalog.price.add", fields=base))["price"]["id"] == 3301

    result = await cable.call(
        "catalog.price.modify",
        fields={
            "product": {
                "id": 902,
                "prices": [
                    {"id": 3301, "catalogGroupId": 1, "price": 118.50, "currency": "RUB"},
                    {"catalogGroupId": 4, "price": 97.00, "currency": "RUB"},
                ],
            }
        },
    )

    common = {"productId": 902, "currency": "RUB", "quantityFrom": None, "quantityTo": None, "extraId": None}
    stamp = {"timestampX": "2026-11-24T09:00:00+03:00"}
    assert result["prices"] == [
        {"id": 3301, "catalogGroupId": 1, "price": 118.5, "priceScale": 118.5, **common, **stamp},
        {"id": 3302, "catalogGroupId": 4, "price": 97, "priceScale": 97, **common, **stamp},
    ]


async def test_e9_an_inventory_document(cable: Practice) -> None:
    cable.state.inventory = True
    await cable.call("catalog.store.add", fields={"address": "Склад 2"})
    fields = {
        "docType": "S",
        "currency": "RUB",
        "responsibleId": 7,
        "siteId": "s1",
        "docNumber": "1C-ADJ-2026-1124-01",
        "title": "Остатки из 1С",
        "commentary": "run 8841",
    }

    document = (await cable.call("catalog.document.add", fields=fields))["document"]
    line = {"docId": 64, "elementId": 902, "storeTo": 2, "amount": 15, "purchasingPrice": 80}
    element = await cable.call("catalog.document.element.add", fields=line)

    assert document["id"] == 64
    assert_like(document, {**fields, "status": "N", "dateCreate": "…", "dateDocument": None, "total": None})
    assert element["documentElement"] == {"id": 148, "storeFrom": None, **line}
    assert await cable.call("catalog.document.conduct", id=64) is True


async def test_e10_a_picture(cable: Practice) -> None:
    fields = {"productId": 901, "type": "MORE_PHOTO"}

    added = await cable.call("catalog.productImage.add", fields=fields, fileContent=["vvg-1.jpg", "/9j/4AAQ"])
    listed = await cable.call("catalog.productImage.list", productId=901)

    assert added["productImage"]["id"] == 7705
    assert_like(
        added["productImage"],
        {"name": "…", "productId": 901, "type": "…", "createTime": "…", "detailUrl": "…", "downloadUrl": "…"},
    )
    assert listed["productImages"] == [added["productImage"]]
