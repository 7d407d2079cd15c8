"""What was done and why, and what waits for a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from obmen.domain.identity import Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event of the journal; `event` is the same name in log, metric and screen."""

    at: datetime
    event: str  # delivery.parked, onec.package_applied, sales.order_sent …
    ref: Ref | None
    facts: Mapping[str, object]


class Journal(Protocol):
    """What happened to which record."""

    def add(self, exchange_id: int, entries: Sequence[Entry]) -> None: ...

    def of(self, exchange_id: int, refs: Collection[Ref]) -> Sequence[Entry]:
        """Return what happened to some records, the earliest first."""
        ...

    def latest(self, exchange_id: int, event: str) -> Entry | None: ...

    def counts(self, exchange_id: int, events: Sequence[str], *, since: datetime) -> Mapping[str, int]:
        """Count what has happened since, by event; one that has not is left out."""
        ...

    def forget(self, exchange_id: int, *, before: datetime) -> int:
        """Forget earlier entries, at most 10,000 at a time so that nobody waits; returns how many."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that waits for a person; alike ones of one record are one, with a count."""

    id: int
    kind: str  # code of obmen.messages: text and fix come from there
    record: str  # readable: `invoice 128`, `product guid`
    ref: Ref | None
    facts: Mapping[str, object]
    since: datetime
    count: int
    aside: bool = False  # a person has put it aside


class Problems(Protocol):
    """What waits for a person."""

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
        """Open a problem, or count it once more."""
        ...

    def solve(
        self,
        exchange_id: int,
        *,
        kind: str | None = None,
        ref: Ref | None = None,
        id: int | None = None,  # noqa: A002 — the problem's own word
    ) -> int:
        """Close problems that match everything given; returns how many."""
        ...

    def solve_of(self, exchange_id: int, refs: Iterable[Ref], *, kinds: Sequence[str]) -> None:
        """Close the problems of these kinds that are about any of these records."""
        ...

    def open(self, exchange_id: int, *, kind: str | None = None, ref: Ref | None = None) -> Sequence[Problem]:
        """Return the problems that match everything given, oldest first; also those put aside."""
        ...

    def count(self, exchange_id: int) -> int:
        """Count the open problems; without those put aside."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """A problem that a person has put aside, as it was told then."""

    id: int
    kind: str
    record: str
    facts: Mapping[str, object]
    reason: str
    by: str
    at: datetime
    is_open: bool  # would be a problem now


class Aside(Protocol):
    """Problems put aside: the same one again is put aside too, one whose facts differ is open again."""

    def put(
        self, exchange_id: int, problem_ids: Collection[int], *, reason: str, by: str, now: datetime
    ) -> int:
        """Put open problems aside; returns how many."""
        ...

    def of(self, exchange_id: int) -> Sequence[Ignored]:
        """Return what was put aside, the newest first."""
        ...

    def take_back(self, exchange_id: int, ids: Collection[int]) -> int:
        """Let them be problems again; returns how many."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Problems of one kind that tell the same cause."""

    kind: str
    cause: str  # a refusal's code, the doubts about a client; empty: the kind says it all
    count: int
    since: datetime
    newest_id: int


class AlikeProblems(Protocol):
    """Open problems, alike ones together; without those put aside."""

    def groups(self, exchange_id: int) -> Sequence[Alike]:
        """Return all by kind and cause, the most first."""
        ...

    def counts(self, exchange_id: int, kinds: Collection[str]) -> Mapping[str, int]:
        """Count them by kind, of these kinds; one of which there is none is left out."""
        ...

    def page(
        self, exchange_id: int, *, kind: str, cause: str, after: int = 0, limit: int
    ) -> Sequence[Problem]:
        """Return a page of one group, the oldest first, from the id `after` on."""
        ...

    def newest(self, exchange_id: int, *, before: int | None, limit: int) -> Sequence[Problem]:
        """Return a page of all groups, the newest first, of ids below `before`."""
        ...
