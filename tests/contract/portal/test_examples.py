"""The JSON examples E1, E2 … of what is known of Bitrix24: what is sent, and the shape of what comes back."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.contract.portal.practice import Practice


def assert_like(found: Any, example: Any, path: str = "result") -> None:  # noqa: ANN401
    """Every key of the example is there, with a value of the same type; `...` is anything."""
    if isinstance(example, Mapping):
        assert isinstance(found, Mapping), path
        for key, value in example.items():
            assert key in found, f"{path}.{key} is absent"
            assert_like(found[key], value, f"{path}.{key}")
    elif isinstance(example, list):
        assert isinstance(found, list), path
        for number, value in enumerate(example):
            assert_like(found[number], value, f"{path}[{number}]")
    elif example is not ...:
        number = isinstance(example, int | float) and not isinstance(example, bool)
        kind = (int, float) if number else type(example)
        assert isinstance(found, kind), f"{path} is {found!r}, not like {example!r}"


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


@pytest.fixture
async def cable(portal: Practice) -> Practice:
    """A portal with the section 41, the head 901 and the variation 902 of the examples."""
    section = {"iblockId": 15, "iblockSectionId": 40, "name": "Кабель", "xmlId": "grp-guid-2", "active": "Y"}
    added = await portal.call("catalog.section.add", fields=section | {"sort": 500})
    assert added["section"] == {
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
    head = {
        "iblockId": 15,
        "name": "Кабель силовой ВВГнг",
        "xmlId": "b1f0-product-guid",
        "iblockSectionId": 41,
        "active": "Y",
        "vatId": 3,
        "vatIncluded": "Y",
        "measure": 6,
        "detailText": "Медный, ГОСТ",
        "property101": "ART-778",
    }
    await portal.call("catalog.product.sku.add", fields=head)
    offer = {
        "iblockId": 16,
        "parentId": 901,
        "name": "Кабель силовой ВВГнг 3x2.5",
        "xmlId": "b1f0-product-guid#c77a-char-guid",
        "vatId": 3,
        "vatIncluded": "Y",
        "measure": 6,
        "property120": {"value": 733},
        "active": "Y",
    }
    await portal.call("catalog.product.offer.add", fields=offer)
    return portal


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


async def test_e11_an_invoice(portal: Practice) -> None:
    field = {
        "entityId": "CRM_SMART_INVOICE",
        "fieldName": "UF_CRM_SMART_INVOICE_1C_STATUS",
        "userTypeId": "string",
    }
    await portal.call("userfieldconfig.add", moduleId="crm", field=field)
    deal = (await portal.call("crm.item.add", entityTypeId=2, fields={"title": "Сделка"}))["item"]["id"]
    contact = (await portal.call("crm.item.add", entityTypeId=3, fields={"name": "Иван"}))["item"]["id"]
    company = (await portal.call("crm.item.add", entityTypeId=4, fields={"title": "ООО"}))["item"]["id"]
    assert (deal, contact, company) == (777, 45, 311)

    item = (
        await portal.call(
            "crm.item.add",
            entityTypeId=31,
            useOriginalUfNames="Y",
            fields={
                "title": "Счёт по сделке 777",
                "parentId2": 777,
                "companyId": 311,
                "contactIds": [45],
                "mycompanyId": 4,
                "currencyId": "RUB",
                "begindate": "2026-11-24",
                "closedate": "2026-12-01",
                "assignedById": 7,
                "xmlId": "",
                "comments": "Оплата 100%",
            },
        )
    )["item"]

    expected = {
        "id": 128,
        "entityTypeId": 31,
        "title": "Счёт по сделке 777",
        "accountNumber": "128",
        "xmlId": None,
        "categoryId": 5,
        "stageId": "DT31_5:N",
        "previousStageId": None,
        "begindate": "2026-11-24T03:00:00+03:00",
        "closedate": "2026-12-01T03:00:00+03:00",
        "companyId": 311,
        "contactId": 45,
        "contactIds": [45],
        "mycompanyId": 4,
        "opportunity": 0,
        "isManualOpportunity": "N",
        "taxValue": 0,
        "currencyId": "RUB",
        "assignedById": 7,
        "opened": "Y",
        "parentId2": 777,
        "parentId7": None,
        "observers": [],
        "sourceId": None,
        "comments": "Оплата 100%",
        "UF_CRM_SMART_INVOICE_1C_STATUS": None,
    }
    assert {name: item.get(name, "absent") for name in expected} == expected
    assert_like(item, {"createdBy": 1, "updatedBy": 1, "createdTime": "…", "movedTime": "…", "movedBy": 1})


async def test_e12_e13_invoices_are_polled_and_paid(portal: Practice) -> None:
    number = await portal.add_invoice(companyId=2)
    select = ["id", "title", "accountNumber", "xmlId", "stageId", "opportunity", "parentId2", "updatedTime"]
    filter_ = {">updatedTime": "2026-11-24T08:00:00+03:00", "!updatedBy": 7}

    body = await portal.body(
        "crm.item.list", entityTypeId=31, select=select, filter=filter_, order={"id": "ASC"}, start=-1
    )
    paid = {"xmlId": "order-guid-1", "stageId": "DT31_5:P"}
    updated = await portal.call("crm.item.update", entityTypeId=31, id=number, fields=paid)
    wrong = {"stageId": "DT31_6:P"}
    refusal = await portal.refused("crm.item.update", entityTypeId=31, id=number, fields=wrong)

    assert [set(item) for item in body["result"]["items"]] == [set(select)]
    assert set(body) == {"result", "time"}
    assert {name: updated["item"][name] for name in paid} == paid
    assert refusal == (400, "CRM_FIELD_ERROR_VALUE_NOT_VALID", 'Неверное значение поля "Стадия"')


async def test_e14_stages(portal: Practice) -> None:
    filter_ = {"ENTITY_ID": "SMART_INVOICE_STAGE_5"}

    body = await portal.body("crm.status.list", filter=filter_, order={"SORT": "ASC"})

    stages = {stage["STATUS_ID"]: stage for stage in body["result"]}
    assert stages["DT31_5:N"] == {
        "ID": "301",
        "ENTITY_ID": "SMART_INVOICE_STAGE_5",
        "STATUS_ID": "DT31_5:N",
        "NAME": "Новый",
        "NAME_INIT": "Новый",
        "SORT": "10",
        "SYSTEM": "Y",
        "CATEGORY_ID": "5",
        "COLOR": "#39A8EF",
        "SEMANTICS": None,
        "EXTRA": {"SEMANTICS": "process", "COLOR": "#39A8EF"},
    }
    assert stages["DT31_5:P"]["EXTRA"] == {"SEMANTICS": "success", "COLOR": "#7BD500"}
    assert stages["DT31_5:D"]["EXTRA"] == {"SEMANTICS": "failure", "COLOR": "#FF5752"}
    assert body["total"] == len(stages)


async def test_e15_product_rows(cable: Practice) -> None:
    number = await cable.add_invoice()
    rows = [
        {
            "productId": 902,
            "productName": "Кабель силовой ВВГнг 3x2.5",
            "price": 144.57,
            "quantity": 100,
            "taxRate": 22,
            "taxIncluded": "Y",
            "measureCode": 6,
            "sort": 10,
        },
        {
            "productName": "Доставка",
            "price": 1500,
            "quantity": 1,
            "taxRate": None,
            "taxIncluded": "N",
            "measureCode": 796,
            "sort": 20,
        },
    ]

    result = await cable.call("crm.item.productrow.set", ownerType="SI", ownerId=number, productRows=rows)
    body = await cable.body(
        "crm.item.productrow.list", filter={"=ownerType": "SI", "=ownerId": number}, order={"sort": "asc"}
    )

    first = {
        "id": 5001,
        "ownerId": 128,
        "ownerType": "SI",
        "productId": 902,
        "productName": "Кабель силовой ВВГнг 3x2.5",
        "price": 144.57,
        "priceAccount": 144.57,
        "priceExclusive": 118.5,
        "priceNetto": 118.5,
        "priceBrutto": 144.57,
        "quantity": 100,
        "discountTypeId": 2,
        "discountRate": 0,
        "discountSum": 0,
        "taxRate": 22,
        "taxIncluded": "Y",
        "taxName": "НДС 22%",
        "customized": "Y",
        "measureCode": 6,
        "measureName": "м",
        "sort": 10,
        "xmlId": "",
        "type": 4,
        "storeId": None,
    }
    assert result["productRows"][0] == first
    assert (result["productRows"][1]["id"], result["productRows"][1]["productId"]) == (5002, 0)
    assert body["result"] == result
    assert body["total"] == 2


async def test_e16_e17_requisites(portal: Practice) -> None:
    await portal.call("crm.item.add", entityTypeId=4, fields={"title": "ООО"})
    fields = {
        "ENTITY_TYPE_ID": 4,
        "ENTITY_ID": 311,
        "PRESET_ID": 1,
        "NAME": "Организация",
        "XML_ID": "ctr-guid-1",
        "RQ_INN": "7701234567",
        "RQ_KPP": "770101001",
        "RQ_OGRN": "1027700000001",
        "RQ_COMPANY_NAME": 'ООО "Вектор"',
        "RQ_DIRECTOR": "Иванов И.И.",
    }
    select = [
        "ID",
        "ENTITY_TYPE_ID",
        "ENTITY_ID",
        "PRESET_ID",
        "NAME",
        "RQ_INN",
        "RQ_KPP",
        "RQ_COMPANY_NAME",
        "XML_ID",
        "ACTIVE",
    ]

    assert await portal.call("crm.requisite.add", fields=fields) == 58
    body = await portal.body(
        "crm.requisite.list", filter={"RQ_INN": "7701234567"}, select=select, order={"ID": "ASC"}
    )

    assert body["result"] == [
        {
            "ID": "58",
            "ENTITY_TYPE_ID": "4",
            "ENTITY_ID": "311",
            "PRESET_ID": "1",
            "NAME": "Организация",
            "RQ_INN": "7701234567",
            "RQ_KPP": "770101001",
            "RQ_COMPANY_NAME": 'ООО "Вектор"',
            "XML_ID": "ctr-guid-1",
            "ACTIVE": "Y",
        }
    ]
    assert body["total"] == 1


async def test_e22_a_task(portal: Practice) -> None:
    fields = {
        "TITLE": "Подготовить закрывающие по заказу УТ-000123",
        "RESPONSIBLE_ID": 12,
        "CREATED_BY": 7,
        "DEADLINE": "2026-11-27T18:00:00+03:00",
        "UF_CRM_TASK": ["D_777", "SI_128"],
        "XML_ID": "gw-req-551",
    }

    task = (await portal.call("tasks.task.add", fields=fields))["task"]
    refusal = await portal.refused("tasks.task.add", fields={"RESPONSIBLE_ID": 12})

    assert (task["id"], task["title"], task["status"]) == ("3711", fields["TITLE"], "2")
    assert refusal[1] == "ERROR_CORE"
    assert "<br>" in refusal[2]


async def test_e23_a_notice(portal: Practice) -> None:
    message = "Оплата по счёту [URL=/crm/type/31/details/128/]128[/URL]: 14 457 ₽"

    assert await portal.call("im.notify.system.add", USER_ID=12, MESSAGE=message, TAG="GW|PAY|128") == 90512


async def test_e25_a_message_in_the_timeline(portal: Practice) -> None:
    number = await portal.add_invoice()
    fields = {
        "entityTypeId": 31,
        "entityId": number,
        "title": "1С: оплата",
        "text": "Поступило 14 457,00 ₽ (п/п 991 от 24.11.2026)",
        "iconCode": "info",
    }

    message = (await portal.call("crm.timeline.logmessage.add", fields=fields))["logMessage"]

    assert message == {
        "id": 5120,
        "created": "2026-11-24T09:00:00+03:00",
        "authorId": 1,
        "title": fields["title"],
        "text": fields["text"],
        "iconCode": "info",
    }
