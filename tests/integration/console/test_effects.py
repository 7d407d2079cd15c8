"""What settings come to, in numbers beside them; lists are ticked by name."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from obmen.delivery.operating import Basket, Meter, Operating
from obmen.delivery.pacing import Bucket
from obmen.domain.identity import EntityKind
from obmen.domain.roles import Role
from obmen.flows.admin.alerts import NOT_TOLD, WAS_TOLD
from obmen.flows.catalog.drift import KEPT_EDITS
from obmen.flows.ports.exchanges import Discovery, Exchange
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.sales import LedgerRow
from obmen.flows.ports.store import Work
from tests.integration.console.conftest import House
from tests.integration.console.test_invoices import billed, keep
from tests.integration.console.test_settings import SECTION_KEYS, setting, shop
from tests.integration.sales.world import profile
from tests.integration.storage.samples import apply, part

__all__ = ["shop"]


@pytest.fixture
async def priced(house: House, shop: Exchange) -> Exchange:
    """An exchange whose 1C has two price types, a property, and two goods with prices."""

    def bring(work: Work) -> None:
        apply(
            work,
            shop.id,
            part(EntityKind.PRICE_TYPE, "retail", '{"name": "Розничная", "currency": "RUB"}'),
            part(EntityKind.PRICE_TYPE, "bulk", '{"name": "Опт, от 10", "currency": "RUB"}'),
            part(EntityKind.PROPERTY, "c1", '{"name": "Цвет", "kind": "string"}'),
            part(EntityKind.CARD, "p1", '{"article": "A-1", "properties": {"c1": "red"}}'),
            part(EntityKind.CARD, "p2", "{}"),
            part(EntityKind.PRICES, "p1", '{"bulk": ["8", "RUB"], "retail": ["10", "RUB"]}'),
            part(EntityKind.PRICES, "p2", '{"retail": ["5", "RUB"]}'),
        )

    await house.app.store.awrite(bring)
    await house.app.store.awrite(lambda work: work.exchanges.update(shop.id, learnt={"price_type": "retail"}))
    return shop


def bare(text: str) -> str:
    """Return the words of a page, one blank between them."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


async def test_settings_say_what_they_come_to_in_numbers(house: House, priced: Exchange) -> None:
    async with house.signed_in(Role.INTEGRATOR) as browser:
        page = bare((await browser.get("/x/shop/settings")).text)

    for effect in (
        "берёт 2 из 2 товаров", "цена этого вида есть у 2 из 2 позиций с ценами", "Опт, от 10 1", "Цвет 1",
        "Артикул 1", "номер заказа, например: shop128", "картинки есть у 0 из 2 товаров",
        "сейчас задержано записей: 0", "хранится файлов 1С: 1",
    ):  # fmt: skip
        assert effect in page


async def test_every_setting_says_what_it_comes_to_or_why_no_number_would(
    house: House, priced: Exchange
) -> None:
    async with house.signed_in(Role.INTEGRATOR) as browser:
        page = (await browser.get("/x/shop/settings")).text

    rows = page.split('<div class="setting')[1:]
    told = [re.search(r'<code>(\w+)</code>.*?effect">([^<]+)<', row, re.DOTALL) for row in rows]
    effects = {found[1]: found[2].strip() for found in told if found}
    assert effects.keys() == {*SECTION_KEYS, "groups"}
    assert {key for key, text in effects.items() if "числа нет" in text} == {
        "image_max_px", "responsible_fallback", "event_token",
    }  # fmt: skip
    assert not [text for text in effects.values() if "effect." in text or "{" in text]


async def test_stages_say_how_many_invoices_stand_on_them(house: House, shop: Exchange) -> None:
    found = Discovery(profile=profile(), findings=())
    await house.app.store.awrite(lambda work: work.exchanges.put_discovery(shop.id, found))
    await keep(
        house,
        on_stage(shop, 128, "DT31_5:P"),
        on_stage(shop, 129, "DT31_5:P"),
        on_stage(shop, 130, "DT31_5:F"),
    )
    await keep(house, replace(on_stage(shop, 131, "DT31_5:P"), gone=True))

    async with house.signed_in(Role.INTEGRATOR) as browser:
        page = bare((await browser.get("/x/shop/settings")).text)

    assert "сейчас это «Оплачен», на ней 2 счёта" in page
    assert "сейчас это «Не оплачен», на ней 1 счёт" in page
    assert page.count("стадия не выбрана: счета остаются на своих") == 2


def on_stage(exchange: Exchange, number: int, stage: str) -> LedgerRow:
    row = billed(exchange, number)
    return replace(row, invoice=replace(row.invoice, stage_id=stage))


async def test_the_pace_says_what_of_it_is_used(house: House, shop: Exchange) -> None:
    now: datetime = house.app.clock()
    meter = Meter(cost_s=0.1, baskets=(Basket(now - timedelta(minutes=1), 182.4),))
    operating = Operating(480.0).with_meter("crm.item.list", meter)
    bucket = Bucket(rate_per_s=2.0, burst=50, level=7.0, at=now)
    stored = {"bucket": bucket.stored(), "operating": {"1": operating.stored()}}
    await house.app.store.awrite(lambda work: work.leases.change_pacing(shop.portal_host, lambda _: stored))

    async with house.signed_in(Role.INTEGRATOR) as browser:
        page = bare((await browser.get("/x/shop/settings")).text)

    assert "за десять минут израсходовано 38 %, больше всех — crm.item.list" in page
    assert re.search(r"сейчас занято [567] из 50, шлюз занимает не больше 40", page)
    assert "это 1 440 опросов в сутки" in page
    assert "израсходованный запас возвращается за 25 с" in page


async def test_alerts_say_when_the_last_one_went(house: House, shop: Exchange) -> None:
    now: datetime = house.app.clock()
    told = [
        Entry(at=now - timedelta(days=40), event=WAS_TOLD, ref=None, facts={}),
        Entry(at=now - timedelta(days=2), event=WAS_TOLD, ref=None, facts={}),
        Entry(at=now - timedelta(days=2), event=NOT_TOLD, ref=None, facts={"way": "url", "why": "503"}),
    ]

    async with house.signed_in(Role.INTEGRATOR) as browser:
        await browser.send("/x/shop/settings", seen="/x/shop/settings", alert_email="boss@example.org")
        before = bare((await browser.get("/x/shop/settings")).text)
        await house.app.store.awrite(lambda work: work.journal.add(shop.id, told))
        after = bare((await browser.get("/x/shop/settings")).text)

    assert "оповещать пока было не о чем" in before
    assert re.search(r"за 30 дней 1 оповещение, последнее [^;]+; не ушло: 1", after)
    assert after.count("сейчас так никто не оповещается") == 2


async def test_owners_say_how_many_goods_have_the_field_and_which_edits_stay(
    house: House, priced: Exchange
) -> None:
    address = f"/x/{priced.name}/settings"

    async with house.signed_in(Role.INTEGRATOR) as browser:
        await browser.send(address, seen=address, **{"owner.article": "crm"})
        unknown = bare((await browser.get(address)).text)
        learnt = {KEPT_EDITS: '{"article": 312}'}
        await house.app.store.awrite(lambda work: work.exchanges.update(priced.id, learnt=learnt))
        known = bare((await browser.get(address)).text)

    assert "1С называет у 1 товара; правки в CRM ещё не искались" in unknown
    assert "1С называет у 1 товара; правок в CRM остаётся: 312" in known


async def test_price_types_and_attributes_are_ticked_by_name(house: House, priced: Exchange) -> None:
    address = f"/x/{priced.name}/settings"

    async with house.signed_in(Role.INTEGRATOR) as browser:
        await browser.send(
            address, seen=address, price_types=["bulk", ""], attributes=["c1", "article", "", "Вес, кг"]
        )
        page = (await browser.get(address)).text
        await browser.send(address, seen=address, price_types=["all", "bulk"], attributes=[""])

    assert re.search(r'name="price_types" value="bulk" checked', page)
    assert re.search(r'name="attributes" value="c1" checked', page)
    assert await setting(house, "price_types") == "all"
    assert await setting(house, "attributes") == "none"


async def test_what_is_ticked_in_another_order_is_no_change(house: House, priced: Exchange) -> None:
    address = f"/x/{priced.name}/settings"

    async with house.signed_in(Role.INTEGRATOR) as browser:
        ticked = ["description", "full_name", "barcode", "article", ""]
        await browser.send(address, seen=address, attributes=ticked)
        deeds = await house.app.store.aread(lambda work: work.audit.page(limit=9, verb="exchange.set"))

    assert deeds == []
