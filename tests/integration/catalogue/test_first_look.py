"""A portal that has goods of 1C already: the first run waits for a person, and nothing is doubled."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from obmen.bootstrap.catalog_commands import _release
from obmen.domain.settings import ExchangeSettings
from obmen.flows.catalog.adopting import Told, adopt, begin, differences, plan_adoption
from tests.integration.bitrix24.practice import running
from tests.integration.catalogue.practice_shop import Shop, opened
from tests.integration.catalogue.wares import Folder, Ware, catalogue_xml, prices_xml

FOLDERS = (Folder("g", "Мебель"),)
TRIAL = "Пробный товар"  # every new portal has it
TABLE, CHAIR = Ware("table", "Стол", "g"), Ware("chair", "Стул", "g")


@pytest.fixture(scope="module")
def portal_url() -> Iterator[str]:
    with running("--plan", "enterprise", "--empty") as url:
        yield url


@pytest.fixture
async def shop(portal_url: str, database_url: str, tmp_path: Path) -> AsyncIterator[Shop]:
    settings = replace(ExchangeSettings(), price_type="r")
    async with opened(portal_url, tmp_path, database_url, settings=settings) as one:
        yield one


async def by_hand(shop: Shop, name: str, **fields: object) -> None:
    """Somebody makes a product on the portal."""
    discovery = shop.store.read(lambda work: work.exchanges.discovery(shop.exchange_id))
    assert discovery is not None
    told = {"iblockId": discovery.profile.product_iblock_id, "name": name, **fields}
    await shop.practice.do("catalog.product.add", fields=told)


async def names(shop: Shop) -> list[str]:
    return sorted(row["name"] for row in (await shop.dump())["products"] if row["name"] != TRIAL)


def said(shop: Shop) -> list[object]:
    """What `check` says of a first run that waits for adoption."""
    return [one.facts["count"] for one in shop.findings() if one.id == "adopt.first"]


async def adopt_all(shop: Shop) -> None:
    """A person says yes to what is known."""
    portal, id_, now = shop.practice.portal, shop.exchange_id, shop.clock()
    adoption = await plan_adoption(shop.store, portal.belongings, exchange_id=id_, told=Told())
    shop.store.write(lambda work: begin(work, id_, Told(), now=now))
    async for pairs, held in differences(
        shop.store, portal.lookups, portal.belongings, exchange_id=id_, adoption=adoption
    ):
        shop.store.write(lambda work: adopt(work, shop.exchange, pairs, held, now=now))  # noqa: B023 — at once


def bring(shop: Shop, *wares: Ware) -> None:
    shop.bring(catalogue_xml(wares, FOLDERS), prices_xml(wares))


async def test_goods_that_the_portal_has_wait_for_a_person(shop: Shop) -> None:
    await by_hand(shop, "Стол")
    bring(shop, TABLE, CHAIR)

    await shop.deliver()

    assert await names(shop) == ["Стол"]
    assert shop.problems() == ["adopt.first"]
    assert said(shop) == [1]


async def test_after_adoption_the_first_run_goes_and_doubles_nothing(shop: Shop) -> None:
    await by_hand(shop, "Стол")
    bring(shop, TABLE, CHAIR)
    await shop.deliver()

    await adopt_all(shop)
    await shop.deliver()

    assert await names(shop) == ["Стол", "Стул"]
    assert (shop.problems(), said(shop), shop.pending()) == ([], [], {})


async def test_who_lets_it_go_without_adopting_has_all_made_anew(shop: Shop) -> None:
    await by_hand(shop, "Стол")
    bring(shop, TABLE)
    await shop.deliver()

    shop.store.write(lambda work: _release(work, exchange=shop.exchange))
    await shop.deliver()

    assert await names(shop) == ["Стол", "Стол"]
    assert shop.problems() == []


async def test_what_carries_the_ids_of_1c_is_known_without_a_person(shop: Shop) -> None:
    await by_hand(shop, "Столик", xmlId="table")
    bring(shop, TABLE)

    await shop.deliver()

    assert await names(shop) == ["Стол"]
    assert shop.problems() == []


async def test_a_variant_that_the_portal_has_is_known_before_its_offers_come(shop: Shop) -> None:
    await by_hand(shop, "Стол", xmlId="table#red")
    shop.bring(catalogue_xml((TABLE,), FOLDERS))

    await shop.plan()

    assert shop.problems() == []


async def test_goods_of_others_do_not_hinder(shop: Shop) -> None:
    await by_hand(shop, "Услуга такси")
    bring(shop, TABLE)

    await shop.deliver()

    assert await names(shop) == ["Стол", "Услуга такси"]


async def test_a_later_part_of_the_first_catalogue_is_looked_at_too(shop: Shop) -> None:
    await by_hand(shop, "Стул")
    bring(shop, TABLE)
    await shop.plan()

    bring(shop, CHAIR)
    await shop.deliver()

    assert "Стул" in await names(shop)
    assert (await names(shop)).count("Стул") == 1
    assert shop.problems() == ["adopt.first"]


async def test_a_choice_of_price_type_does_not_let_go_what_waits_for_adoption(shop: Shop) -> None:
    await by_hand(shop, "Стол")
    bring(shop, TABLE)
    await shop.deliver()

    shop.set(price_type="r")
    await shop.deliver()

    assert await names(shop) == ["Стол"]


async def test_what_was_looked_for_is_not_looked_for_again(shop: Shop) -> None:
    await by_hand(shop, "Услуга такси")
    bring(shop, TABLE)
    await shop.plan()
    listed = shop.practice.requests

    shop.set(max_change_percent="11")
    await shop.plan()

    assert shop.practice.requests == listed
