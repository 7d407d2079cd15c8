"""The database, as the flows need it. Implemented by obmen.storage.

A flow's transaction is a plain function of `Work`; `Store.write` runs it whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from obmen.flows.ports.application import Applications, RobotRequests
from obmen.flows.ports.catalog import Outbox, Records, Staging
from obmen.flows.ports.delivery import Bindings, Intents, Leases
from obmen.flows.ports.exchanges import Exchanges
from obmen.flows.ports.inbox import Inbox, Sessions
from obmen.flows.ports.journal import Aside, Journal, Problems
from obmen.flows.ports.people import Audit, Links, Logins, Tokens, Users
from obmen.flows.ports.runs import Runs
from obmen.flows.ports.sales import Ledger, Register
from obmen.flows.ports.selection import Rolls, Swept
from obmen.flows.ports.told import Told

T = TypeVar("T")


class Work(Protocol):
    """One transaction's view of the database."""

    @property
    def exchanges(self) -> Exchanges: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def staging(self) -> Staging: ...
    @property
    def records(self) -> Records: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def bindings(self) -> Bindings: ...
    @property
    def intents(self) -> Intents: ...
    @property
    def leases(self) -> Leases: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def register(self) -> Register: ...
    @property
    def journal(self) -> Journal: ...
    @property
    def problems(self) -> Problems: ...
    @property
    def aside(self) -> Aside: ...
    @property
    def runs(self) -> Runs: ...
    @property
    def rolls(self) -> Rolls: ...
    @property
    def swept(self) -> Swept: ...
    @property
    def users(self) -> Users: ...
    @property
    def logins(self) -> Logins: ...
    @property
    def links(self) -> Links: ...
    @property
    def tokens(self) -> Tokens: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def applications(self) -> Applications: ...
    @property
    def told(self) -> Told: ...
    @property
    def robots(self) -> RobotRequests: ...


class Store(Protocol):
    """The database; SQLite has one writer thread, PostgreSQL a pool."""

    def write(self, flow: Callable[[Work], T]) -> T:
        """Run `flow` in one transaction and commit it; roll back when it raises. Blocks."""
        ...

    def read(self, flow: Callable[[Work], T]) -> T:
        """Run `flow` in a read-only transaction. Blocks, never waits for a writer on SQLite."""
        ...

    async def awrite(self, flow: Callable[[Work], T]) -> T:
        """As `write`, without blocking the event loop."""
        ...

    async def aread(self, flow: Callable[[Work], T]) -> T:
        """As `read`, without blocking the event loop."""
        ...
