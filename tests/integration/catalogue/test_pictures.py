"""Pictures of 1C in the galleries of products: added, replaced, ordered, removed, and never twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from obmen.domain.identity import EntityKind, Ref
from obmen.domain.settings import ExchangeSettings
from obmen.flows.admin.check import own_findings
from obmen.flows.catalog.galleries import named_files
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.inbox import PackageState
from obmen.pictures.keeping import KeptPictures
from tests.integration.catalogue.picture_packages import digests, picture, pictured_xml
from tests.integration.catalogue.practice_shop import Shop, opened

RED, BLUE, GREEN = picture("red"), picture("blue"), picture("green")
A, B, C = "import_files/aa/p1_a.png", "import_files/aa/p1_b.png", "import_files/aa/p1_c.png"
WITH_PICTURES = replace(ExchangeSettings(), images=True)
ONE_GOOD = pictured_xml({"p1": [A, B]})
TWO_FILES = {A: RED, B: BLUE}


async def product_id(shop: Shop) -> int:
    """The portal's id of the good."""
    (found,) = [int(row["id"]) for row in (await shop.dump())["products"] if row["xmlId"] == "p1"]
    return found


@pytest.fixture
async def shop(portal_url: str, database_url: str, tmp_path: Path) -> AsyncIterator[Shop]:
    async with opened(portal_url, tmp_path, database_url, settings=WITH_PICTURES) as one:
        yield one


async def test_pictures_stand_in_the_gallery_in_the_order_of_1c(shop: Shop) -> None:
    shop.upload(ONE_GOOD, TWO_FILES)

    await shop.deliver()

    assert await shop.pictures() == {"p1": digests(RED, BLUE)}
    assert {row["type"] for row in (await shop.dump())["images"]} == {"MORE_PHOTO"}
    assert (shop.pending(), shop.problems()) == ({}, [])


async def test_the_same_upload_again_asks_the_portal_nothing(shop: Shop) -> None:
    shop.upload(ONE_GOOD, TWO_FILES)
    await shop.deliver()
    requests = shop.practice.requests

    again = shop.upload(pictured_xml({"p1": [A, B]}, at="2026-11-25T09:00:00"), TWO_FILES)
    await shop.deliver()

    assert again.state is PackageState.REPEATED
    assert shop.practice.requests == requests


async def test_a_card_whose_files_do_not_come_again_keeps_its_pictures(shop: Shop) -> None:
    shop.upload(ONE_GOOD, TWO_FILES)
    await shop.deliver()
    requests = shop.practice.requests

    shop.upload(ONE_GOOD, {})
    await shop.deliver()

    assert await shop.pictures() == {"p1": digests(RED, BLUE)}
    assert shop.practice.requests == requests


async def test_another_content_under_the_same_path_replaces_the_picture(shop: Shop) -> None:
    shop.upload(ONE_GOOD, TWO_FILES)
    await shop.deliver()

    shop.upload(ONE_GOOD, {A: RED, B: GREEN})
    await shop.deliver()

    assert await shop.pictures() == {"p1": digests(RED, GREEN)}


async def test_the_order_of_1c_becomes_the_order_of_the_gallery(shop: Shop) -> None:
    shop.upload(pictured_xml({"p1": [A, B, C]}), {**TWO_FILES, C: GREEN})
    await shop.deliver()

    shop.upload(pictured_xml({"p1": [C, A, B]}), {})
    await shop.deliver()

    assert await shop.pictures() == {"p1": digests(GREEN, RED, BLUE)}


async def test_what_a_card_no_longer_names_goes_and_what_a_person_has_added_stays(shop: Shop) -> None:
    shop.upload(ONE_GOOD, TWO_FILES)
    await shop.deliver()
    product = await product_id(shop)
    await shop.practice.do(
        "catalog.productImage.add", fields={"productId": product}, fileContent=["mine.png", "iVBORw0KGgo="]
    )

    shop.upload(pictured_xml({"p1": []}), {})
    await shop.deliver()

    assert [row["name"] for row in (await shop.dump())["images"]] == ["mine.png"]


async def test_one_picture_may_be_at_two_goods_and_is_kept_once(shop: Shop) -> None:
    goods = pictured_xml({"p1": [A], "p2": ["import_files/bb/p2_a.png"], "p3": [A, A]})
    shop.upload(goods, {A: RED, "import_files/bb/p2_a.png": RED})

    await shop.deliver()

    assert await shop.pictures() == {"p1": digests(RED), "p2": digests(RED), "p3": digests(RED)}
    assert len(list((shop.folder / "pictures").rglob("*.png"))) == 1


async def test_files_in_an_archive_and_in_another_case_are_found(shop: Shop) -> None:
    shop.upload(
        pictured_xml({"p1": ["import_files\\aa\\P1_A.png"]}),
        {f"v8_1.zip.unpacked/{A}": RED, "other/x.txt": b"?"},
    )

    await shop.deliver()

    assert await shop.pictures() == {"p1": digests(RED)}


async def test_a_file_that_is_no_picture_is_told_and_holds_nothing_up(shop: Shop) -> None:
    broken = picture("red", side=400, form="JPEG")[:900]
    shop.upload(pictured_xml({"p1": [A, B, C], "p2": [A]}), {A: b"%PDF-1.7", B: BLUE, C: broken})

    await shop.deliver()

    assert await shop.pictures() == {"p1": digests(BLUE)}
    assert sorted(shop.problems()) == ["picture.broken", "picture.not_a_picture", "picture.not_a_picture"]
    assert shop.pending() == {}


async def test_a_problem_ends_when_the_file_is_replaced(shop: Shop) -> None:
    shop.upload(pictured_xml({"p1": [A]}), {A: b"%PDF-1.7"})
    await shop.deliver()

    shop.upload(pictured_xml({"p1": [A]}), {A: RED})
    await shop.deliver()

    assert (await shop.pictures(), shop.problems()) == ({"p1": digests(RED)}, [])


async def test_the_plan_says_what_each_product_will_show_and_reckons_a_request_for_each(shop: Shop) -> None:
    shop.upload(pictured_xml({"p1": [A, B]}), TWO_FILES)
    first = await shop.preview()
    await shop.deliver()
    shop.upload(pictured_xml({"p1": [B, A]}), {})

    second = await shop.preview()

    (made,) = [change for change in first.changes if change.ref == Ref(EntityKind.GALLERY, "p1")]
    (moved,) = second.changes
    old, new = moved.fields["pictures"]
    assert isinstance(old, list)
    assert [label.partition(" ")[0] for label in old] == ["p1_a.png", "p1_b.png"]
    assert new == old[::-1]
    assert made.fields["pictures"] == ([], old)
    assert (first.requests, second.requests) == (1 + 2, 2)
    assert first.totals()["gallery"]["change"] == 1


async def test_files_stay_as_long_as_a_good_names_them(shop: Shop) -> None:
    shop.upload(ONE_GOOD, TWO_FILES)
    shop.upload(pictured_xml({"p1": [B]}), {})
    kept = KeptPictures(shop.folder)

    named = shop.store.read(lambda work: named_files(work, shop.exchange_id))
    swept = kept.sweep(named, before=shop.clock().replace(year=2999))

    assert swept == 1
    assert [kept.content(name, max_px=1600) for name in named] == [BLUE]


async def test_pictures_of_a_product_that_was_made_anew_are_added_again(shop: Shop) -> None:
    shop.upload(ONE_GOOD, TWO_FILES)
    await shop.deliver()
    product = await product_id(shop)
    await shop.practice.do("catalog.product.delete", id=product)

    shop.upload(ONE_GOOD.replace("Товар p1", "Другой"), {})
    await shop.deliver()  # finds out that the product is gone
    await shop.deliver()

    assert await shop.pictures() == {"p1": digests(RED, BLUE)}


async def test_a_picture_that_a_person_has_removed_can_be_removed_in_1c_too(shop: Shop) -> None:
    shop.upload(ONE_GOOD, TWO_FILES)
    await shop.deliver()
    first, _ = (await shop.dump())["images"]
    await shop.practice.do("catalog.productImage.delete", productId=first["productId"], id=first["id"])

    shop.upload(pictured_xml({"p1": [B]}), {})
    await shop.deliver()

    assert await shop.pictures() == {"p1": digests(BLUE)}
    assert (shop.pending(), shop.problems()) == ({}, [])


async def test_when_many_products_would_lose_their_pictures_a_person_is_asked(shop: Shop) -> None:
    goods = [f"p{number}" for number in range(1, 22)]
    shop.upload(pictured_xml({good: [A] for good in goods}), {A: RED})
    await shop.deliver()
    shop.upload(pictured_xml({good: [] for good in goods}), {})
    plan = await shop.preview()

    await shop.deliver()
    held = (len(await shop.pictures()), shop.problems(), shop.pending())
    shop.store.write(lambda work: work.outbox.release(shop.exchange_id, state=Due.HELD))
    await shop.deliver()
    await shop.drain()

    assert {change.reason for change in plan.changes} == {"mass.unpicture"}
    assert held == (21, ["mass.unpicture"], {("held", "unpicture"): 21})
    assert await shop.pictures() == {}


async def test_switched_off_and_on_again_nothing_is_added_twice(shop: Shop) -> None:
    shop.upload(ONE_GOOD, TWO_FILES)
    await shop.deliver()

    shop.set(images="off")
    await shop.deliver()
    shop.set(images="on")
    await shop.deliver()

    assert await shop.pictures() == {"p1": digests(RED, BLUE)}
    assert shop.pending() == {}


async def test_a_portal_without_a_place_for_pictures_takes_all_else(shop: Shop) -> None:
    rows = (await shop.dump())["properties"]
    for row in (row for row in rows if row["code"] == "MORE_PHOTO"):
        await shop.practice.do("catalog.productProperty.delete", id=row["id"])
    profile, _ = await shop.practice.portal.lookups.discover()
    known = shop.store.read(lambda work: work.exchanges.discovery(shop.exchange_id))
    assert known is not None
    found = replace(known, profile=profile)
    shop.store.write(lambda work: work.exchanges.put_discovery(shop.exchange_id, found))
    shop.upload(ONE_GOOD, TWO_FILES)

    await shop.deliver()

    findings = shop.store.read(lambda work: own_findings(work, shop.exchange, profile))
    assert "pictures.no_gallery" in {finding.id for finding in findings}
    assert await product_id(shop)
    assert (await shop.pictures(), shop.pending(), shop.problems()) == ({}, {}, [])


async def test_pictures_wait_for_the_rest_of_a_package_that_is_applied_in_part(shop: Shop) -> None:
    package = shop.upload(ONE_GOOD, TWO_FILES)
    await shop.plan()
    await shop.drain()
    shop.store.write(lambda work: work.inbox.set_state(package.id, PackageState.APPLYING))

    early = await shop.plan_pictures()

    shop.store.write(lambda work: work.inbox.set_state(package.id, PackageState.APPLIED))
    assert early == 0
    assert await shop.plan_pictures() == 1
