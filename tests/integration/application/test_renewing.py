"""Tokens are renewed once, kept before they are used, and a killed process does not end the application."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import text

from obmen.flows.application.renewing import tokens_of
from obmen.flows.ports.application import Standing
from obmen.flows.ports.portal import PortalHalted, PortalUnreachable
from tests.integration.application.conftest import House


class Killed(BaseException):
    """The process ends at this moment."""


async def test_a_new_pair_is_kept_before_anybody_has_it(house: House) -> None:
    stale = tokens_of(house.application)

    tokens = await house.keeper().renewed(stale)

    kept = house.application
    assert (tokens.access, tokens.generation) == ("a2", 2)
    assert (kept.access_token, kept.refresh_token, kept.generation) == ("a2", "r2", 2)
    assert (kept.renewed_by, kept.renewed_until) == ("", None)


async def test_of_several_at_once_one_asks_and_all_get_the_same(house: House) -> None:
    stale = tokens_of(house.application)
    house.oauth.before_answer = lambda: asyncio.sleep(0.05)

    several = [house.keeper(owner) for owner in ("one", "two", "three")]
    got = await asyncio.gather(*(keeper.renewed(stale) for keeper in several))

    assert [tokens.access for tokens in got] == ["a2", "a2", "a2"]
    assert house.oauth.asked == ["r1"]


async def test_who_comes_late_with_old_tokens_asks_nobody(house: House) -> None:
    stale = tokens_of(house.application)
    await house.keeper("one").renewed(stale)

    tokens = await house.keeper("two").renewed(stale)

    assert tokens.access == "a2"
    assert house.oauth.asked == ["r1"]


async def kill_between_answer_and_store(house: House) -> None:
    async def die() -> None:
        raise Killed

    house.oauth.before_answer = die
    with pytest.raises(Killed):
        await house.keeper("killed").renewed(tokens_of(house.application))
    house.oauth.before_answer = None


async def test_a_pair_that_was_lost_between_answer_and_store_is_replaced_by_the_reserve(house: House) -> None:
    house.keep(reserve="r9")
    house.oauth.living.add("r9")
    await kill_between_answer_and_store(house)

    tokens = await house.keeper("next").renewed(tokens_of(house.application))

    assert house.oauth.asked == ["r1", "r1", "r9"]
    assert tokens.access == house.application.access_token == "a4"
    assert house.application.reserve == ""
    assert house.problems() == []


async def test_without_a_reserve_a_lost_pair_is_told_and_halts_the_application_alone(house: House) -> None:
    await kill_between_answer_and_store(house)

    with pytest.raises(PortalHalted) as caught:
        await house.keeper("next").renewed(tokens_of(house.application))

    assert caught.value.code == "INVALID_GRANT"
    assert house.problems() == ["application.halted"]
    assert house.application.trouble == "INVALID_GRANT"
    assert house.application.standing is Standing.INSTALLED


async def test_a_cancelled_renewal_is_kept_all_the_same(house: House) -> None:
    asked = asyncio.Event()

    async def answer_slowly() -> None:
        asked.set()
        await asyncio.sleep(0.05)

    house.oauth.before_answer = answer_slowly
    renewal = asyncio.create_task(house.keeper().renewed(tokens_of(house.application)))
    await asked.wait()

    renewal.cancel()
    with pytest.raises(asyncio.CancelledError):
        await renewal

    assert house.application.refresh_token == "r2"


@pytest.mark.parametrize("code", ["PAYMENT_REQUIRED", "NOT_INSTALLED", "WRONG_CLIENT"])
async def test_a_refusal_is_told_once_and_ends_when_tokens_come_again(house: House, code: str) -> None:
    house.oauth.refusing = code
    for owner in ("one", "two"):
        with pytest.raises(PortalHalted):
            await house.keeper(owner).renewed(tokens_of(house.application))
    told = house.problems()

    house.oauth.refusing = ""
    await house.keeper("three").renewed(tokens_of(house.application))

    assert told == ["application.halted"]
    assert (house.problems(), house.application.trouble) == ([], "")


async def test_an_oauth_server_that_does_not_answer_leaves_the_tokens_and_the_turn(house: House) -> None:
    async def vanish() -> None:
        raise PortalUnreachable("oauth")

    house.oauth.before_answer = vanish
    with pytest.raises(PortalUnreachable):
        await house.keeper("one").renewed(tokens_of(house.application))

    assert house.application.refresh_token == "r1"
    assert house.application.renewed_by == ""
    assert house.problems() == []


async def test_a_grant_of_another_portal_is_not_taken(house: House) -> None:
    house.oauth.member_id = "another"

    with pytest.raises(PortalHalted) as caught:
        await house.keeper().renewed(tokens_of(house.application))

    assert caught.value.code == "FOREIGN_MEMBER"
    assert house.application.access_token == "a1"


async def test_an_installation_in_between_is_newer_than_a_renewal(house: House) -> None:
    async def install() -> None:
        newer = replace(house.application, refresh_token="new", access_token="n", generation=9)
        await house.store.awrite(lambda work: work.applications.put(newer))

    house.oauth.before_answer = install

    tokens = await house.keeper().renewed(tokens_of(house.application))

    assert (tokens.access, tokens.generation) == ("n", 9)
    assert house.application.refresh_token == "new"


async def test_what_is_not_installed_has_no_tokens(house: House) -> None:
    house.keep(standing=Standing.GONE)

    with pytest.raises(PortalHalted) as caught:
        await house.keeper().current()

    assert caught.value.code == "NOT_INSTALLED"


def test_secrets_are_sealed_in_the_database(house: House) -> None:
    house.keep(reserve="reserve-token-9")

    with house.store._reader.begin() as connection:  # what lies in the table itself
        row = connection.execute(text("SELECT * FROM application")).mappings().one()

    written = " ".join(str(value) for value in row.values())
    assert not [secret for secret in ("s3cr3t", "5185", "reserve-token-9") if secret in written]
    assert {"a1", "r1"} & {str(value) for value in row.values()} == set()
    assert "s3cr3t" not in repr(house.application)
