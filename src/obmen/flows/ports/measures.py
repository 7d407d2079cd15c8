"""Counts and moments for the eyes of people: cheap enough for every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Talk:
    """One dialogue of 1C."""

    at: datetime
    kind: str  # catalog | sale


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What waits to be delivered."""

    waiting: int  # marked or compared
    parked: int
    held: int
    oldest_at: datetime | None  # since when the oldest of those that wait is due; None: none waits


@dataclass(frozen=True, slots=True)
class Unaided:
    """Invoices that went to 1C, and those of them that a person had to look at."""

    sent: int
    helped: int


class Measures(Protocol):
    """What pages count."""

    def talks(self, exchange_id: int, *, since: datetime) -> Sequence[Talk]:
        """Return 1C's dialogues since a moment, the earliest first."""
        ...

    def failures(self, exchange_id: int, *, since: datetime) -> Sequence[datetime]:
        """Return when files of 1C could not be read."""
        ...

    def queue(self, exchange_id: int, *, now: datetime) -> Queue: ...

    def unaided(self, exchange_id: int, *, since: datetime) -> Unaided: ...
