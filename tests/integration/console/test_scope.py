"""Scope in the console: generated from the settings, true to them, in both languages."""

from __future__ import annotations

import itertools

import pytest

from obmen.bootstrap.commands import run
from obmen.bootstrap.people_commands import COMMAND_LINE
from obmen.domain.roles import Role
from tests.integration.console.conftest import House

SPITE = "<script>alert(1)</script>"


async def set_(house: House, *assignments: str) -> None:
    args = {"name": "shop", "assignments": list(assignments)}
    await run(house.app, "exchange.set", args, by=COMMAND_LINE, tell=lambda _: None)


async def shown(house: House, role: Role = Role.MANAGER, language: str = "ru") -> str:
    async with house.signed_in(role) as browser:
        browser.client.cookies.set("obmen-language", language)
        page = await browser.get("/x/shop/scope")
    assert page.status_code == 200, page.text
    return page.text


async def test_the_page_follows_the_settings(house: House) -> None:
    await house.add_exchange("shop")

    before = await shown(house)
    await set_(house, "stocks=on", "stock_minutes=45", "owner.price=crm", f"price_types={SPITE}")
    after = await shown(house, Role.INTEGRATOR)

    assert ("не чаще раза в 45 мин" in before, "не чаще раза в 45 мин" in after) == (False, True)
    assert (SPITE in after, "&lt;script&gt;" in after) == (False, True)
    assert ('/x/shop/settings"' in before, '/x/shop/settings"' in after) == (False, True)


@pytest.mark.parametrize(
    ("family", "told", "left_out"), [("unf", "каждая оплата", False), ("trade", "только полная оплата", True)]
)
async def test_what_1c_tells_depends_on_its_family(
    house: House, family: str, told: str, left_out: bool
) -> None:
    await house.add_exchange("shop")
    await set_(house, f"onec_family={family}")

    page = await shown(house)

    assert told in page
    assert ("Частичные оплаты и отгрузки из УТ" in page) == left_out


@pytest.mark.parametrize(("language", "word"), [("ru", "Закрывающие документы"), ("en", "Closing documents")])
async def test_every_choice_has_its_words(house: House, language: str, word: str) -> None:
    await house.add_exchange("shop")
    roles = itertools.cycle(Role)
    choices = (
        "variants=off resend=never counterparty_gate=strict drift=off vat_create=on",
        "variants=flat resend=auto order_changes=update drift=restore images=on attributes=none",
        "invoices_from_stage=N onec_family=module groups=x price_type=x",
    )

    pages = []
    for choice in choices:
        await set_(house, *choice.split())
        pages.append(await shown(house, next(roles), language))

    assert [word in page for page in pages] == [True] * len(choices)


async def test_another_exchange_is_nowhere(house: House) -> None:
    exchange = await house.add_exchange("shop")
    await house.add_exchange("other")

    async with house.signed_in(Role.MANAGER, exchange_ids=(exchange.id,)) as browser:
        page = await browser.get("/x/other/scope")

    assert page.status_code == 404
