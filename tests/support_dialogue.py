"""A dialogue with 1C against ports that live in memory."""

import asyncio
import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar, cast

import httpx
from starlette.applications import Starlette

from obmen.domain.errors import NotFound
from obmen.domain.identity import Ref
from obmen.domain.settings import ExchangeSettings
from obmen.flows.dialogue import Dialogue
from obmen.flows.dialogue_ports import DialogueLimits, Staged, StageFailed, StageResult
from obmen.flows.ports.exchanges import Discovery, Exchange
from obmen.flows.ports.inbox import OnecSession, Package, SessionState
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.store import Work
from obmen.keys.passwords import hash_password
from obmen.onec.http import LocalDisk, create_onec_routes

T = TypeVar("T")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PASSWORD = "t0p-secret"
EMPTY_ORDERS = b'<?xml version="1.0" encoding="windows-1251"?>\n<a/>'
HASH = hash_password(PASSWORD)


def make_exchange(id_: int = 1, name: str = "main", **settings: object) -> Exchange:
    changed = replace(ExchangeSettings(), **settings)  # type: ignore[arg-type]
    return Exchange(
        id=id_,
        name=name,
        login=f"node-{name}",
        password_hash=HASH,
        portal_url="http://127.0.0.1/rest/1/secret/",
        portal_host="127.0.0.1",
        settings=changed,
        created_at=NOW,
        learnt={},
    )


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class FakeExchanges:
    rows: dict[int, Exchange] = field(default_factory=dict)
    discoveries: dict[int, Discovery] = field(default_factory=dict)

    def get(self, *, name: str | None = None, login: str | None = None, id: int | None = None) -> Exchange:  # noqa: A002
        for row in self.rows.values():
            if row.name == name or row.login == login or row.id == id:
                return row
        raise NotFound("exchange")

    def update(self, exchange_id: int, *, learnt: Mapping[str, str]) -> None:
        row = self.rows[exchange_id]
        self.rows[exchange_id] = replace(row, learnt={**row.learnt, **learnt})

    def discovery(self, exchange_id: int) -> Discovery | None:
        return self.discoveries.get(exchange_id)


@dataclass
class FakeSessions:
    rows: dict[int, OnecSession] = field(default_factory=dict)
    touches: int = 0

    def open(
        self, *, exchange_id: int, kind: str, cookie_digest: bytes, client: str, now: datetime
    ) -> OnecSession:
        row = OnecSession(
            id=len(self.rows) + 1,
            exchange_id=exchange_id,
            kind=kind,
            cookie_digest=cookie_digest,
            started_at=now,
            seen_at=now,
            state=SessionState.OPEN,
            client=client,
        )
        self.rows[row.id] = row
        return row

    def find(self, *, cookie_digest: bytes) -> OnecSession | None:
        return next((row for row in self.rows.values() if row.cookie_digest == cookie_digest), None)

    def latest_open(self, *, exchange_id: int) -> OnecSession | None:
        mine = [row for row in self.open_rows() if row.exchange_id == exchange_id]
        return max(mine, key=lambda row: row.id, default=None)

    def touch(self, session_id: int, *, now: datetime) -> None:
        self.touches += 1
        self.rows[session_id] = replace(self.rows[session_id], seen_at=now)

    def end(self, session_id: int) -> None:
        self.rows[session_id] = replace(self.rows[session_id], state=SessionState.ENDED)

    def idle(self, *, before: datetime) -> Sequence[OnecSession]:
        return [row for row in self.open_rows() if row.seen_at < before]

    def open_rows(self) -> list[OnecSession]:
        return [row for row in self.rows.values() if row.state is SessionState.OPEN]


@dataclass
class FakeInbox:
    packages: dict[tuple[int, str], Package] = field(default_factory=dict)

    later: bool = False

    def has_later(self, dialogue: OnecSession) -> bool:
        return self.later

    def find(self, *, session_id: int, name: str) -> Package | None:
        return self.packages.get((session_id, name))


@dataclass
class FakeJournal:
    entries: list[Entry] = field(default_factory=list)

    def add(self, exchange_id: int, entries: Sequence[Entry]) -> None:
        self.entries.extend(entries)

    def events(self) -> list[str]:
        return [entry.event for entry in self.entries]

    def facts(self, event: str) -> list[dict[str, object]]:
        return [dict(entry.facts) for entry in self.entries if entry.event == event]


@dataclass
class FakeProblems:
    open_kinds: list[str] = field(default_factory=list)

    def raise_(
        self,
        exchange_id: int,
        *,
        kind: str,
        ref: Ref | None,
        record: str,
        facts: Mapping[str, object],
        now: datetime,
    ) -> int:
        self.open_kinds.append(kind)
        return 1

    def solve(self, exchange_id: int, *, kind: str) -> int:
        self.open_kinds = [one for one in self.open_kinds if one != kind]
        return 1


@dataclass
class FakeWork:
    exchanges: FakeExchanges = field(default_factory=FakeExchanges)
    sessions: FakeSessions = field(default_factory=FakeSessions)
    inbox: FakeInbox = field(default_factory=FakeInbox)
    journal: FakeJournal = field(default_factory=FakeJournal)
    problems: FakeProblems = field(default_factory=FakeProblems)


@dataclass
class FakeStore:
    work: FakeWork = field(default_factory=FakeWork)
    broken: bool = False
    writes: int = 0

    def write(self, flow: Callable[[Work], T]) -> T:
        self.writes += 1
        return self.read(flow)

    def read(self, flow: Callable[[Work], T]) -> T:
        if self.broken:
            raise RuntimeError("the database is away")
        return flow(cast("Work", self.work))

    async def awrite(self, flow: Callable[[Work], T]) -> T:
        return self.write(flow)

    async def aread(self, flow: Callable[[Work], T]) -> T:
        return self.read(flow)


@dataclass
class Stager:
    """Reads nothing: notes what it was given, and answers as the test says."""

    staged: list[tuple[int, str, bytes]] = field(default_factory=list)
    fails: dict[str, StageFailed] = field(default_factory=dict)
    gate: asyncio.Event | None = None
    running: int = 0
    most_running: int = 0

    async def __call__(
        self, *, exchange: Exchange, session: OnecSession, name: str, path: Path
    ) -> StageResult:
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        if self.gate is not None:
            await self.gate.wait()
        self.running -= 1
        self.staged.append((session.id, name, await asyncio.to_thread(path.read_bytes)))
        return self.fails.get(name, Staged())

    def names(self) -> list[str]:
        return [name for _, name, _ in self.staged]


@dataclass
class Orders:
    """Answers every query with a document of its own number."""

    asked: list[int] = field(default_factory=list)
    acknowledged: list[int] = field(default_factory=list)
    families: list[str] = field(default_factory=list)

    async def answer(self, *, exchange: Exchange, session: OnecSession) -> bytes:
        self.asked.append(session.id)
        self.families.append(exchange.learnt.get("onec_family", ""))
        return EMPTY_ORDERS + f"<!--{len(self.asked)}-->".encode()

    async def acknowledge(self, *, exchange: Exchange, session: OnecSession) -> None:
        self.acknowledged.append(session.id)


@dataclass
class SilentLog:
    lines: list[tuple[str, str]] = field(default_factory=list)

    def info(self, event: str, **facts: object) -> None:
        self.lines.append((event, repr(facts)))

    def warning(self, event: str, **facts: object) -> None:
        self.lines.append((event, repr(facts)))

    def exception(self, event: str, **facts: object) -> None:
        self.lines.append((event, repr(facts)))


@dataclass
class House:
    """Everything that a test of the dialogue looks at."""

    dialogue: Dialogue
    store: FakeStore
    stager: Stager
    orders: Orders
    clock: Clock
    log: SilentLog
    data_dir: Path

    def add(self, exchange: Exchange) -> Exchange:
        self.store.work.exchanges.rows[exchange.id] = exchange
        return exchange

    @property
    def journal(self) -> FakeJournal:
        return self.store.work.journal

    @property
    def sessions(self) -> FakeSessions:
        return self.store.work.sessions

    def files(self) -> dict[str, bytes]:
        inbox = self.data_dir / "inbox"
        return {p.relative_to(inbox).as_posix(): p.read_bytes() for p in inbox.rglob("*") if p.is_file()}


def unpack_nothing(archive: Path, folder: Path) -> list[Path]:
    raise AssertionError(f"nobody asked to unpack {archive} into {folder}")


def make_house(
    data_dir: Path,
    *exchanges: Exchange,
    limits: DialogueLimits | None = None,
    unpack: Callable[[Path, Path], list[Path]] = unpack_nothing,
) -> House:
    store, stager, orders, clock, log = FakeStore(), Stager(), Orders(), Clock(), SilentLog()
    dialogue = Dialogue(
        store=store,
        stage_file=stager,
        answer_orders=orders.answer,
        acknowledge=orders.acknowledge,
        disk=LocalDisk(unpack=unpack),
        clock=clock,
        data_dir=data_dir,
        log=log,
        key=b"k" * 32,
        say=lambda code, _facts: f"[{code}]",
        limits=limits or DialogueLimits(min_free_bytes=0),
    )
    house = House(dialogue, store, stager, orders, clock, log, data_dir)
    for exchange in exchanges or (make_exchange(),):
        house.add(exchange)
    return house


def basic(login: str = "node-main", password: str = PASSWORD) -> str:
    return "Basic " + base64.b64encode(f"{login}:{password}".encode()).decode()


@dataclass
class Node:
    """1C's node in a test: Basic on every request, the cookie from the body's lines."""

    house: House
    http: httpx.AsyncClient
    path: str = "/1c/main"
    authorization: str = field(default_factory=basic)
    cookie: str = ""
    sessid: str = ""

    async def ask(
        self, query: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        sent = {"Authorization": self.authorization, **(headers or {})}
        if self.cookie:
            sent.setdefault("Cookie", self.cookie)
        method = "GET" if body is None else "POST"
        answer = await self.http.request(method, f"{self.path}?{query}", content=body, headers=sent)
        await self.house.dialogue.settle()
        return answer

    async def say(self, query: str, *, body: bytes | None = None) -> str:
        return (await self.ask(query, body=body)).text

    async def checkauth(self, kind: str = "catalog") -> list[str]:
        self.cookie = ""
        lines = (await self.say(f"type={kind}&mode=checkauth")).split("\n")
        self.cookie, self.sessid = f"{lines[1]}={lines[2]}", lines[3].removeprefix("sessid=")
        return lines

    async def send(self, name: str, body: bytes, kind: str = "catalog") -> str:
        return await self.say(f"type={kind}&mode=file&filename={name}&sessid={self.sessid}", body=body)

    async def imports(self, name: str, kind: str = "catalog") -> str:
        return await self.say(f"type={kind}&mode=import&filename={name}&sessid={self.sessid}")


def make_node(house: House, **given: str) -> Node:
    app = Starlette(routes=create_onec_routes(dialogue=house.dialogue))
    transport = httpx.ASGITransport(app=app, client=("10.0.0.7", 5000))
    return Node(house, httpx.AsyncClient(transport=transport, base_url="http://gateway"), **given)
