from collections.abc import Callable

import pytest

from obmen_sandbox.portal.faults import parse_fault
from tests.contract.portal.practice import Practice

ROWS = [{"productName": "Кабель", "price": 144.57, "quantity": 100, "taxRate": 22, "taxIncluded": "Y"}]


async def update(portal: Practice, number: int, **fields: object) -> dict[str, object]:
    result = await portal.call("crm.item.update", entityTypeId=31, id=number, fields=fields)
    item: dict[str, object] = result["item"]
    return item


async def test_a_new_invoice_gets_what_the_portal_decides(portal: Practice) -> None:
    item = await portal.invoice((await portal.call("crm.item.add", entityTypeId=31, fields={}))["item"]["id"])

    assert (
        item
        | {
            "id": 128,
            "title": "Счет #128",
            "accountNumber": "128",
            "stageId": "DT31_5:N",
            "categoryId": 5,
            "mycompanyId": 4,
            "currencyId": "RUB",
            "begindate": "2026-11-24T03:00:00+03:00",
            "closedate": "2026-12-01T03:00:00+03:00",
            "isManualOpportunity": "N",
            "opportunity": 0,
            "xmlId": None,
            "updatedBy": 1,
        }
        == item
    )


async def test_sums_follow_the_rows(portal: Practice) -> None:
    number = await portal.add_invoice()
    await portal.call("crm.item.productrow.set", ownerType="SI", ownerId=number, productRows=ROWS)

    item = await portal.invoice(number)

    assert (item["opportunity"], item["taxValue"]) == (14457, 2607)


async def test_an_automatic_sum_is_not_written(portal: Practice) -> None:
    number = await portal.add_invoice()

    item = await update(portal, number, opportunity=500)

    assert (item["opportunity"], item["isManualOpportunity"]) == (0, "N")


async def test_a_manual_sum_stays_whatever_the_rows_say(portal: Practice) -> None:
    number = await portal.add_invoice(isManualOpportunity="Y", opportunity=500)
    await portal.call("crm.item.productrow.set", ownerType="SI", ownerId=number, productRows=ROWS)

    assert (await portal.invoice(number))["opportunity"] == 500
    assert (await update(portal, number, isManualOpportunity="N"))["opportunity"] == 14457


async def test_a_change_of_stage_is_remembered(portal: Practice) -> None:
    number = await portal.add_invoice()
    portal.clock.advance(60)

    item = await update(portal, number, stageId="DT31_5:P")

    assert (item["stageId"], item["previousStageId"], item["movedBy"]) == ("DT31_5:P", "DT31_5:N", 1)
    assert item["movedTime"] == item["updatedTime"] == "2026-11-24T09:01:00+03:00"


async def test_an_update_that_changes_nothing_does_nothing(portal: Practice) -> None:
    number = await portal.add_invoice(xmlId="guid")
    before, events = await portal.invoice(number), len(portal.state.events)
    portal.clock.advance(60)

    await update(portal, number, xmlId="guid", stageId="DT31_5:N", nosuch="x")

    assert await portal.invoice(number) == before
    assert len(portal.state.events) == events


@pytest.mark.parametrize("stage", ["DT31_5:NOSUCH", "P", "WON", ""])
async def test_a_stage_of_something_else_is_refused(portal: Practice, stage: str) -> None:
    number = await portal.add_invoice()

    refusal = await portal.refused("crm.item.update", entityTypeId=31, id=number, fields={"stageId": stage})

    assert refusal == (400, "CRM_FIELD_ERROR_VALUE_NOT_VALID", 'Неверное значение поля "Стадия"')


async def test_a_stage_may_demand_a_field(portal: Practice) -> None:
    number = await portal.add_invoice()
    portal.state.faults.switch_on(parse_fault("required-field=P:comments"))

    refusal = await portal.refused(
        "crm.item.update", entityTypeId=31, id=number, fields={"stageId": "DT31_5:P"}
    )
    with_field = await update(portal, number, stageId="DT31_5:P", comments="Оплачено")

    assert refusal == (400, "CRM_FIELD_ERROR_REQUIRED", 'Не заполнено обязательное поле "Комментарий"')
    assert with_field["stageId"] == "DT31_5:P"


async def test_numbers_are_unique_and_go_on(portal: Practice) -> None:
    first = await portal.add_invoice(accountNumber="УТ-1")
    await portal.add_invoice(accountNumber="128")

    third = await portal.add_invoice()
    refusal = await portal.refused(
        "crm.item.update", entityTypeId=31, id=third, fields={"accountNumber": "УТ-1"}
    )

    assert (await portal.invoice(first))["accountNumber"] == "УТ-1"
    assert (await portal.invoice(third))["accountNumber"] == "129"
    assert refusal[:2] == (400, "CRM_FIELD_ERROR_VALUE_NOT_UNIQUE")


async def test_an_unknown_client_or_type_is_refused(portal: Practice) -> None:
    client = await portal.refused("crm.item.add", entityTypeId=31, fields={"companyId": 777})
    kind = await portal.refused("crm.item.list", entityTypeId=777)
    old_invoice = await portal.refused("crm.item.list", entityTypeId=5)
    absent = await portal.refused("crm.item.get", entityTypeId=31, id=777)

    assert client[1] == "CRM_FIELD_ERROR_VALUE_NOT_VALID"
    assert kind[:2] == absent[:2] == (400, "NOT_FOUND")
    assert old_invoice[1] == "ENTITY_TYPE_NOT_SUPPORTED"


async def test_a_multiple_field_takes_a_list_only(portal: Practice) -> None:
    refusal = await portal.refused("crm.item.add", entityTypeId=31, fields={"contactIds": "1"})
    added = (await portal.call("crm.item.add", entityTypeId=31, fields={"contactIds": [2, 1]}))["item"]

    assert refusal[1:] == ("100", "Expected iterable value for multiple field, but got string instead")
    assert (added["contactId"], added["contactIds"]) == (2, [2, 1])


async def test_changes_are_found_by_time(portal: Practice) -> None:
    old, changed = await portal.add_invoice(), await portal.add_invoice()
    portal.clock.advance(600)
    await update(portal, changed, comments="x")

    since = {">=updatedTime": "2026-11-24T06:05:00+00:00"}
    found = await portal.call("crm.item.list", entityTypeId=31, select=["id"], filter=since)

    assert found["items"] == [{"id": changed}]
    assert old != changed


async def test_a_deal_knows_its_invoices(portal: Practice) -> None:
    deal = (await portal.call("crm.item.add", entityTypeId=2, fields={"title": "Сделка"}))["item"]["id"]
    number = await portal.add_invoice(parentId2=deal)

    found = await portal.call("crm.item.list", entityTypeId=31, select=["id"], filter={"parentId2": deal})

    assert found["items"] == [{"id": number}]


async def test_a_deleted_invoice_is_gone_with_its_rows(portal: Practice) -> None:
    number = await portal.add_invoice()
    await portal.call("crm.item.productrow.set", ownerType="SI", ownerId=number, productRows=ROWS)

    assert await portal.call("crm.item.delete", entityTypeId=31, id=number) == []

    assert (await portal.refused("crm.item.get", entityTypeId=31, id=number))[1] == "NOT_FOUND"
    assert portal.state.rows("productRow") == []
    assert portal.state.events[-1]["event"] == "ONCRMDYNAMICITEMDELETE"


async def test_user_fields_have_two_spellings(portal: Practice) -> None:
    field = {
        "entityId": "CRM_SMART_INVOICE",
        "fieldName": "UF_CRM_SMART_INVOICE_1C_STATUS",
        "userTypeId": "string",
    }
    added = (await portal.call("userfieldconfig.add", moduleId="crm", field=field))["field"]
    short = "ufCrm_SMART_INVOICE_1C_STATUS"

    await portal.call("crm.item.add", entityTypeId=31, fields={short: "Новый"})
    original = await portal.call("crm.item.get", entityTypeId=31, id=128, useOriginalUfNames="Y")
    mangled = await portal.invoice(128)

    assert added["fieldName"] == "UF_CRM_SMART_INVOICE_1C_STATUS"
    assert original["item"]["UF_CRM_SMART_INVOICE_1C_STATUS"] == mangled[short] == "Новый"
    assert "UF_CRM_SMART_INVOICE_1C_STATUS" not in mangled
    assert (await portal.refused("userfieldconfig.add", moduleId="crm", field=field))[1] == ""


async def test_fields_describe_themselves(portal: Practice) -> None:
    fields = (await portal.call("crm.item.fields", entityTypeId=31))["fields"]

    assert fields["stageId"]["statusType"] == "SMART_INVOICE_STAGE_5"
    assert fields["parentId2"]["upperName"] == "PARENT_ID_2"
    assert fields["updatedTime"]["isReadOnly"] is True
    assert fields["accountNumber"]["isReadOnly"] is False
    assert fields["contactId"]["isDeprecated"] is True


async def test_phones_are_added_changed_and_deleted_by_key(portal: Practice) -> None:
    phones = [{"typeId": "PHONE", "value": "+7 1"}, {"value": "no type"}]
    added = await portal.call("crm.item.add", entityTypeId=4, fields={"title": "ООО", "fm": phones})
    number = added["item"]["id"]

    async def means() -> list[dict[str, object]]:
        fm: list[dict[str, object]] = (await portal.call("crm.item.get", entityTypeId=4, id=number))["item"][
            "fm"
        ]
        return fm

    first = (await means())[0]
    changes = {
        "n0": {"typeId": "EMAIL", "value": "a@b"},
        str(first["id"]): {"typeId": "PHONE", "value": "+7 2"},
    }
    await portal.call("crm.item.update", entityTypeId=4, id=number, fields={"fm": changes})
    both = [(m["typeId"], m["value"]) for m in await means()]
    gone = {str(first["id"]): {"typeId": "PHONE", "value": ""}}
    await portal.call("crm.item.update", entityTypeId=4, id=number, fields={"fm": gone})

    assert both == [("PHONE", "+7 2"), ("EMAIL", "a@b")]
    assert [m["typeId"] for m in await means()] == ["EMAIL"]


async def test_stages_tell_their_meaning(portal: Practice) -> None:
    stages = await portal.call(
        "crm.status.list", filter={"ENTITY_ID": "SMART_INVOICE_STAGE_5"}, order={"SORT": "ASC"}
    )
    category = await portal.call("crm.category.list", entityTypeId=31)

    meanings = {stage["STATUS_ID"]: stage["SEMANTICS"] for stage in stages}
    assert meanings["DT31_5:P"] == "S"
    assert meanings["DT31_5:D"] == "F"
    assert meanings["DT31_5:UC_PART"] is None
    assert category["categories"][0]["id"] == 5


async def test_an_empty_portal_has_no_clients(make_portal: Callable[..., Practice]) -> None:
    found = await make_portal(empty_portal=True).call(
        "crm.item.list", entityTypeId=4, select=["id", "isMyCompany"]
    )

    assert found["items"] == [{"id": 4, "isMyCompany": "Y"}]


async def test_paying_moves_no_stage(portal: Practice) -> None:
    number = await portal.add_invoice()
    payment = await portal.call("crm.item.payment.add", entityTypeId=31, entityId=number)

    assert await portal.call("crm.item.payment.pay", id=payment) is True

    listed = await portal.call("crm.item.payment.list", entityTypeId=31, entityId=number)
    assert [(p["id"], p["paid"], p["empPaidId"]) for p in listed] == [(payment, "Y", 1)]
    assert (await portal.invoice(number))["stageId"] == "DT31_5:N"
    assert (await portal.refused("crm.item.payment.add", entityTypeId=4, entityId=1))[1] == 0
