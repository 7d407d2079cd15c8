"""Pages that say what is wrong: nothing there, not allowed, something broke, the database away."""

from __future__ import annotations

import pytest

from obmen.domain.roles import Role
from obmen.storage.away import DatabaseAway
from tests.integration.console.conftest import House

ADDRESS = "postgresql://obmen:***@10.0.0.5/obmen"


async def gone(*_: object) -> None:
    raise DatabaseAway(ADDRESS, address=ADDRESS, why="connection refused")


@pytest.mark.parametrize("path", ["/", "/sign-in", "/x/shop/problems", "/nowhere"])
async def test_a_database_that_is_away_is_said_in_words(
    house: House, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    await house.add_exchange("shop")
    async with house.signed_in(Role.OWNER) as browser:
        monkeypatch.setattr(house.app.store, "aread", gone)
        page = await browser.get(path)
        monkeypatch.undo()
        after = await browser.get("/x/shop/problems")

    assert page.status_code == 503
    assert "База данных не отвечает" in page.text
    assert ADDRESS not in page.text
    assert after.status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nowhere", 404, "Такой страницы нет"),
        ("/x/nowhere/problems", 404, "nowhere"),
        ("/x/shop/invoices/999", 404, "999"),
        ("/users", 403, "Для этого нужна другая роль"),
    ],
)
async def test_what_is_not_there_or_not_allowed_is_said_on_a_page(
    house: House, path: str, status: int, words: str
) -> None:
    await house.add_exchange("shop")

    async with house.signed_in(Role.MANAGER) as browser:
        page = await browser.get(path)

    assert page.status_code == status
    assert words in page.text
    assert "<h1" in page.text
    assert 'href="/"' in page.text


async def test_a_page_that_breaks_says_so_and_no_more(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(ADDRESS)

    await house.add_exchange("shop")
    async with house.signed_in(Role.OWNER) as browser:
        monkeypatch.setattr("obmen.console.pages.home.standing_of", broken)
        monkeypatch.setattr(house.transport, "raise_app_exceptions", False)
        page = await browser.get("/")

    assert page.status_code == 500
    assert "что-то сломалось" in page.text
    assert ADDRESS not in page.text


async def test_a_form_that_breaks_says_so_and_changes_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(ADDRESS)

    async with house.signed_in(Role.OWNER) as browser:
        monkeypatch.setattr("obmen.bootstrap.exchange_commands.ask_for_a_signature", broken)
        monkeypatch.setattr(house.transport, "raise_app_exceptions", False)
        page = await browser.send(
            "/exchanges/new", name="lost", portal="http://127.0.0.1:8090/rest/1/key/", login=""
        )

    assert page.status_code == 500
    assert "что-то сломалось" in page.text
    assert ADDRESS not in page.text
    assert await house.app.exchanges() == ()
