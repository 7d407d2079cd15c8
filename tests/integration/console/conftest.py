"""The console in front of a real store, without sockets; and browsers to look at it with."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import httpx
import pytest

from obmen.asgi import create_app
from obmen.bootstrap.app import App
from obmen.bootstrap.people_commands import first_link
from obmen.bootstrap.process import open_app
from obmen.config import Config
from obmen.domain.roles import Role
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work
from obmen.keys.passwords import hash_password
from tests.integration.storage.samples import add_exchange

PASSWORD: Final = "correct horse battery"
TOKEN: Final = re.compile(r'name="csrf" value="([^"]+)"')
HOST: Final = "http://127.0.0.1:8080"
HASH: Final = hash_password(PASSWORD)


@dataclass(frozen=True)
class Browser:
    """One browser: it keeps cookies and sends forms of the page that it saw last."""

    client: httpx.AsyncClient

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.client.get(path, headers=headers)

    async def follow(self, path: str) -> httpx.Response:
        return await self.client.get(path, follow_redirects=True)

    async def token(self, path: str = "/sign-in") -> str:
        page = await self.follow(path)
        found = TOKEN.search(page.text)
        assert found is not None, page.text
        return found[1]

    async def send(self, path: str, *, seen: str = "", **fields: str | list[str]) -> httpx.Response:
        """Send a form of the page `seen`, as a person would."""
        data = {"csrf": await self.token(seen or "/"), **fields}
        return await self.client.post(path, data=data, headers={"Origin": HOST})

    async def sign_in(self, login: str, password: str = PASSWORD) -> httpx.Response:
        return await self.send("/sign-in", seen="/sign-in", login=login, password=password)


@dataclass(frozen=True)
class House:
    """The gateway, and browsers in front of it."""

    app: App
    transport: httpx.ASGITransport

    @asynccontextmanager
    async def browser(self, base: str = HOST) -> AsyncIterator[Browser]:
        async with httpx.AsyncClient(transport=self.transport, base_url=base) as client:
            yield Browser(client)

    @asynccontextmanager
    async def signed_in(self, role: Role, *, exchange_ids: tuple[int, ...] = ()) -> AsyncIterator[Browser]:
        """A browser in which somebody of this role has signed in."""
        await self.add_user(str(role), role, exchange_ids=exchange_ids)
        async with self.browser() as browser:
            answer = await browser.sign_in(str(role))
            assert answer.status_code == 303, answer.text
            yield browser

    async def add_user(self, login: str, role: Role, *, exchange_ids: tuple[int, ...] = ()) -> None:
        def add(work: Work) -> None:
            user = work.users.add(login=login, name=login.title(), role=role, now=self.app.clock())
            work.users.put(replace(user, password_hash=HASH, exchange_ids=exchange_ids))

        await self.app.store.awrite(add)

    async def add_exchange(self, name: str) -> Exchange:
        exchange_id = await self.app.store.awrite(lambda work: add_exchange(work, name=name))
        return await self.app.store.aread(lambda work: work.exchanges.get(id=exchange_id))

    async def first_link(self) -> str:
        url = await first_link(self.app)
        assert url is not None
        return url.removeprefix(self.app.public_url)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    config = Config(
        data_dir=tmp_path, database_url=f"sqlite:///{tmp_path / 'obmen.sqlite3'}", public_url=HOST
    )
    async with open_app(config) as app:
        yield House(app, httpx.ASGITransport(app=create_app(app, token="x")))
