"""A practice portal as a black box: its own process, its own port, its faults by name."""

import asyncio
import json
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from obmen.bitrix24.address import Gate
from obmen.bitrix24.call import Command
from obmen.bitrix24.client import AiohttpTransport, World
from obmen.bitrix24.deliveries import Contents
from obmen.bitrix24.portal import Portal, Surroundings, create_portal, surroundings
from obmen.bitrix24.transport import Reply
from obmen.delivery.call import Call, Task
from obmen.domain.identity import Ref
from obmen.domain.settings import ExchangeSettings
from obmen.flows.ports.portal import Mapped

PATIENCE_S = 60
STARTED = datetime(2026, 11, 24, 10, tzinfo=UTC)


@dataclass
class CountingTransport:
    """The real transport, with a count of what went through it."""

    inner: AiohttpTransport
    statuses: list[int] = field(default_factory=list)

    async def post(self, url: str, *, body: bytes, headers: Mapping[str, str], timeout_s: float) -> Reply:
        reply = await self.inner.post(url, body=body, headers=headers, timeout_s=timeout_s)
        self.statuses.append(reply.status)
        return reply


@dataclass
class Practice:
    """A running practice portal and our room's portal on it."""

    url: str
    portal: Portal
    transport: CountingTransport
    around: Surroundings

    @property
    def requests(self) -> int:
        return len(self.transport.statuses)

    async def control(self, path: str, told: object = None) -> Any:  # noqa: ANN401 — JSON
        """Ask the practice portal's control interface, or tell it something."""
        return await tell_sandbox(self.url, path, told)

    async def do(self, method: str, **params: object) -> Mapping[str, object]:
        """Make something in the portal as a person would."""
        answer = await self.portal.client.single(Command(method, params), patience=timedelta(seconds=60))
        assert answer.payload is not None
        assert "error" not in answer.payload, answer.payload
        return answer.payload


@contextmanager
def running(*arguments: str) -> Iterator[str]:
    """Run a practice portal and tell its webhook."""
    command = [sys.executable, "-m", "obmen_sandbox", "--port", "0", "--exit-when-stdin-closes", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


@dataclass
class Jumping:
    """Time that passes as the wall's does, and that a wait moves on at once, the portal's with ours.

    A machine that is busy makes no answer late: seconds stay seconds.
    """

    url: str
    jumped_s: float = 0.0

    async def sleep(self, seconds: float) -> None:
        if seconds > 0:
            await tell_sandbox(self.url, "clock", {"advance": seconds})
            self.jumped_s += seconds


async def tell_sandbox(url: str, path: str, told: object = None) -> Any:  # noqa: ANN401 — JSON
    """Ask the practice portal's control interface, or tell it something."""
    root = url.partition("/rest/")[0]
    body = None if told is None else json.dumps(told).encode()
    request = urllib.request.Request(f"{root}/_sandbox/{path}", data=body)

    def ask() -> Any:  # noqa: ANN401 — JSON
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            return json.load(answer)

    return await asyncio.to_thread(ask)


@asynccontextmanager
async def jumping(
    url: str, *, settings: ExchangeSettings, contents: Contents = str.encode
) -> AsyncIterator[Practice]:
    """Attach our room to a practice portal; whoever waits moves the time of both on."""
    loop, time = asyncio.get_running_loop(), Jumping(url)
    began = loop.time()
    world = World(
        clock=lambda: STARTED + timedelta(seconds=loop.time() - began + time.jumped_s),
        jitter=lambda: 0.5,
        sleep=time.sleep,
    )
    async with _in_world(url, world, settings, contents) as practice:
        yield practice


@asynccontextmanager
async def attached(
    url: str,
    *,
    speed: float = 1.0,
    settings: ExchangeSettings | None = None,
    contents: Contents = str.encode,
) -> AsyncIterator[Practice]:
    """Attach our room to a practice portal; with `speed` our time runs faster than the wall's."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    world = World(
        clock=lambda: STARTED + timedelta(seconds=(loop.time() - began) * speed),
        jitter=lambda: 0.5,
        sleep=lambda seconds: asyncio.sleep(seconds / speed),
    )
    async with _in_world(url, world, settings, contents) as practice:
        yield practice


class Attach(Protocol):
    """A way to attach our room to a practice portal."""

    def __call__(
        self, url: str, *, settings: ExchangeSettings, contents: Contents
    ) -> AbstractAsyncContextManager[Practice]: ...


@asynccontextmanager
async def _in_world(
    url: str, world: World, settings: ExchangeSettings | None, contents: Contents
) -> AsyncIterator[Practice]:
    transport = AiohttpTransport(Gate())
    counting = CountingTransport(transport)
    around = surroundings(transport=counting, getter=transport, world=world, gate=Gate())
    try:
        yield Practice(url, make_portal(url, around, settings, contents), counting, around)
    finally:
        await transport.close()


def make_portal(
    url: str,
    around: Surroundings,
    settings: ExchangeSettings | None = None,
    contents: Contents = str.encode,
) -> Portal:
    """Build a portal that is never renamed; `contents` reads kept pictures."""

    async def on_rename(url: str) -> None:
        raise AssertionError(url)

    return create_portal(
        url=url,
        settings=settings or ExchangeSettings(),
        around=around,
        contents=contents,
        on_rename=on_rename,
    )


def task(
    number: int,
    ref: Ref,
    desired: Mapping[str, object],
    *,
    known: Mapping[str, object] | None = None,
    remote: int | None = None,
) -> Task:
    """A row of the outbox as a task."""
    return Task(
        id=number, exchange_id=1, ref=ref, desired=desired, known=known or {}, remote_id=remote, version=1
    )


def calls_of(mapped: object) -> list[Call]:
    """The calls of everything that could be mapped."""
    assert isinstance(mapped, list)
    assert all(isinstance(one, Mapped) for one in mapped), mapped
    return [call for one in mapped for call in one.calls]


CLIENT = {
    "title": "Вектор", "inn": "7701234567", "kpp": "770101001", "short_name": "ООО «Вектор»",
    "address": "Москва, ул. Мира, 1", "phone": "+74950000000",
    "bank": {"RQ_BANK_NAME": "Банк", "RQ_BIK": "044525225", "RQ_ACC_NUM": "40702810900000000001"},
}  # fmt: skip
ROWS = [
    {"productName": "Кабель", "price": 144.57, "quantity": 100, "taxRate": 22, "taxIncluded": "Y"},
    {"productName": "Доставка", "price": 1500, "quantity": 1, "taxRate": None},
    {"productName": "Экспорт", "price": 1, "quantity": 1, "taxRate": 0},
]


async def make_invoice(one: Practice) -> tuple[int, int]:
    """A bill of three rows, each of another rate; its id and its company's."""
    made = await one.control("invoice", {"company": CLIENT, "rows": ROWS, "link": True})
    return made["id"], made["companyId"]
