"""Counts and moments for the eyes of people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, func, literal_column, select

from obmen.flows.ports.measures import Queue, Talk, Unaided
from obmen.storage.tables import journal, outbox, session

SENT: Final = "sales.order_sent"
HELPED: Final = ("sales.held", "sales.doubted")


class SqlMeasures:
    """Implements obmen.flows.ports.measures.Measures."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def talks(self, exchange_id: int, *, since: datetime) -> Sequence[Talk]:
        its = (session.c.exchange_id == exchange_id, session.c.started_at >= since)
        statement = select(session.c.started_at, session.c.kind).where(*its).order_by(session.c.started_at)
        return [Talk(row.started_at, row.kind) for row in self._connection.execute(statement)]

    def failures(self, exchange_id: int, *, since: datetime) -> Sequence[datetime]:
        its = (journal.c.exchange_id == exchange_id, journal.c.event == "onec.package_failed")
        statement = select(journal.c.at).where(*its, journal.c.at >= since).order_by(journal.c.id)
        return list(self._connection.execute(statement).scalars())

    def queue(self, exchange_id: int, *, now: datetime) -> Queue:
        new, ready = (self._waiting(exchange_id, state, now) for state in ("new", "ready"))
        moments = [moment for _, moment in (new, ready) if moment is not None]
        return Queue(
            waiting=new[0] + ready[0],
            parked=self._count(exchange_id, "parked"),
            held=self._count(exchange_id, "held"),
            oldest_at=min(moments, default=None),
        )

    def _waiting(self, exchange_id: int, state: str, now: datetime) -> tuple[int, datetime | None]:
        """Count what is due, and since when; what waits for its time waits for nothing else."""
        its = (outbox.c.exchange_id == exchange_id, _is(state), outbox.c.due_at <= now)
        row = self._connection.execute(select(func.count(), func.min(outbox.c.due_at)).where(*its)).one()
        return row[0], row[1]

    def _count(self, exchange_id: int, state: str) -> int:
        its = (outbox.c.exchange_id == exchange_id, _is(state))
        return self._connection.execute(select(func.count()).select_from(outbox).where(*its)).scalar_one()

    def unaided(self, exchange_id: int, *, since: datetime) -> Unaided:
        its = (journal.c.exchange_id == exchange_id, journal.c.at >= since)
        is_sent = journal.c.event == literal_column(f"'{SENT}'")  # written out, as the partial index wants it
        sent = select(journal.c.key).where(*its, is_sent).distinct().subquery()
        helped = select(journal.c.key).where(
            journal.c.exchange_id == exchange_id, journal.c.event.in_(HELPED)
        )
        count = select(func.count()).select_from(sent)
        return Unaided(
            sent=self._connection.execute(count).scalar_one(),
            helped=self._connection.execute(count.where(sent.c.key.in_(helped))).scalar_one(),
        )


def _is(state: str) -> ColumnElement[bool]:
    """Written out, as the partial indexes want it."""
    return outbox.c.state == literal_column(f"'{state}'")
