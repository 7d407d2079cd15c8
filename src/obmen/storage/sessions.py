"""Dialogues of 1C."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, insert, select, update

from obmen.flows.ports.inbox import OnecSession, SessionState
from obmen.storage.tables import session


class SqlSessions:
    """Implements obmen.flows.ports.inbox.Sessions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(
        self, *, exchange_id: int, kind: str, cookie_digest: bytes, client: str, now: datetime
    ) -> OnecSession:
        statement = insert(session).values(
            exchange_id=exchange_id,
            kind=kind,
            cookie_digest=cookie_digest,
            started_at=now,
            seen_at=now,
            state=SessionState.OPEN.value,
            client=client,
        )
        return _session(self._connection.execute(statement.returning(session)).one())

    def find(self, *, cookie_digest: bytes) -> OnecSession | None:
        return self._first(select(session).where(session.c.cookie_digest == cookie_digest))

    def latest_open(self, *, exchange_id: int) -> OnecSession | None:
        statement = select(session).where(session.c.exchange_id == exchange_id, _is_open())
        return self._first(statement.order_by(session.c.id.desc()).limit(1))

    def touch(self, session_id: int, *, now: datetime) -> None:
        self._connection.execute(update(session).where(session.c.id == session_id).values(seen_at=now))

    def end(self, session_id: int) -> None:
        statement = update(session).where(session.c.id == session_id)
        self._connection.execute(statement.values(state=SessionState.ENDED.value))

    def moments(self, *, exchange_id: int, limit: int) -> Sequence[datetime]:
        statement = select(session.c.started_at).where(session.c.exchange_id == exchange_id)
        return self._connection.execute(statement.order_by(session.c.id.desc()).limit(limit)).scalars().all()

    def idle(self, *, before: datetime) -> Sequence[OnecSession]:
        statement = select(session).where(_is_open(), session.c.seen_at < before).order_by(session.c.id)
        return [_session(row) for row in self._connection.execute(statement)]

    def _first(self, statement: Select[Any]) -> OnecSession | None:
        row = self._connection.execute(statement).first()
        return _session(row) if row else None


def _is_open() -> ColumnElement[bool]:
    return session.c.state == SessionState.OPEN.value


def _session(row: Row[Any]) -> OnecSession:
    return OnecSession(
        id=row.id,
        exchange_id=row.exchange_id,
        kind=row.kind,
        cookie_digest=row.cookie_digest,
        started_at=row.started_at,
        seen_at=row.seen_at,
        state=SessionState(row.state),
        client=row.client,
    )
