"""Whole catalogues of 1C in a practice portal: its end state is what an independent reader reckons."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from obmen.domain.settings import ExchangeSettings
from tests.integration.bitrix24.practice import running
from tests.integration.catalogue.generated import make_catalogue, packages, price_types_of
from tests.integration.catalogue.practice_shop import PORTAL, Shop, opened
from tests.integration.catalogue.reckoning import Held, Told, expect, seen

FOLDER = Path(__file__).parents[3].parent / "shared" / "fixtures" / "commerceml"
PATIENCE = 5  # turns of stock
SETS = {
    "umi-cms": ("irpsv__commerceml/tests/assets/umi-cms", "import.xml offers.xml"),
    "ready-script": ("irpsv__commerceml/tests/assets/ready-script", "import.xml offers.xml"),
    "off-doc-1c": ("irpsv__commerceml/tests/assets/off-doc-1c", "import.xml offers.xml"),
    "bigperson": ("bigperson__exchange1c/tests/xml", "import.xml offers.xml"),
    "carono": ("carono__php-commerceml/tests/xml", "import.xml offers.xml"),
    "dobromyslov": ("dobromyslov__commerceml-parser/data", "import0_1.xml offers0_1.xml"),
    "OlegVashkevich": ("OlegVashkevich__commerceml/xml_data", "import0_1.xml offers0_1.xml"),
    "FREESPORT": (
        "AlexMobiCraft__FREESPORT-B2B/backend/tests/fixtures/1c-data",
        "units/* groups/* storages/* priceLists/* properties*/* goods/*/* offers/* prices/* rests/*",
    ),
}


@pytest.fixture(scope="module")
def portal_url() -> Iterator[str]:
    with running(*PORTAL, "--inventory") as url:
        yield url


@pytest.fixture
async def shop(portal_url: str, database_url: str, tmp_path: Path) -> AsyncIterator[Shop]:
    settings = replace(
        ExchangeSettings(), stocks=True, variants="offers", price_types=("all",), vat_create=True
    )
    async with opened(portal_url, tmp_path, database_url, settings=settings) as one:
        yield one


def files(of: str) -> list[bytes]:
    folder, patterns = SETS[of]
    if not (FOLDER / folder).is_dir():
        pytest.skip("files of real 1C bases are not here (looked in ../shared/fixtures/commerceml)")
    return [path.read_bytes() for one in patterns.split() for path in sorted((FOLDER / folder).glob(one))]


@pytest.mark.parametrize("of", SETS)
async def test_a_real_catalogue_stands_as_an_independent_reader_reckons_it(shop: Shop, of: str) -> None:
    told = Told()
    for data in files(of):
        told.read(data)

    base = next(iter(told.price_types), "")
    before = await shop.dump()
    shop.set(price_type=base)
    shop.bring(*files(of))
    await settle(shop)

    assert_same(await observed(shop, before), expect(told, base=base))


async def settle(shop: Shop) -> None:
    """Deliver until nothing waits: a portal that is slow makes stock wait for its next turn."""
    await shop.deliver()
    for _ in range(PATIENCE):
        if not shop.pending():
            return
        await shop.rest(minutes=shop.exchange.settings.stock_minutes + 1)
        await shop.deliver()


async def observed(shop: Shop, before: Mapping[str, Any]) -> Held:
    """What was made since `before`, in 1C's words."""
    dump = await shop.dump()
    made = {
        kind: [row for row in dump[kind] if row not in before[kind]]
        for kind in ("sections", "products", "offers", "prices", "stock")
    }
    return seen({**dump, **made}, vat_names={row["id"]: _rate(row) for row in dump["vats"]})


def _rate(row: Mapping[str, Any]) -> str:
    return "none" if row["rate"] is None else format(row["rate"], "g")


def assert_same(held: Held, expected: Held) -> None:
    for part in Held.__dataclass_fields__:
        assert getattr(held, part) == getattr(expected, part), part


@pytest.mark.parametrize("seed", range(3))
async def test_two_catalogues_with_many_warehouses_and_prices_stand_as_reckoned(
    shop: Shop, seed: int
) -> None:
    chance = Random(seed)
    types = price_types_of(chance)
    brought = [
        package.encode()
        for catalogue in (make_catalogue(chance, goods=12), make_catalogue(chance, goods=9))
        for package in packages(chance, catalogue, price_types=types)
    ]
    told = Told()
    for data in brought:
        told.read(data)
    before = await shop.dump()
    shop.set(price_type=types[0][0])

    for data in brought:
        shop.bring(data)
        await shop.deliver()
    await settle(shop)

    assert_same(await observed(shop, before), expect(told, base=types[0][0]))
    assert (shop.pending(), shop.problems()) == ({}, [])
