"""A browser in front of the running product and both practice copies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.support.browser import Reader, open_browser, require_browser
from tests.support.world import World
from tests.support.world_fixtures import MakeWorld, forge, make_world, sandbox

__all__ = ["forge", "make_world", "sandbox"]

ALBUM: Final = Path(__file__).parents[2] / "var" / "pictures"  # git ignores it, and no other test clears it
PASSWORD: Final = "correct horse battery"
LINK: Final = re.compile(r"http://\S+/welcome/\S+")


@pytest.fixture(scope="session", autouse=True)
def has_browser() -> None:
    """Nothing here runs without one."""
    require_browser()


@pytest.fixture
def world(has_browser: None, make_world: MakeWorld) -> World:
    """A gateway that nobody has signed in to yet."""
    return make_world()


@pytest.fixture
def reader(has_browser: None, request: pytest.FixtureRequest) -> Iterator[Reader]:
    """A window; at the end nothing may have been wrong on any page."""
    with open_browser() as browser:
        reader = Reader(browser.new_page(locale="ru-RU"), ALBUM / request.node.name)
        yield reader
    assert not reader.complaints, "\n".join(reader.complaints)


def become_owner(reader: Reader, world: World) -> None:
    """Open the link that `serve` prints on its first start, and choose a password."""
    found = LINK.search(world.gateway.log())
    assert found is not None, world.gateway.log()
    page = reader.page
    reader.go(found[0])
    reader.look("welcome")
    page.get_by_label("Как вас зовут").fill("Ольга")
    page.locator("#field-login").fill("olga")
    page.locator("#field-password").fill(PASSWORD)
    page.get_by_label("Пароль ещё раз").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
