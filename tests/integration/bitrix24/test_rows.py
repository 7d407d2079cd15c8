"""Rows of an invoice on a practice portal: set whole, found after a lost answer, never taken for others."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from obmen.bitrix24.lookups import DIFFERS, GONE
from obmen.delivery.call import Call
from obmen.delivery.outcome import Ambiguous, Delivered, Rejected
from obmen.domain.identity import EntityKind, Ref
from obmen.domain.invoice import Invoice, InvoiceLine
from obmen.domain.money import Money
from obmen.domain.vat import NO_VAT, Vat
from tests.integration.bitrix24.practice import Practice, attached, calls_of, make_invoice, running, task


@pytest.fixture(scope="module")
def calm() -> Iterator[str]:
    """A portal that the tests of this file share."""
    with running() as url:
        yield url


@pytest.fixture
async def portal(calm: str) -> AsyncIterator[Practice]:
    async with attached(calm) as one:
        yield one


async def read(one: Practice, invoice_id: int) -> Invoice:
    profile, _ = await one.portal.lookups.discover()
    [invoice] = await one.portal.invoices.read([invoice_id], profile=profile)
    return invoice


async def setting(one: Practice, invoice_id: int, rows: tuple[InvoiceLine, ...]) -> list[Call]:
    profile, _ = await one.portal.lookups.discover()
    wish = task(1, Ref(EntityKind.ROWS, str(invoice_id)), {"rows": rows})
    return calls_of(one.portal.deliveries.map([wish], profile=profile, bound={}))


def parts(invoice: Invoice) -> list[tuple[str, Decimal, Decimal, Vat]]:
    return [(one.name, one.price, one.quantity, one.vat) for one in invoice.lines]


async def test_rows_are_set_whole_and_read_back_as_they_were_meant(portal: Practice) -> None:
    invoice_id, _ = await make_invoice(portal)
    cable, delivery, export = (await read(portal, invoice_id)).lines
    wanted = (
        replace(export, quantity=Decimal("2.5"), price=Decimal("10.20")),
        replace(cable, quantity=Decimal(3)),
        replace(delivery, name="Доставка $result[0] & «скидка» #1", vat=NO_VAT),
    )

    calls = await setting(portal, invoice_id, wanted)
    outcomes = await portal.portal.deliveries.send(calls)
    seen = await portal.portal.deliveries.look_up(calls)
    after = await read(portal, invoice_id)

    assert [type(one) for one in (*outcomes, *seen)] == [Delivered, Delivered]
    assert parts(after) == [(one.name, one.price, one.quantity, one.vat) for one in wanted]
    assert after.total == Money(Decimal("1959.21"), "RUB")


async def test_after_a_lost_answer_the_rows_are_found(calm: str) -> None:
    async with attached(calm) as one:
        invoice_id, _ = await make_invoice(one)
        rows = (await read(one, invoice_id)).lines[:2]
        calls = await setting(one, invoice_id, rows)

        await one.control("faults", {"fault": "lost-answer,count=1"})
        [lost] = await one.portal.deliveries.send(calls)
        await one.control("faults", {"clear": True})
        [found] = await one.portal.deliveries.look_up(calls)

    assert isinstance(lost, Ambiguous)
    assert found == Delivered(invoice_id)


@pytest.mark.parametrize(
    "change",
    [{"price": Decimal("144.58")}, {"quantity": Decimal(99)}, {"vat": Vat(Decimal(20))}, {"vat": NO_VAT}],
)
async def test_other_rows_are_not_those_that_were_sent(portal: Practice, change: dict[str, object]) -> None:
    invoice_id, _ = await make_invoice(portal)
    rows = (await read(portal, invoice_id)).lines
    calls = await setting(portal, invoice_id, (replace(rows[0], **change), *rows[1:]))  # type: ignore[arg-type]

    assert await portal.portal.deliveries.look_up(calls) == [DIFFERS]


async def test_no_vat_is_not_taken_for_nought_per_cent(portal: Practice) -> None:
    invoice_id, _ = await make_invoice(portal)
    rows = (await read(portal, invoice_id)).lines
    calls = await setting(portal, invoice_id, (*rows[:2], replace(rows[2], vat=NO_VAT)))

    assert await portal.portal.deliveries.look_up(calls) == [DIFFERS]


async def test_a_row_more_is_seen_behind_a_full_page(portal: Practice) -> None:
    invoice_id, _ = await make_invoice(portal)
    first = (await read(portal, invoice_id)).lines[0]
    whole = tuple(replace(first, quantity=Decimal(place)) for place in range(1, 52))
    await portal.portal.deliveries.send(await setting(portal, invoice_id, whole))

    fewer = await portal.portal.deliveries.look_up(await setting(portal, invoice_id, whole[:50]))
    same = await portal.portal.deliveries.look_up(await setting(portal, invoice_id, whole))

    assert (fewer, same) == ([DIFFERS], [Delivered(invoice_id)])


async def test_rows_of_an_invoice_that_is_no_more_are_gone(portal: Practice) -> None:
    invoice_id, _ = await make_invoice(portal)
    calls = await setting(portal, invoice_id, (await read(portal, invoice_id)).lines)
    await portal.do("crm.item.delete", entityTypeId=31, id=invoice_id)

    [sent] = await portal.portal.deliveries.send(calls)
    [seen] = await portal.portal.deliveries.look_up(calls)

    assert isinstance(sent, Rejected)
    assert seen == GONE
