"""What 1C brings: sessions of its dialogue, files, packages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from typing import Protocol


class SessionState(StrEnum):
    """Life of one dialogue."""

    OPEN = auto()
    ENDED = auto()  # its files were handed on


@dataclass(frozen=True, slots=True, kw_only=True)
class OnecSession:
    """One dialogue of 1C, from checkauth on. `id` grows with checkauth: the order of application."""

    id: int
    exchange_id: int
    kind: str  # catalog | sale
    cookie_digest: bytes
    started_at: datetime
    seen_at: datetime
    state: SessionState
    client: str  # address of the caller


class Sessions(Protocol):
    """Dialogues of 1C."""

    def open(
        self, *, exchange_id: int, kind: str, cookie_digest: bytes, client: str, now: datetime
    ) -> OnecSession: ...

    def find(self, *, cookie_digest: bytes) -> OnecSession | None: ...

    def latest_open(self, *, exchange_id: int) -> OnecSession | None:
        """The node's latest open session: for clients whose cookie a proxy has eaten."""
        ...

    def touch(self, session_id: int, *, now: datetime) -> None: ...

    def end(self, session_id: int) -> None: ...

    def moments(self, *, exchange_id: int, limit: int) -> Sequence[datetime]:
        """Return when dialogues began, the latest first."""
        ...

    def idle(self, *, before: datetime) -> Sequence[OnecSession]:
        """Open sessions without a request since `before`."""
        ...


class PackageState(StrEnum):
    """Life of one file that 1C brought."""

    RECEIVED = auto()  # bytes are safe
    STAGED = auto()  # read to the end
    APPLYING = auto()  # compared in part; what is in the outbox waits for the rest
    APPLIED = auto()  # compared, differences are in the outbox
    REPEATED = auto()  # the same content as an applied one: nothing to do
    FAILED = auto()  # cannot be read; kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One XML file of a session, or one that a person imported."""

    id: int
    exchange_id: int
    session_id: int | None
    name: str
    path: str  # of the kept file, relative to the data folder
    size_bytes: int
    digest: bytes  # of the content without ДатаФормирования
    state: PackageState
    received_at: datetime
    error: str = ""  # code of obmen.messages with `line N`
    counts: dict[str, int] | None = None  # what was read, by kind


class Inbox(Protocol):
    """Files that 1C brought, in the order of their application."""

    def add(
        self,
        *,
        exchange_id: int,
        session_id: int | None,
        name: str,
        path: str,
        size_bytes: int,
        digest: bytes,
        now: datetime,
    ) -> Package: ...

    def find(self, *, session_id: int, name: str) -> Package | None: ...

    def same_content(self, *, exchange_id: int, session_id: int | None, digest: bytes) -> Package | None:
        """Return an applied or staged package with this content whose records nothing has changed since.

        None while a dialogue that began before this session's may still bring something: the session has to
        tell its parts itself, so that they stay told by the later one.
        """
        ...

    def set_state(
        self, package_id: int, state: PackageState, *, error: str = "", counts: dict[str, int] | None = None
    ) -> None: ...

    def has_later(self, dialogue: OnecSession) -> bool:
        """Tell whether a later dialogue of the same node and kind has brought a package."""
        ...

    def waiting(self, *, exchange_id: int) -> int:
        """Count packages that are not applied yet: staged ones, and those that an open session brings."""
        ...

    def apply_alone(self, *, exchange_id: int) -> None:
        """Wait until nobody else applies packages of this exchange, and keep them out until the flow ends."""
        ...

    def next_staged(self, *, exchange_id: int) -> Package | None:
        """Return the next package to apply, unless an earlier one of an open session is still being read."""
        ...

    def is_applying(self, *, exchange_id: int) -> bool:
        """Tell whether a package is applied in part."""
        ...
