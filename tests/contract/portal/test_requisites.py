import pytest

from tests.contract.portal.practice import Practice

COMPANY = {"ENTITY_TYPE_ID": 4, "ENTITY_ID": 3, "PRESET_ID": 1, "NAME": "Организация"}
ADDRESS = {"TYPE_ID": 11, "ENTITY_TYPE_ID": 8, "ENTITY_ID": 50, "ADDRESS_1": "ул. Ленина, 1"}


@pytest.mark.parametrize(
    ("without", "text"),
    [
        ("ENTITY_TYPE_ID", "ENTITY_TYPE_ID is not defined or invalid."),
        ("ENTITY_ID", "ENTITY_ID is not defined or invalid."),
        ("PRESET_ID", "PRESET_ID is not defined or invalid."),
        ("NAME", "NAME is not defined or invalid."),
    ],
)
async def test_errors_of_requisites_have_an_empty_code(portal: Practice, without: str, text: str) -> None:
    fields = {name: value for name, value in COMPANY.items() if name != without}

    assert await portal.refused("crm.requisite.add", fields=fields) == (400, "", text)


async def test_all_values_are_strings_and_zeros_stay(portal: Practice) -> None:
    number = await portal.call("crm.requisite.add", fields={**COMPANY, "RQ_INN": "0105000001", "SORT": 100})

    found = await portal.call("crm.requisite.get", id=number)

    assert number == 58
    assert (found["ID"], found["ENTITY_ID"], found["RQ_INN"], found["SORT"]) == (
        "58",
        "3",
        "0105000001",
        "100",
    )
    assert found["RQ_KPP"] is None
    assert found["DATE_MODIFY"] == ""


async def test_an_inn_is_found_and_unknown_filters_vanish(portal: Practice) -> None:
    select = ["ID", "ENTITY_ID", "RQ_INN", "nosuch"]
    filter_ = {"RQ_INN": "7701234560", "ENTITY_TYPE_ID": 4, "nosuch": 1}

    found = await portal.body("crm.requisite.list", filter=filter_, select=select)

    assert found["result"] == [{"ID": "50", "ENTITY_ID": "2", "RQ_INN": "7701234560"}]
    assert found["total"] == 1


async def test_a_requisite_is_changed_but_not_moved(portal: Practice) -> None:
    assert (
        await portal.call("crm.requisite.update", id=50, fields={"RQ_KPP": "770102002", "ENTITY_ID": 3})
        is True
    )

    found = await portal.call("crm.requisite.get", id=50)
    assert (found["RQ_KPP"], found["ENTITY_ID"]) == ("770102002", "2")


async def test_a_missing_requisite_says_which(portal: Practice) -> None:
    assert await portal.refused("crm.requisite.get", id=777) == (
        400,
        "",
        "The Requisite with ID '777' is not found",
    )


async def test_an_address_has_a_key_of_three(portal: Practice) -> None:
    assert await portal.call("crm.address.add", fields=ADDRESS) is True

    again = await portal.refused("crm.address.add", fields=ADDRESS)
    changed = await portal.call("crm.address.update", fields={**ADDRESS, "CITY": "Омск"})
    found = await portal.call("crm.address.list", filter={"ENTITY_ID": 50, "TYPE_ID": 11})

    assert again == (400, "", "TypeAddress exists")
    assert changed is True
    assert (found[0]["CITY"], found[0]["ANCHOR_TYPE_ID"], found[0]["ANCHOR_ID"]) == ("Омск", "4", "2")
    assert await portal.call("crm.address.delete", fields=ADDRESS) is True


async def test_requisites_are_linked_to_their_owners_only(portal: Practice) -> None:
    number = await portal.add_invoice(companyId=2)
    link = {
        "ENTITY_TYPE_ID": 31,
        "ENTITY_ID": number,
        "REQUISITE_ID": 50,
        "BANK_DETAIL_ID": 20,
        "MC_REQUISITE_ID": 2,
        "MC_BANK_DETAIL_ID": 2,
    }

    async def refusal(**changed: int) -> str:
        answer = await portal.refused("crm.requisite.link.register", fields={**link, **changed})
        assert answer[:2] == (400, "")
        return answer[2]

    assert (
        await refusal(REQUISITE_ID=51) == "The Requisite with ID '51' is not assigned to Company with ID '2'"
    )
    assert await refusal(REQUISITE_ID=777) == "The Requisite with ID '777' is not found"
    assert await refusal(MC_REQUISITE_ID=50) == (
        "The Requisite with ID '50' is not assigned to your company with ID '4'"
    )
    assert (await refusal(BANK_DETAIL_ID=2)).startswith("The BankDetail with ID '2' is not assigned")
    assert await portal.call("crm.requisite.link.register", fields=link) is True


async def test_a_link_reads_in_two_shapes(portal: Practice) -> None:
    number = await portal.add_invoice(companyId=2)
    fields = {
        "ENTITY_TYPE_ID": 31,
        "ENTITY_ID": number,
        "REQUISITE_ID": 50,
        "BANK_DETAIL_ID": 0,
        "MC_REQUISITE_ID": 2,
        "MC_BANK_DETAIL_ID": 2,
    }
    await portal.call("crm.requisite.link.register", fields=fields)

    got = await portal.call("crm.requisite.link.get", entityTypeId=31, entityId=number)
    listed = await portal.call("crm.requisite.link.list", filter={"ENTITY_TYPE_ID": 31, "ENTITY_ID": number})

    assert (got["ENTITY_ID"], got["REQUISITE_ID"], got["BANK_DETAIL_ID"]) == (number, "50", "0")
    assert (listed[0]["ENTITY_ID"], listed[0]["REQUISITE_ID"]) == (str(number), "50")
    assert await portal.call("crm.requisite.link.unregister", entityTypeId=31, entityId=number) is True
    assert (await portal.refused("crm.requisite.link.get", entityTypeId=31, entityId=number))[
        2
    ] == "Not found"


async def test_a_deleted_requisite_takes_its_parts_along(portal: Practice) -> None:
    await portal.call("crm.requisite.delete", id=50)

    assert await portal.call("crm.requisite.bankdetail.list", filter={"ENTITY_ID": 50}) == []
    assert await portal.call("crm.address.list", filter={"ENTITY_ID": 50}) == []


async def test_presets_and_own_company_are_there(portal: Practice) -> None:
    presets = await portal.call("crm.requisite.preset.list", filter={"COUNTRY_ID": 1}, select=["ID", "NAME"])
    own = await portal.call("crm.item.list", entityTypeId=4, select=["id"], filter={"isMyCompany": "Y"})

    assert presets[:3] == [
        {"ID": "1", "NAME": "Организация"},
        {"ID": "2", "NAME": "ИП"},
        {"ID": "3", "NAME": "Физ. лицо"},
    ]
    assert own["items"] == [{"id": 4}]
