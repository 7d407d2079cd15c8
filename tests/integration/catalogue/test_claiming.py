"""Rows of a portal's directories are made by one at a time."""

from __future__ import annotations

import pytest

from obmen.flows.catalog.claiming import making_alone
from obmen.flows.ports.portal import PortalUnreachable
from tests.integration.catalogue.conftest import HOST, House


async def test_who_comes_while_another_makes_rows_of_a_portal_is_told_to_come_again(house: House) -> None:
    async with making_alone(house.store, host=HOST, now=house.clock()):
        with pytest.raises(PortalUnreachable):
            async with making_alone(house.store, host=HOST, now=house.clock()):
                pytest.fail("two make rows at once")

    async with making_alone(house.store, host=HOST, now=house.clock()) as announce:
        await announce(house.clock())


async def test_another_portal_is_nobodys_concern(house: House) -> None:
    async with (
        making_alone(house.store, host=HOST, now=house.clock()),
        making_alone(house.store, host="other.example", now=house.clock()) as announce,
    ):
        await announce(house.clock())


async def lose_an_answer(house: House, *, after_s: float) -> None:
    async with making_alone(house.store, host=HOST, now=house.clock()) as announce:
        house.clock.advance(after_s)
        await announce(house.clock())
        raise PortalUnreachable("TimeoutError")


async def test_a_lost_answer_keeps_all_out_until_its_request_has_ended(house: House) -> None:
    with pytest.raises(PortalUnreachable, match="TimeoutError"):
        await lose_an_answer(house, after_s=70)

    house.clock.advance(99)
    with pytest.raises(PortalUnreachable, match="settling"):
        async with making_alone(house.store, host=HOST, now=house.clock()):
            pytest.fail("the request may still make rows")
    house.clock.advance(1)
    async with making_alone(house.store, host=HOST, now=house.clock()) as announce:
        await announce(house.clock())


async def test_a_portal_that_could_not_even_be_read_keeps_nobody_out(house: House) -> None:
    with pytest.raises(PortalUnreachable, match="TimeoutError"):
        async with making_alone(house.store, host=HOST, now=house.clock()):
            raise PortalUnreachable("TimeoutError")

    async with making_alone(house.store, host=HOST, now=house.clock()) as announce:
        await announce(house.clock())


async def test_who_slept_until_others_have_made_rows_makes_none(house: House) -> None:
    async with making_alone(house.store, host=HOST, now=house.clock()) as announce:
        house.clock.advance(101)
        async with making_alone(house.store, host=HOST, now=house.clock()) as of_another:
            await of_another(house.clock())

        with pytest.raises(PortalUnreachable, match="settling"):
            await announce(house.clock())
