"""Pictures that come with the offers, as УНФ sends them: the product shows them beside those of its card."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from obmen.domain.settings import ExchangeSettings
from obmen.flows.catalog.galleries import named_files
from tests.integration.catalogue.picture_packages import digests, picture, pictured_offers_xml, pictured_xml
from tests.integration.catalogue.practice_shop import Shop, opened

RED, BLUE, GREEN = picture("red"), picture("blue"), picture("green")
A, B, C = "import_files/aa/a.png", "import_files/aa/b.png", "import_files/aa/c.png"


@pytest.fixture
async def shop(portal_url: str, database_url: str, tmp_path: Path) -> AsyncIterator[Shop]:
    settings = replace(ExchangeSettings(), images=True, variants="offers")
    async with opened(portal_url, tmp_path, database_url, settings=settings) as one:
        yield one


async def test_a_product_shows_the_pictures_of_its_card_and_then_of_its_offer(shop: Shop) -> None:
    shop.upload(pictured_xml({"p1": [A]}), {A: RED})
    shop.upload(pictured_offers_xml({"p1": [B]}), {B: BLUE})

    await shop.deliver()

    assert await shop.pictures() == {"p1": digests(RED, BLUE)}
    assert (shop.pending(), shop.problems()) == ({}, [])


async def test_a_picture_that_card_and_offer_name_is_shown_once(shop: Shop) -> None:
    shop.upload(pictured_xml({"p1": [A]}), {A: RED})
    shop.upload(pictured_offers_xml({"p1": [A, B]}), {A: RED, B: BLUE})

    await shop.deliver()

    assert await shop.pictures() == {"p1": digests(RED, BLUE)}


async def test_a_product_shows_the_pictures_of_its_variants(shop: Shop) -> None:
    shop.upload(pictured_xml({"p1": []}), {})
    shop.upload(pictured_offers_xml({"p1#m": [B], "p1#s": [C]}), {B: BLUE, C: GREEN})

    await shop.deliver()

    assert await shop.pictures() == {"p1": digests(BLUE, GREEN)}


async def test_a_variant_that_is_a_product_shows_its_own_pictures_first(shop: Shop) -> None:
    shop.set(variants="flat")
    shop.upload(pictured_xml({"p1": [A]}), {A: RED})
    shop.upload(pictured_offers_xml({"p1#m": [B], "p1#s": []}), {B: BLUE})

    await shop.deliver()

    assert await shop.pictures() == {"p1#m": digests(BLUE, RED), "p1#s": digests(RED)}


async def test_another_content_under_the_same_path_of_an_offer_replaces_the_picture(shop: Shop) -> None:
    shop.upload(pictured_xml({"p1": []}), {})
    shop.upload(pictured_offers_xml({"p1": [B]}), {B: BLUE})
    await shop.deliver()

    shop.upload(pictured_offers_xml({"p1": [B]}), {B: GREEN})
    await shop.deliver()

    assert await shop.pictures() == {"p1": digests(GREEN)}


async def test_offers_without_pictures_leave_them_alone(shop: Shop) -> None:
    shop.upload(pictured_xml({"p1": []}), {})
    shop.upload(pictured_offers_xml({"p1": [B]}), {B: BLUE})
    await shop.deliver()

    shop.upload(pictured_offers_xml({"p1": []}, at="2026-11-25T09:00:00"), {})
    await shop.deliver()

    assert await shop.pictures() == {"p1": digests(BLUE)}


async def test_pictures_that_are_switched_on_again_are_those_of_the_variants_too(shop: Shop) -> None:
    shop.upload(pictured_xml({"p1": []}), {})
    shop.upload(pictured_offers_xml({"p1#m": [B]}), {B: BLUE})
    shop.set(images="off")
    await shop.deliver()

    shop.set(images="on")
    await shop.deliver()

    assert await shop.pictures() == {"p1": digests(BLUE)}


async def test_a_deleted_variant_takes_its_pictures_with_it_and_brings_them_back(shop: Shop) -> None:
    shop.upload(pictured_xml({"p1": [A]}), {A: RED})
    told = pictured_offers_xml({"p1#m": [B], "p1#s": [C]})
    shop.upload(told, {B: BLUE, C: GREEN})
    await shop.deliver()

    of_s = "<Предложение><Ид>p1#s</Ид>"
    gone = pictured_offers_xml({"p1#s": []}, at="2026-11-25T09:00:00")
    shop.upload(gone.replace(of_s, '<Предложение Статус="Удален"><Ид>p1#s</Ид>'), {})
    await shop.deliver()
    without = await shop.pictures()
    shop.upload(pictured_offers_xml({"p1#s": []}, at="2026-11-26T09:00:00"), {})
    await shop.deliver()

    assert without == {"p1": digests(RED, BLUE)}
    assert await shop.pictures() == {"p1": digests(RED, BLUE, GREEN)}
    assert (shop.pending(), shop.problems()) == ({}, [])


def test_files_of_offers_are_kept(shop: Shop) -> None:
    shop.upload(pictured_xml({"p1": []}), {})
    shop.upload(pictured_offers_xml({"p1": [B]}), {B: BLUE})

    named = shop.store.read(lambda work: named_files(work, shop.exchange_id))

    assert len(named) == 1
