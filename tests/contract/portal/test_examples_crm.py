"""The JSON examples E1, E2 … of what is known of Bitrix24: the CRM."""

from tests.contract.portal.practice import Practice
from tests.contract.portal.shapes import assert_like

INVOICE = {
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

    assert {name: item.get(name, "absent") for name in INVOICE} == INVOICE
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


ROWS = [
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


FIRST_ROW = {
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


async def test_e15_product_rows(cable: Practice) -> None:
    number = await cable.add_invoice()

    result = await cable.call("crm.item.productrow.set", ownerType="SI", ownerId=number, productRows=ROWS)
    body = await cable.body(
        "crm.item.productrow.list", filter={"=ownerType": "SI", "=ownerId": number}, order={"sort": "asc"}
    )

    assert result["productRows"][0] == FIRST_ROW
    assert (result["productRows"][1]["id"], result["productRows"][1]["productId"]) == (5002, 0)
    assert body["result"] == result
    assert body["total"] == 2


REQUISITE = {
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


async def test_e16_e17_requisites(portal: Practice) -> None:
    await portal.call("crm.item.add", entityTypeId=4, fields={"title": "ООО"})
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

    assert await portal.call("crm.requisite.add", fields=REQUISITE) == 58
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
