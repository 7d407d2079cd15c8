"""The catalogue's tables: staging, what 1C says, and what has to be delivered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from typing import NamedTuple, Protocol

from obmen.delta.parts import Told
from obmen.domain.identity import EntityKind, Ref

__all__ = [
    "Compared",
    "Due",
    "Outbox",
    "OutboxRow",
    "Ready",
    "Records",
    "Slice",
    "StagedRow",
    "Staging",
    "Told",
]


@dataclass(frozen=True, slots=True)
class Compared:
    """What comparing a package has come to."""

    changed: int  # parts that are new or changed
    stale: int  # parts that were left alone, for a later dialogue has told them


# What comparing has to know of a staged record: kind, key, digests of its three parts (None: not told), id.
StagedRow = tuple[str, str, bytes | None, bytes | None, bytes | None, int]


class Slice(NamedTuple):
    """Some of what a package told, to be taken over in one transaction."""

    rows: Sequence[StagedRow]
    kinds: frozenset[EntityKind]
    is_only: bool
    is_last: bool


class Staging(Protocol):
    """What packages tell; nobody reads it until the package is complete."""

    def put(self, package_id: int, told: Sequence[Told]) -> None:
        """Add what records told. Told once more, an offer is merged and any other record replaced."""
        ...

    def slices(self, package_id: int) -> AbstractContextManager[Iterable[Slice]]:
        """Cut what is staged into slices that outlive the transaction."""
        ...

    def take(
        self,
        package_id: int,
        piece: Slice,
        *,
        exchange_id: int,
        variants: EntityKind = EntityKind.PRODUCT,
        stock_due_at: datetime | None = None,
        pictures: bool = False,
    ) -> Compared:
        """Take over into `records` what differs, and mark its targets in the outbox; again, it is nothing.

        Parts of an offer and PICTURES are merged into what is known (absent = unchanged), other records are
        replaced.
        Targets: GROUP → SECTION of the same key; CARD, OFFER, PRICES → the item of the key; CARD → every
        variant of it; CARD, OFFER of a variant → its product. An item is a PRODUCT, a variant is what
        `variants` says: PRODUCT or VARIATION. STOCKS → STOCK of the key, due at `stock_due_at`; None: stock
        does not travel. With `pictures`: CARD, PICTURES → GALLERY of the product. What a dialogue that began
        later has told is left alone.
        """
        ...

    def finish(self, package_id: int, *, exchange_id: int) -> Compared:
        """Note that all slices are taken, and return what they came to together."""
        ...

    def drop(self, package_id: int) -> None: ...


class Records(Protocol):
    """What 1C says: the latest of every part."""

    def bodies(self, exchange_id: int, kind: EntityKind, keys: Iterable[str]) -> Mapping[str, str]: ...

    def variants(self, exchange_id: int, product_ids: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """Return the keys `id#…` of variants that are not deleted, by product id; others are left out."""
        ...

    def all(self, exchange_id: int, kind: EntityKind) -> Mapping[str, str]:
        """Every record of a small kind: GROUP, PRICE_TYPE, WAREHOUSE, STOCK_PLACE, PROPERTY, UNIT."""
        ...

    def count(self, exchange_id: int, kind: EntityKind) -> int: ...

    def page(
        self, exchange_id: int, kind: EntityKind, *, after: str, limit: int
    ) -> Sequence[tuple[str, str]]:
        """A page of (key, body) in the order of keys."""
        ...


class Due(StrEnum):
    """Where an outbox row stands."""

    NEW = auto()  # marked; not yet compared with what the CRM holds
    READY = auto()  # compared; waits for its turn or for `due_at`
    HELD = auto()  # part of a mass change that waits for a person
    PARKED = auto()  # rejected; waits for a person


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """One record of the CRM that may differ from what it should be; at most one row per record."""

    id: int
    exchange_id: int
    ref: Ref
    state: Due
    priority: int
    rank: int
    attempts: int
    version: int  # grows with every new mark; a delivery only ends the version that it took
    due_at: datetime
    desired: Mapping[str, object] | None  # given for STAGE, INVOICE, MESSAGE, NOTICE; computed for the rest
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """A compared row: it differs and shall be delivered."""

    row_id: int
    priority: int
    rank: int
    change: str  # create, change, deactivate, reactivate, move, price …; what the guard counts
    state: Due = Due.READY


class Outbox(Protocol):
    """What waits to be delivered; within one record nothing overtakes."""

    def mark(
        self,
        exchange_id: int,
        refs: Iterable[Ref],
        *,
        now: datetime,
        desired: Mapping[str, object] | None = None,
        priority: int = 50,
        state: Due = Due.NEW,
    ) -> None:
        """Mark records as due; an existing row gets a new version, no attempts, and loses its park."""
        ...

    def mark_given(
        self,
        exchange_id: int,
        given: Mapping[Ref, Mapping[str, object]],
        *,
        now: datetime,
        priority: int,
    ) -> None:
        """Mark records as READY, each with what it shall be, in the order given."""
        ...

    def mark_all(self, exchange_id: int, kind: EntityKind, *, now: datetime) -> None:
        """Mark every known SECTION, STOCK or GALLERY as NEW: a setting changed."""
        ...

    def mark_items(self, exchange_id: int, *, variants: EntityKind, now: datetime) -> None:
        """Mark all goods that the CRM should hold, and variants that it holds in the other form, as NEW.

        `variants`: what a variant is, PRODUCT or VARIATION.
        """
        ...

    def page(
        self,
        exchange_ids: Sequence[int],
        state: Due,
        *,
        limit: int,
        now: datetime | None = None,
        after: int = 0,
        priorities: range | None = None,
        kinds: Collection[EntityKind] | None = None,
    ) -> Sequence[OutboxRow]:
        """Rows in the order of delivery (priority, rank, id), with `now` only those that are due.

        NEW rows come in the order of id, from `after` on.
        """
        ...

    def walk(self, exchange_id: int, *, after: int, limit: int) -> Sequence[OutboxRow]:
        """Rows of every state in the order of id."""
        ...

    def of(self, exchange_id: int, refs: Iterable[Ref]) -> Mapping[Ref, OutboxRow]:
        """Return the rows of these records; one without a row has nothing to deliver."""
        ...

    def set_ready(self, rows: Sequence[Ready]) -> None: ...

    def done(self, row_ids: Mapping[int, int]) -> None:
        """Remove rows {id: version}; a row that got a newer version meanwhile goes back to NEW."""
        ...

    def postpone(self, row_ids: Iterable[int], *, due_at: datetime, reason: str) -> None:
        """Try again later; counts an attempt."""
        ...

    def park(self, row_id: int, *, reason: str, version: int | None = None) -> None:
        """Put aside for a person; with `version`, a row that got a newer one goes back to NEW instead."""
        ...

    def release(
        self, exchange_id: int, *, state: Due, ids: Sequence[int] | None = None, change: str | None = None
    ) -> int:
        """Let HELD rows go (READY), or try PARKED ones anew (NEW), by ids or change; returns how many."""
        ...

    def wake(self, exchange_id: int, *, reason: str) -> None:
        """Give rows that were PARKED for this reason their turn: what they waited for is there."""
        ...

    def hasten(self, exchange_id: int, *, reason: str, now: datetime) -> None:
        """Make NEW rows that were put off for this reason due now: nobody waits for it any more."""
        ...

    def current(self, versions: Mapping[int, int]) -> frozenset[int]:
        """Return which of the rows {id: version} have no newer mark."""
        ...

    def oldest_due(self, exchange_ids: Sequence[int], *, priority: int, now: datetime) -> datetime | None:
        """Return since when the longest waiting READY row of at most this priority number is due."""
        ...

    def next_due(self, exchange_ids: Sequence[int], *, now: datetime) -> datetime | None:
        """Return when the first NEW or READY row is due that waits for its time; None: none waits."""
        ...

    def extent(
        self, exchange_id: int, kinds: Collection[EntityKind], *, after: datetime | None = None
    ) -> tuple[int, int]:
        """Count the rows of some kinds and return the last id among them.

        With `after`: only NEW ones whose turn comes later.
        """
        ...

    def totals(self, exchange_id: int) -> Mapping[tuple[str, str], int]:
        """Count rows by (state, change)."""
        ...
