"""The wizard: steps are done when what they ask for has really happened."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from obmen.delivery.profile import CheckState, Finding
from obmen.domain.order import DocumentMark
from obmen.domain.roles import Role
from obmen.flows.desk.wizard import current_of, steps_of
from obmen.flows.ports.exchanges import Discovery, Exchange
from obmen.flows.ports.portal import PortalUnreachable
from obmen.flows.ports.sales import OrderState
from obmen.flows.ports.store import Work
from tests.integration.catalogue.packages import Good, import_xml, offers_xml
from tests.integration.console.conftest import House
from tests.integration.console.test_catalogue import CABLE, stock_up
from tests.integration.console.test_invoices import billed, bring, keep
from tests.integration.sales.world import profile
from tests.unit.sales.samples import news

MARK: Final = re.compile(r'/wizard/(watch\?mark=\w+)"')
GOODS = (Good("p1", "Стол"), Good("p2", "Стол", vat=""), Good("p3", "Стул"))


async def current(house: House, exchange: Exchange) -> str:
    def ask(work: Work) -> str:
        return current_of(steps_of(work, work.exchanges.get(id=exchange.id)))

    return await house.app.store.aread(ask)


async def discovered(house: House, exchange: Exchange, *findings: Finding) -> None:
    found = Discovery(profile=profile(), findings=findings)
    await house.app.store.awrite(lambda work: work.exchanges.put_discovery(exchange.id, found))


async def learnt(house: House, exchange: Exchange, **what: str) -> None:
    await house.app.store.awrite(lambda work: work.exchanges.update(exchange.id, learnt=what))


async def test_each_step_is_done_by_what_happens(house: House, tmp_path: Path) -> None:
    exchange = await house.add_exchange("shop")
    now: datetime = house.app.clock()
    seen = [await current(house, exchange)]

    await discovered(house, exchange, Finding(id="vat", state=CheckState.MISSING))
    seen.append(await current(house, exchange))
    await discovered(house, exchange)
    seen.append(await current(house, exchange))
    await learnt(house, exchange, vendor_off=now.isoformat())
    seen.append(await current(house, exchange))
    await learnt(house, exchange, preset="prepaid")
    seen.append(await current(house, exchange))
    await learnt(house, exchange, node_filled=now.isoformat())
    seen.append(await current(house, exchange))
    await house.app.store.awrite(
        lambda work: work.sessions.open(
            exchange_id=exchange.id, kind="catalog", cookie_digest=b"x", client="10.0.0.1", now=now
        )
    )
    seen.append(await current(house, exchange))
    bring(house, exchange, import_xml(GOODS), tmp_path)
    seen.append(await current(house, exchange))
    await learnt(house, exchange, price_type="retail")
    seen.append(await current(house, exchange))
    await learnt(house, exchange, report_seen=now.isoformat())
    seen.append(await current(house, exchange))
    await stock_up(house, exchange, CABLE)
    seen.append(await current(house, exchange))

    assert seen == [
        "portal", "preflight", "preflight", "preset", "node", "checkauth",
        "catalogue", "choice", "report", "run", "trial",
    ]  # fmt: skip


@pytest.mark.parametrize(("is_paid", "left"), [(False, "trial"), (True, "")])
async def test_the_trial_is_over_when_an_invoice_is_paid_and_rates_are_confirmed(
    house: House, is_paid: bool, left: str
) -> None:
    exchange = await house.add_exchange("shop")
    mark = DocumentMark(number="ПП-1", date=None) if is_paid else None
    row = replace(billed(exchange, 128, told=news(paid_mark=mark)), state=OrderState.TAKEN)
    await keep(house, row)

    found = await house.app.store.aread(lambda work: steps_of(work, exchange))

    trial = found[-1]
    assert (trial.name, trial.done) == ("trial", left == "")
    assert trial.facts["paid"] is is_paid


async def test_the_page_shows_what_to_copy_into_1c(house: House) -> None:
    await house.add_exchange("shop")

    async with house.signed_in(Role.INTEGRATOR) as browser:
        page = (await browser.get("/x/shop/wizard")).text

    assert f"{house.app.public_url}/1c/shop" in page
    assert 'data-copy="copy-address"' in page


async def test_the_page_loads_anew_when_1c_has_done_its_part(house: House) -> None:
    exchange = await house.add_exchange("shop")

    async with house.signed_in(Role.INTEGRATOR) as browser:
        found = MARK.search((await browser.get("/x/shop/wizard")).text)
        assert found is not None
        waiting = await browser.get(f"/x/shop/wizard/{found[1]}")
        await discovered(house, exchange)
        done = await browser.get(f"/x/shop/wizard/{found[1]}")

    assert [one.headers.get("HX-Refresh") for one in (waiting, done)] == [None, "true"]


async def test_a_preset_sets_settings_and_is_remembered(house: House) -> None:
    await house.add_exchange("shop")

    async with house.signed_in(Role.INTEGRATOR) as browser:
        await browser.send("/x/shop/wizard/preset", seen="/x/shop/wizard", preset="prepaid")
        refused = await browser.send("/x/shop/wizard/preset", seen="/x/shop/wizard", preset="no-such")
        later = await browser.send("/x/shop/wizard/preset", seen="/x/shop/wizard", preset="postpaid")
        page = (await browser.get("/x/shop/wizard")).text

    assert "выбрано" in page
    assert "Постоплата" in page
    assert (refused.status_code, later.status_code) == (404, 404)


async def test_the_report_names_doubles_and_says_when_the_portal_is_away(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object, **__: object) -> None:
        raise PortalUnreachable("no answer")

    monkeypatch.setattr("obmen.bootstrap.state_commands.ensure_discovery", away)
    exchange = await house.add_exchange("shop")
    bring(house, exchange, import_xml(GOODS), tmp_path)
    bring(house, exchange, offers_xml(GOODS), tmp_path)

    async with house.signed_in(Role.INTEGRATOR) as browser:
        await browser.send("/x/shop/wizard/report", seen="/x/shop/wizard")
        page = ""
        for _ in range(100):
            page = (await browser.get("/x/shop/wizard")).text
            if "Одинаковые названия" in page:
                break
            await asyncio.sleep(0.05)
        await browser.send("/x/shop/wizard/report/seen", seen="/x/shop/wizard")

    assert "Стол × 2" in page
    assert "Портал не ответил: no answer" in page
    learnt = (await house.app.exchange("shop")).learnt
    assert "report_seen" in learnt


async def test_who_may_not_change_settings_has_no_wizard(house: House) -> None:
    await house.add_exchange("shop")

    async with house.signed_in(Role.ACCOUNTANT) as browser:
        page = await browser.get("/x/shop/wizard")

    assert page.status_code == 403


@pytest.mark.parametrize(
    ("form", "family", "field"),
    [
        ("trade", "trade", "Номер заказа на сайте"),
        ("retail", "trade", "Группа для новых контрагентов"),
        ("unf", "unf", "Подчинённые документы"),
        ("module", "module", "Версия схемы"),
    ],
)
async def test_each_configuration_shows_its_own_form(
    house: House, form: str, family: str, field: str
) -> None:
    await house.add_exchange("shop")

    async with house.signed_in(Role.INTEGRATOR) as browser:
        await browser.send("/x/shop/wizard/family", seen="/x/shop/wizard", family=form)
        page = (await browser.get("/x/shop/wizard")).text

    assert field in page
    assert (await house.app.exchange("shop")).settings.onec_family == family


@pytest.mark.parametrize(("changed", "current_step"), [(-1, "preset"), (+1, "preflight")])
async def test_goods_of_the_vendors_exchange_changed_after_it_was_off_are_told(
    house: House, changed: int, current_step: str
) -> None:
    exchange = await house.add_exchange("shop")
    said: datetime = house.app.clock()
    latest = (said + timedelta(hours=changed)).isoformat()

    await learnt(house, exchange, vendor_off=said.isoformat())
    facts = {"seen": 3, "latest": latest}
    await discovered(
        house, exchange, Finding(id="portal.vendor_exchange", state=CheckState.DEGRADED, facts=facts)
    )
    async with house.signed_in(Role.INTEGRATOR) as browser:
        page = (await browser.get("/x/shop/wizard")).text

    assert await current(house, exchange) == current_step
    assert ("и сделали это не мы" in page) is (changed > 0)


async def test_rates_that_no_good_has_need_not_be_tried(house: House) -> None:
    exchange = await house.add_exchange("shop")
    found = Discovery(profile=replace(profile(), vat_ids={"22": 1, "20": 2}), findings=())
    await house.app.store.awrite(lambda work: work.exchanges.put_discovery(exchange.id, found))

    async def left() -> object:
        def ask(work: Work) -> object:
            return steps_of(work, work.exchanges.get(id=exchange.id))[-1].facts["rates"]

        return await house.app.store.aread(ask)

    before = await left()
    await learnt(house, exchange, goods_rates="20,none")
    after = await left()

    assert (before, after) == (["22"], [])


async def test_who_makes_an_exchange_in_the_browser_signs_its_first_plan(
    house: House, tmp_path: Path
) -> None:
    async with house.signed_in(Role.OWNER) as browser:
        await browser.send(
            "/exchanges/new", seen="/exchanges/new", name="shop", portal="http://127.0.0.1:9/rest/1/x/"
        )
        exchange = await house.app.exchange("shop")
        bring(house, exchange, import_xml(GOODS), tmp_path)
        bring(house, exchange, offers_xml(GOODS), tmp_path)
        await browser.send("/x/shop/wizard/price", seen="/x/shop/wizard", price_type="retail")
        problems = (await browser.get("/x/shop/problems")).text
    held = (await house.app.exchange("shop")).learnt["catalogue_held"]

    assert held == "plan"
    assert "Первая выгрузка каталога ждёт вашей подписи под планом" in problems
    assert 'href="/x/shop/plan"' in problems
