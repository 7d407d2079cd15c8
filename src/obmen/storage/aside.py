"""Problems that a person has put aside."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, select

from obmen.flows.ports.journal import Ignored
from obmen.storage.statements import insert_or
from obmen.storage.tables import ignored, problem

ALIKE = ("exchange_id", "ref_kind", "ref_key", "kind", "record")


def put_aside() -> ColumnElement[bool]:
    """The condition that a row of `problem` is put aside with the very facts that it has."""
    return exists().where(_same(), ignored.c.facts == problem.c.facts)


def count_aside(connection: Connection, exchange_id: int) -> int:
    """Count the problems that are put aside, from the few that people have put there."""
    is_open = exists().where(_same(), ignored.c.facts == problem.c.facts).correlate(ignored)
    its = select(func.count()).select_from(ignored).where(ignored.c.exchange_id == exchange_id, is_open)
    count: int = connection.execute(its).scalar_one()
    return count


def _same() -> ColumnElement[bool]:
    return and_(*(ignored.c[name] == problem.c[name] for name in ALIKE))


class SqlAside:
    """Implements obmen.flows.ports.journal.Aside."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(
        self, exchange_id: int, problem_ids: Collection[int], *, reason: str, by: str, now: datetime
    ) -> int:
        its = (problem.c.exchange_id == exchange_id, problem.c.id.in_(problem_ids))
        rows = self._connection.execute(select(problem).where(*its, ~put_aside())).all()
        for row in rows:
            values = {name: row._mapping[name] for name in (*ALIKE, "facts")}  # noqa: SLF001 — SQLAlchemy's own name
            statement = insert_or(self._connection, ignored).values(**values, reason=reason, by=by, at=now)
            statement = statement.on_conflict_do_update(
                index_elements=list(ALIKE),
                set_={name: statement.excluded[name] for name in ("facts", "reason", "by", "at")},
            )
            self._connection.execute(statement)
        return len(rows)

    def of(self, exchange_id: int) -> Sequence[Ignored]:
        statement = select(ignored, put_aside().label("is_open")).where(ignored.c.exchange_id == exchange_id)
        return [
            Ignored(
                id=row.id,
                kind=row.kind,
                record=row.record,
                facts=row.facts,
                reason=row.reason,
                by=row.by,
                at=row.at,
                is_open=row.is_open,
            )
            for row in self._connection.execute(statement.order_by(ignored.c.id.desc()))
        ]

    def take_back(self, exchange_id: int, ids: Collection[int]) -> int:
        its = (ignored.c.exchange_id == exchange_id, ignored.c.id.in_(ids))
        return self._connection.execute(delete(ignored).where(*its)).rowcount
