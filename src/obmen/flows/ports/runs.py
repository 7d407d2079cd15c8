"""Runs: what one exchange of 1C, or one word of a person, has changed in the CRM."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from typing import Protocol

from obmen.domain.identity import Ref


class Cause(StrEnum):
    """Why a run began."""

    ONEC = auto()  # 1C brought something, or a person gave its files
    SETTINGS = auto()  # the catalogue is judged otherwise
    DRIFT = auto()  # edits in the CRM were put back
    UNDO = auto()  # another run was taken back
    SWEEP = auto()  # what left 1C's selection was made inactive
    ADOPT = auto()  # a catalogue that the portal had was taken over


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run and how many records it has changed so far."""

    id: int
    cause: Cause
    facts: Mapping[str, object]
    began_at: datetime
    made: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a run did to one record; `before` and `after` name the same fields, none for one that it made."""

    ref: Ref
    made: bool
    before: Mapping[str, object]
    after: Mapping[str, object]


class Runs(Protocol):
    """What was done, run by run."""

    def begin(
        self,
        exchange_id: int,
        *,
        cause: Cause,
        facts: Mapping[str, object],
        session_id: int | None = None,
        now: datetime,
    ) -> int:
        """Begin a run; files of one session are one, and a run that has changed nothing is replaced."""
        ...

    def record(self, exchange_id: int, effects: Sequence[Effect], *, now: datetime) -> None:
        """Count effects to the run that began last."""
        ...

    def latest(self, exchange_id: int, *, limit: int) -> Sequence[Run]:
        """Return the newest runs first, without those that have changed nothing."""
        ...

    def effects(
        self, exchange_id: int, run_id: int, *, after: int, limit: int
    ) -> Sequence[tuple[int, Effect]]:
        """A page of a run's effects in the order in which they happened, with their places."""
        ...

    def of(self, exchange_id: int, ref: Ref) -> Sequence[tuple[Run, Effect]]:
        """Return what each run did to one record, the earliest first."""
        ...

    def forget(self, exchange_id: int, *, before: datetime) -> int:
        """Forget effects of runs that began earlier, at most 10,000 at a time; returns how many."""
        ...
