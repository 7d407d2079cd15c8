"""Problems: alike ones in one card, each with its fix; and what is put aside with a reason."""

from __future__ import annotations

import asyncio

import pytest

from obmen.domain.identity import EntityKind, Ref
from obmen.domain.roles import Role
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work
from tests.integration.console.conftest import House
from tests.integration.console.test_invoices import billed, keep

DOUBT = "не указан ИНН"
NO_TAX_ID = {"kind": "client.doubtful", "cause": DOUBT}
HOSTILE = "<img src=x onerror=alert(1)>"


async def raise_(house: House, exchange: Exchange, kind: str, count: int = 1, **facts: object) -> None:
    def tell(work: Work) -> None:
        for number in range(count):
            ref = Ref(EntityKind.ORDER, f"B24-{number}")
            record = f"invoice {number} (B24-{number})"
            work.problems.raise_(
                exchange.id, kind=kind, ref=ref, record=record, facts=facts, now=house.app.clock()
            )

    await house.app.store.awrite(tell)


async def count(house: House, exchange: Exchange) -> int:
    return await house.app.store.aread(lambda work: work.problems.count(exchange.id))


@pytest.fixture
async def shop(house: House) -> Exchange:
    return await house.add_exchange("shop")


async def test_alike_problems_are_one_card_in_plain_words(house: House, shop: Exchange) -> None:
    await raise_(house, shop, "client.doubtful", 37, doubts=DOUBT, client=HOSTILE)

    async with house.signed_in(Role.ACCOUNTANT) as browser:
        page = await browser.get("/x/shop/problems")
        heap = await browser.get(f"/x/shop/problems/alike?kind=client.doubtful&cause={DOUBT}")

    assert page.text.count("<article") == 1
    assert "У 37 клиентов не указан ИНН" in page.text
    assert ("счёт 2 (B24-2)" in page.text, "счёт 3 (B24-3)" in page.text) == (True, False)
    assert heap.text.count('name="id"') == 37
    assert HOSTILE not in page.text + heap.text


async def test_a_kind_without_words_for_many_tells_the_first_and_how_many_more(
    house: House, shop: Exchange
) -> None:
    await raise_(house, shop, "number.too_long", 3, number="B24-12345678", limit=11)

    async with house.signed_in(Role.ACCOUNTANT) as browser:
        page = await browser.get("/x/shop/problems")

    assert "Номер заказа B24-12345678 длиннее 11 символов — и ещё 2 таких" in page.text


async def test_what_is_put_aside_is_counted_no_more_and_comes_back(house: House, shop: Exchange) -> None:
    await raise_(house, shop, "client.doubtful", 3, doubts=DOUBT)

    async with house.signed_in(Role.ACCOUNTANT) as browser:
        without = await browser.send(
            "/x/shop/problems/ignore", seen="/x/shop/problems", reason=" ", **NO_TAX_ID
        )
        await browser.send("/x/shop/problems/ignore", seen="/x/shop/problems", reason="физлица", **NO_TAX_ID)
        aside = await browser.get("/x/shop/problems/aside")
        left = await count(house, shop)
        await raise_(house, shop, "client.doubtful", 1, doubts="другое")
        deeds = await house.app.store.aread(lambda work: work.audit.page(limit=9, verb="ignore"))

    assert (without.status_code, left) == (409, 0)
    assert "физлица" in aside.text
    assert await count(house, shop) == 1
    assert [(deed.actor.name, deed.exchange, deed.new) for deed in deeds] == [
        ("accountant", "shop", {"reason": "физлица"})
    ]


async def test_what_was_put_aside_is_brought_back_by_hand(house: House, shop: Exchange) -> None:
    await raise_(house, shop, "client.doubtful", 1, doubts=DOUBT)

    async with house.signed_in(Role.ACCOUNTANT) as browser:
        await browser.send("/x/shop/problems/ignore", seen="/x/shop/problems", reason="x", **NO_TAX_ID)
        await browser.send("/x/shop/problems/unignore", seen="/x/shop/problems/aside", id="1")

    assert await count(house, shop) == 1


async def test_parked_records_are_tried_again_by_a_task(house: House, shop: Exchange) -> None:
    ref = Ref(EntityKind.PRODUCT, "p1")

    def park(work: Work) -> None:
        work.outbox.mark(shop.id, [ref], now=house.app.clock(), state=Due.PARKED)
        facts = {"code": "ACCESS_DENIED"}
        work.problems.raise_(
            shop.id,
            kind="delivery.rejected",
            ref=ref,
            record="product p1",
            facts=facts,
            now=house.app.clock(),
        )

    await house.app.store.awrite(park)
    async with house.signed_in(Role.ACCOUNTANT) as browser:
        begun = await browser.send(
            "/x/shop/problems/retry", seen="/x/shop/problems", kind="delivery.rejected", cause="ACCESS_DENIED"
        )
        page = await browser.get(begun.headers["location"])
        for _ in range(100):
            if "hx-trigger" not in page.text:
                break
            await asyncio.sleep(0.05)
            page = await browser.get(begun.headers["location"])

    rows = await house.app.store.aread(lambda work: work.outbox.of(shop.id, [ref]))
    assert rows[ref].state is Due.NEW
    assert await count(house, shop) == 0
    assert "accountant" in page.text


async def test_a_task_of_a_process_that_is_no_more_is_told_to_who_watches_it(
    house: House, shop: Exchange
) -> None:
    async with house.signed_in(Role.OWNER) as browser:
        part = await browser.get("/tasks/0123", **{"HX-Request": "true"})
        page = await browser.get("/tasks/0123")

    assert (part.status_code, page.status_code) == (200, 404)
    assert "hx-get" not in part.text
    for told in (part.text, page.text):
        assert "Шлюз помнит последние работы до перезапуска" in told


async def test_a_task_of_another_exchange_is_not_there(house: House, shop: Exchange) -> None:
    depot = await house.add_exchange("depot")
    await raise_(house, depot, "file.bad")

    async with house.signed_in(Role.OWNER) as owner:
        begun = await owner.send(
            "/x/depot/problems/retry", seen="/x/depot/problems", kind="file.bad", cause=""
        )
        async with house.signed_in(Role.MANAGER, exchange_ids=(shop.id,)) as manager:
            theirs = await manager.get(begun.headers["location"])

    assert theirs.status_code == 404


@pytest.mark.parametrize("deed", ["retry", "send", "bind", "ignore", "release", "choose"])
async def test_a_manager_only_looks(house: House, shop: Exchange, deed: str) -> None:
    await raise_(house, shop, "client.doubtful", 1, doubts=DOUBT)

    async with house.signed_in(Role.MANAGER) as browser:
        page = await browser.get("/x/shop/problems")
        forbidden = await browser.send(
            f"/x/shop/problems/{deed}", seen="/x/shop/problems", reason="x", **NO_TAX_ID
        )

    assert f"/x/shop/problems/{deed}" not in page.text
    assert forbidden.status_code == 403
    assert await count(house, shop) == 1


async def test_a_problem_of_another_exchange_cannot_be_put_aside(house: House, shop: Exchange) -> None:
    depot = await house.add_exchange("depot")
    await raise_(house, depot, "client.doubtful", 1, doubts=DOUBT)

    async with house.signed_in(Role.ACCOUNTANT, exchange_ids=(shop.id,)) as browser:
        elsewhere = await browser.send("/x/shop/problems/ignore", seen="/x/shop/problems", id="1", reason="x")
        hidden = await browser.get("/x/depot/problems")

    assert (elsewhere.status_code, hidden.status_code) == (409, 404)
    assert await count(house, depot) == 1


async def test_what_a_problem_is_about_is_a_click_away(house: House, shop: Exchange) -> None:
    await keep(house, billed(shop, 128))

    def raise_two(work: Work) -> None:
        now = house.app.clock()
        for ref, record in (
            (Ref(EntityKind.ORDER, "B24-128"), "invoice 128 (B24-128)"),
            (Ref(EntityKind.VARIATION, "p1#red"), "variation p1#red"),
            (Ref(EntityKind.SECTION, "g1"), "section g1"),
        ):
            work.problems.raise_(shop.id, kind=f"x.{ref.kind}", ref=ref, record=record, facts={}, now=now)

    await house.app.store.awrite(raise_two)
    async with house.signed_in(Role.ACCOUNTANT) as browser:
        page = (await browser.get("/x/shop/problems")).text

    assert 'href="/x/shop/invoices/128"' in page
    assert 'href="/x/shop/goods/p1%23red"' in page
    assert 'href="/x/shop/goods/g1"' not in page
