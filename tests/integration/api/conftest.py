"""The API in front of a real store, without sockets; and programs that hold tokens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from starlette.types import ASGIApp

from obmen.asgi import create_app
from obmen.bootstrap.app import App
from obmen.bootstrap.commands import run
from obmen.bootstrap.people_commands import COMMAND_LINE
from obmen.bootstrap.process import open_app
from obmen.config import Config
from obmen.domain.roles import Permission
from obmen.flows.ports.people import Deed

HOST: Final = "http://127.0.0.1:8080"
NOBODY_LISTENS: Final = "http://127.0.0.1:9/rest/1/abc123/"
EVERYTHING: Final = [scope.value for scope in Permission]


@dataclass(frozen=True)
class Gateway:
    """The gateway, as programs meet it."""

    app: App
    web: ASGIApp

    async def ask(self, command: str, **args: object) -> Any:  # noqa: ANN401 — the command's document
        """Run a command of the command line."""
        result = await run(self.app, command, args, by=COMMAND_LINE, tell=lambda _: None)
        return result.document

    async def add_exchange(self, name: str) -> None:
        await self.ask("exchange.add", name=name, portal=NOBODY_LISTENS)

    async def add_token(
        self, name: str, scopes: Sequence[str], *, exchanges: Sequence[str] = (), days: int | None = None
    ) -> str:
        made = await self.ask("token.add", name=name, scopes=scopes, exchanges=exchanges, days=days)
        secret: str = made["token"]
        return secret

    @asynccontextmanager
    async def program(
        self, *scopes: str, exchanges: Sequence[str] = (), language: str = "en", name: str = "program"
    ) -> AsyncIterator[httpx.AsyncClient]:
        """A program with a token of its own."""
        secret = await self.add_token(name, scopes or EVERYTHING, exchanges=exchanges)
        async with self.caller(secret, language=language) as client:
            yield client

    @asynccontextmanager
    async def caller(
        self, secret: str = "", *, language: str = "en", address: str = "10.0.0.1"
    ) -> AsyncIterator[httpx.AsyncClient]:
        """Somebody who shows a secret, or nothing."""
        headers = {"Accept-Language": language} | ({"Authorization": f"Bearer {secret}"} if secret else {})
        transport = httpx.ASGITransport(app=self.web, client=(address, 1))
        async with httpx.AsyncClient(
            transport=transport, base_url=f"{HOST}/api/v1", headers=headers
        ) as client:
            yield client

    async def deeds(self) -> Sequence[Deed]:
        """What the audit holds, the newest first."""
        return await self.app.store.aread(lambda work: work.audit.page(limit=100))


@pytest.fixture
async def gateway(tmp_path: Path, database_url: str) -> AsyncIterator[Gateway]:
    """The gateway, on each database."""
    config = Config(data_dir=tmp_path, database_url=database_url, public_url=HOST)
    async with open_app(config) as app:
        yield Gateway(app, create_app(app, token="x"))
