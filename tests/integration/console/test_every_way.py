"""Every page and every form: who may, whose they are, what a forged form and a foreign address come to."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

import httpx
import pytest

from obmen.domain.identity import EntityKind, Ref
from obmen.domain.roles import Permission, Role, may
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.exchanges import Discovery
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.store import Work
from obmen.flows.sales.problems import order_ref
from tests.integration.bringing import accept_xml
from tests.integration.catalogue.packages import Good, import_xml
from tests.integration.console.conftest import HOST, Browser, House
from tests.integration.dialogue_kept import AT, SPITE, keep_dialogue
from tests.integration.sales.world import profile
from tests.support.routes import Way, console_ways

WAYS: Final = list(console_ways())
GUARDED: Final = [way for way in WAYS if way.needs]
FORMS: Final = [way for way in WAYS if way.method == "POST"]
HERE: Final = [way for way in WAYS if "{exchange}" in way.path]
EVIL: Final = "https://evil.example/x"


async def ask(browser: Browser, way: Way, address: str, **form: str) -> httpx.Response:
    """Ask for a page, or send a form of this browser's own."""
    if way.method == "GET":
        return await browser.get(address)
    return await browser.client.post(address, data=form, headers={"Origin": HOST})


@pytest.mark.parametrize("role", Role)
async def test_no_role_gets_what_is_not_its_own(house: House, role: Role) -> None:
    await house.add_exchange("shop")
    refused = [way for way in GUARDED if not may(role, Permission(way.needs))]

    async with house.signed_in(role) as browser:
        token = await browser.token("/account")
        told = {way.name: (await ask(browser, way, way.address(), csrf=token)).status_code for way in refused}

    assert {name: status for name, status in told.items() if status != 403} == {}
    assert bool(refused) == (role != Role.OWNER)


async def test_who_has_not_signed_in_is_sent_to_do_so(house: House) -> None:
    await house.add_exchange("shop")

    async with house.browser() as browser:
        token = await browser.token()
        told = {way.name: await ask(browser, way, way.address(), csrf=token) for way in GUARDED}

    assert {answer.status_code for answer in told.values()} == {303}
    assert {urlsplit(answer.headers["location"]).path for answer in told.values()} == {"/sign-in"}


@pytest.mark.parametrize("form", [{}, {"csrf": "forged"}], ids=["without", "forged"])
async def test_no_form_is_taken_that_carries_no_token_of_this_browser(
    house: House, form: dict[str, str]
) -> None:
    await house.add_exchange("shop")

    async with house.signed_in(Role.OWNER) as browser:
        told = {way.name: (await ask(browser, way, way.address(), **form)).status_code for way in FORMS}

    assert {name: status for name, status in told.items() if status != 403} == {}


@pytest.mark.parametrize("header", [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")])
async def test_no_form_is_taken_from_another_site(house: House, header: tuple[str, str]) -> None:
    await house.add_exchange("shop")

    async with house.signed_in(Role.OWNER) as browser:
        data = {"csrf": await browser.token("/account")}
        told = {
            way.name: (
                await browser.client.post(way.address(), data=data, headers=dict([header]))
            ).status_code
            for way in FORMS
        }

    assert {name: status for name, status in told.items() if status != 403} == {}


async def test_another_exchange_is_nowhere_in_all_that_is_about_one(house: House) -> None:
    shop = await house.add_exchange("shop")
    await house.add_exchange("other")

    async with house.signed_in(Role.OWNER, exchange_ids=(shop.id,)) as browser:
        token = await browser.token("/account")
        told = {
            way.name: (await ask(browser, way, way.address("other"), csrf=token)).status_code for way in HERE
        }

    assert {name: status for name, status in told.items() if status != 404} == {}


async def test_no_answer_leads_to_another_site(house: House) -> None:
    await house.add_exchange("shop")
    signed_out = [way for way in WAYS if not way.path.startswith(("/sign-out", "/account/logins"))]

    async with house.signed_in(Role.OWNER) as browser:
        form = dict.fromkeys(("next", "back", "to", "url", "return"), EVIL) | {"language": "ru", "theme": ""}
        form["csrf"] = await browser.token("/account")
        query = "&".join(f"{name}={EVIL}" for name in ("next", "back", "to", "url", "return"))
        told = {
            way.name: await ask(browser, way, f"{way.address()}?{query}", **form)
            for way in signed_out
            if way.name != "POST /x/{exchange}/settings/remove"
        }

    leads = {name: answer.headers.get("location", "") for name, answer in told.items()}
    assert {name: to for name, to in leads.items() if urlsplit(to).netloc or to.startswith("//")} == {}
    assert leads["POST /language"] == "/"


async def spite(house: House) -> list[str]:
    """Fill a house with names that would be code; return the addresses of its records."""
    exchange, data_dir = await house.add_exchange("shop"), house.app.config.data_dir
    xml = import_xml([Good("cable", SPITE.replace("<", "&lt;"))])
    accept_xml(house.app.store, exchange, xml, path=data_dir / "x.xml", name=SPITE, clock=house.app.clock)  # type: ignore[arg-type]

    def put(work: Work) -> list[str]:
        ids = keep_dialogue(work, exchange, data_dir=data_dir)
        row = work.ledger.get(exchange.id, invoice_id=128)
        assert row is not None
        client = row.invoice.counterparty
        assert client is not None
        bill = replace(row.invoice, number=SPITE, title=SPITE, counterparty=replace(client, name=SPITE))
        lines = tuple(replace(one, name=SPITE) for one in bill.lines)
        work.ledger.put(replace(row, invoice=replace(bill, lines=lines), reason="client.doubtful",
                                facts={"doubts": SPITE}))  # fmt: skip
        stages = tuple(replace(one, name=SPITE) for one in profile().stages)
        work.exchanges.put_discovery(
            exchange.id, Discovery(profile=replace(profile(), stages=stages), findings=())
        )
        work.bindings.put(
            exchange.id, [Binding(Ref(EntityKind.PRODUCT, "cable"), 7, {"name": SPITE, "article": SPITE})]
        )
        facts = {"invoice": SPITE, "client": SPITE, "number": SPITE, "code": SPITE, "detail": SPITE}
        for kind in ("client.doubtful", "delivery.rejected", "onec.unknown_order"):
            work.problems.raise_(
                exchange.id, kind=kind, ref=order_ref(row), record=SPITE, facts=facts, now=AT
            )
        events = ("sales.row_bound", "sales.shipped", "delivery.parked", SPITE)
        facts_of_event = {"row": SPITE, "key": SPITE, "document": SPITE, "detail": SPITE}
        work.journal.add(
            exchange.id,
            [Entry(at=AT, event=event, ref=order_ref(row), facts=facts_of_event) for event in events],
        )
        return ids

    return await house.app.store.awrite(put)


async def test_no_page_lets_a_name_be_code(house: House) -> None:
    messages = await spite(house)
    known = {"invoice": "128", "key": "cable", "message": messages[1]}
    pages = [way for way in WAYS if way.method == "GET"]

    async with house.signed_in(Role.OWNER) as browser:
        told = {
            f"{way.name} {headers}": await browser.get(way.address(**known), **headers)
            for way in pages
            for headers in ({}, {"HX-Request": "true"})
        }

    html = {
        name: answer for name, answer in told.items() if "html" in answer.headers.get("content-type", "html")
    }
    assert [name for name, answer in html.items() if SPITE in answer.text] == []
    assert sum("&lt;script&gt;alert(1)" in answer.text for answer in html.values()) >= 8
    assert {name: answer.status_code for name, answer in told.items() if answer.status_code >= 500} == {}


async def test_every_answer_tells_the_browser_to_run_nothing_of_others(house: House) -> None:
    await house.add_exchange("shop")

    async with house.signed_in(Role.OWNER) as browser:
        told = {way.name: await browser.get(way.address()) for way in WAYS if way.method == "GET"}

    policies = {answer.headers["content-security-policy"] for answer in told.values()}
    assert all("default-src 'none'" in policy and "unsafe" not in policy for policy in policies)
    assert {answer.headers["x-content-type-options"] for answer in told.values()} == {"nosniff"}
