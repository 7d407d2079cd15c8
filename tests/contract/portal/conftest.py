"""Fixtures of the practice portal."""

from collections.abc import AsyncIterator, Callable

import pytest

from obmen_sandbox.portal import PortalSettings
from tests.contract.portal.practice import Practice

SECTION = {"iblockId": 15, "iblockSectionId": 40, "name": "Кабель", "xmlId": "grp-guid-2", "sort": 500}
HEAD = {
    "iblockId": 15,
    "name": "Кабель силовой ВВГнг",
    "xmlId": "b1f0-product-guid",
    "iblockSectionId": 41,
    "active": "Y",
    "vatId": 3,
    "vatIncluded": "Y",
    "measure": 6,
    "detailText": "Медный, ГОСТ",
    "property101": "ART-778",
}
OFFER = {
    "iblockId": 16,
    "parentId": 901,
    "name": "Кабель силовой ВВГнг 3x2.5",
    "xmlId": "b1f0-product-guid#c77a-char-guid",
    "vatId": 3,
    "vatIncluded": "Y",
    "measure": 6,
    "property120": {"value": 733},
    "active": "Y",
}


@pytest.fixture
async def make_portal() -> AsyncIterator[Callable[..., Practice]]:
    """Makes portals with other settings; closes them after the test."""
    made: list[Practice] = []

    def make(**settings: object) -> Practice:
        practice = Practice(PortalSettings(**settings))  # type: ignore[arg-type]
        made.append(practice)
        return practice

    yield make
    for practice in made:
        await practice.http.aclose()


@pytest.fixture
async def portal(make_portal: Callable[..., Practice]) -> Practice:
    """A portal as it is from the start."""
    return make_portal()


@pytest.fixture
async def cable(portal: Practice) -> Practice:
    """A portal with the section 41, the head 901 and the variation 902 of the examples E4–E10 and E15."""
    await portal.call("catalog.section.add", fields=SECTION)
    await portal.call("catalog.product.sku.add", fields=HEAD)
    await portal.call("catalog.product.offer.add", fields=OFFER)
    return portal
