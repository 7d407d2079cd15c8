"""Messages as they went over the wire."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, exists, select

from obmen.flows.ports.inbox import Package
from obmen.flows.ports.wire import KeptAnswer, KeptCall
from obmen.storage.inbox import package_of
from obmen.storage.tables import frozen, intent, package, session


class SqlWire:
    """Implements obmen.flows.ports.wire.Wire."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def answer(self, exchange_id: int, session_id: int) -> KeptAnswer | None:
        statement = (
            select(frozen.c.body, frozen.c.frozen_at)
            .join(session, session.c.id == frozen.c.session_id)
            .where(frozen.c.session_id == session_id, session.c.exchange_id == exchange_id)
        )
        row = self._connection.execute(statement).first()
        return KeptAnswer(session_id=session_id, body=row.body, at=row.frozen_at) if row else None

    def package(self, exchange_id: int, package_id: int) -> Package | None:
        its = (package.c.id == package_id, package.c.exchange_id == exchange_id)
        row = self._connection.execute(select(package).where(*its)).first()
        return package_of(row) if row else None

    def calls(self, exchange_id: int, ids: Collection[int]) -> Sequence[KeptCall]:
        its = (intent.c.id.in_(sorted(ids)), intent.c.exchange_id == exchange_id)
        rows = self._connection.execute(select(intent).where(*its).order_by(intent.c.id))
        return [
            KeptCall(id=row.id, call=row.call, batch=row.batch, at=row.sent_at, outcome=row.outcome or "")
            for row in rows
        ]

    def forget_answers(self, exchange_id: int, *, before: datetime) -> int:
        forgotten = self._forget(exchange_id, frozen.c.frozen_at < before)
        kept = [exists().where(one.c.session_id == session.c.id) for one in (frozen, package)]
        over = (session.c.exchange_id == exchange_id, session.c.seen_at < before, *(~one for one in kept))
        self._connection.execute(delete(session).where(*over))
        return forgotten

    def forget_empty(self, exchange_id: int, *, before: datetime) -> int:
        return self._forget(exchange_id, frozen.c.frozen_at < before, frozen.c.orders == ())

    def _forget(self, exchange_id: int, *its: ColumnElement[bool]) -> int:
        of_exchange = select(session.c.id).where(session.c.exchange_id == exchange_id)
        return self._connection.execute(
            delete(frozen).where(frozen.c.session_id.in_(of_exchange), *its)
        ).rowcount
