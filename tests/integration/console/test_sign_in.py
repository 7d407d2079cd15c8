"""Who may come in, how, and how often they may try."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from obmen.bootstrap.commands import run
from obmen.bootstrap.people_commands import COMMAND_LINE
from obmen.domain.errors import Refused
from obmen.domain.roles import Role
from tests.integration.console.conftest import HOST, PASSWORD, House

WORDS = {"password": "a long enough one", "again": "a long enough one"}


async def test_the_first_owner_comes_by_a_link_that_works_once(house: House) -> None:
    link = await house.first_link()

    async with house.browser() as first, house.browser() as second:
        made = await first.send(link, seen=link, name="Anna", login="Anna", **WORDS)
        home = await first.get("/")
        again = await second.get(link)

    assert (made.status_code, made.headers["location"]) == (303, "/")
    assert "Anna" in home.text
    assert again.status_code == 404
    (user,) = await house.app.store.aread(lambda work: work.users.all())
    assert (user.login, user.role) == ("anna", Role.OWNER)


async def test_a_link_is_made_anew_for_who_lost_the_password(house: House) -> None:
    await house.add_user("anna", Role.MANAGER)
    told = await run(house.app, "user.link", {"login": "anna"}, by=COMMAND_LINE, tell=lambda _: None)
    link = told.document["url"].removeprefix(house.app.public_url)

    async with house.signed_in(Role.OWNER), house.browser() as browser:
        await browser.send(link, seen=link, **WORDS)
        signed_in = await browser.get("/")
        async with house.browser() as other:
            former = await other.sign_in("anna", PASSWORD)

    assert signed_in.status_code == 200
    assert former.status_code == 403


async def test_without_a_login_no_link_is_made_when_there_is_an_owner(house: House) -> None:
    await house.add_user("anna", Role.OWNER)

    with pytest.raises(Refused):
        await run(house.app, "user.link", {}, by=COMMAND_LINE, tell=lambda _: None)


@pytest.mark.parametrize(
    ("password", "again"), [("short", "short"), ("a long enough one", "another long one")]
)
async def test_a_bad_new_password_is_refused_and_the_link_stays(
    house: House, password: str, again: str
) -> None:
    link = await house.first_link()

    async with house.browser() as browser:
        refused = await browser.send(link, seen=link, name="A", login="a", password=password, again=again)
        page = await browser.get(link)

    assert (refused.status_code, page.status_code) == (409, 200)
    assert password not in refused.text


async def test_a_stranger_is_led_to_the_sign_in_and_back(house: House) -> None:
    await house.add_user("anna", Role.MANAGER)

    async with house.browser() as browser:
        away = await browser.get("/?day=1")
        back = await browser.send(
            "/sign-in", seen="/sign-in", login=" ANNA ", password=PASSWORD, next="/?day=1"
        )

    assert away.headers["location"] == "/sign-in?next=%2F%3Fday%3D1"
    assert (back.status_code, back.headers["location"]) == (303, "/?day=1")


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/\t/evil"],
)
async def test_nobody_is_led_elsewhere_after_signing_in(house: House, target: str) -> None:
    await house.add_user("anna", Role.MANAGER)

    async with house.browser() as browser:
        answer = await browser.send("/sign-in", seen="/sign-in", login="anna", password=PASSWORD, next=target)

    assert answer.headers["location"] == "/"


async def test_a_wrong_password_and_an_unknown_login_are_told_alike(house: House) -> None:
    await house.add_user("anna", Role.MANAGER)

    async with house.browser() as browser:
        wrong = await browser.sign_in("anna", "not the right one")
        unknown = await browser.sign_in("boris", "not the right one")

    assert (wrong.status_code, unknown.status_code) == (403, 403)
    assert "Логин или пароль не подходит" in wrong.text
    assert "Логин или пароль не подходит" in unknown.text


async def test_a_guesser_has_to_wait_and_the_right_password_waits_too(house: House) -> None:
    await house.add_user("anna", Role.MANAGER)

    async with house.browser() as browser:
        for _ in range(6):
            await browser.sign_in("anna", "not the right one")
        hasty = await browser.sign_in("anna", PASSWORD)
        other = await browser.sign_in("boris", "not the right one")

    assert hasty.status_code == 429
    assert "Слишком много" in hasty.text
    assert other.status_code == 403  # another login of the same office is not held up yet


async def test_who_is_locked_out_is_out_at_once(house: House) -> None:
    async with house.signed_in(Role.MANAGER) as browser:
        user = await house.app.store.aread(lambda work: work.users.get(login="manager"))
        locked = replace(user, locked_at=house.app.clock())
        await house.app.store.awrite(lambda work: work.users.put(locked))

        assert (await browser.get("/")).status_code == 303
        assert (await browser.sign_in("manager")).status_code == 403


async def test_signing_out_makes_the_cookie_worthless(house: House) -> None:
    async with house.signed_in(Role.MANAGER) as browser:
        cookie = browser.client.cookies["obmen"]
        await browser.send("/sign-out")
        browser.client.cookies.set("obmen", cookie)

        assert (await browser.get("/")).status_code == 303


async def test_signing_in_changes_the_cookie(house: House) -> None:
    await house.add_user("anna", Role.MANAGER)

    async with house.browser() as browser:
        await browser.get("/sign-in")
        before = browser.client.cookies["obmen"]
        await browser.sign_in("anna")

        assert browser.client.cookies["obmen"] != before


async def test_the_cookie_is_the_browsers_alone(house: House) -> None:
    async with house.browser() as plain, house.browser("https://127.0.0.1:8080") as secure:
        over_http = (await plain.get("/sign-in")).headers["set-cookie"]
        over_https = (await secure.get("/sign-in")).headers["set-cookie"]

    assert over_http.startswith("obmen=")
    assert over_https.startswith("__Host-obmen=")
    assert all(flag in over_https for flag in ("HttpOnly", "SameSite=lax", "Secure", "Path=/"))
    assert "HttpOnly" in over_http
    assert "Domain" not in over_http + over_https


async def refused_form(house: House, **headers: str) -> httpx.Response:
    """Send a form that is right in all but its headers."""
    async with house.signed_in(Role.MANAGER) as browser:
        token = await browser.token("/")
        return await browser.client.post("/sign-out", data={"csrf": token}, headers=headers)


@pytest.mark.parametrize(
    ("header", "value"),
    [("Origin", "https://evil.example"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site")],
)
async def test_a_form_of_another_site_is_refused(house: House, header: str, value: str) -> None:
    assert (await refused_form(house, **{header: value})).status_code == 403


@pytest.mark.parametrize("token", ["", "x", "\u00ff"])
async def test_a_form_without_its_token_is_refused(house: House, token: str) -> None:
    async with house.signed_in(Role.MANAGER) as browser, house.browser() as stranger:
        foreign = await stranger.token("/sign-in")
        for told in (token, foreign):
            answer = await browser.client.post("/sign-out", data={"csrf": told}, headers={"Origin": HOST})
            assert answer.status_code == 403

        assert (await browser.get("/")).status_code == 200


async def test_a_form_may_carry_its_token_in_a_header(house: House) -> None:
    async with house.signed_in(Role.MANAGER) as browser:
        headers = {"X-CSRF-Token": await browser.token("/"), "Origin": HOST, "HX-Request": "true"}
        answer = await browser.client.post("/sign-out", headers=headers)

    assert (answer.status_code, answer.headers["hx-redirect"]) == (204, "/sign-in")


async def test_every_answer_tells_the_browser_to_be_careful(house: House) -> None:
    async with house.browser() as browser:
        answers = [await browser.get(path) for path in ("/", "/sign-in", "/nowhere", "/welcome/none")]

    assert [answer.status_code for answer in answers] == [303, 200, 404, 404]
    for answer in answers:
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


async def test_the_language_is_russian_until_another_is_chosen(house: House) -> None:
    async with house.browser() as browser:
        russian = await browser.get("/sign-in")
        await browser.send("/language", seen="/sign-in", language="en", next="/sign-in")
        english = await browser.get("/sign-in")

    assert ('<html lang="ru"' in russian.text, "Вход" in russian.text) == (True, True)
    assert ('<html lang="en"' in english.text, "Sign in" in english.text) == (True, True)


async def test_files_are_kept_by_the_browser_for_good(house: House) -> None:
    async with house.browser() as browser:
        page = await browser.get("/sign-in")
        address = page.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
        file = await browser.get(address)
        again = await browser.get(address, **{"If-None-Match": file.headers["etag"]})
        outside = [
            await browser.get(f"/static/{name}") for name in ("../shell.py", "vendor", "%2e%2e/door.py")
        ]

    assert "immutable" in file.headers["cache-control"]
    assert again.status_code == 304
    assert [answer.status_code for answer in outside] == [404, 404, 404]
