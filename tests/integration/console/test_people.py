"""The pages of people, of one's own sign-in, and of who did what."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from obmen.domain.roles import Role
from obmen.flows.ports.store import Work
from tests.integration.console.conftest import PASSWORD, Browser, House

LINK = re.compile(r"/welcome/[\w-]+")
WORDS = {"password": "a long enough one", "again": "a long enough one"}
OWNERS_PAGES = ("/users", "/audit")


async def user_id(house: House, login: str) -> int:
    return await house.app.store.aread(lambda work: work.users.get(login=login).id)


async def test_who_is_invited_sets_a_password_and_comes_in(house: House) -> None:
    async with house.signed_in(Role.OWNER) as owner, house.browser() as browser:
        invited = await owner.send("/users", seen="/users", login="Boris", name="Борис", role="accountant")
        found = LINK.search(invited.text)
        assert found is not None
        await browser.send(found[0], seen=found[0], **WORDS)
        home = await browser.get("/")
        users = await browser.get("/users")

    assert "Борис" in home.text
    assert users.status_code == 403


async def test_a_login_that_is_taken_is_told_on_the_page(house: House) -> None:
    async with house.signed_in(Role.OWNER) as owner:
        again = await owner.send("/users", seen="/users", login="owner", name="x", role="manager")

    assert again.status_code == 409
    assert "уже занят" in again.text


async def test_a_role_and_exchanges_are_changed_and_kept_in_the_audit(house: House) -> None:
    shop, depot = [await house.add_exchange(name) for name in ("shop", "depot")]
    await house.add_user("boris", Role.MANAGER)
    boris = await user_id(house, "boris")

    async with house.signed_in(Role.OWNER) as owner, house.browser() as browser:
        await owner.send(
            f"/users/{boris}", seen="/users", name="Boris", role="accountant", exchange=[str(shop.id)]
        )
        audit = await owner.get("/audit")
        await browser.sign_in("boris")
        home = await browser.get("/")
        theirs = await browser.get("/x/shop/problems")
        others = await browser.get("/x/depot/problems")

    assert ("manager" in audit.text, "accountant" in audit.text) == (True, True)
    assert ("shop" in home.text, depot.name in home.text) == (True, False)
    assert (theirs.status_code, others.status_code) == (200, 404)


@pytest.mark.parametrize("deed", ["lock", "demote", "limit"])
async def test_the_last_owner_stays(house: House, deed: str) -> None:
    shop = await house.add_exchange("shop")
    async with house.signed_in(Role.OWNER) as owner:
        one = await user_id(house, "owner")
        if deed == "lock":
            refused = await owner.send(f"/users/{one}/lock", seen="/users")
        elif deed == "demote":
            refused = await owner.send(f"/users/{one}", seen="/users", name="x", role="manager")
        else:
            refused = await owner.send(
                f"/users/{one}", seen="/users", name="x", role="owner", exchange=[str(shop.id)]
            )

        assert refused.status_code == 409
        assert (await owner.get("/users")).status_code == 200


async def test_who_is_locked_out_gets_no_link_and_comes_in_again_when_let_in(house: House) -> None:
    await house.add_user("boris", Role.MANAGER)
    boris = await user_id(house, "boris")

    async with house.signed_in(Role.OWNER) as owner, house.browser() as browser:
        await owner.send(f"/users/{boris}/lock", seen="/users")
        out = await browser.sign_in("boris")
        link = await owner.send(f"/users/{boris}/link", seen="/users")
        await owner.send(f"/users/{boris}/unlock", seen="/users")
        let_in = await browser.sign_in("boris")

    assert (out.status_code, link.status_code, let_in.status_code) == (403, 409, 303)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ACCOUNTANT, Role.INTEGRATOR])
@pytest.mark.parametrize("path", OWNERS_PAGES)
async def test_pages_of_another_role_are_forbidden(house: House, role: Role, path: str) -> None:
    async with house.signed_in(role) as browser:
        page, form = await browser.get(path), await browser.send("/users", login="x", role="owner")
        menu = await browser.get("/")

    may = (role, path) == (Role.INTEGRATOR, "/audit")
    assert page.status_code == (200 if may else 403)
    assert form.status_code == 403
    assert (f'href="{path}"' in menu.text) is may


async def test_one_changes_the_password_with_the_former_one_only(house: House) -> None:
    async with house.signed_in(Role.MANAGER) as here, house.browser() as there:
        await there.sign_in("manager")
        wrong = await here.send("/account/password", seen="/account", former="not this one", **WORDS)
        right = await here.send("/account/password", seen="/account", former=PASSWORD, **WORDS)
        still_here, no_more = await here.get("/"), await there.get("/")

    assert (wrong.status_code, right.status_code) == (409, 303)
    assert (still_here.status_code, no_more.status_code) == (200, 303)


async def test_one_signs_out_elsewhere(house: House) -> None:
    async with house.signed_in(Role.MANAGER) as here, house.browser() as there, house.browser() as third:
        await there.sign_in("manager")
        await third.sign_in("manager")
        page = await here.get("/account")
        other = re.findall(r"/account/logins/(\d+)/end", page.text)
        await here.send(f"/account/logins/{other[0]}/end", seen="/account")
        after_one = [(await browser.get("/")).status_code for browser in (here, there, third)]
        await here.send("/account/logins/end-others", seen="/account")
        after_all = [(await browser.get("/")).status_code for browser in (here, there, third)]

    assert sorted(after_one) == [200, 200, 303]
    assert after_all == [200, 303, 303]


async def test_nobody_ends_the_login_of_another(house: House) -> None:
    async with house.signed_in(Role.OWNER) as owner, house.signed_in(Role.MANAGER) as manager:
        await manager.send("/account/logins/1/end", seen="/account")

        assert (await owner.get("/")).status_code == 200


HOSTILE = '"><script>alert(1)</script>{{7*7}}'


async def test_a_hostile_name_is_shown_as_it_is_and_does_nothing(house: House) -> None:
    await house.add_user("boris", Role.MANAGER)

    def rename(work: Work) -> None:
        work.users.put(replace(work.users.get(login="boris"), name=HOSTILE))

    await house.app.store.awrite(rename)
    async with house.signed_in(Role.OWNER) as owner:
        page = await owner.get("/users")

    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in page.text


async def english(browser: Browser, path: str) -> str:
    await browser.send("/language", seen="/", language="en", next="/")
    return (await browser.get(path)).text


@pytest.mark.parametrize(
    ("path", "russian", "english_words"),
    [("/users", "Пригласить", "Invite"), ("/account", "Где открыт вход", "Where you are signed in"),
     ("/audit", "Кто что делал", "Who did what"), ("/", "Обменов пока нет", "There is no exchange yet")],
)  # fmt: skip
async def test_pages_speak_both_languages(house: House, path: str, russian: str, english_words: str) -> None:
    async with house.signed_in(Role.OWNER) as owner:
        assert russian in (await owner.get(path)).text
        assert english_words in await english(owner, path)
