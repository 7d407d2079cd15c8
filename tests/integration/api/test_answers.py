"""What programs read: invoices, goods, files and refusals, in both languages; and the page for people."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from obmen.domain.identity import EntityKind, Ref
from obmen.domain.order import OrderNews
from obmen.flows.desk.invoices import ROWS
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.exchanges import Discovery
from obmen.flows.ports.sales import LedgerRow, OrderState
from obmen.flows.ports.store import Work
from tests.integration.api.conftest import Gateway
from tests.integration.catalogue.packages import Good, import_xml
from tests.integration.sales.world import invoice, line, profile
from tests.unit.sales.samples import news, order, paid

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NEWS = news(posted=True)


async def bill(gateway: Gateway, *numbers: int, told: OrderNews = NEWS) -> None:
    """Keep invoices that 1C has taken."""

    def put(work: Work) -> None:
        exchange = work.exchanges.get(name="shop")
        work.exchanges.put_discovery(exchange.id, Discovery(profile=profile(), findings=()))
        for number in numbers:
            work.ledger.put(
                LedgerRow(
                    exchange_id=exchange.id, invoice_id=number, number=f"B24-{number}",
                    state=OrderState.TAKEN, reason="", seen_at=NOW, invoice=invoice(number, line()),
                    order=order(), sent=order(), news=told,
                )
            )  # fmt: skip

    await gateway.app.store.awrite(put)


async def test_an_invoice_is_told_with_both_sides_and_its_money_as_text(gateway: Gateway) -> None:
    await gateway.add_exchange("shop")
    await bill(gateway, 128)

    async with gateway.program("look") as program:
        told = (await program.get("/exchanges/shop/invoices/128")).json()

    assert (told["id"], told["number"], told["state"]) == (128, "B24-128", "taken")
    assert re.fullmatch(r"\d+[.]\d\d", told["total"]["amount"])
    assert told["total"]["currency"] == "RUB"
    assert told["lines"][0]["crm"]["total"] == told["lines"][0]["onec"]["total"]
    assert "posted" in told["marks"]


async def test_a_payment_is_told_with_the_day_of_its_document(gateway: Gateway) -> None:
    await gateway.add_exchange("shop")
    await bill(gateway, 128, told=news(payments=(paid("PP-1", "120.00"),)))

    async with gateway.program("look") as program:
        answer = await program.get("/exchanges/shop/invoices/128")

    amount = {"amount": "120.00", "currency": "RUB"}
    assert answer.json()["payments"] == [{"number": "PP-1", "date": "2026-11-24", "amount": amount}]


async def test_a_long_list_is_read_page_by_page(gateway: Gateway) -> None:
    await gateway.add_exchange("shop")
    numbers = range(1, ROWS * 2 + 1)
    await bill(gateway, *numbers)

    async with gateway.program("look") as program:
        first = (await program.get("/exchanges/shop/invoices")).json()
        second = (await program.get(f"/exchanges/shop/invoices?before={first['next']}")).json()

    assert [one["id"] for one in first["items"] + second["items"]] == sorted(numbers, reverse=True)
    assert second["next"] is None


async def test_goods_are_found_and_read_page_by_page(gateway: Gateway) -> None:
    await gateway.add_exchange("shop")
    exchange = await gateway.app.exchange("shop")
    bound = [
        Binding(Ref(EntityKind.PRODUCT, f"g{n:03}"), n, {"name": f"Кабель {n:03}", "active": True})
        for n in range(1, 61)
    ]
    await gateway.app.store.awrite(lambda work: work.bindings.put(exchange.id, bound))

    async with gateway.program("look") as program:
        first = (await program.get("/exchanges/shop/goods", params={"text": "кабель"})).json()
        rest = {"text": "кабель", "after": first["next"]}
        second = (await program.get("/exchanges/shop/goods", params=rest)).json()
        none = await program.get("/exchanges/shop/goods", params={"after": "not ours"})

    assert [one["id"] for one in first["items"] + second["items"]] == [f"g{n:03}" for n in range(1, 61)]
    assert second["next"] is None
    assert none.status_code == 409


async def test_a_file_of_1c_is_taken_and_not_kept(
    gateway: Gateway, tmp_path_factory: pytest.TempPathFactory
) -> None:
    await gateway.add_exchange("shop")
    xml = import_xml([Good("g1", "Кабель")]).encode()

    async with gateway.program("import") as program:
        taken = await program.post("/exchanges/shop/imports?name=import.xml", content=xml)
        broken = await program.post("/exchanges/shop/imports?name=goods.zip", content=b"no archive")
        outside = await program.post("/exchanges/shop/imports?name=..%2Fx.xml", content=xml)
    known = await gateway.app.store.aread(lambda work: work.records.count(1, EntityKind.CARD))

    assert taken.status_code == 200, taken.text
    assert [(one["name"], one["error"]) for one in taken.json()["files"]] == [("import.xml", "")]
    assert broken.status_code == 409
    assert outside.status_code == 422
    assert known == 1


async def test_what_goes_wrong_is_told_in_the_language_of_the_caller(gateway: Gateway) -> None:
    async with gateway.program("look") as program:
        told = {
            wish: (await program.get("/exchanges/none/status", headers={"Accept-Language": wish}))
            for wish in ("ru", "en", "de, en;q=0.5, ru;q=0.1", "fr")
        }

    details = {wish: answer.json()["detail"] for wish, answer in told.items()}
    assert details["ru"] == details["fr"] == "Нет обмена «none»"
    assert details["en"] == details["de, en;q=0.5, ru;q=0.1"] == "There is no exchange “none”"
    assert told["ru"].headers["content-language"] == "ru"
    assert {answer.json()["code"] for answer in told.values()} == {"not_found.exchange"}


async def test_a_problem_is_told_in_the_language_of_the_caller(gateway: Gateway) -> None:
    await gateway.add_exchange("shop")
    exchange = await gateway.app.exchange("shop")
    await gateway.app.store.awrite(
        lambda work: work.problems.raise_(
            exchange.id, kind="portal.renamed", ref=None, record="b", facts={"old": "a", "new": "b"}, now=NOW
        )
    )

    async with gateway.program("look") as program:
        english = (await program.get("/exchanges/shop/problems")).json()["items"][0]
        russian = await program.get("/exchanges/shop/problems", headers={"Accept-Language": "ru"})

    assert english["text"].isascii()
    assert re.search("[а-я]", russian.json()["items"][0]["text"])


async def test_problems_come_in_pages_the_newest_first_without_those_put_aside(gateway: Gateway) -> None:
    await gateway.add_exchange("shop")
    exchange = await gateway.app.exchange("shop")

    def trouble(work: Work) -> None:
        for number in range(120):
            work.problems.raise_(
                exchange.id, kind="portal.renamed", ref=None, record=f"{number}",
                facts={"old": "a", "new": "b"}, now=NOW,
            )  # fmt: skip

    await gateway.app.store.awrite(trouble)
    aside = await gateway.app.store.aread(lambda work: work.problems.open(exchange.id)[100].id)
    await gateway.ask("ignore", name="shop", ids=[aside], reason="known")

    pages = []
    async with gateway.program("look") as program:
        address = "/exchanges/shop/problems"
        pages.append((await program.get(address)).json())
        while (mark := pages[-1]["next"]) is not None:
            pages.append((await program.get(f"{address}?before={mark}")).json())

    ids = [one["id"] for page in pages for one in page["items"]]
    assert [len(page["items"]) for page in pages] == [50, 50, 19]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 119
    assert aside not in ids


async def test_a_setting_that_is_wrong_changes_nothing_and_says_what_is_right(gateway: Gateway) -> None:
    await gateway.add_exchange("shop")

    async with gateway.program("look", "settings") as program:
        wrong = await program.patch("/exchanges/shop/settings", json={"variants": "flat", "wings": "2"})
        shown = (await program.get("/exchanges/shop")).json()
        restored = await program.patch("/exchanges/shop/settings", json={"order_prefix": None})

    assert wrong.status_code == 409
    assert "order_prefix" in wrong.json()["fix"]
    assert shown["settings"]["variants"] == "offers"
    assert restored.status_code == 200


async def test_a_body_too_long_is_not_read(gateway: Gateway) -> None:
    async with gateway.program() as program:
        answer = await program.post("/tokens", content=b" " * (1024 * 1024 + 1))

    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


async def test_work_that_takes_long_is_watched_at_its_address(gateway: Gateway) -> None:
    await gateway.add_exchange("shop")
    await gateway.add_exchange("other")

    async with (
        gateway.program(exchanges=["shop"]) as program,
        gateway.program(exchanges=["other"], name="stranger") as stranger,
    ):
        begun = await program.post("/exchanges/shop/check?wait=0")
        path = begun.headers["location"].removeprefix("/api/v1")
        seen = await program.get(path)
        theirs = await stranger.get(path)

    assert begun.status_code == 202
    assert (seen.json()["command"], seen.json()["by"]) == ("check", "program")
    assert theirs.status_code == 404


async def test_the_page_shows_every_operation_and_asks_nothing_from_outside(gateway: Gateway) -> None:
    async with gateway.caller() as anybody:
        document = (await anybody.get("/openapi.json")).json()
        page = await anybody.get("/docs")
        russian = await anybody.get("/docs", headers={"Accept-Language": "ru"})
        style = await anybody.get("/docs.css")

    ids = {one["operationId"] for item in document["paths"].values() for one in item.values()}
    assert ids == set(re.findall(r'<article id="(\w+)">', page.text))
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page.text) == []
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert style.headers["content-type"].startswith("text/css")
    assert "Всё, что умеет консоль" in russian.text
    assert "api." not in re.sub(r"openapi[.]json|/api/v1", "", page.text)
