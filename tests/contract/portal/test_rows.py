from decimal import Decimal
from typing import Any

import pytest

from obmen_sandbox.portal.crm_rows import prices_of, tax_rate
from tests.contract.portal.practice import Practice


@pytest.mark.parametrize(
    ("price", "tax", "discount", "expected"),
    [
        ("90000", "10", (2, "10"), (81818.18, 90909.09, 9090.91, 100000)),
        ("80000", "20", (2, "20"), (66666.67, 83333.34, 16666.67, 100000.01)),
        ("144.57", "22", (2, "0"), (118.5, 118.5, 0, 144.57)),
        ("90", None, (1, "10"), (90, 100, 10, 100)),
    ],
)
def test_the_arithmetic_of_the_documentation(
    price: str, tax: str | None, discount: tuple[int, str], expected: tuple[float, ...]
) -> None:
    rate = None if tax is None else Decimal(tax)

    found = prices_of(price=Decimal(price), tax=rate, discount=(discount[0], Decimal(discount[1])))

    assert (
        found["priceExclusive"],
        found["priceNetto"],
        found["discountSum"],
        found["priceBrutto"],
    ) == expected


@pytest.mark.parametrize(
    ("given", "rate"),
    [(None, None), ("", None), (0.0, None), (0, 0), ("0", 0), (22, 22), ("22", 22), (10.5, 10.5)],
)
def test_nought_and_no_vat_are_told_apart(given: object, rate: float | None) -> None:
    assert tax_rate(given) == rate


async def set_rows(portal: Practice, number: int, *rows: dict[str, Any]) -> list[dict[str, Any]]:
    result = await portal.call(
        "crm.item.productrow.set", ownerType="SI", ownerId=number, productRows=list(rows)
    )
    found: list[dict[str, Any]] = result["productRows"]
    return found


async def test_set_replaces_all_rows_under_new_ids(portal: Practice) -> None:
    number = await portal.add_invoice()
    first = await set_rows(portal, number, {"productName": "A", "price": 1})

    second = await set_rows(
        portal, number, {"productName": "A", "price": 1}, {"productName": "B", "price": 2}
    )

    assert first[0]["id"] not in [row["id"] for row in second]
    listed = await portal.body(
        "crm.item.productrow.list", filter={"=ownerType": "SI", "=ownerId": number}, order={"id": "ASC"}
    )
    assert [row["productName"] for row in listed["result"]["productRows"]] == ["A", "B"]
    assert listed["total"] == 2


async def test_a_row_that_names_its_id_keeps_it(portal: Practice) -> None:
    number = await portal.add_invoice()
    first = await set_rows(portal, number, {"productName": "A", "price": 1})

    second = await set_rows(
        portal,
        number,
        {"id": first[0]["id"], "productName": "A", "price": 5},
        {"id": 99999, "productName": "B"},
    )

    assert second[0]["id"] == first[0]["id"]
    assert second[1]["id"] not in (first[0]["id"], 99999)


async def test_a_bad_row_leaves_all_as_they_were(portal: Practice) -> None:
    number = await portal.add_invoice()
    await set_rows(portal, number, {"productName": "A", "price": 1})
    rows = [{"productName": "B"}, {"productName": "C", "discountTypeId": 1}]

    refusal = await portal.refused(
        "crm.item.productrow.set", ownerType="SI", ownerId=number, productRows=rows
    )

    assert refusal[:2] == (400, "INVALID_ARG_VALUE")
    assert [row["productName"] for row in portal.state.rows("productRow")] == ["A"]


async def test_what_is_not_said_comes_from_the_product(portal: Practice) -> None:
    product = await portal.add_product(name="Кабель", measure=1)
    number = await portal.add_invoice()

    row = (await set_rows(portal, number, {"productId": product}))[0]

    said = {
        k: row[k]
        for k in ("productName", "price", "quantity", "measureCode", "taxRate", "taxIncluded", "taxName")
    }
    assert said == {
        "productName": "Кабель",
        "price": 0,
        "quantity": 1,
        "measureCode": 6,
        "taxRate": None,
        "taxIncluded": "N",
        "taxName": "Без НДС",
    }


async def test_read_only_fields_of_rows_vanish(portal: Practice) -> None:
    number = await portal.add_invoice()

    row = (
        await set_rows(
            portal, number, {"productName": "A", "price": 10, "priceNetto": 99, "xmlId": "x", "storeId": 3}
        )
    )[0]

    assert (row["priceNetto"], row["xmlId"], row["storeId"]) == (10, "", None)


async def test_a_list_demands_both_halves_of_its_owner(portal: Practice) -> None:
    status, code, _ = await portal.refused("crm.item.productrow.list", filter={"=ownerType": "SI"})

    absent = await portal.refused("crm.item.productrow.list", filter={"=ownerType": "SI", "=ownerId": 777})

    assert (status, code) == (400, "REQUIRED_ARG_MISSING")
    assert absent[:2] == (400, "ACCESS_DENIED")


async def test_unknown_owners_are_told_apart(portal: Practice) -> None:
    absent = await portal.refused("crm.item.productrow.set", ownerType="SI", ownerId=777, productRows=[])
    foreign = await portal.refused("crm.item.productrow.set", ownerType="XX", ownerId=1, productRows=[])

    assert (absent[1], foreign[1]) == ("OWNER_NOT_FOUND", "ENTITY_TYPE_NOT_SUPPORTED")


async def test_a_change_of_rows_is_a_change_of_the_invoice(portal: Practice) -> None:
    number = await portal.add_invoice()
    portal.clock.advance(60)

    rows = await set_rows(portal, number, {"productName": "A", "price": 10, "quantity": 3})
    await portal.call("crm.item.productrow.update", id=rows[0]["id"], fields={"quantity": 2.5})

    item = await portal.invoice(number)
    assert (item["opportunity"], item["updatedTime"]) == (25, "2026-11-24T09:01:00+03:00")
    assert [e["event"] for e in portal.state.events] == [
        "ONCRMDYNAMICITEMADD",
        *["ONCRMDYNAMICITEMUPDATE"] * 2,
    ]


async def test_a_single_row_is_added_and_deleted(portal: Practice) -> None:
    number = await portal.add_invoice()
    fields = {"ownerType": "SI", "ownerId": number, "productName": "A", "price": 10}

    row = (await portal.call("crm.item.productrow.add", fields=fields))["productRow"]
    await portal.call("crm.item.productrow.delete", id=row["id"])

    assert row["price"] == 10
    assert (await portal.invoice(number))["opportunity"] == 0
