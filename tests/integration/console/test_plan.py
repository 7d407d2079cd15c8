"""Plan, sign-off and run, undo and edits in the browser, against a practice portal."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from obmen.bootstrap.commands import run
from obmen.bootstrap.people_commands import COMMAND_LINE
from obmen.domain.roles import Role
from obmen.flows.ports.delivery import Wanted
from tests.integration.bitrix24.practice import running
from tests.integration.catalogue.packages import Good, import_xml, offers_xml
from tests.integration.console.conftest import Browser, House

GOODS = (Good("p1", "Стол", "100"), Good("p2", "Стул", "50"))


@pytest.fixture(scope="module")
def portal_url() -> Iterator[str]:
    with running("--empty") as url:
        yield url


@pytest.fixture
async def shop(house: House, portal_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """An exchange with a practice portal, to which 1C has brought two goods."""
    async with httpx.AsyncClient(trust_env=False) as client:
        await client.post(f"{portal_url.partition('/rest/')[0]}/_sandbox/reset", json={})
    await ask(house, "exchange.add", name="shop", portal=portal_url, login=None)
    await bring(house, tmp_path, *GOODS)
    yield house
    await house.app.engine.stop()


async def ask(house: House, command: str, **args: object) -> None:
    await run(house.app, command, args, by=COMMAND_LINE, tell=lambda _: None)


def write(files: Path, goods: tuple[Good, ...]) -> None:
    files.mkdir()
    (files / "import.xml").write_text(import_xml(goods), encoding="utf-8")
    (files / "offers.xml").write_text(offers_xml(goods), encoding="utf-8")


async def bring(house: House, folder: Path, *goods: Good) -> None:
    files = folder / f"files-{goods[0].price}"
    write(files, goods)
    await ask(house, "import", name="shop", paths=[str(files)])


async def ended(browser: Browser, path: str) -> str:
    """The page once nothing is under way on it any more."""
    text = ""
    for _ in range(300):
        text = (await browser.get(path)).text
        if "spinner-border" not in text:
            return text
        await asyncio.sleep(0.1)
    raise AssertionError(text)


async def test_a_plan_is_reckoned_signed_and_run(shop: House) -> None:
    async with shop.signed_in(Role.INTEGRATOR) as browser:
        await browser.send("/x/shop/plan", seen="/x/shop/plan")
        planned = await ended(browser, "/x/shop/plan")
        plan_id = re.findall(r'name="plan" value="([^"]+)"', planned)[0]
        await browser.send("/x/shop/plan/run", seen="/x/shop/plan", plan=plan_id)
        await ended(browser, "/x/shop/plan")
        goods = (await browser.get("/x/shop/catalogue")).text
        runs = (await browser.get("/x/shop/runs")).text

    assert [word in planned for word in ("Стол", "Стул", "Было")] == [True] * 3
    assert [name in goods for name in ("Стол", "Стул")] == [True, True]
    assert "выгрузка 1С" in runs
    deeds = await shop.app.store.aread(lambda work: work.audit.page(limit=10, verb="plan.signed"))
    assert [deed.actor.name for deed in deeds] == ["integrator"]


async def test_a_plan_that_is_another_by_now_is_not_signed(shop: House) -> None:
    async with shop.signed_in(Role.INTEGRATOR) as browser:
        await browser.send("/x/shop/plan", seen="/x/shop/plan")
        await ended(browser, "/x/shop/plan")
        refused = await browser.send("/x/shop/plan/run", seen="/x/shop/plan", plan="another")

    assert refused.status_code == 409
    assert "пересчитан" in refused.text


async def test_who_may_only_look_signs_nothing(shop: House) -> None:
    async with shop.signed_in(Role.MANAGER) as browser:
        await browser.send("/x/shop/plan", seen="/x/shop/plan")
        page = await ended(browser, "/x/shop/plan")
        refused = await browser.send("/x/shop/plan/run", seen="/x/shop/plan", plan="x")

    assert "Подписать" not in page
    assert refused.status_code == 403


async def test_a_run_is_taken_back_after_a_look(shop: House, tmp_path: Path) -> None:
    await ask(shop, "sync", name="shop")
    await bring(shop, tmp_path, Good("p1", "Стол", "120"), GOODS[1])
    await ask(shop, "sync", name="shop")
    (latest, *_) = await shop.app.store.aread(lambda work: work.runs.latest(1, limit=1))
    address = f"/x/shop/runs/{latest.id}"

    async with shop.signed_in(Role.INTEGRATOR) as browser:
        await browser.send(address, seen=address)
        shown = await ended(browser, address)
        await browser.send(address, seen=address, yes="yes")
        await ended(browser, address)
    await ask(shop, "sync", name="shop")

    assert [word in shown for word in ("120", "100", "Отменить запуск")] == [True] * 3
    (held,) = [
        b.fields
        for _, b in await shop.app.store.aread(
            lambda work: work.shelf.search(1, Wanted(text="стол"), limit=2)
        )
    ]
    assert held["price"] == "100"


async def test_without_edits_the_page_says_so(shop: House) -> None:
    await ask(shop, "sync", name="shop")

    async with shop.signed_in(Role.INTEGRATOR) as browser:
        await browser.send("/x/shop/drift", seen="/x/shop/drift")
        page = await ended(browser, "/x/shop/drift")

    assert "Правок нет" in page


async def test_the_passport_of_a_good_shows_both_sides_and_who_changed_it(shop: House) -> None:
    await ask(shop, "sync", name="shop")

    async with shop.signed_in(Role.MANAGER) as browser:
        page = (await browser.get("/x/shop/goods/p1")).text
        nothing = await browser.get("/x/shop/goods/no-such")

    said = ("Стол", "Наименование", "Говорит 1С", "Записано в CRM", "выгрузка 1С")
    assert [word in page for word in said] == [True] * len(said)
    assert nothing.status_code == 404
