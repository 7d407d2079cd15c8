"""Faults strike documents, variations, prices and pictures as they strike products."""

from collections.abc import Callable

import pytest

from obmen_sandbox.portal import ConnectionDropped
from obmen_sandbox.portal.faults import parse_fault
from tests.contract.portal.practice import Practice

OFFER = "catalog.product.offer.add?fields[iblockId]=16&fields[name]=S&fields[xmlId]=guid%23s"


async def batch_dies(portal: Practice, fault: str, cmd: dict[str, str]) -> None:
    portal.state.faults.switch_on(parse_fault(fault))
    with pytest.raises(ConnectionDropped):
        await portal.post("batch", {"halt": 0, "cmd": cmd})


async def test_a_batch_dies_between_a_document_and_its_lines(make_portal: Callable[..., Practice]) -> None:
    portal = make_portal(inventory=True)
    document = "catalog.document.add?fields[docType]=S&fields[currency]=RUB&fields[responsibleId]=7"
    line = "catalog.document.element.add?fields[docId]=$result[d][document][id]&fields[elementId]=1"

    await batch_dies(portal, "fail-mid-batch=1,count=1", {"d": document, "l": line})

    assert [row["status"] for row in portal.state.rows("document")] == ["N"]
    assert portal.state.rows("documentElement") == []


async def test_a_variation_is_made_late_though_nobody_waits(portal: Practice) -> None:
    head = await portal.add_product()

    await batch_dies(portal, "late=50,count=1", {"o": f"{OFFER}&fields[parentId]={head}"})
    before = portal.state.table("element").where("xmlId", "guid#s")
    portal.clock.advance(51)
    portal.state.run_due()

    assert before == []
    assert [row["parentId"] for row in portal.state.table("element").where("xmlId", "guid#s")] == [head]


async def test_a_price_that_leans_on_a_failed_variation_goes_to_product_1(portal: Practice) -> None:
    portal.state.faults.switch_on(parse_fault("failed-reference-becomes-1"))
    cmd = {
        "o": f"{OFFER}&fields[parentId]=777",
        "p": "catalog.price.add?fields[productId]=$result[o][offer][id]&fields[catalogGroupId]=1"
        "&fields[price]=5&fields[currency]=RUB",
    }

    answer = await portal.batch(cmd)

    assert list(answer["result_error"]) == ["o"]
    assert answer["result"]["p"]["price"]["productId"] == 1


async def test_a_line_that_leans_on_a_failed_document_finds_none(
    make_portal: Callable[..., Practice],
) -> None:
    portal = make_portal(inventory=True)
    cmd = {
        "d": "catalog.document.add?fields[docType]=X&fields[currency]=RUB&fields[responsibleId]=7",
        "l": "catalog.document.element.add?fields[docId]=$result[d][document][id]&fields[elementId]=1",
    }

    answer = await portal.batch(cmd)

    assert answer["result_error"]["l"]["error"] == "ERROR_DOCUMENT_STATUS"
