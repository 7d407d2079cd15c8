"""Lost answers, late calls, a process that dies, a portal that refuses: no picture twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from obmen.domain.settings import ExchangeSettings
from obmen.flows.delivery.drain import GIVES_WAY, Lane
from obmen.flows.ports.catalog import Due
from tests.integration.catalogue.picture_packages import digests, pictured_xml
from tests.integration.catalogue.practice_shop import Shop, opened
from tests.integration.catalogue.test_pictures import BLUE, GREEN, ONE_GOOD, RED, TWO_FILES, A, B
from tests.integration.catalogue.test_stock_trouble import Killed, Mortal, Refusing

ADD, DELETE = "catalog.productImage.add", "catalog.productImage.delete"


@pytest.fixture
async def shop(portal_url: str, database_url: str, tmp_path: Path) -> AsyncIterator[Shop]:
    settings = replace(ExchangeSettings(), images=True)
    async with opened(portal_url, tmp_path, database_url, settings=settings) as one:
        yield one


@pytest.mark.parametrize("fault", ["lost-answer", "drop", "late=50", "status=502,executes=1", "html"])
async def test_a_lost_answer_adds_no_picture_twice(shop: Shop, fault: str) -> None:
    shop.upload(ONE_GOOD, TWO_FILES)
    await shop.practice.control("faults", {"fault": f"{fault},count=1,method={ADD}"})

    await shop.deliver()
    await shop.rest(minutes=2)
    await shop.deliver()

    assert await shop.struck()
    assert await shop.pictures() == {"p1": digests(RED, BLUE)}
    assert (shop.pending(), shop.problems()) == ({}, [])


@pytest.mark.parametrize("fault", ["lost-answer", "late=50"])
async def test_a_lost_answer_to_a_removal_removes_no_other(shop: Shop, fault: str) -> None:
    shop.upload(ONE_GOOD, TWO_FILES)
    await shop.deliver()
    await shop.practice.control("faults", {"fault": f"{fault},count=1,method={DELETE}"})

    shop.upload(ONE_GOOD, {A: RED, B: GREEN})
    await shop.deliver()
    await shop.rest(minutes=2)
    await shop.deliver()

    assert await shop.struck()
    assert await shop.pictures() == {"p1": digests(RED, GREEN)}
    assert (shop.pending(), shop.problems()) == ({}, [])


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", [1, 2, 3])
async def test_killed_at_any_step_of_a_replacement_the_gallery_is_right_in_the_end(
    shop: Shop, step: int, after: bool
) -> None:
    shop.upload(ONE_GOOD, TWO_FILES)
    await shop.deliver()
    shop.upload(pictured_xml({"p1": [B, A]}), {A: GREEN})
    await shop.plan_pictures()

    with pytest.raises(Killed):
        await live(shop, Mortal(shop, step, after))
    await shop.deliver()

    assert await shop.pictures() == {"p1": digests(BLUE, GREEN)}
    assert shop.pending() == {}


async def live(shop: Shop, mortal: Mortal) -> None:
    """Deliver until death; who has nothing left to do dies too."""
    await shop.drain(mortal)
    raise Killed


async def test_a_picture_that_the_portal_refuses_waits_for_a_person_and_the_others_go_on(shop: Shop) -> None:
    shop.upload(pictured_xml({"p1": [A], "p2": [B]}), TWO_FILES)

    await shop.deliver(Refusing(shop, ADD, "p1"))
    refused = (await shop.pictures(), shop.problems(), list(shop.pending()))
    shop.store.write(lambda work: work.outbox.release(shop.exchange_id, state=Due.PARKED))
    await shop.deliver()

    assert refused == ({"p2": digests(BLUE)}, ["picture.refused"], [("parked", "ordinary")])
    assert await shop.pictures() == {"p1": digests(RED), "p2": digests(BLUE)}
    assert (shop.pending(), shop.problems()) == ({}, [])


async def test_a_kept_file_that_vanished_is_told_and_comes_back_with_the_next_upload(shop: Shop) -> None:
    shop.upload(ONE_GOOD, TWO_FILES)
    for kept in (shop.folder / "pictures").rglob("*.png"):
        kept.unlink()

    await shop.deliver()
    lost = (await shop.pictures(), shop.problems())
    shop.upload(ONE_GOOD.replace("Товар p1", "Стол"), TWO_FILES)
    await shop.deliver()

    assert lost == ({}, ["picture.lost"])
    assert await shop.pictures() == {"p1": digests(RED, BLUE)}
    assert (shop.pending(), shop.problems()) == ({}, [])


async def test_pictures_give_way_to_cards(shop: Shop) -> None:
    shop.upload(ONE_GOOD, TWO_FILES)
    await shop.deliver()
    shop.upload(pictured_xml({"p1": [B]}).replace("Товар p1", "Стол"), {})
    await shop.plan()
    await shop.plan_pictures()
    requests = shop.practice.requests

    step = await shop.drain_once(Lane.PICTURES)

    assert (step.calls, step.wait) == (0, GIVES_WAY)
    assert shop.practice.requests == requests
    await shop.drain_once(Lane.CATALOGUE)
    await shop.drain_once(Lane.PICTURES)
    assert await shop.pictures() == {"p1": digests(BLUE)}
