"""Messages of an invoice's dialogue behind a click: masked, escaped, only theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from obmen.bootstrap import raw_commands
from obmen.domain.roles import Role
from obmen.domain.settings import MASK
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.store import Work
from obmen.flows.sales.problems import order_ref
from tests.integration.console.conftest import House
from tests.integration.dialogue_kept import AT, FILE, SECRET, SPITE, keep_dialogue

PAGE = "/x/shop/invoices/128"


async def keep(house: House, exchange: Exchange, **about: int) -> list[str]:
    data_dir = house.app.config.data_dir
    return await house.app.store.awrite(
        lambda work: keep_dialogue(work, exchange, data_dir=data_dir, **about)
    )


async def test_each_message_of_the_timeline_is_behind_a_click(house: House) -> None:
    ids = await keep(house, await house.add_exchange("shop"))

    async with house.signed_in(Role.INTEGRATOR) as browser:
        page = await browser.get(PAGE)
        parts = [await browser.get(f"{PAGE}/raw/{one}", **{"HX-Request": "true"}) for one in ids]
        wholes = [await browser.get(f"{PAGE}/raw/{one}") for one in ids]

    assert [f'href="{PAGE}/raw/{one}"' in page.text for one in ids] == [True] * 3
    assert all("<html" not in part.text for part in parts)
    assert all("<html" in whole.text for whole in wholes)
    assert "Ромашка" in parts[0].text
    assert "Лютиков" not in parts[0].text
    assert "1С прислала заказ" in page.text
    assert "crm.item.update" in parts[2].text
    assert "$result[c0]" in parts[2].text


async def test_secrets_are_masked_and_nothing_is_code(house: House) -> None:
    ids = await keep(house, await house.add_exchange("shop"))

    async with house.signed_in(Role.OWNER) as browser:
        answers = [
            await browser.get(f"{PAGE}/raw/{one}{end}", **headers)
            for one in ids
            for end, headers in (("", {"HX-Request": "true"}), ("", {}), ("/file", {}))
        ]
        page = await browser.get(PAGE)

    pages = [answer.text for answer in answers if answer.headers["content-type"].startswith("text/html")]
    assert len(pages) == 6
    assert not [text for text in (*pages, page.text) if SPITE in text]
    assert not [answer for answer in answers if SECRET in answer.content.decode("cp1251", errors="ignore")]
    assert MASK in pages[0]


async def test_a_whole_message_is_a_file_in_its_own_letters(house: House) -> None:
    answer, file, _ = await keep(house, await house.add_exchange("shop"))

    async with house.signed_in(Role.OWNER) as browser:
        ours = await browser.get(f"{PAGE}/raw/{answer}/file")
        theirs = await browser.get(f"{PAGE}/raw/{file}/file")

    assert "Лютиков" in ours.content.decode("windows-1251")
    assert theirs.content == FILE.encode()
    assert theirs.headers["content-type"] == "application/octet-stream"
    assert theirs.headers["content-disposition"] == f'attachment; filename="invoice-128-{file}.xml"'
    assert theirs.headers["x-content-type-options"] == "nosniff"


async def test_what_is_not_kept_any_more_is_said_so(house: House) -> None:
    exchange = await house.add_exchange("shop")
    ids = await keep(house, exchange)
    house.app.forget_before(exchange, AT + timedelta(days=1))
    await keep_history(house, exchange, ids)

    async with house.signed_in(Role.OWNER) as browser:
        parts = [await browser.get(f"{PAGE}/raw/{one}", **{"HX-Request": "true"}) for one in ids]
        file = await browser.get(f"{PAGE}/raw/{ids[0]}/file")

    assert [part.status_code for part in parts] == [200] * 3
    assert all("больше нет" in part.text for part in parts)
    assert (file.status_code, "больше не хранится" in file.text) == (409, True)


async def keep_history(house: House, exchange: Exchange, ids: list[str]) -> None:
    """Let the history name messages that are gone."""
    numbers = [int(one.partition("-")[2]) for one in ids]
    kept = await house.app.store.aread(lambda work: work.ledger.get(exchange.id, invoice_id=128))
    assert kept is not None
    facts: list[dict[str, object]] = [
        {"session": numbers[0]},
        {"package": numbers[1]},
        {"calls": [numbers[2]]},
    ]
    events = ["sales.order_offered", "sales.order_told", "delivery.delivered"]
    entries = [
        Entry(at=AT, event=event, ref=order_ref(kept), facts=told)
        for event, told in zip(events, facts, strict=True)
    ]
    await house.app.store.awrite(lambda work: work.journal.add(exchange.id, entries))
    for path in house.app.config.data_dir.glob("inbox/*/*/orders.xml"):
        path.unlink()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ACCOUNTANT])
async def test_who_may_not_see_messages_sees_neither_links_nor_them(house: House, role: Role) -> None:
    ids = await keep(house, await house.add_exchange("shop"))

    async with house.signed_in(role) as browser:
        page = await browser.get(PAGE)
        told = [(await browser.get(f"{PAGE}/raw/{ids[0]}{end}")).status_code for end in ("", "/file")]

    assert "/raw/" not in page.text
    assert told == [403, 403]


async def test_messages_of_other_invoices_and_other_exchanges_are_not_there(house: House) -> None:
    shop, other = await house.add_exchange("shop"), await house.add_exchange("other")
    await keep(house, shop)
    neighbours = await keep(house, shop, invoice_id=127)
    foreign = await keep(house, other)

    async with house.signed_in(Role.OWNER) as browser:
        told = [
            (await browser.get(f"{PAGE}/raw/{one}{end}")).status_code
            for one in (*neighbours, *foreign, "file-../x", "answer-", "x", "call-9" * 30)
            for end in ("", "/file")
        ]

    assert set(told) == {404}


async def test_a_long_message_is_shown_by_its_beginning(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, file, _ = await keep(house, await house.add_exchange("shop"))
    monkeypatch.setattr(raw_commands, "SHOWN_LETTERS", 20)

    async with house.signed_in(Role.OWNER) as browser:
        part = await browser.get(f"{PAGE}/raw/{file}", **{"HX-Request": "true"})
        whole = await browser.get(f"{PAGE}/raw/{file}/file")

    assert "Показано начало" in part.text
    assert "B24-128" not in part.text
    assert whole.content == FILE.encode()


async def test_a_file_outside_the_gateways_folder_is_never_read(house: House) -> None:
    exchange = await house.add_exchange("shop")
    await keep(house, exchange)
    path = "../" * 20 + "etc/hostname"

    def import_from_elsewhere(work: Work) -> int:
        package = work.inbox.add(
            exchange_id=exchange.id,
            session_id=None,
            name="x.xml",
            path=path,
            size_bytes=1,
            digest=b"e",
            now=AT,
        )
        row = work.ledger.get(exchange.id, invoice_id=128)
        assert row is not None
        facts = {"package": package.id}
        entry = Entry(at=AT, event="sales.order_told", ref=order_ref(row), facts=facts)
        work.journal.add(exchange.id, [entry])
        return package.id

    package = await house.app.store.awrite(import_from_elsewhere)
    async with house.signed_in(Role.OWNER) as browser:
        part = await browser.get(f"{PAGE}/raw/file-{package}", **{"HX-Request": "true"})

    assert "больше нет" in part.text
