"""Applications inside portals, and robots that wait for an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, func, select, update

from obmen.flows.ports.application import Application, RobotRequest, Standing
from obmen.storage.secrets import Seal
from obmen.storage.statements import forget_some, insert_or
from obmen.storage.tables_application import application, robot_request

SEALED: Final = ("client_secret", "application_token", "access_token", "refresh_token", "reserve")


class SqlApplications:
    """Implements obmen.flows.ports.application.Applications."""

    def __init__(self, connection: Connection, seal: Seal) -> None:
        self._connection, self._seal = connection, seal

    def get(self, exchange_id: int) -> Application | None:
        statement = select(application).where(application.c.exchange_id == exchange_id)
        row = self._connection.execute(statement).first()
        return self._application(row) if row else None

    def put(self, application_: Application) -> None:
        values = {field.name: getattr(application_, field.name) for field in fields(Application)}
        values |= {name: self._seal.close(values[name]) for name in SEALED}
        values["standing"] = application_.standing.value
        statement = insert_or(self._connection, application).values(**values)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["exchange_id"], set_=values))

    def change(self, exchange_id: int, change: Callable[[Application], Application]) -> Application | None:
        statement = select(application).where(application.c.exchange_id == exchange_id).with_for_update()
        row = self._connection.execute(statement).first()
        if row is None:
            return None
        changed = change(self._application(row))
        self.put(changed)
        return changed

    def forget(self, exchange_id: int) -> None:
        self._connection.execute(delete(application).where(application.c.exchange_id == exchange_id))

    def _application(self, row: Row[Any]) -> Application:
        values = {field.name: getattr(row, field.name) for field in fields(Application)}
        values |= {name: self._seal.open(values[name]) for name in SEALED}
        return Application(**{**values, "standing": Standing(row.standing)})


class SqlRobotRequests:
    """Implements obmen.flows.ports.application.RobotRequests."""

    def __init__(self, connection: Connection, seal: Seal) -> None:
        self._connection, self._seal = connection, seal

    def put(self, request: RobotRequest) -> bool:
        statement = insert_or(self._connection, robot_request).values(
            exchange_id=request.exchange_id,
            code=request.code,
            token_digest=sha256(f"{request.exchange_id}:{request.event_token}".encode()).digest(),
            event_token=self._seal.close(request.event_token),
            invoice_id=request.invoice_id,
            asked_at=request.asked_at,
            due_at=request.due_at,
            answer_by=request.answer_by,
            tries=request.tries,
            answer=request.answer,
            outcome="",
        )
        added = statement.on_conflict_do_nothing(index_elements=["token_digest"])
        return self._connection.execute(added.returning(robot_request.c.id)).first() is not None

    def due(self, exchange_id: int, *, now: datetime, limit: int = 50) -> Sequence[RobotRequest]:
        columns = robot_request.c
        statement = select(robot_request).where(
            columns.exchange_id == exchange_id, columns.outcome == "", columns.due_at <= now
        )
        rows = self._connection.execute(statement.order_by(columns.due_at, columns.id).limit(limit))
        return [self._request(row) for row in rows]

    def update(self, request: RobotRequest) -> None:
        values: dict[str, Any] = {
            "due_at": request.due_at, "tries": request.tries, "answer": request.answer,
            "outcome": request.outcome,
        }  # fmt: skip
        if request.outcome:
            values["event_token"] = ""  # it can't be used any more
        self._connection.execute(
            update(robot_request).where(robot_request.c.id == request.id).values(**values)
        )

    def next_due(self, exchange_id: int) -> datetime | None:
        its = (robot_request.c.exchange_id == exchange_id, robot_request.c.outcome == "")
        moment: datetime | None = self._connection.execute(
            select(func.min(robot_request.c.due_at)).where(*its)
        ).scalar()
        return moment

    def forget(self, exchange_id: int, *, before: datetime) -> int:
        columns = robot_request.c
        its = (columns.exchange_id == exchange_id, columns.outcome != "", columns.asked_at < before)
        return forget_some(self._connection, robot_request, *its)

    def _request(self, row: Row[Any]) -> RobotRequest:
        return RobotRequest(
            id=row.id,
            exchange_id=row.exchange_id,
            code=row.code,
            event_token=self._seal.open(row.event_token),
            invoice_id=row.invoice_id,
            asked_at=row.asked_at,
            due_at=row.due_at,
            answer_by=row.answer_by,
            tries=row.tries,
            answer=row.answer,
            outcome=row.outcome,
        )
