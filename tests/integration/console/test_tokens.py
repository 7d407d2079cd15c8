"""Tokens in the console: made with what their maker has, shown once, revoked."""

from __future__ import annotations

import re

from obmen.domain.roles import Role
from tests.integration.console.conftest import HOST, House

SECRET = re.compile(r"obmen_[\w-]{40,}")


async def test_a_token_is_made_shown_once_used_and_revoked(house: House) -> None:
    await house.add_exchange("shop")

    async with house.signed_in(Role.INTEGRATOR) as browser, house.browser() as program:
        made = await browser.send("/tokens", seen="/tokens", name="warehouse", scope="look", exchange="shop")
        found = SECRET.search(made.text)
        assert found is not None, made.text
        shows = {"Authorization": f"Bearer {found[0]}"}
        used = await program.client.get("/api/v1/exchanges", headers=shows)
        again = await browser.get("/tokens")
        await browser.send("/tokens/revoke", seen="/tokens", name="warehouse")
        revoked = await program.client.get(f"{HOST}/api/v1/exchanges", headers=shows)

    assert used.status_code == 200
    assert "warehouse" in again.text
    assert SECRET.search(again.text) is None
    assert revoked.status_code == 401


async def test_nobody_gives_more_than_they_have(house: House) -> None:
    shop = await house.add_exchange("shop")
    await house.add_exchange("other")

    async with house.signed_in(Role.INTEGRATOR, exchange_ids=(shop.id,)) as browser:
        mightier = await browser.send("/tokens", seen="/tokens", name="a", scope="users")
        elsewhere = await browser.send("/tokens", seen="/tokens", name="b", scope="look", exchange="other")
        own = await browser.send("/tokens", seen="/tokens", name="c", scope="look")
    made = await house.app.store.aread(lambda work: work.tokens.all())

    assert (mightier.status_code, elsewhere.status_code, own.status_code) == (409, 409, 200)
    assert [(one.name, one.exchange_ids) for one in made] == [("c", (shop.id,))]


async def test_the_page_is_for_who_may_make_tokens(house: House) -> None:
    async with house.signed_in(Role.ACCOUNTANT) as browser:
        page = await browser.get("/tokens")

    assert page.status_code == 403
