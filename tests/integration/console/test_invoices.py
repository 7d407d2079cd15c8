"""Invoices in the console: found by either number, both sides beside each other, and the way out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from obmen.domain.order import OrderNews
from obmen.domain.roles import Role
from obmen.flows.ports.exchanges import Discovery, Exchange
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.sales import LedgerRow, OrderState
from obmen.flows.ports.store import Work
from obmen.flows.sales.problems import order_ref
from obmen.storage.unit_of_work import SqlStore
from tests.integration.bringing import accept_xml, apply_all
from tests.integration.catalogue.packages import Good, import_xml
from tests.integration.console.conftest import House
from tests.integration.sales.world import invoice, line, profile
from tests.unit.sales.samples import news, order, order_line

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SPITE = "<script>alert(1)</script>"


def billed(
    exchange: Exchange, number: int, *, told: OrderNews | None = None, client: str = "ООО Ромашка"
) -> LedgerRow:
    bill = invoice(number, line())
    assert bill.counterparty is not None
    bill = replace(bill, counterparty=replace(bill.counterparty, name=client))
    return LedgerRow(
        exchange_id=exchange.id, invoice_id=number, number=f"B24-{number}",
        state=OrderState.TAKEN if told else OrderState.HELD, reason="", seen_at=NOW, invoice=bill,
        order=order(), sent=order() if told else None, news=told,
    )  # fmt: skip


def bring(house: House, exchange: Exchange, xml: str, folder: Path) -> None:
    """Let 1C bring a file."""
    store = house.app.store
    assert isinstance(store, SqlStore)
    accept_xml(store, exchange, xml, path=folder / "import.xml", name="import.xml", clock=house.app.clock)
    apply_all(store, exchange.id, clock=house.app.clock)


async def keep(house: House, *rows: LedgerRow) -> None:
    def put(work: Work) -> None:
        for row in rows:
            work.exchanges.put_discovery(row.exchange_id, Discovery(profile=profile(), findings=()))
            work.ledger.put(row)

    await house.app.store.awrite(put)


@pytest.mark.parametrize("text", ["128", "b24-128", "ромашка", "7707083893 ромашка"])
async def test_an_invoice_is_found_by_either_number_its_client_and_inn(house: House, text: str) -> None:
    exchange = await house.add_exchange("shop")
    await keep(house, billed(exchange, 128), billed(exchange, 77, client="ИП Лютиков"))

    async with house.signed_in(Role.MANAGER) as browser:
        page = await browser.get(f"/x/shop/invoices?text={text}", **{"HX-Request": "true"})

    assert "/x/shop/invoices/128" in page.text
    assert "/x/shop/invoices/77" not in page.text
    assert "<html" not in page.text


async def test_the_list_is_narrowed_by_state_and_leafed_through(house: House) -> None:
    exchange = await house.add_exchange("shop")
    await keep(
        house, *(billed(exchange, number) for number in range(1, 56)), billed(exchange, 99, told=news())
    )

    async with house.signed_in(Role.MANAGER) as browser:
        first = await browser.get("/x/shop/invoices?state=person")
        second = await browser.get("/x/shop/invoices?state=person&before=6")

    assert "/x/shop/invoices/55" in first.text
    assert "Показать ещё" in first.text
    assert "/x/shop/invoices/99" not in first.text
    assert '/x/shop/invoices/5"' in second.text
    assert "Показать ещё" not in second.text


@pytest.mark.parametrize(("quantity", "differs"), [("2", False), ("3", True)])
async def test_lines_of_both_sides_stand_beside_each_other_with_their_differences(
    house: House, quantity: str, differs: bool
) -> None:
    exchange = await house.add_exchange("shop")
    ours = order(order_line(quantity=quantity))
    await keep(house, replace(billed(exchange, 128, told=news(posted=True)), sent=ours))

    async with house.signed_in(Role.MANAGER) as browser:
        page = await browser.get("/x/shop/invoices/128")

    assert ("проведён" in page.text, "отличается" in page.text) == (True, differs)
    assert "Отправить ещё раз" not in page.text  # a manager looks only


async def test_what_happened_is_told_in_words(house: House) -> None:
    exchange = await house.add_exchange("shop")
    row = billed(exchange, 128, told=news())
    await keep(house, row)
    moved = Entry(
        at=NOW, event="sales.stage_moved", ref=order_ref(row), facts={"from": "DT31_5:N", "to": "DT31_5:P"}
    )
    await house.app.store.awrite(lambda work: work.journal.add(exchange.id, [moved]))

    async with house.signed_in(Role.ACCOUNTANT) as browser:
        page = await browser.get("/x/shop/invoices/128")

    assert "Стадия: Новый → Оплачен" in page.text


async def test_names_of_clients_are_text_and_never_code(house: House) -> None:
    exchange = await house.add_exchange("shop")
    await keep(house, billed(exchange, 128, client=SPITE))

    async with house.signed_in(Role.OWNER) as browser:
        pages = [await browser.get(path) for path in ("/x/shop/invoices", "/x/shop/invoices/128")]

    assert [SPITE in page.text for page in pages] == [False, False]
    assert all("&lt;script&gt;" in page.text for page in pages)


async def test_a_row_is_bound_by_who_may_and_the_page_says_so(house: House, tmp_path: Path) -> None:
    exchange = await house.add_exchange("shop")
    await keep(house, billed(exchange, 128))
    bring(house, exchange, import_xml([Good("cable", "Кабель")]), tmp_path)
    form = {"seen": "/x/shop/invoices/128", "row": "1", "item": "cable"}

    async with house.signed_in(Role.MANAGER) as browser:
        refused = await browser.send("/x/shop/invoices/128/bind", **form)
    async with house.signed_in(Role.ACCOUNTANT) as browser:
        done = await browser.send("/x/shop/invoices/128/bind", **form)
        page = await browser.get("/x/shop/invoices/128")

    assert (refused.status_code, done.status_code) == (403, 303)
    assert "Строка привязана." in page.text


@pytest.mark.parametrize("address", ["/x/other/invoices/128", "/x/shop/invoices/129", "/x/shop/invoices/x"])
async def test_what_is_not_there_or_not_theirs_is_nowhere(house: House, address: str) -> None:
    exchange, other = await house.add_exchange("shop"), await house.add_exchange("other")
    await keep(house, billed(exchange, 128), billed(other, 128))

    async with house.signed_in(Role.MANAGER, exchange_ids=(exchange.id,)) as browser:
        page = await browser.get(address)

    assert page.status_code == 404
