"""The only outgoing connections: a pooled HTTP client, and the client of one caller on top of it."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Final

import aiohttp
import structlog
from aiohttp.abc import AbstractResolver, ResolveResult

from obmen.bitrix24 import figures
from obmen.bitrix24.address import Calling, Gate
from obmen.bitrix24.answers import (
    Answer,
    Failure,
    Timing,
    end_of_block,
    failure_of,
    judge_request,
    parts_of,
    read_answer,
    timing_of,
)
from obmen.bitrix24.authorisation import Authorisation
from obmen.bitrix24.call import Command, batch_body, plain
from obmen.bitrix24.codes import OPERATION_TIME_LIMIT, QUERY_LIMIT_EXCEEDED, RENEWABLE
from obmen.bitrix24.pace import Overdue, Pace, PaceState
from obmen.bitrix24.transport import USER_AGENT, AnswerLost, NotSent, Reply, Transport
from obmen.bitrix24.vocabulary import BATCH
from obmen.delivery.outcome import Ambiguous, Halted
from obmen.flows.ports.portal import PortalHalted

TIMEOUT_S: Final = 70.0  # the portal itself stops at 60 s
CONNECT_S: Final = 10.0
ANSWER_BYTES: Final = 64 * 1024 * 1024
CONNECTIONS_PER_HOST: Final = 4
HEADERS: Final = {
    "Content-Type": "application/json",
    "Accept": "application/json",
    "User-Agent": USER_AGENT,
}
WHENEVER: Final = datetime.max.replace(tzinfo=UTC)  # what only reads may be sent at any time
RENEWALS: Final = 2  # what another process has renewed may itself have ended by now
REDIRECTS: Final = frozenset({301, 302, 307, 308})


class AiohttpTransport:
    """A pooled connection that resolves names under the gate's eyes."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._session: aiohttp.ClientSession | None = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(
                resolver=GuardedResolver(self._gate, aiohttp.ThreadedResolver()),
                limit_per_host=CONNECTIONS_PER_HOST,
                keepalive_timeout=30,
            )
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        return self._session

    async def post(self, url: str, *, body: bytes, headers: Mapping[str, str], timeout_s: float) -> Reply:
        """Post and read the answer whole; redirects are not followed."""
        return await self._request("POST", url, body=body, headers=headers, timeout_s=timeout_s)

    async def get(self, url: str, *, headers: Mapping[str, str], timeout_s: float) -> Reply:
        """Ask for an address that may hold secrets; redirects are not followed."""
        return await self._request("GET", url, body=None, headers=headers, timeout_s=timeout_s)

    async def _request(
        self, method: str, url: str, *, body: bytes | None, headers: Mapping[str, str], timeout_s: float
    ) -> Reply:
        self._gate.check(url)
        timeout = aiohttp.ClientTimeout(total=timeout_s, sock_connect=CONNECT_S)
        try:
            async with self._open().request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                return Reply(response.status, _lower(response.headers), await _read(response))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as never_connected:
            raise NotSent(type(never_connected).__name__) from None  # the message holds the address
        except (aiohttp.ClientError, TimeoutError, OSError) as lost:
            raise AnswerLost(type(lost).__name__) from None

    async def close(self) -> None:
        """Close the pooled connections."""
        if self._session:
            await self._session.close()


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


async def _read(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(1 << 16):
        body += chunk
        if len(body) > ANSWER_BYTES:
            raise AnswerLost("answer too long")
    return bytes(body)


class GuardedResolver(AbstractResolver):
    """Resolves names to admitted addresses only, at the moment of connecting."""

    def __init__(self, gate: Gate, names: AbstractResolver) -> None:
        self._gate, self._names = gate, names

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._names.resolve(host, port, family)
        admitted = [one for one in found if self._gate.admits(host, ip_address(one["host"].split("%")[0]))]
        if not admitted:
            raise OSError("no admitted address")
        return admitted

    async def close(self) -> None:
        await self._names.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Time and chance, from outside."""

    clock: Callable[[], datetime]
    jitter: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


class Client:
    """The client of one webhook or application: every request passes the pace, and teaches it."""

    def __init__(
        self, *, authorisation: Authorisation, transport: Transport, pace: Pace, world: World, gate: Gate,
        on_rename: Callable[[str], Awaitable[None]],
    ) -> None:  # fmt: skip
        self.pace, self.world = pace, world
        self._authorisation, self._transport = authorisation, transport
        self._gate, self._on_rename = gate, on_rename
        self._log: structlog.stdlib.BoundLogger = structlog.get_logger().bind(portal=pace.host)
        figures.watch(pace)

    @property
    def user_id(self) -> int:
        """The user on whose behalf the portal is called; 0: not known yet."""
        return self._authorisation.address.user_id

    @property
    def origin(self) -> str:
        """The portal as a browser names it."""
        address = self._authorisation.address
        return f"{address.scheme}://{address.netloc}/"

    async def batch(
        self,
        commands: Mapping[str, Command],
        *,
        halt: bool,
        patience: timedelta,
        until: datetime = WHENEVER,
    ) -> Answer:
        """Send up to 50 commands as one request, not later than `until`."""
        body = batch_body(commands, halt=halt)
        answer = await self._request(BATCH, body, patience=patience, until=until)
        figures.count_batch(answer, commands)
        parts, now = parts_of(answer), self.world.clock()
        blocked = {n for n, failure in parts.failures.items() if failure.code == OPERATION_TIME_LIMIT}
        for name in [name for name in parts.timings if name in commands and name not in blocked]:
            self.pace.note(_ran(commands[name].method, parts.timings[name], now))
        for name in blocked & commands.keys():
            self.pace.note(_blocked(commands[name].method, end_of_block(parts, name), now))
        return answer

    async def single(self, command: Command, *, patience: timedelta, until: datetime = WHENEVER) -> Answer:
        """Send one command by itself, not later than `until`."""
        told = plain(command.params)
        params = told if isinstance(told, dict) else {}
        answer = await self._request(command.method, params, patience=patience, until=until)
        figures.count_single(answer, command)
        now, payload = self.world.clock(), answer.payload or {}
        if "time" in payload and not _is_blocked(failure_of(payload)):
            self.pace.note(_ran(command.method, timing_of(payload["time"]), now))
        return answer

    async def _request(
        self, method: str, params: Mapping[str, object], *, patience: timedelta, until: datetime
    ) -> Answer:
        """Send one request at the portal's pace.

        Raises: PortalHalted, Busy, NotSent — it has not run; AnswerLost — it may have run.
        """
        answer, shown = await self._send(method, params, patience=patience, until=until)
        for _ in range(RENEWALS):
            failure = failure_of(answer.payload)
            if not (failure and failure.code in RENEWABLE and await self._renew(failure.code, shown)):
                break
            answer, shown = await self._send(method, params, patience=patience, until=until)
        await self._learn(method, answer)
        return answer

    async def _renew(self, code: str, refused: str) -> bool:
        """Renew a token; a caller whom nobody gives tokens any more is halted."""
        try:
            return await self._authorisation.renew(code, refused=refused)
        except PortalHalted as halted:
            await self.halted(halted.code)
            raise

    async def _send(
        self, method: str, params: Mapping[str, object], *, patience: timedelta, until: datetime
    ) -> tuple[Answer, str]:
        """Send it when its turn comes; with the answer goes the token that the request bore."""
        await self._authorisation.ready()
        wait = await self.pace.enter(self.world.clock(), patience=patience)
        if wait:
            await self.world.sleep(wait.total_seconds())
        began = self.world.clock()
        try:
            shown, reply = self._authorisation.shown, await self._post(method, params, until)
            moved = self._moved(reply)
            if moved:
                self._authorisation.move(moved)
                await self._on_rename(moved.url)
                self._log.info("portal.renamed", now=moved.netloc)
                shown, reply = self._authorisation.shown, await self._post(method, params, until)
        except (NotSent, AnswerLost) as trouble:
            await self._unanswered(method, trouble)
            raise
        figures.SECONDS.observe((self.world.clock() - began).total_seconds())
        return read_answer(reply.status, reply.body), shown

    async def _unanswered(self, method: str, trouble: NotSent | AnswerLost) -> None:
        now, jitter = self.world.clock(), self.world.jitter()
        outcome = "not_sent" if isinstance(trouble, NotSent) else "answer_lost"
        figures.count_unanswered(outcome)
        self._log.info(f"portal.{outcome}", method=method, why=str(trouble))
        self.pace.note(lambda state: state.failed(now, jitter=jitter))
        await self.pace.share()

    async def _post(self, method: str, params: Mapping[str, object], until: datetime) -> Reply:
        """Post, unless waiting for a place, or for the answer of a portal that has moved, took too long."""
        if self.world.clock() > until:
            raise Overdue
        body = json.dumps(self._authorisation.body(params), ensure_ascii=False).encode()
        url = self._authorisation.address.url + method
        return await self._transport.post(url, body=body, headers=HEADERS, timeout_s=TIMEOUT_S)

    def _moved(self, reply: Reply) -> Calling | None:
        """A 302 means a renamed portal: the request goes to the new host, once."""
        if reply.status not in REDIRECTS:
            return None
        return self._gate.renamed(self._authorisation.address, reply.headers.get("location", ""))

    async def _learn(self, method: str, answer: Answer) -> None:
        now, jitter = self.world.clock(), self.world.jitter()
        failure = failure_of(answer.payload)
        match judge_request(answer):
            case _ if failure and failure.code == QUERY_LIMIT_EXCEEDED:
                self._log.info("portal.bucket_full")
                self.pace.note(lambda state: state.limited(now))
            case _ if _is_blocked(failure):
                resets_in_s = timing_of((answer.payload or {}).get("time")).resets_in_s
                self.pace.note(_blocked(method, resets_in_s, now))
            case Halted(code) if method == BATCH:
                await self.halted(code)
            case Ambiguous() if answer.status >= 500:
                self._log.info("portal.broken", status=answer.status)
                self.pace.note(lambda state: state.failed(now, jitter=jitter))
                await self.pace.share()
            case _:
                await self._answered()

    async def _answered(self) -> None:
        was_closed = self.pace.state.is_trial or self.pace.state.breaker.failures
        self.pace.note(lambda state: state.answered())
        if was_closed:
            self._log.info("portal.back")
            await self.pace.share()

    async def halted(self, code: str) -> None:
        """Remember that the portal takes nothing."""
        now = self.world.clock()
        self._log.info("portal.halted", code=code)
        self.pace.note(lambda state: state.halted(code, now))
        await self.pace.share()


def _ran(method: str, timing: Timing, now: datetime) -> Callable[[PaceState], PaceState]:
    return lambda state: state.ran(method, timing, now)


def _is_blocked(failure: Failure | None) -> bool:
    return failure is not None and failure.code == OPERATION_TIME_LIMIT


def _blocked(method: str, resets_in_s: float | None, now: datetime) -> Callable[[PaceState], PaceState]:
    return lambda state: state.blocked(method, now, resets_in_s=resets_in_s)
