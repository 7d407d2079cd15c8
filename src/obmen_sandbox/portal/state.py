"""Everything that the practice portal remembers, in memory."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from obmen_sandbox.portal.clock import SandboxClock, stamp
from obmen_sandbox.portal.events import EventLog
from obmen_sandbox.portal.faults import FaultBoard
from obmen_sandbox.portal.journal import Journal
from obmen_sandbox.portal.limits import Limits
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.settings import PortalSettings
from obmen_sandbox.portal.table import Table, make_table

Heard = Callable[[int | None], None]
Post = Callable[[str, Mapping[str, str], Heard | None], None]
ELEMENTS: Final = "element"  # products, offers and services share one numbering, as elements of blocks do


@dataclass(frozen=True, slots=True)
class Deferred:
    """Work that runs when the portal's clock has come so far."""

    due: float
    run: Callable[[], None]


@dataclass(slots=True)
class PortalState:
    """Tables of rows by id, numberings, and what was asked."""

    settings: PortalSettings
    clock: SandboxClock
    rng: random.Random
    faults: FaultBoard
    limits: Limits
    tables: dict[str, Table] = field(default_factory=dict)
    last_ids: Counter[str] = field(default_factory=Counter)
    journal: Journal = field(default_factory=Journal)
    files: dict[int, bytes] = field(default_factory=dict)  # contents of pictures by their id
    deferred: list[Deferred] = field(default_factory=list)
    events: EventLog = field(default_factory=EventLog)  # every change that raises an event, in order
    event_url: str | None = None  # handler of the outgoing webhook
    on_event: Callable[[dict[str, Any]], None] | None = None
    inventory: bool = False
    method_names: tuple[str, ...] = ()
    viewer_id: int = 1  # who looks at the portal's pages
    actor_id: int | None = None  # whose action is running; nobody's when a robot does it
    connector: str = ""  # the label of whoever acts, that keeps a change out of a queue of the same label
    post: Post | None = None  # how the portal calls applications

    def forget(self) -> None:
        """Empty everything in place; settings, clock and the listener of events stay."""
        fresh = empty_state(settings=self.settings, clock=self.clock)
        for name in self.__slots__:
            if name not in ("settings", "clock", "event_url", "on_event", "post"):
                setattr(self, name, getattr(fresh, name))

    def table(self, name: str) -> Table:
        found = self.tables.get(name)
        if found is None:
            found = self.tables[name] = make_table(name)
        return found

    def rows(self, name: str) -> list[Row]:
        return list(self.table(name).values())

    def new_id(self, sequence: str) -> int:
        self.last_ids[sequence] += 1
        return self.last_ids[sequence]

    def insert(self, name: str, row: Mapping[str, Any], *, sequence: str | None = None) -> Row:
        """Store a row under a new id."""
        number = self.new_id(sequence or name)
        stored = {**row, "id": number}
        self.table(name)[number] = stored
        return stored

    def put(self, name: str, number: int, row: Mapping[str, Any]) -> Row:
        """Store a row under a chosen id; the numbering goes on after it."""
        self.table(name)[number] = stored = {**row, "id": number}
        self.last_ids[name] = max(number, self.last_ids[name])
        return stored

    def price_of(self, product_id: int, price_type_id: int) -> Row | None:
        """The price of a product of a type, when there is one."""
        prices = self.table("price").where("productId", product_id)
        return next((price for price in prices if price["catalogGroupId"] == price_type_id), None)

    def now(self) -> datetime:
        return self.clock.now()

    def stamp(self) -> str:
        return stamp(self.clock.now())

    def emit(self, name: str, **fields: Any) -> None:
        """Raise an event; handlers get ids only."""
        event = self.events.append(name, fields, at=int(self.clock.timestamp()))
        if self.on_event is not None:
            self.on_event(event)

    @contextmanager
    def acting(self, user_id: int | None, *, connector: str = "") -> Iterator[None]:
        """What happens in the block is the action of a user, or of nobody."""
        before = self.actor_id, self.connector
        self.actor_id, self.connector = user_id, connector
        try:
            yield
        finally:
            self.actor_id, self.connector = before

    def send(self, url: str, form: Mapping[str, str], *, heard: Heard | None = None) -> None:
        """Post a form to an application, once; `heard` gets the HTTP status, or None when there was none."""
        if self.post is not None:
            self.post(url, form, heard)

    def defer(self, *, seconds: float, run: Callable[[], None]) -> None:
        self.deferred.append(Deferred(self.clock.timestamp() + seconds, run))

    def run_due(self) -> int:
        """Run what has become due, oldest first; returns how much."""
        now = self.clock.timestamp()
        due = sorted((work for work in self.deferred if work.due <= now), key=lambda work: work.due)
        self.deferred = [work for work in self.deferred if work.due > now]
        for work in due:
            work.run()
        return len(due)


def empty_state(*, settings: PortalSettings, clock: SandboxClock) -> PortalState:
    rng = random.Random(settings.seed)
    board = FaultBoard(rng=rng)
    return PortalState(
        settings,
        clock,
        rng,
        board,
        limits_of(settings),
        event_url=settings.event_url,
        inventory=settings.inventory,
        viewer_id=settings.user_id,
    )


def limits_of(settings: PortalSettings) -> Limits:
    return Limits(
        bucket_size=settings.bucket_size,
        leak_per_s=settings.bucket_leak_per_s,
        operating_seconds=settings.operating_seconds,
        ignored_below_s=settings.operating_ignored_below_s,
    )
