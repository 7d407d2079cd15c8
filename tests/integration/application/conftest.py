"""A store on each database with an exchange and its application, an OAuth server and a portal of our own."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from obmen.flows.application.renewing import TokenKeeper
from obmen.flows.ports.application import (
    Answered,
    Application,
    Denied,
    Grant,
    Opening,
    Registered,
    Standing,
    Visitor,
    Wanted,
)
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import PortalUnreachable
from obmen.storage.database import open_store
from obmen.storage.unit_of_work import SqlStore
from tests.integration.storage.samples import add_exchange

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
MEMBER = "0f3c"
INSTALLED = Application(
    exchange_id=0,
    client_id="local.1",
    client_secret="s3cr3t",
    standing=Standing.INSTALLED,
    member_id=MEMBER,
    application_token="5185",
    user_id=7,
    access_token="a1",
    refresh_token="r1",
    generation=1,
)


@dataclass
class OAuth:
    """Implements `Authority`: each refresh token can be used once."""

    member_id: str = MEMBER
    living: set[str] = field(default_factory=lambda: {"r1"})
    asked: list[str] = field(default_factory=list)
    refusing: str = ""
    before_answer: Callable[[], Awaitable[None]] | None = None

    async def refresh(self, application: Application, refresh_token: str) -> Grant | Denied:
        self.asked.append(refresh_token)
        if self.refusing:
            return Denied(self.refusing)
        if refresh_token not in self.living:
            return Denied("INVALID_GRANT")
        self.living.remove(refresh_token)
        number = len(self.asked) + 1
        self.living.add(f"r{number}")
        if self.before_answer is not None:
            await self.before_answer()
        return Grant(
            access_token=f"a{number}", refresh_token=f"r{number}", member_id=self.member_id, user_id=7
        )


@dataclass
class Inside:
    """Implements `InPortal`: knows visitors by their tokens, and takes robots' answers."""

    visitors: dict[str, Visitor] = field(default_factory=dict)
    answers: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    away: int = 0  # answers that get lost first
    refusing: set[str] = field(default_factory=set)

    async def visitor(self, opening: Opening) -> Visitor | None:
        return self.visitors.get(opening.token)

    async def register(self, wanted: Wanted, *, repair: bool) -> Registered:
        return Registered(lacking={}, errors={}, tile=False, digest=f"{wanted.base} {repair}")

    async def answer(self, event_token: str, values: Mapping[str, str], *, log: str) -> Answered:
        assert log == values["text"]
        if self.away:
            self.away -= 1
            raise PortalUnreachable("away")
        if event_token in self.refusing:
            return Answered.REFUSED
        self.answers.append((event_token, dict(values)))
        return Answered.TAKEN


@dataclass
class House:
    """One process over the database."""

    store: SqlStore
    exchange: Exchange
    oauth: OAuth
    inside: Inside = field(default_factory=Inside)
    now: datetime = NOW

    @property
    def application(self) -> Application:
        found = self.store.read(lambda work: work.applications.get(self.exchange.id))
        assert found is not None
        return found

    def keep(self, **changes: object) -> None:
        kept = replace(INSTALLED, exchange_id=self.exchange.id, **changes)  # type: ignore[arg-type]
        self.store.write(lambda work: work.applications.put(kept))

    def keeper(self, owner: str = "one") -> TokenKeeper:
        return TokenKeeper(
            store=self.store,
            authority=self.oauth,
            exchange_id=self.exchange.id,
            new_id=lambda: owner,
            clock=lambda: self.now,
            sleep=self.sleep,
        )

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0.01)

    def problems(self) -> list[str]:
        return [one.kind for one in self.store.read(lambda work: work.problems.open(self.exchange.id))]


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """A house with an installed application."""
    store = open_store(url=database_url, data_dir=tmp_path, key=Fernet.generate_key())
    exchange_id = store.write(lambda work: add_exchange(work, name="shop"))
    exchange = store.read(lambda work: work.exchanges.get(id=exchange_id))
    house = House(store, exchange, OAuth())
    house.keep()
    yield house
    store.close()
