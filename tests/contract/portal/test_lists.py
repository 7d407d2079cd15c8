from typing import Any

import pytest

from tests.contract.portal.practice import Practice


@pytest.fixture
async def sections(portal: Practice) -> Practice:
    """A portal with 122 sections: 120 of ours and the two from the start."""
    commands = [
        f"catalog.section.add?fields[iblockId]=15&fields[name]=S{n}&fields[xmlId]=x{n}" for n in range(120)
    ]
    for start in range(0, 120, 50):
        await portal.batch(commands[start : start + 50])
    return portal


async def page(portal: Practice, **params: object) -> dict[str, Any]:
    return await portal.body("catalog.section.list", filter={"iblockId": 15}, order={"id": "ASC"}, **params)


async def test_a_page_has_fifty_rows_and_tells_the_next(sections: Practice) -> None:
    first, last = await page(sections), await page(sections, start=100)

    assert (len(first["result"]["sections"]), first["next"], first["total"]) == (50, 50, 122)
    assert len(last["result"]["sections"]) == 22
    assert "next" not in last


async def test_start_is_rounded_down_to_a_page(sections: Practice) -> None:
    rounded, whole = await page(sections, start=73), await page(sections, start=50)

    assert rounded["result"] == whole["result"]


async def test_start_minus_one_counts_nothing(sections: Practice) -> None:
    body = await page(sections, start=-1)

    assert len(body["result"]["sections"]) == 50
    assert set(body) == {"result", "time"}


async def test_the_catalogue_drops_unknown_names_without_a_word(portal: Practice) -> None:
    everything = await portal.call("catalog.vat.list")

    typo = await portal.call(
        "catalog.vat.list", filter={"nosuch": 1, ">=nosuch": 2}, select=["nosuch"], order={"nosuch": "ASC"}
    )

    assert len(typo["vats"]) == len(everything["vats"])


async def test_invoices_refuse_unknown_names_in_filter_and_order(portal: Practice) -> None:
    by_filter = await portal.refused("crm.item.list", entityTypeId=31, filter={"nosuch": 1})
    by_order = await portal.refused("crm.item.list", entityTypeId=31, order={"nosuch": "ASC"})
    by_way = await portal.refused("crm.item.list", entityTypeId=31, order={"id": "UP"})

    assert by_filter == (400, "INVALID_ARG_VALUE", "Invalid filter: field 'nosuch' is not allowed in filter")
    assert by_order[:2] == by_way[:2] == (400, "INVALID_ARG_VALUE")


async def test_invoices_are_filtered_by_nested_groups(portal: Practice) -> None:
    numbers = [
        await portal.add_invoice(xmlId=f"x{n}", opportunity=n, isManualOpportunity="Y") for n in range(4)
    ]
    either = {"logic": "OR", "0": {"xmlId": "x0"}, "1": {">opportunity": 2}}

    found = await portal.call("crm.item.list", entityTypeId=31, select=["id"], filter={"0": either})

    assert [item["id"] for item in found["items"]] == [numbers[0], numbers[3]]


@pytest.mark.parametrize(
    ("filter_", "names"),
    [
        ({"rate": 20}, ["НДС 20%"]),
        ({"@rate": [10, 22]}, ["НДС 10%", "НДС 22%"]),
        ({"rate": [10, 22]}, ["НДС 10%", "НДС 22%"]),
        ({"!@rate": [10, 20, 22]}, ["Без НДС", "НДС 0%"]),
        ({">rate": 10}, ["НДС 20%", "НДС 22%"]),
        ({"<=rate": 10, "!id": 1}, ["НДС 0%", "НДС 10%"]),
        ({"%name": "ндс 2"}, ["НДС 20%", "НДС 22%"]),
        ({"=%name": "НДС%0%"}, ["НДС 0%", "НДС 20%", "НДС 10%"]),
        ({"!%name": "НДС 2"}, ["Без НДС", "НДС 0%", "НДС 10%"]),
    ],
)
async def test_operators_of_filters(portal: Practice, filter_: dict[str, Any], names: list[str]) -> None:
    found = await portal.call("catalog.vat.list", filter=filter_)

    assert [vat["name"] for vat in found["vats"]] == names


async def test_product_lists_demand_a_selection_and_a_block(portal: Practice) -> None:
    without_select = await portal.refused("catalog.product.list", filter={"iblockId": 15})
    without_filter = await portal.refused("catalog.product.list", select=["id", "iblockId"])

    assert without_select == (400, 0, "Required select fields: id, iblockId")
    assert without_filter == (400, 0, "Required filter fields: iblockId")
    assert (await portal.refused("catalog.section.list"))[2] == "Required filter fields: iblockId"


async def test_a_cursor_reads_everything_once(portal: Practice) -> None:
    ids = [await portal.add_product(xmlId=f"x{n}") for n in range(60)]
    seen: list[int] = []

    while rows := (
        await portal.call(
            "catalog.product.list",
            select=["id", "iblockId"],
            filter={"iblockId": 15, ">id": seen[-1] if seen else 0},
            order={"id": "ASC"},
            start=-1,
        )
    )["products"]:
        seen += [row["id"] for row in rows]

    assert seen == [1, *ids]


async def test_descending_order_and_cursor_agree_with_a_full_sort(portal: Practice) -> None:
    ids = [await portal.add_product(name=f"N{n % 7}") for n in range(60)]

    body = await portal.call(
        "catalog.product.list",
        select=["id", "iblockId"],
        filter={"iblockId": 15, "<id": ids[-1]},
        order={"id": "DESC"},
        start=-1,
    )

    assert [row["id"] for row in body["products"]] == ids[:-1][::-1][:50]
