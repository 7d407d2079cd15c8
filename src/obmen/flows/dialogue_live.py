"""What is known of a running dialogue beside its row; lost with the process, made again from disk."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from obmen.flows.dialogue_ports import DialogueLimits, StageResult
from obmen.flows.ports.inbox import OnecSession, SessionState


@dataclass(slots=True, kw_only=True, eq=False)
class Live:
    """One dialogue that has said more than `checkauth`."""

    session: OnecSession
    seen_at: datetime
    touched_at: datetime
    busy: int = 0  # requests under way
    superseded: bool = False  # the node has begun another dialogue since
    ending: bool = False
    receiving: str = ""  # the file whose parts are coming
    received: set[str] = field(default_factory=set)  # files of this process's time
    interrupted: set[str] = field(default_factory=set)  # files whose last part broke off
    unpacked: set[str] = field(default_factory=set)  # archives, likewise
    answers: dict[str, asyncio.Task[StageResult]] = field(default_factory=dict)
    orders: asyncio.Task[bytes] | None = None
    uploading: asyncio.Lock = field(default_factory=asyncio.Lock)

    def begin(self, name: str) -> None:
        """Note that a part of a file comes: answers about it, or about the inside of archives, are over."""
        for known in list(self.answers):
            if known == name or known not in self.received:
                del self.answers[known]
        self.unpacked.discard(name)
        self.receiving = name
        self.received.add(name)

    def is_closed(self, name: str) -> bool:
        """Tell whether a file got its last part, as far as one can know."""
        return name in self.received and name != self.receiving


class Openings:
    """Sessions whose rows are on their way into the database."""

    def __init__(self) -> None:
        self._under_way: dict[bytes, tuple[int, asyncio.Task[None]]] = {}

    def add(self, exchange_id: int, cookie_digest: bytes, opening: asyncio.Task[None]) -> int:
        """Note one; return how many of the exchange there are."""
        self._under_way[cookie_digest] = (exchange_id, opening)
        opening.add_done_callback(lambda _: self._under_way.pop(cookie_digest, None))
        return len(self._of(exchange_id))

    async def wait(self, exchange_id: int, digests: Iterable[bytes]) -> None:
        """Wait for the exchange's sessions, and for those with these cookies."""
        named = {self._under_way[digest][1] for digest in digests if digest in self._under_way}
        if awaited := named | self._of(exchange_id):
            await asyncio.wait(awaited)

    async def wait_all(self) -> None:
        if self._under_way:
            await asyncio.wait({opening for _, opening in self._under_way.values()})

    def _of(self, exchange_id: int) -> set[asyncio.Task[None]]:
        return {opening for owner, opening in self._under_way.values() if owner == exchange_id}


class LiveSessions:
    """The dialogues of this process."""

    def __init__(self, limits: DialogueLimits) -> None:
        self._limits = limits
        self._lives: dict[int, Live] = {}
        self._unused: dict[int, deque[int]] = {}

    def opened(self, session: OnecSession) -> int | None:
        """Note a `checkauth`; return the id of a session to end, when too many were never used.

        The node's earlier dialogues are superseded. Two runs may overlap, so they end when they are quiet.
        """
        for live in self._lives.values():
            if live.session.exchange_id == session.exchange_id:
                live.superseded = True
        unused = self._unused.setdefault(session.exchange_id, deque())
        unused.append(session.id)
        return unused.popleft() if len(unused) > self._limits.unused_sessions else None

    def used(self, session: OnecSession, *, now: datetime) -> Live:
        """Return the session's live state, made at its first request."""
        live = self._lives.get(session.id)
        if live is None:
            live = Live(session=session, seen_at=now, touched_at=session.seen_at)
            self._lives[session.id] = live
            unused = self._unused.get(session.exchange_id)
            if unused and session.id in unused:
                unused.remove(session.id)
        return live

    @contextmanager
    def request(self, live: Live, *, now: datetime) -> Iterator[None]:
        """Count a request as under way."""
        live.seen_at = now
        live.busy += 1
        try:
            yield
        finally:
            live.busy -= 1

    def get(self, session_id: int) -> Live | None:
        return self._lives.get(session_id)

    def forget(self, session_id: int) -> None:
        self._lives.pop(session_id, None)

    def superseded_and_quiet(self, *, now: datetime) -> list[OnecSession]:
        """Sessions whose node went on to another dialogue and that have been quiet since."""
        since = now - timedelta(seconds=self._limits.quiet_s)
        return [
            live.session
            for live in self._lives.values()
            if live.superseded and not live.ending and not live.busy and live.seen_at <= since
        ]

    def is_in_use(self, session_id: int, *, now: datetime) -> bool:
        """Tell whether a session that its row calls idle is alive here; rows are touched seldom."""
        live = self._lives.get(session_id)
        if live is None:
            return False
        recent = now - live.seen_at < timedelta(seconds=self._limits.idle_s)
        return bool(live.busy) or live.ending or recent

    def forget_ended(self, *, now: datetime) -> None:
        """Drop what a late request to an ended session has left behind."""
        since = now - timedelta(seconds=self._limits.idle_s)
        for live in list(self._lives.values()):
            if live.session.state is SessionState.ENDED and not live.busy and live.seen_at <= since:
                self.forget(live.session.id)
