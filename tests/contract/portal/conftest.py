"""Fixtures of the practice portal."""

from collections.abc import AsyncIterator, Callable

import pytest

from obmen_sandbox.portal import PortalSettings
from tests.contract.portal.practice import Practice


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
