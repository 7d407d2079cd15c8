"""Delivery's tables: bindings, intents, leases."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from obmen.delivery.call import Call
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.ports.journal import Problem


@dataclass(frozen=True, slots=True)
class Binding:
    """A record of ours and the portal's object, with the fields that were last delivered."""

    ref: Ref
    remote_id: int
    fields: Mapping[str, object]


class Bindings(Protocol):
    """Which record is which object of the portal, and what it holds."""

    def put(self, exchange_id: int, bindings: Iterable[Binding]) -> None:
        """Bind, or replace the binding."""
        ...

    def put_new(self, exchange_id: int, bindings: Iterable[Binding]) -> None:
        """Bind what is not bound: what somebody has delivered meanwhile is fresher than what was found."""
        ...

    def merge(self, exchange_id: int, ref: Ref, fields: Mapping[str, object]) -> None:
        """Remember fields that were delivered beside the others."""
        ...

    def get(self, exchange_id: int, refs: Iterable[Ref]) -> Mapping[Ref, Binding]: ...

    def page(self, exchange_id: int, kind: EntityKind, *, after: str, limit: int) -> Sequence[Binding]:
        """A page of bindings in the order of keys."""
        ...

    def by_remote(
        self, exchange_id: int, kind: EntityKind, remote_ids: Iterable[int]
    ) -> Mapping[int, Ref]: ...

    def forget(self, exchange_id: int, ref: Ref) -> None: ...

    def count(self, exchange_id: int, kind: EntityKind) -> int: ...


MOST_LETTERS: Final = 600  # of what a product is found by: an index has its limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which products somebody looks for."""

    text: str = ""  # words, or parts of them, of name, article, barcode and key
    section: str = ""  # of this group only
    active: bool | None = None
    troubled: bool = False  # only those that a problem is about, or about a variation of theirs


class Shelf(Protocol):
    """The goods of the portal as people look for them."""

    def search(
        self, exchange_id: int, wanted: Wanted, *, after: tuple[str, str] = ("", ""), limit: int
    ) -> Sequence[tuple[tuple[str, str], Binding]]:
        """Return products by name, each with its place."""
        ...

    def variations(self, exchange_id: int, parent: str) -> Sequence[Binding]:
        """Return the variations of a product."""
        ...

    def count_variations(self, exchange_id: int, parents: Sequence[str]) -> Mapping[str, int]:
        """Count the variations of products; one that has none is left out."""
        ...

    def troubled(self, exchange_id: int, keys: Iterable[str]) -> frozenset[str]:
        """Return which of these products a problem is about, or about a variation of theirs."""
        ...

    def troubles(self, exchange_id: int, key: str) -> Sequence[Problem]:
        """Return the problems of a product and of its variations, those put aside too."""
        ...


def words_of(ref: Ref, fields: Mapping[str, object]) -> str:
    """Return what a product is found by, in small letters; the name comes first."""
    words = [str(fields.get(name) or "") for name in ("name", "article", "barcode")]
    return " ".join(word for word in (*words, ref.id) if word).casefold()[:MOST_LETTERS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One delivery attempt: stored before the call goes out, completed after it."""

    id: int
    exchange_id: int
    task_id: int
    version: int
    call: Call
    batch: str  # id of the request that carried it
    sent_at: datetime


class Intents(Protocol):
    """Calls that went out and whose outcome is not known yet."""

    def store(
        self,
        *,
        exchange_id: int,
        calls: Sequence[tuple[Call, int]],
        batch: str,
        host: str,
        owner: str,
        epoch: int,
        now: datetime,
    ) -> Sequence[int]:
        """Store (call, version) before sending; raises LeaseLost when the lease is another's by now."""
        ...

    def finish(self, outcomes: Mapping[int, str], *, now: datetime) -> None:
        """Record outcomes (`delivered`, `refused`, `rejected`, `halted`) by intent id."""
        ...

    def open(self, exchange_ids: Sequence[int]) -> Sequence[Intent]:
        """Intents without an outcome: ambiguous until looked up."""
        ...

    def of_batches(self, exchange_id: int, batches: Collection[str]) -> Sequence[Intent]:
        """All intents of these batches, the finished ones too: others lean on what they made."""
        ...

    def forget(self, exchange_id: int, *, before: datetime) -> int:
        """Forget what was finished earlier, at most 10,000 at a time; returns how many."""
        ...


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to write to one portal, or to do alone what has a name."""

    host: str
    owner: str
    epoch: int
    expires_at: datetime


class LeaseLost(Exception):
    """Another worker holds the portal now; nothing may be sent."""


class Leases(Protocol):
    """Who drains which portal; and the portal's shared pacing."""

    def take(self, *, host: str, owner: str, ttl: timedelta, now: datetime) -> Lease | None:
        """Take or prolong the lease; a new owner gets a new epoch. None: another's and alive."""
        ...

    def claim(self, name: str, *, ttl: timedelta, now: datetime) -> Lease | None:
        """Take what nobody holds, for an owner of its own. None: somebody's and alive."""
        ...

    def give_back(self, *, owner: str) -> None:
        """Let others have all that this owner holds."""
        ...

    def pacing(self, host: str) -> Mapping[str, object]:
        """The portal's stored bucket, operating times, halt and breaker."""
        ...

    def change_pacing(
        self, host: str, change: Callable[[Mapping[str, object]], Mapping[str, object]]
    ) -> None:
        """Replace the stored pacing by what `change` makes of it; other processes wait meanwhile."""
        ...
