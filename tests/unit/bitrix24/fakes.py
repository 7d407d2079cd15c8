"""A transport without a network, and the things a client needs around it."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from obmen.bitrix24.address import Gate
from obmen.bitrix24.client import World
from obmen.bitrix24.pace import MemoryPaceStore
from obmen.bitrix24.portal import NOBODY, Portal, create_portal, surroundings
from obmen.bitrix24.transport import Reply, Transport
from obmen.domain.settings import ExchangeSettings
from obmen.flows.ports.application import Keeper
from tests.unit.bitrix24.php import parse_command

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
WEBHOOK = "https://vector.bitrix24.ru/rest/7/s3cr3t/"
Answering = Callable[[str, dict[str, Any]], object]


def always(answer: object) -> Answering:
    """Answer every command with the same."""
    return lambda _method, _params: answer


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = NOW
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


class FakeTransport:
    """Answers with what a test has prepared, first come first served; the last answer stays."""

    def __init__(self, *answers: Reply | Exception) -> None:
        self.answers = list(answers)
        self.urls: list[str] = []
        self.bodies: list[dict[str, Any]] = []

    async def post(self, url: str, *, body: bytes, headers: Mapping[str, str], timeout_s: float) -> Reply:
        self.urls.append(url)
        self.bodies.append(json.loads(body))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


class Files:
    """Addresses and what lies there; another one has nothing."""

    def __init__(self, replies: Mapping[str, Reply | Exception] | None = None) -> None:
        self.replies = replies or {}
        self.asked: list[tuple[str, Mapping[str, str]]] = []

    async def get(self, url: str, *, headers: Mapping[str, str], timeout_s: float) -> Reply:
        assert timeout_s > 0
        self.asked.append((url, headers))
        answer = self.replies.get(url, Reply(404, {}, b""))
        if isinstance(answer, Exception):
            raise answer
        return answer


class Portals:
    """Answers batches command by command; a function that raises Error answers with that error."""

    def __init__(self, answer: Answering) -> None:
        self.answer = answer
        self.commands: list[tuple[str, dict[str, Any]]] = []
        self.requests = 0

    async def post(self, url: str, *, body: bytes, headers: Mapping[str, str], timeout_s: float) -> Reply:
        self.requests += 1
        results: dict[str, object] = {}
        errors: dict[str, object] = {}
        following: dict[str, int] = {}
        for name, command in json.loads(body)["cmd"].items():
            method, params = parse_command(command)
            self.commands.append((method, params))
            try:
                answered = self.answer(method, params)
            except Error as error:
                errors[name] = error.told
                continue
            if isinstance(answered, Page):
                results[name], following[name] = answered.rows, answered.next
            else:
                results[name] = answered
        return batch(results=results, errors=errors, following=following)


class Page(list[Any]):
    """A page after which another one comes."""

    def __init__(self, rows: object, following: int) -> None:
        super().__init__()
        self.rows, self.next = rows, following


class Error(Exception):
    """An error of one command."""

    def __init__(self, code: object, text: str = "text") -> None:
        super().__init__(code)
        self.told = {"error": code, "error_description": text}


def reply(payload: object, *, status: int = 200, **headers: str) -> Reply:
    """An answer with JSON."""
    return Reply(status, headers, json.dumps(payload).encode())


def batch(
    *,
    results: Mapping[str, object] | None = None,
    errors: Mapping[str, object] | None = None,
    following: Mapping[str, int] | None = None,
    times: Mapping[str, object] | None = None,
) -> Reply:
    """A batch's answer; empty maps are empty lists, as PHP writes them."""
    parts: dict[str, object] = {
        "result": results or [],
        "result_error": errors or [],
        "result_total": [],
        "result_next": following or [],
        "result_time": times or [],
    }
    return reply({"result": parts, "time": {"start": 1, "finish": 2, "duration": 1}})


def portal(
    transport: Transport,
    *,
    clock: Clock | None = None,
    renames: list[str] | None = None,
    settings: ExchangeSettings | None = None,
    store: MemoryPaceStore | None = None,
    allowed: tuple[str, ...] = (),
    keeper: Keeper = NOBODY,
    files: Files | None = None,
) -> Portal:
    """A portal on a fake transport."""
    clock, gate = clock or Clock(), Gate(allowed)

    async def on_rename(url: str) -> None:
        if renames is not None:
            renames.append(url)

    around = surroundings(
        transport=transport,
        getter=files or Files(),
        world=World(clock=clock, jitter=lambda: 0.5, sleep=clock.sleep),
        gate=gate,
        pace_store=store,
    )
    return create_portal(
        url=WEBHOOK,
        settings=settings or ExchangeSettings(),
        around=around,
        contents=str.encode,
        on_rename=on_rename,
        keeper=keeper,
    )
