"""Calls that went out, and who may send them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, case, or_, select, update

from obmen.delivery.call import Call
from obmen.flows.ports.delivery import Intent, Lease, LeaseLost
from obmen.storage import tables
from obmen.storage.statements import forget_some, insert_or
from obmen.storage.tables import intent

LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


class SqlIntents:
    """Implements obmen.flows.ports.delivery.Intents."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

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
        self._check_lease(host=host, owner=owner, epoch=epoch)
        if not calls:
            return []
        rows = [
            {
                "exchange_id": exchange_id,
                "task_id": call.task_id,
                "version": version,
                "call": call,
                "batch": batch,
                "sent_at": now,
            }
            for call, version in calls
        ]
        statement = intent.insert().returning(intent.c.id, sort_by_parameter_order=True)
        return self._connection.execute(statement, rows).scalars().all()

    def finish(self, outcomes: Mapping[int, str], *, now: datetime) -> None:
        if not outcomes:
            return
        statement = (
            update(intent)
            .where(intent.c.id == bindparam("intent_id"))
            .values(outcome=bindparam("known_outcome"), finished_at=now)
        )
        self._connection.execute(
            statement,
            [{"intent_id": number, "known_outcome": outcome} for number, outcome in outcomes.items()],
        )

    def open(self, exchange_ids: Sequence[int]) -> Sequence[Intent]:
        return self._all(
            select(intent).where(intent.c.exchange_id.in_(exchange_ids), intent.c.outcome.is_(None))
        )

    def of_batches(self, exchange_id: int, batches: Collection[str]) -> Sequence[Intent]:
        its = (intent.c.exchange_id == exchange_id, intent.c.batch.in_(sorted(batches)))
        return self._all(select(intent).where(*its)) if batches else []

    def _all(self, statement: Select[Any]) -> Sequence[Intent]:
        return [
            Intent(
                id=row.id,
                exchange_id=row.exchange_id,
                task_id=row.task_id,
                version=row.version,
                call=row.call,
                batch=row.batch,
                sent_at=row.sent_at,
            )
            for row in self._connection.execute(statement.order_by(intent.c.id))
        ]

    def forget(self, exchange_id: int, *, before: datetime) -> int:
        its = (intent.c.exchange_id == exchange_id, intent.c.finished_at < before)
        return forget_some(self._connection, intent, *its)

    def _check_lease(self, *, host: str, owner: str, epoch: int) -> None:
        """Raise LeaseLost unless the lease is still this owner's; nobody can take it before we commit."""
        statement = select(tables.lease.c.owner, tables.lease.c.epoch).where(tables.lease.c.host == host)
        held = self._connection.execute(statement.with_for_update(read=True)).first()
        if held is None or (held.owner, held.epoch) != (owner, epoch):
            raise LeaseLost(host)


class SqlLeases:
    """Implements obmen.flows.ports.delivery.Leases."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, *, host: str, owner: str, ttl: timedelta, now: datetime) -> Lease | None:
        """As the port says; one statement, so of two that ask at once one gets it."""
        statement = insert_or(self._connection, tables.lease).values(
            host=host, owner=owner, epoch=1, expires_at=now + ttl
        )
        prolonged = tables.lease.c.owner == owner
        statement = statement.on_conflict_do_update(
            index_elements=["host"],
            set_={
                "owner": owner,
                "epoch": case((prolonged, tables.lease.c.epoch), else_=tables.lease.c.epoch + 1),
                "expires_at": now + ttl,
            },
            where=or_(prolonged, tables.lease.c.expires_at <= now),
        )
        row = self._connection.execute(statement.returning(tables.lease)).first()
        return Lease(row.host, row.owner, row.epoch, row.expires_at) if row else None

    def claim(self, name: str, *, ttl: timedelta, now: datetime) -> Lease | None:
        return self.take(host=name, owner=uuid.uuid4().hex, ttl=ttl, now=now)

    def give_back(self, *, owner: str) -> None:
        its = tables.lease.c.owner == owner
        self._connection.execute(update(tables.lease).where(its).values(owner="", expires_at=LONG_AGO))

    def pacing(self, host: str) -> Mapping[str, object]:
        known = self._connection.execute(
            select(tables.pacing.c.state).where(tables.pacing.c.host == host)
        ).scalar()
        return dict(known or {})

    def change_pacing(
        self, host: str, change: Callable[[Mapping[str, object]], Mapping[str, object]]
    ) -> None:
        row = insert_or(self._connection, tables.pacing).values(host=host, state={})
        self._connection.execute(row.on_conflict_do_nothing())  # so that there is a row to lock
        mine = tables.pacing.c.host == host
        known = self._connection.execute(select(tables.pacing.c.state).where(mine).with_for_update()).scalar()
        changed = change(dict(known or {}))
        self._connection.execute(update(tables.pacing).where(mine).values(state=changed))
