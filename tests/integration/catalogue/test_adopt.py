"""A catalogue that the portal has already becomes 1C's: nothing doubled, doubts decided by a person."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from obmen.delta.compare import XML_ID
from obmen.domain.errors import NotFound, Refused
from obmen.domain.identity import EntityKind
from obmen.domain.settings import ExchangeSettings
from obmen.flows.catalog.adopting import (
    Adoption,
    Pair,
    Told,
    adopt,
    begin,
    differences,
    park_doubts,
    plan_adoption,
)
from obmen.flows.catalog.doubts import DOUBT
from tests.integration.bitrix24.practice import running
from tests.integration.catalogue.practice_shop import Shop, opened
from tests.integration.catalogue.wares import Folder, Kind, Ware, catalogue_xml, prices_xml

FOLDERS = (Folder("g", "Мебель"), Folder("g1", "Столы", "g"))
TABLE = Ware("table", "Стол", "g1", article="S-1")
CHAIR = Ware("chair", "Стул", "g", article="S-2", barcode="4610000000011")
SHELF = Ware("shelf", "Полка", "g", barcode="4610000000028")
LAMP = Ware("lamp", "Лампа", "g")
SHIRT = Ware(
    "shirt", "Майка", "g", kinds=(Kind("s", "S", "4610000000035", {"r": "9"}), Kind("m", "M", "", {"r": "9"}))
)
NEW_ONE = Ware("new", "Диван", "g")
WARES = (TABLE, CHAIR, SHELF, LAMP, SHIRT, NEW_ONE)


@pytest.fixture(scope="module")
def portal_url() -> Iterator[str]:
    with running("--plan", "enterprise", "--empty") as url:
        yield url


@pytest.fixture
async def shop(portal_url: str, database_url: str, tmp_path: Path) -> AsyncIterator[Shop]:
    settings = replace(ExchangeSettings(), price_type="r", variants="offers")
    async with opened(portal_url, tmp_path, database_url, settings=settings) as one:
        one.bring(catalogue_xml(WARES, FOLDERS), prices_xml(WARES))
        yield one


class Filling:
    """A portal's catalogue as others make it."""

    def __init__(self, shop: Shop) -> None:
        self._do = shop.practice.do
        profile = shop.store.read(lambda work: work.exchanges.discovery(shop.exchange_id))
        assert profile is not None
        self.block, self.offers = profile.profile.product_iblock_id, profile.profile.offers_iblock_id

    async def section(self, name: str, *, parent: int = 0, code: str = "") -> int:
        fields = {"iblockId": self.block, "name": name, "xmlId": code, "iblockSectionId": parent or None}
        made = await self._do("catalog.section.add", fields=fields)
        return _id(made, "section")

    async def property_of(self, name: str, block: int | None = None) -> str:
        fields = {"iblockId": block or self.block, "name": name, "propertyType": "S"}
        return (
            f"property{_id(await self._do('catalog.productProperty.add', fields=fields), 'productProperty')}"
        )

    async def product(self, name: str, **fields: object) -> int:
        told = {"iblockId": self.block, "name": name, **fields}
        return _id(await self._do("catalog.product.add", fields=told), "element")

    async def offer(self, head: int, name: str, **fields: object) -> int:
        told = {"iblockId": self.offers, "parentId": head, "name": name, **fields}
        return _id(await self._do("catalog.product.offer.add", fields=told), "offer")


def _id(made: Mapping[str, Any], name: str) -> int:
    return int(made["result"][name]["id"])


async def filled(shop: Shop) -> dict[str, int]:
    """Make what the vendor's exchange, a person and a table of Excel would have made."""
    by = Filling(shop)
    (own,) = [one for one in (await shop.dump())["properties"] if one["code"] == "CML2_ARTICLE"]
    article = f"property{own['id']}"
    barcode = await by.property_of("Штрихкод")
    of_offers = await by.property_of("Штрихкод", by.offers)
    furniture = await by.section("Мебель", code="g")
    tables = await by.section("Столы", parent=furniture)
    head = await by.product("Майка", iblockSectionId=furniture)
    return {
        "g": furniture,
        "g1": tables,
        "table": await by.product("Стол белый", xmlId="table", iblockSectionId=tables),
        "chair": await by.product("Стул деревянный", **{article: {"value": "S-2"}}),
        "shelf": await by.product("Полочка", **{barcode: {"value": "4610000000028"}}),
        "lamp": await by.product(" Лампа", active="N"),
        "shirt": head,
        "shirt#s": await by.offer(head, "маленькая", **{of_offers: {"value": "4610000000035"}}),
        "shirt#m": await by.offer(head, "Майка (M)"),
        "alone": await by.product("Шкаф"),
    }


async def planned(shop: Shop, told: Told | None = None) -> Adoption:
    return await plan_adoption(
        shop.store, shop.practice.portal.belongings, exchange_id=shop.exchange_id, told=told or Told()
    )


async def adopted(shop: Shop, told: Told | None = None) -> list[Pair]:
    """Adopt with a person's yes."""
    said = told or Told()
    adoption = await planned(shop, said)
    shop.store.write(lambda work: begin(work, shop.exchange_id, said, now=shop.clock()))
    portal, pairs = shop.practice.portal, list[Pair]()
    async for some, held in differences(
        shop.store, portal.lookups, portal.belongings, exchange_id=shop.exchange_id, adoption=adoption
    ):
        pairs += some
        binding = partial(adopt, exchange=shop.exchange, pairs=some, held=held, now=shop.clock())
        shop.store.write(binding)
    shop.store.write(lambda work: park_doubts(work, shop.exchange, adoption.doubts, now=shop.clock()))
    return pairs


async def rows(shop: Shop) -> dict[int, dict[str, Any]]:
    state = await shop.dump()
    return {row["id"]: row for row in (*state["products"], *state["offers"])}


async def test_a_plan_says_who_is_who_and_by_what(shop: Shop) -> None:
    made = await filled(shop)

    adoption = await planned(shop)

    found = {pair.ref.id: (pair.remote_id, str(pair.by)) for pair in adoption.pairs}
    assert found == {
        "g": (made["g"], "xml_id"),
        "g1": (made["g1"], "path"),
        "table": (made["table"], "xml_id"),
        "chair": (made["chair"], "article"),
        "shelf": (made["shelf"], "barcode"),
        "lamp": (made["lamp"], "name"),
        "shirt": (made["shirt"], "name"),
        "shirt#s": (made["shirt#s"], "barcode"),
        "shirt#m": (made["shirt#m"], "name"),
    }
    assert dict(adoption.new) == {"product": 1}
    assert made["alone"] not in {pair.remote_id for pair in adoption.pairs}


async def test_after_a_yes_the_plan_shows_what_differs_and_nothing_is_doubled(shop: Shop) -> None:
    made = await filled(shop)

    shown = {pair.ref.id: pair.fields for pair in await adopted(shop)}
    plan = await shop.preview()
    await shop.deliver()

    assert {one.ref.id: one.fields for one in plan.changes if one.ref.id != "new"} == {
        key: fields for key, fields in shown.items() if fields
    }
    assert shown["g1"] == {XML_ID: (None, "g1")}
    assert shown["chair"].keys() >= {XML_ID, "name", "section", "vat", "price"}
    assert "article" not in shown["chair"]
    assert shown["lamp"]["active"] == (False, True)
    held = await rows(shop)
    assert {
        key: held[number]["xmlId"] for key, number in made.items() if key not in {"g", "g1", "alone"}
    } == {key: key for key in made if key not in {"g", "g1", "alone"}}
    assert len([row for row in held.values() if row["id"] >= min(made.values())]) == 9
    assert (shop.pending(), shop.problems()) == ({}, [])


async def test_what_a_plan_of_adoption_shows_is_not_done_without_a_yes(shop: Shop) -> None:
    await filled(shop)
    before = await shop.dump()

    await planned(shop)

    assert (await shop.dump())["products"] == before["products"]
    assert not shop.store.read(lambda work: work.bindings.count(shop.exchange_id, EntityKind.PRODUCT))


async def test_a_doubt_waits_for_a_person_and_is_not_made_meanwhile(shop: Shop) -> None:
    by = Filling(shop)
    first, second = await by.product("Лампа"), await by.product("Лампа")

    await adopted(shop)
    shop.bring(prices_xml([replace(LAMP, prices={"r": "77"})]))
    plan = await shop.preview()
    await shop.deliver()

    (problem,) = shop.store.read(lambda work: work.problems.open(shop.exchange_id, kind=DOUBT))
    assert problem.facts["choices"] == f"{first} «Лампа», {second} «Лампа»"
    assert [(one.action, one.reason) for one in plan.changes if one.ref.id == "lamp"] == [("refuse", DOUBT)]
    assert sum(row["name"] == "Лампа" for row in (await rows(shop)).values()) == 2


async def test_a_persons_word_settles_a_doubt(shop: Shop) -> None:
    by = Filling(shop)
    await by.product("Лампа")
    second = await by.product("Лампа")
    await adopted(shop)

    await adopted(shop, Told(pairs={"lamp": second}))
    await shop.deliver()

    held = await rows(shop)
    assert held[second]["xmlId"] == "lamp"
    assert sum(row["name"] == "Лампа" for row in held.values()) == 2
    assert shop.problems() == []


async def test_a_person_may_say_that_it_is_new(shop: Shop) -> None:
    by = Filling(shop)
    await by.product("Лампа")
    await by.product("Лампа")
    await adopted(shop)

    await adopted(shop, Told(new=frozenset({"lamp"})))
    await shop.deliver()

    assert sum(row["name"] == "Лампа" for row in (await rows(shop)).values()) == 3
    assert shop.problems() == []


async def test_what_a_person_names_has_to_be_there(shop: Shop) -> None:
    await filled(shop)

    with pytest.raises(NotFound):
        await planned(shop, Told(pairs={"nothing": 1}))
    with pytest.raises(Refused):
        await planned(shop, Told(pairs={"lamp": 999_999}))


async def test_a_catalogue_that_is_joined_already_is_left_alone(shop: Shop) -> None:
    await filled(shop)
    await adopted(shop)
    await shop.deliver()

    adoption = await planned(shop)

    assert (adoption.pairs, adoption.doubts, dict(adoption.new)) == ([], [], {})
