"""Products that were found in the portal with pictures: equal ones are not added again, others stay."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from obmen.domain.settings import ExchangeSettings
from obmen.flows.catalog.found_galleries import AT_ONCE
from obmen.flows.ports.pictures import ShownPicture
from obmen.flows.ports.portal import PortalUnreachable
from tests.integration.catalogue.picture_packages import digests, picture, pictured_xml
from tests.integration.catalogue.practice_shop import Shop, opened

RED, BLUE, GREEN, LARGE = picture("red"), picture("blue"), picture("green"), picture("gold", side=300)
A, B, C = "import_files/aa/p1_a.png", "import_files/aa/p1_b.png", "import_files/aa/p1_c.png"
DETAIL, PREVIEW, MORE = "DETAIL_PICTURE", "PREVIEW_PICTURE", "MORE_PHOTO"
SETTINGS = replace(ExchangeSettings(), images=True, image_max_px=200)


@pytest.fixture
async def shop(portal_url: str, database_url: str, tmp_path: Path) -> AsyncIterator[Shop]:
    async with opened(portal_url, tmp_path, database_url, settings=SETTINGS) as one:
        yield one


async def standing(shop: Shop, *pictures: tuple[str, bytes], code: str = "p1") -> int:
    """A product with pictures that the vendor's exchange has made."""
    discovery = shop.store.read(lambda work: work.exchanges.discovery(shop.exchange_id))
    assert discovery is not None
    fields = {"iblockId": discovery.profile.product_iblock_id, "name": f"Товар {code}", "xmlId": code}
    made = await shop.practice.do("catalog.product.add", fields=fields)
    product = int(made["result"]["element"]["id"])  # type: ignore[index]
    for number, (kind, content) in enumerate(pictures):
        await shop.practice.do(
            "catalog.productImage.add",
            fields={"productId": product, "type": kind},
            fileContent=[f"theirs{number}.png", base64.b64encode(content).decode()],
        )
    return product


async def shown(shop: Shop) -> list[tuple[str, str]]:
    """What the good shows: kind and digest of each picture."""
    rows = (await shop.dump())["images"]
    return [(row["type"], row["sha256"]) for row in sorted(rows, key=lambda one: one["id"])]


def kept(shop: Shop) -> int:
    """How many goods keep pictures of others, as `check` says."""
    return sum(int(str(one.facts["goods"])) for one in shop.findings() if one.id == "pictures.kept")


async def test_pictures_that_the_product_shows_already_are_not_added_again(shop: Shop) -> None:
    await standing(shop, (DETAIL, RED), (MORE, BLUE))
    before = await shown(shop)

    shop.upload(pictured_xml({"p1": [A, B]}), {A: RED, B: BLUE})
    await shop.deliver()

    assert await shown(shop) == before
    assert (shop.pending(), shop.problems(), kept(shop)) == ({}, [], 0)


async def test_only_what_is_lacking_is_added_and_what_others_have_put_there_stays(shop: Shop) -> None:
    await standing(shop, (DETAIL, RED), (PREVIEW, GREEN))

    shop.upload(pictured_xml({"p1": [A, B]}), {A: RED, B: BLUE})
    await shop.deliver()

    assert await shown(shop) == [*zip((DETAIL, PREVIEW, MORE), digests(RED, GREEN, BLUE), strict=True)]
    assert kept(shop) == 1


async def test_a_picture_that_is_known_is_replaced_as_if_we_had_added_it(shop: Shop) -> None:
    await standing(shop, (DETAIL, RED), (MORE, BLUE))
    shop.upload(pictured_xml({"p1": [A, B]}), {A: RED, B: BLUE})
    await shop.deliver()

    shop.upload(pictured_xml({"p1": [A, B]}), {A: RED, B: GREEN})
    await shop.deliver()

    assert await shown(shop) == [(DETAIL, *digests(RED)), (MORE, *digests(GREEN))]


async def test_a_picture_is_known_as_it_is_sent_too(shop: Shop) -> None:
    shop.upload(pictured_xml({"other": [A]}), {A: LARGE})
    await shop.deliver()
    (sent,) = (await shop.dump())["images"]
    assert sent["sha256"] not in digests(LARGE)
    address = f"{shop.practice.url.partition('/rest/')[0]}/rest/download.json?token=catalog%7C{sent['id']}"
    scaled = await shop.practice.portal.pictures.content(ShownPicture(sent["id"], address))
    assert scaled is not None
    product = await standing(shop, (MORE, scaled))

    shop.upload(pictured_xml({"p1": [A], "other": [A]}), {A: LARGE})
    await shop.deliver()

    assert [row["productId"] for row in (await shop.dump())["images"]].count(product) == 1


async def test_the_plan_says_which_pictures_would_be_added(shop: Shop) -> None:
    await standing(shop, (DETAIL, RED))
    shop.upload(pictured_xml({"p1": [A, B]}), {A: RED, B: BLUE})

    plan = await shop.preview()

    ((before, after),) = [one.fields["pictures"] for one in plan.changes if "pictures" in one.fields]
    assert [str(label).split()[0] for label in before] == ["p1_a.png"]  # type: ignore[attr-defined]
    assert [str(label).split()[0] for label in after] == ["p1_a.png", "p1_b.png"]  # type: ignore[attr-defined]
    assert plan.pictures_unseen == 0


async def test_a_plan_looks_at_some_products_and_says_how_many_it_did_not(shop: Shop) -> None:
    keys = [f"p{number}" for number in range(AT_ONCE + 3)]
    for key in keys:
        await standing(shop, code=key)
    shop.upload(pictured_xml({key: [A] for key in keys}), {A: RED})

    plan = await shop.preview()

    assert sum("pictures" in one.fields for one in plan.changes) == len(keys)
    assert plan.pictures_unseen == 3


async def test_more_products_than_one_look_takes_are_looked_at_one_look_after_another(shop: Shop) -> None:
    keys = [f"p{number}" for number in range(AT_ONCE + 3)]
    for key in keys:
        await standing(shop, code=key)
    await standing(shop, (MORE, RED), code="last")
    shop.upload(pictured_xml({key: [A] for key in [*keys, "last"]}), {A: RED})

    await shop.deliver()

    assert await shop.pictures() == dict.fromkeys([*keys, "last"], digests(RED))
    assert shop.pending() == {}


async def test_what_was_found_before_pictures_were_switched_on_is_looked_at_then(shop: Shop) -> None:
    shop.set(images="off")
    await standing(shop, (MORE, RED))
    shop.upload(pictured_xml({"p1": [A, B]}), {A: RED, B: BLUE})
    await shop.deliver()

    shop.set(images="on")
    shop.upload(pictured_xml({"p1": [A, B]}, at="2026-11-25T09:00:00"), {A: RED, B: BLUE})
    await shop.deliver()

    assert await shop.pictures() == {"p1": digests(RED, BLUE)}


class Silent:
    """A portal that lists pictures and does not give them."""

    def __init__(self, shop: Shop, trouble: Exception | None = None) -> None:
        self.inner, self.trouble = shop.practice.portal.pictures, trouble

    async def listed(self, product_ids: Sequence[int]) -> Mapping[int, Sequence[ShownPicture]]:
        return await self.inner.listed(product_ids)

    async def content(self, _picture: ShownPicture) -> bytes | None:
        if self.trouble:
            raise self.trouble
        return None


async def test_what_cannot_be_compared_waits_for_a_person_and_nothing_is_added(shop: Shop) -> None:
    product = await standing(shop, (MORE, RED))
    shop.upload(pictured_xml({"p1": [A]}), {A: RED})

    await shop.deliver(shown=Silent(shop))

    assert await shown(shop) == [(MORE, *digests(RED))]
    assert (shop.pending(), shop.problems()) == ({("parked", ""): 1}, ["picture.unread"])
    (theirs,) = (await shop.dump())["images"]
    await shop.practice.do("catalog.productImage.delete", productId=product, id=theirs["id"])
    shop.retry()
    await shop.deliver()
    assert await shown(shop) == [(MORE, *digests(RED))]
    assert (shop.pending(), shop.problems()) == ({}, [])


async def test_a_portal_that_stumbles_is_asked_again(shop: Shop) -> None:
    await standing(shop, (MORE, RED))
    shop.upload(pictured_xml({"p1": [A]}), {A: RED})
    await shop.plan()
    await shop.drain()

    with pytest.raises(PortalUnreachable):
        await shop.plan_pictures(Silent(shop, PortalUnreachable("download 502")))
    await shop.deliver()

    assert await shown(shop) == [(MORE, *digests(RED))]
    assert (shop.pending(), shop.problems()) == ({}, [])
