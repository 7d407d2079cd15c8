"""Exchanges and settings: made, changed by subject, taken over from a file; kept in the audit."""

from __future__ import annotations

import re

import pytest

from obmen.domain.identity import EntityKind
from obmen.domain.roles import Role
from obmen.domain.settings import ExchangeSettings, shown
from obmen.flows.catalog.context import CATALOGUE_HELD
from obmen.flows.catalog.holding import PLAN
from obmen.flows.desk.settings import CHOICES, SECTIONS
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work
from tests.integration.console.conftest import House
from tests.integration.storage.samples import apply, part

SECTION_KEYS = [key for keys in SECTIONS.values() for key in keys]
PORTAL = "http://127.0.0.1:8090/rest/1/s3cr3t/"
PASSWORD = re.compile(r'id="made-password">([^<]+)<')


@pytest.fixture
async def shop(house: House) -> Exchange:
    return await house.add_exchange("shop")


async def setting(house: House, key: str) -> str:
    exchange = await house.app.exchange("shop")
    return shown(exchange.settings)[key]


async def test_an_exchange_is_made_and_its_password_shown_once(house: House) -> None:
    async with house.signed_in(Role.INTEGRATOR) as browser:
        made = await browser.send("/exchanges/new", name="depot", portal=PORTAL, login="")
        later = await browser.get("/x/depot/settings")
        audit = await browser.get("/audit")

    found = PASSWORD.search(made.text)
    assert found is not None
    assert "/1c/depot" in made.text
    for page in (later, audit):
        assert found[1] not in page.text
        assert "s3cr3t" not in page.text


async def test_who_makes_an_exchange_in_the_browser_signs_its_plan_from_the_first_moment(
    house: House,
) -> None:
    async with house.signed_in(Role.INTEGRATOR) as browser:
        await browser.send("/exchanges/new", name="depot", portal=PORTAL, login="")

    made = await house.app.exchange("depot")
    assert made.learnt[CATALOGUE_HELD] == PLAN


async def test_a_bad_webhook_is_told_on_the_page(house: House) -> None:
    async with house.signed_in(Role.INTEGRATOR) as browser:
        refused = await browser.send("/exchanges/new", name="depot", portal="https://x.example/", login="")

    assert refused.status_code == 409
    assert 'value="depot"' in refused.text


async def test_only_what_differs_is_changed_and_the_audit_has_old_and_new(
    house: House, shop: Exchange
) -> None:
    values = {key: value for key, value in shown(shop.settings).items() if key in SECTIONS["invoices"]}

    async with house.signed_in(Role.INTEGRATOR) as browser:
        await browser.send("/x/shop/settings", seen="/x/shop/settings", **{**values, "resend": "auto"})
        deeds = await house.app.store.aread(lambda work: work.audit.page(limit=9, verb="exchange.set"))

    assert await setting(house, "resend") == "auto"
    assert [(deed.old, deed.new) for deed in deeds] == [({"resend": "ask"}, {"resend": "auto"})]


async def test_a_bad_value_changes_nothing_and_says_what_is_right(house: House, shop: Exchange) -> None:
    async with house.signed_in(Role.INTEGRATOR) as browser:
        refused = await browser.send(
            "/x/shop/settings", seen="/x/shop/settings", poll_seconds="soon", keep_days="30"
        )

    assert refused.status_code == 409
    assert "poll_seconds" in refused.text
    assert await setting(house, "keep_days") == "90"


async def test_a_secret_is_never_shown_and_stays_when_left_empty(house: House, shop: Exchange) -> None:
    async with house.signed_in(Role.INTEGRATOR) as browser:
        await browser.send("/x/shop/settings", seen="/x/shop/settings", event_token="t0ken")
        await browser.send("/x/shop/settings", seen="/x/shop/settings", event_token="", burst="60")
        pages = [
            await browser.get(path) for path in ("/x/shop/settings", "/x/shop/settings/file.yaml", "/audit")
        ]

    exchange = await house.app.exchange("shop")
    assert (exchange.settings.event_token, exchange.settings.burst) == ("t0ken", 60)
    assert all("t0ken" not in page.text for page in pages)


async def test_owners_are_a_table(house: House, shop: Exchange) -> None:
    async with house.signed_in(Role.INTEGRATOR) as browser:
        await browser.send("/x/shop/settings", seen="/x/shop/settings", **{"owner.description": "crm"})

    assert await setting(house, "owner.description") == "crm"


async def test_a_file_is_compared_first_and_then_taken_over(house: House, shop: Exchange) -> None:
    text = (
        "settings:\n  order_prefix: shop\n  resend: never\n  stocks: on\n  attributes: [article, barcode]\n"
    )

    async with house.signed_in(Role.INTEGRATOR) as browser:
        compared = await browser.send("/x/shop/settings/file", seen="/x/shop/settings/file", text=text)
        untouched = await setting(house, "resend")
        await browser.send("/x/shop/settings/file/apply", seen="/x/shop/settings/file", text=text)
        exported = (await browser.get("/x/shop/settings/file.yaml")).text
        again = await browser.send("/x/shop/settings/file", seen="/x/shop/settings/file", text=exported)

    assert untouched == "ask"
    assert "3 отличия" in compared.text
    assert [await setting(house, key) for key in ("resend", "stocks", "attributes")] == [
        "never", "on", "article,barcode",
    ]  # fmt: skip
    assert "0 отличий" in again.text


async def test_what_a_file_leaves_out_gets_its_default(house: House, shop: Exchange) -> None:
    async with house.signed_in(Role.INTEGRATOR) as browser:
        await browser.send("/x/shop/settings", seen="/x/shop/settings", keep_days="30")
        text = "settings:\n  order_prefix: shop\n"
        await browser.send("/x/shop/settings/file/apply", seen="/x/shop/settings/file", text=text)

    assert await setting(house, "keep_days") == "90"


BOMB = "a: &a [x,x]\nb: &b [*a,*a]\nsettings: {groups: [*b,*b]}"


@pytest.mark.parametrize(
    "text", ["", "- 1", "settings: 7", "{", "settings: {nothing: 1}", BOMB, "!!python/object:os.system {}"]
)
async def test_what_is_no_file_of_settings_is_refused(house: House, shop: Exchange, text: str) -> None:
    async with house.signed_in(Role.INTEGRATOR) as browser:
        refused = await browser.send("/x/shop/settings/file", seen="/x/shop/settings/file", text=text)

    assert refused.status_code == 409


async def test_an_exchange_is_removed_when_its_name_was_typed(house: House, shop: Exchange) -> None:
    async with house.signed_in(Role.INTEGRATOR) as browser:
        mistyped = await browser.send("/x/shop/settings/remove", seen="/x/shop/settings", name="shpo")
        there = await browser.get("/x/shop/settings")
        await browser.send("/x/shop/settings/remove", seen="/x/shop/settings", name="shop")
        gone = await browser.get("/x/shop/settings")

    assert (mistyped.status_code, there.status_code, gone.status_code) == (409, 200, 404)


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.MANAGER])
async def test_settings_are_the_builders(house: House, shop: Exchange, role: Role) -> None:
    async with house.signed_in(role) as browser:
        pages = [
            await browser.get(path)
            for path in ("/x/shop/settings", "/x/shop/settings/file.yaml", "/exchanges/new")
        ]
        form = await browser.send("/x/shop/settings", keep_days="1")

    assert [page.status_code for page in pages] == [403, 403, 403]
    assert form.status_code == 403
    assert await setting(house, "keep_days") == "90"


async def test_another_exchanges_settings_are_not_there(house: House, shop: Exchange) -> None:
    await house.add_exchange("depot")

    async with house.signed_in(Role.INTEGRATOR, exchange_ids=(shop.id,)) as browser:
        there, elsewhere = await browser.get("/x/shop/settings"), await browser.get("/x/depot/settings")
        making = await browser.send("/exchanges/new", name="third", portal=PORTAL, login="")

    assert (there.status_code, elsewhere.status_code, making.status_code) == (200, 404, 409)


async def test_settings_speak_english_by_choice(house: House, shop: Exchange) -> None:
    async with house.signed_in(Role.INTEGRATOR) as browser:
        await browser.send("/language", seen="/", language="en", next="/")
        page = await browser.get("/x/shop/settings")

    assert ("Invoices and orders" in page.text, "Счета и заказы" in page.text) == (True, False)


def test_every_setting_stands_in_one_section() -> None:
    known = {key for key in shown(ExchangeSettings()) if not key.startswith("owner.")} - {"groups"}

    assert sorted(SECTION_KEYS) == sorted(known)
    assert CHOICES.keys() <= set(SECTION_KEYS)


@pytest.fixture
async def grouped(house: House, shop: Exchange) -> Exchange:
    """An exchange whose 1C has two groups, one of them within the other, and three goods."""

    def bring(work: Work) -> None:
        apply(
            work,
            shop.id,
            part(EntityKind.GROUP, "g1", '{"name": "Обувь <b>", "parent_id": null}'),
            part(EntityKind.GROUP, "g2", '{"name": "Сапоги", "parent_id": "g1"}'),
            *(part(EntityKind.CARD, f"p{n}", f'{{"group_ids": ["g{1 + n % 2}"]}}') for n in range(3)),
        )

    await house.app.store.awrite(bring)
    return shop


async def test_groups_are_a_tree_that_tells_how_much_it_takes(house: House, grouped: Exchange) -> None:
    address = f"/x/{grouped.name}/settings/groups"

    async with house.signed_in(Role.INTEGRATOR) as browser:
        page = await browser.get(address)
        whole, within, none = [
            (await browser.get(f"{address}/taken?{asked}", **{"HX-Request": "true"})).text.strip()
            for asked in ("group=g1", "group=g2", "")
        ]
        await browser.send(address, seen=address, group=["g2"])
        empty = await browser.send(address, seen=address)

    assert "Обувь &lt;b&gt;" in page.text
    assert (whole, within, none) == (
        "Берётся 3 из 3 товаров",
        "Берётся 1 из 3 товаров",
        "Берётся 0 из 3 товаров",
    )
    assert await setting(house, "groups") == "g2"
    assert empty.status_code == 409
