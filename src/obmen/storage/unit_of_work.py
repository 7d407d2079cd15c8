"""One flow, one transaction: the only place that commits."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from obmen.flows.ports.store import Work
from obmen.storage.alike import SqlAlikeProblems
from obmen.storage.applications import SqlApplications, SqlRobotRequests
from obmen.storage.aside import SqlAside
from obmen.storage.audit import SqlAudit, SqlTokens
from obmen.storage.away import telling_away
from obmen.storage.bindings import SqlBindings
from obmen.storage.exchanges import SqlExchanges
from obmen.storage.figures import SqlFigures
from obmen.storage.inbox import SqlInbox
from obmen.storage.intents import SqlIntents, SqlLeases
from obmen.storage.journal import SqlJournal, SqlProblems
from obmen.storage.ledger import SqlLedger, SqlRegister
from obmen.storage.leftovers import sweep
from obmen.storage.measures import SqlMeasures
from obmen.storage.moments import SqlMoments
from obmen.storage.outbox import SqlOutbox
from obmen.storage.people import SqlLinks, SqlLogins, SqlUsers
from obmen.storage.records import SqlRecords
from obmen.storage.runs import SqlRuns
from obmen.storage.secrets import Seal
from obmen.storage.selection import SqlRolls, SqlSwept
from obmen.storage.sessions import SqlSessions
from obmen.storage.shelf import SqlShelf
from obmen.storage.staging import SqlStaging
from obmen.storage.wire import SqlWire

T = TypeVar("T")

WRITER: Final = "obmen-writer"  # prefix of the names of threads
READERS: Final = 4
TRIES: Final = 5
CONFLICTS: Final = frozenset(
    {"40001", "40P01"}
)  # serialization_failure, deadlock_detected: run the flow again


class NestedFlow(Exception):
    """A flow asked for a transaction of its own while it runs in one: one flow is one transaction."""


class SqlWork:
    """Implements obmen.flows.ports.store.Work on one connection."""

    def __init__(self, connection: Connection, seal: Seal) -> None:
        self.exchanges = SqlExchanges(connection, seal)
        self.sessions = SqlSessions(connection)
        self.inbox = SqlInbox(connection)
        self.staging = SqlStaging(connection)
        self.records = SqlRecords(connection)
        self.outbox = SqlOutbox(connection)
        self.bindings = SqlBindings(connection)
        self.shelf = SqlShelf(connection)
        self.intents = SqlIntents(connection)
        self.leases = SqlLeases(connection)
        self.ledger = SqlLedger(connection)
        self.register = SqlRegister(connection)
        self.journal = SqlJournal(connection)
        self.problems = SqlProblems(connection)
        self.alike = SqlAlikeProblems(connection)
        self.aside = SqlAside(connection)
        self.measures = SqlMeasures(connection)
        self.figures = SqlFigures(connection)
        self.runs = SqlRuns(connection)
        self.rolls = SqlRolls(connection)
        self.swept = SqlSwept(connection)
        self.users = SqlUsers(connection)
        self.logins = SqlLogins(connection)
        self.links = SqlLinks(connection)
        self.tokens = SqlTokens(connection)
        self.audit = SqlAudit(connection)
        self.applications = SqlApplications(connection, seal)
        self.moments = SqlMoments(connection)
        self.robots = SqlRobotRequests(connection, seal)
        self.wire = SqlWire(connection)


class SqlStore:
    """Implements obmen.flows.ports.store.Store.

    `writers` decides how many flows write at once: one thread on SQLite, which takes them in turn.
    """

    def __init__(self, *, writer: Engine, reader: Engine, writers: int, seal: Seal) -> None:
        self._writer, self._reader, self._seal = writer, reader, seal
        self._writers = ThreadPoolExecutor(writers, thread_name_prefix=WRITER)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="obmen-reader")
        address = writer.url.set(drivername=writer.url.get_backend_name())
        self._address = address.render_as_string()  # without the password

    def write(self, flow: Callable[[Work], T]) -> T:
        if threading.current_thread().name.startswith(WRITER):
            raise NestedFlow(NestedFlow.__doc__)
        return self._writers.submit(self._write, flow).result()

    def read(self, flow: Callable[[Work], T]) -> T:
        return self._read(flow)

    async def awrite(self, flow: Callable[[Work], T]) -> T:
        """As the port says; once it has begun, a flow ends even when the one who waits is cancelled."""
        return await self._in(self._writers, self._write, flow)

    async def aread(self, flow: Callable[[Work], T]) -> T:
        return await self._in(self._readers, self._read, flow)

    def sweep_soon(self) -> None:
        """Remove superseded parts when those who write now are done, a few at a time between theirs."""
        with suppress(RuntimeError):  # we are closing: the next one that opens goes on
            self._writers.submit(self._sweep)

    def close(self) -> None:
        """Wait for the flows that run, then let go of the database."""
        self._writers.shutdown()
        self._readers.shutdown()
        self._reader.dispose()
        self._writer.dispose()

    async def _in(
        self, executor: Executor, run: Callable[[Callable[[Work], T]], T], flow: Callable[[Work], T]
    ) -> T:
        return await asyncio.get_running_loop().run_in_executor(executor, run, flow)

    def _write(self, flow: Callable[[Work], T]) -> T:
        for _ in range(TRIES - 1):
            try:
                return self._write_once(flow)
            except OperationalError as error:
                if getattr(error.orig, "sqlstate", None) not in CONFLICTS:
                    raise
        return self._write_once(flow)

    def _write_once(self, flow: Callable[[Work], T]) -> T:
        with telling_away(self._address), self._writer.begin() as connection:
            work = SqlWork(connection, self._seal)
            result = flow(work)
        if work.staging.left_something:
            self.sweep_soon()
        return result

    def _sweep(self) -> None:
        with self._writer.begin() as connection:
            swept = sweep(connection)
        if swept:
            self.sweep_soon()

    def _read(self, flow: Callable[[Work], T]) -> T:
        with telling_away(self._address), self._reader.begin() as connection:
            return flow(SqlWork(connection, self._seal))
