"""Invoices are listed without gaps and read whole."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from obmen.domain.money import Money
from obmen.domain.vat import NO_VAT, Vat
from obmen.flows.ports.portal import PortalUnreachable
from tests.unit.bitrix24.books import ITEM, ROWS, Books, crowd, read
from tests.unit.bitrix24.builders import PROFILE
from tests.unit.bitrix24.fakes import Error, Page, Portals, always, portal

SINCE = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def books() -> Books:
    return Books()


LEGACY = {
    "crm.requisite.link.list",
    "crm.requisite.list",
    "crm.address.list",
    "crm.requisite.bankdetail.list",
}


async def test_an_invoice_is_read_whole_in_three_requests(books: Books) -> None:
    transport = Portals(books)

    [invoice] = await portal(transport).invoices.read([128], profile=PROFILE)

    assert transport.requests == 3
    assert (invoice.id, invoice.number, invoice.stage_id) == (128, "128", "DT31_5:N")
    assert invoice.begin_date == date(2026, 11, 24)
    assert invoice.total == Money(Decimal(14457), "RUB")
    assert invoice.deal_id == 777
    assert (invoice.company_id, invoice.contact_id, invoice.own_company_id) == (311, 45, 4)
    assert invoice.requisite_doubt == ""


async def test_rows_keep_without_vat_apart_from_zero(books: Books) -> None:
    invoice = await read(books)

    assert [line.vat for line in invoice.lines] == [Vat(Decimal(22)), NO_VAT, Vat(Decimal(0))]
    assert invoice.lines[0].price == Decimal("144.57")
    assert invoice.lines[2].quantity == Decimal("1.5")
    assert [line.unit_code for line in invoice.lines] == ["6", "796", "796"]
    assert [line.product_id for line in invoice.lines] == [902, 0, 903]


async def test_a_vanished_invoice_is_left_out(books: Books) -> None:
    books.items = []

    def answer(method: str, params: dict[str, Any]) -> object:
        if method == "crm.item.productrow.list":
            raise Error("OWNER_NOT_FOUND")
        return books(method, params)

    assert await portal(Portals(answer)).invoices.read([128], profile=PROFILE) == []


async def test_rows_that_cannot_be_read_are_not_taken_for_none(books: Books) -> None:
    def answer(method: str, params: dict[str, Any]) -> object:
        if method == "crm.item.productrow.list":
            raise Error("ACCESS_DENIED")
        return books(method, params)

    with pytest.raises(PortalUnreachable):
        await portal(Portals(answer)).invoices.read([128], profile=PROFILE)


async def test_24_invoices_of_24_clients_are_read_in_three_requests() -> None:
    transport, _ = crowd(24)

    invoices = await portal(transport).invoices.read(range(1, 25), profile=PROFILE)

    assert transport.requests == 3
    assert [invoice.counterparty and invoice.counterparty.id for invoice in invoices] == [
        f"B24C{1000 + n}" for n in range(1, 25)
    ]


async def test_legacy_lists_are_asked_with_plain_values_only() -> None:
    """Given lists that know no array under a bare key, as their documentation shows none."""
    transport, _ = crowd(3)

    await portal(transport).invoices.read([1, 2, 3], profile=PROFILE)

    asked = [params["filter"] for method, params in transport.commands if method in LEGACY]
    assert len(asked) == 12
    assert all(isinstance(value, str) for filters in asked for value in filters.values())


async def test_rows_beyond_the_first_page_are_read_too(books: Books) -> None:
    many = [{**ROWS[0], "id": n} for n in range(120)]

    def answer(method: str, params: dict[str, Any]) -> object:
        if method != "crm.item.productrow.list":
            return books(method, params)
        start = int(params.get("start", 0))
        rows = {"productRows": many[start : start + 50]}
        return Page(rows, start + 50) if start + 50 < len(many) else rows

    [invoice] = await portal(Portals(answer)).invoices.read([128], profile=PROFILE)

    assert [line.row_id for line in invoice.lines] == list(range(120))


@pytest.mark.parametrize(
    ("told", "name", "meant"),
    [
        ({"quantity": 0.125}, "quantity", Decimal("0.125")),
        ({"quantity": "0.1250"}, "quantity", Decimal("0.125")),
        ({"price": "144.5700"}, "price", Decimal("144.57")),
        ({"price": 1e-2}, "price", Decimal("0.01")),
        ({"taxRate": "22.00"}, "vat", Vat(Decimal(22))),
        ({"taxRate": 22.0}, "vat", Vat(Decimal(22))),
        ({"taxRate": "0.00"}, "vat", Vat(Decimal(0))),
        ({"taxRate": ""}, "vat", NO_VAT),
        ({"taxRate": False}, "vat", NO_VAT),
        ({"productId": "0"}, "product_id", 0),
        ({"productId": None}, "product_id", 0),
        ({"productId": "902"}, "product_id", 902),
        ({"measureCode": "006"}, "unit_code", "6"),
    ],
)
async def test_a_value_of_a_row(books: Books, told: dict[str, Any], name: str, meant: object) -> None:
    books.rows = [{**ROWS[0], **told}]

    [line] = (await read(books)).lines

    assert getattr(line, name) == meant


@pytest.mark.parametrize(
    "told",
    ["2026-11-24T00:00:00+03:00", "2026-11-24T03:00:00+03:00", "2026-11-24T00:00:00+07:00", "2026-11-24"],
)
async def test_the_invoices_date_is_the_day_in_the_portals_own_zone(books: Books, told: str) -> None:
    books.items = [{**ITEM, "begindate": told}]

    assert (await read(books)).begin_date == date(2026, 11, 24)


async def test_changes_are_listed_by_id_so_that_none_is_skipped() -> None:
    def answer(method: str, params: dict[str, Any]) -> object:
        last = int(params["filter"][">id"])
        rows = [
            {"id": n, "updatedTime": f"2026-11-24T13:{59 - n % 60:02}:00+03:00"}
            for n in range(last + 1, min(last + 51, 121))
        ]
        return {"items": rows}

    transport = Portals(answer)

    changed = await portal(transport).invoices.changed_since(SINCE, own_company_id=4)

    assert transport.requests == 3
    assert len(changed.ids) == len(set(changed.ids)) == 120
    assert changed.ids[:2] == (59, 119)
    assert changed.cursor == datetime.fromisoformat("2026-11-24T13:59:00+03:00")
    assert transport.commands[0][1]["filter"] == {
        ">=updatedTime": "2026-11-24T09:00:00+00:00",
        "mycompanyId": "4",
        ">id": "0",
    }


async def test_without_changes_the_cursor_stays() -> None:
    transport = Portals(always({"items": []}))

    changed = await portal(transport).invoices.changed_since(SINCE, own_company_id=None)

    assert (changed.ids, changed.cursor) == ((), SINCE)
    assert "mycompanyId" not in transport.commands[0][1]["filter"]


async def test_stages_are_told_as_they_are_now_and_of_what_is_there() -> None:
    transport = Portals(
        always({"items": [{"id": 1, "stageId": "DT31_5:N"}, {"id": 60, "stageId": "DT31_5:P"}]})
    )

    assert await portal(transport).invoices.stages([1, 2, 60]) == {1: "DT31_5:N", 60: "DT31_5:P"}
    assert transport.requests == 1
    assert transport.commands[0][1]["select"] == {"0": "id", "1": "stageId"}


async def test_existing_invoices_are_told_fifty_a_command() -> None:
    transport = Portals(always({"items": [{"id": 1}, {"id": 60}]}))

    assert await portal(transport).invoices.existing(range(1, 101)) == frozenset({1, 60})
    assert transport.requests == 1
    assert len(transport.commands) == 2
