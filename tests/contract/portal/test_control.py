from typing import Any

from tests.contract.portal.practice import Practice

NEW_CLIENT = {
    "title": "ООО «Новый»",
    "inn": "5506012345",
    "kpp": "550601001",
    "short_name": "ООО «Новый»",
    "address": {"POSTAL_CODE": "644000", "CITY": "Омск", "ADDRESS_1": "ул. Ленина, 1"},
    "phone": "+7 3812 00-00-00",
    "bank": {"RQ_BANK_NAME": "Банк", "RQ_BIK": "045209673", "RQ_ACC_NUM": "40702810000000000099"},
}


async def post(portal: Practice, path: str, **body: object) -> dict[str, Any]:
    answer = await portal.http.post(f"/_sandbox{path}", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def get(portal: Practice, path: str) -> dict[str, Any]:
    found: dict[str, Any] = (await portal.http.get(f"/_sandbox{path}")).json()
    return found


async def test_an_invoice_is_made_as_a_manager_would(portal: Practice) -> None:
    product = await portal.add_product(xmlId="guid", vatId=5, vatIncluded="Y", measure=1)
    fields = {"productId": product, "catalogGroupId": 1, "price": 144.57, "currency": "RUB"}
    await portal.call("catalog.price.add", fields=fields)
    rows = [{"product": "guid", "quantity": 100}, {"productName": "Доставка", "price": 1500}]

    made = await post(portal, "/invoice", company=NEW_CLIENT, rows=rows, deal="Поставка", stage="S")

    item = await portal.invoice(made["id"])
    link = await portal.call("crm.requisite.link.get", entityTypeId=31, entityId=made["id"])
    first, second = portal.state.rows("productRow")
    assert (item["companyId"], item["parentId2"], item["opportunity"]) == (
        made["companyId"],
        made["dealId"],
        15957,
    )
    assert (item["stageId"], item["createdBy"], item["assignedById"]) == ("DT31_5:S", 7, 7)
    assert (link["REQUISITE_ID"], link["MC_REQUISITE_ID"]) == (str(made["requisiteId"]), "2")
    assert (first["taxRate"], first["taxIncluded"], first["measureCode"]) == (22, "Y", 6)
    assert (second["productName"], second["taxRate"]) == ("Доставка", None)


async def test_an_invoice_is_made_for_people_and_entrepreneurs(portal: Practice) -> None:
    person = await post(portal, "/invoice", contact={"id": 1}, rows=[{"productName": "A", "price": 5}])
    ip = {"title": "ИП Новый", "inn": "774301880092", "last_name": "Новый", "name": "Пётр"}
    entrepreneur = await post(portal, "/invoice", company=ip)

    assert (await portal.invoice(person["id"]))["contactId"] == 1
    requisite = await portal.call("crm.requisite.get", id=entrepreneur["requisiteId"])
    assert (requisite["PRESET_ID"], requisite["RQ_LAST_NAME"]) == ("2", "Новый")


async def test_a_manager_changes_and_deletes(portal: Practice) -> None:
    number = (await post(portal, "/invoice", company={"id": 2}, rows=[{"productName": "A", "price": 5}]))[
        "id"
    ]

    rows = await post(
        portal, f"/invoice/{number}/rows", rows=[{"productName": "B", "price": 7, "quantity": 2}]
    )
    stage = await post(portal, f"/invoice/{number}/stage", stage="Оплачен")
    edited = await post(portal, f"/invoice/{number}/edit", fields={"comments": "срочно"})
    seen = await get(portal, f"/invoice/{number}")
    await post(portal, f"/invoice/{number}/delete")

    assert (rows["opportunity"], stage["stageId"]) == (14, "DT31_5:P")
    assert (edited["invoice"]["comments"], edited["invoice"]["updatedBy"]) == ("срочно", 7)
    assert [row["productName"] for row in seen["rows"]] == ["B"]
    assert (await portal.refused("crm.item.get", entityTypeId=31, id=number))[1] == "NOT_FOUND"


async def test_a_wrong_wish_is_refused_with_its_reason(portal: Practice) -> None:
    answer = await portal.http.post("/_sandbox/invoice", json={"company": {"id": 777}})

    assert (answer.status_code, answer.json()["error"]) == (400, "CRM_FIELD_ERROR_VALUE_NOT_VALID")


async def test_the_journal_counts_what_was_added(portal: Practice) -> None:
    for code in ("a", "b", "a"):
        await portal.add_product(xmlId=code)
    await portal.batch({"c": "catalog.product.update?id=901&fields[name]=new", "d": "catalog.vat.list"})
    await portal.refused("catalog.product.add", fields={"iblockId": 99, "name": "x", "xmlId": "c"})

    journal = (await get(portal, "/dump"))["journal"]

    assert portal.state.journal.added(method="catalog.product.add", key="xmlId") == {"a": 2, "b": 1}
    assert [w["method"] for w in journal["writes"]] == [
        *["catalog.product.add"] * 3,
        "catalog.product.update",
    ]
    assert journal["writes"][3] == {
        "n": 4,
        "method": "catalog.product.update",
        "in_batch": True,
        "result_id": 901,
        "keys": {"id": "901", "name": "new"},
    }
    assert journal["requests"] == {"batch": 1, "http": 5}
    assert journal["errors"] == {"200040300000": 1}


async def test_what_a_manager_does_is_not_in_the_journal(portal: Practice) -> None:
    await post(portal, "/invoice", company={"id": 2})

    assert (await get(portal, "/stats"))["writes"] == 0


async def test_two_runs_with_one_outcome_compare_equal(portal: Practice) -> None:
    async def outcome(*codes: str) -> dict[str, Any]:
        await post(portal, "/reset")
        section = await portal.call("catalog.section.add", fields={"iblockId": 15, "name": "S", "xmlId": "s"})
        for code in codes:
            number = await portal.add_product(xmlId=code, name=code, iblockSectionId=section["section"]["id"])
            price = {"productId": number, "catalogGroupId": 1, "price": 5, "currency": "RUB"}
            await portal.call("catalog.price.add", fields=price)
        portal.clock.advance(100)
        return await get(portal, "/dump?compare=1")

    forth, back, double = await outcome("a", "b"), await outcome("b", "a"), await outcome("a", "b", "b")

    assert forth == back
    assert forth != double
    assert [p["iblockSectionId"] for p in forth["products"] if p["xmlId"] == "a"] == ["s"]
    assert [p["productId"] for p in forth["prices"]] == ["a", "b"]


async def test_a_reset_forgets_everything_but_the_time(portal: Practice) -> None:
    before = await get(portal, "/dump")
    await portal.add_product(xmlId="x")
    await post(portal, "/faults", fault="drop")

    await post(portal, "/reset")

    after = await get(portal, "/dump")
    assert after == before
    assert (await get(portal, "/faults"))["active"] == []


async def test_faults_are_switched_at_run_time(portal: Practice) -> None:
    await post(portal, "/faults", name="no-auth", count=1, method="profile")
    active = (await post(portal, "/faults", fault="overload,method=catalog.*"))["active"]
    first, second = await portal.refused("profile"), await portal.call("profile")

    await post(portal, "/faults", clear="overload")
    unknown = await portal.http.post("/_sandbox/faults", json={"fault": "nosuch"})

    assert [fault["name"] for fault in active] == ["no-auth", "overload"]
    assert (first[1], second["ID"]) == ("NO_AUTH_FOUND", "1")
    assert (await get(portal, "/faults"))["active"] == []
    assert (await get(portal, "/faults"))["struck"] == {"no-auth": 1}
    assert unknown.status_code == 400


async def test_the_clock_is_moved_by_hand(portal: Practice) -> None:
    moved = await post(portal, "/clock", advance=3600)

    assert moved["now"] == "2026-11-24T10:00:00+03:00"
    assert await portal.call("server.time") == "2026-11-24T10:00:00+03:00"


async def test_inventory_management_is_switched(portal: Practice) -> None:
    await post(portal, "/inventory", on=True)

    assert await portal.call("catalog.document.mode.status") == "Y"
