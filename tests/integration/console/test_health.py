"""Health in the console: checked at any time, who is told of trouble, and the metrics in words."""

from __future__ import annotations

import asyncio

import pytest
from prometheus_client import REGISTRY

from obmen.bootstrap.commands import run
from obmen.bootstrap.people_commands import COMMAND_LINE
from obmen.domain.roles import Role
from obmen.flows.admin.alerts import SILENT
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work
from obmen.messages.console_health import METRICS
from tests.integration.bitrix24.practice import running
from tests.integration.console.conftest import Browser, House

SPITE = "<script>alert(1)</script>"
LETTERS = "buh@example.org"


async def set_(house: House, *assignments: str) -> None:
    args = {"name": "shop", "assignments": list(assignments)}
    await run(house.app, "exchange.set", args, by=COMMAND_LINE, tell=lambda _: None)


async def fall_silent(house: House, exchange: Exchange) -> None:
    def tell(work: Work) -> None:
        facts = {"since": SPITE, "hours": "3"}
        now = house.app.clock()
        work.problems.raise_(exchange.id, kind=SILENT, ref=None, record="shop", facts=facts, now=now)

    await house.app.store.awrite(tell)


async def checked(browser: Browser, path: str) -> str:
    """The page once nothing is under way on it any more."""
    text = ""
    for _ in range(300):
        text = (await browser.get(path)).text
        if "spinner-border" not in text:
            return text
        await asyncio.sleep(0.1)
    raise AssertionError(text)


async def test_the_pre_flight_is_asked_for_at_any_time(house: House) -> None:
    with running("--empty") as url:
        args = {"name": "shop", "portal": url, "login": None}
        await run(house.app, "exchange.add", args, by=COMMAND_LINE, tell=lambda _: None)
        async with house.signed_in(Role.MANAGER) as browser:
            before = (await browser.get("/x/shop/health")).text
            await browser.send("/x/shop/health/check", seen="/x/shop/health")
            after = await checked(browser, "/x/shop/health")
    await house.app.engine.stop()

    assert "С запуска шлюза проверки не было" in before
    assert "Вебхук работает от имени администратора" in after


@pytest.mark.parametrize(("language", "word"), [("ru", "молчит"), ("en", "silent")])
async def test_what_alarms_is_told_in_the_readers_language_and_is_never_code(
    house: House, language: str, word: str
) -> None:
    exchange = await house.add_exchange("shop")
    await fall_silent(house, exchange)

    async with house.signed_in(Role.MANAGER) as browser:
        browser.client.cookies.set("obmen-language", language)
        page = await browser.get("/x/shop/health")

    assert word in page.text
    assert (SPITE in page.text, "&lt;script&gt;" in page.text) == (False, True)


async def test_addresses_are_shown_to_who_may_change_them(house: House) -> None:
    await house.add_exchange("shop")
    await set_(house, f"alert_email={LETTERS}", "alert_url=https://example.org/secret")

    async with house.signed_in(Role.MANAGER) as browser:
        looked = (await browser.get("/x/shop/health")).text
    async with house.signed_in(Role.INTEGRATOR) as browser:
        known = (await browser.get("/x/shop/health")).text

    assert (LETTERS in looked, LETTERS in known) == (False, True)
    assert "secret" not in known
    assert ("Отправить пробное" in looked, "Отправить пробное" in known) == (False, True)


async def test_a_trial_says_what_went_wrong_and_is_in_the_audit(house: House) -> None:
    await house.add_exchange("shop")
    await set_(house, f"alert_email={LETTERS}")
    form = {"seen": "/x/shop/health"}

    async with house.signed_in(Role.ACCOUNTANT) as browser:
        refused = await browser.send("/x/shop/health/trial", **form)
    async with house.signed_in(Role.OWNER) as browser:
        await browser.send("/x/shop/health/trial", **form)
        page = await browser.get("/x/shop/health")
    deeds = await house.app.store.aread(lambda work: work.audit.page(limit=9, verb="alerts"))

    assert refused.status_code == 403
    assert "Почта: не отправлено. Почтовый сервер не задан" in page.text
    assert [(deed.actor.name, deed.exchange) for deed in deeds] == [("owner", "shop")]


async def test_another_exchange_is_nowhere(house: House) -> None:
    exchange = await house.add_exchange("shop")
    await house.add_exchange("other")

    async with house.signed_in(Role.MANAGER, exchange_ids=(exchange.id,)) as browser:
        page = await browser.get("/x/other/health")

    assert page.status_code == 404


def test_every_metric_of_ours_has_its_words() -> None:
    ours = {metric.name for metric in REGISTRY.collect() if metric.name.startswith("obmen_")}

    assert {code.removeprefix("metric.") for code in METRICS} == ours


async def test_what_the_portal_lacks_is_said_by_status_and_on_the_page(house: House) -> None:
    with running("--empty") as url:
        args = {"name": "shop", "portal": url, "login": None}
        await run(house.app, "exchange.add", args, by=COMMAND_LINE, tell=lambda _: None)
        await set_(house, "stocks=on")
        await run(house.app, "check", {"name": "shop"}, by=COMMAND_LINE, tell=lambda _: None)

        status = await run(house.app, "status", {"name": "shop"}, by=COMMAND_LINE, tell=lambda _: None)
        async with house.signed_in(Role.MANAGER) as browser:
            page = (await browser.get("/x/shop/health")).text
    await house.app.engine.stop()

    (said,) = status.document["lacking"]
    assert said.startswith("Складской учёт на портале выключен")
    assert "Чего портал не может" in page
    assert "Складской учёт на портале выключен" in page
