"""Messages as they went over the wire, as long as they are kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from obmen.delivery.call import Call
from obmen.flows.ports.inbox import Package


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """An answer to 1C's `query`."""

    session_id: int
    body: bytes
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCall:
    """A call to the portal; of its answer only what it came to is kept."""

    id: int
    call: Call
    batch: str  # id of the request that carried it
    at: datetime
    outcome: str  # as the intent has it; empty: not known


class Wire(Protocol):
    """What is kept of an exchange's messages; None or nothing: not any more, or another exchange's."""

    def answer(self, exchange_id: int, session_id: int) -> KeptAnswer | None: ...

    def package(self, exchange_id: int, package_id: int) -> Package | None: ...

    def calls(self, exchange_id: int, ids: Collection[int]) -> Sequence[KeptCall]: ...

    def forget_answers(self, exchange_id: int, *, before: datetime) -> int:
        """Forget earlier answers to 1C, and dialogues that nothing is left of; returns how many answers."""
        ...

    def forget_empty(self, exchange_id: int, *, before: datetime) -> int:
        """Forget answers without an order that were given earlier; returns how many."""
        ...
