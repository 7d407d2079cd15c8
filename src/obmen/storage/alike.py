"""Open problems, alike ones together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import ColumnElement, Connection, Text, cast, func, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB

from obmen.flows.ports.journal import Alike, Problem
from obmen.storage.aside import put_aside
from obmen.storage.journal import problem_of
from obmen.storage.statements import is_postgres
from obmen.storage.tables import problem

CAUSES: Final = ("code", "doubts")  # facts that tell one cause of a kind from another


class SqlAlikeProblems:
    """Implements obmen.flows.ports.journal.AlikeProblems."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def groups(self, exchange_id: int) -> Sequence[Alike]:
        cause, count = self._cause().label("cause"), func.count().label("times")
        statement = (
            select(
                problem.c.kind,
                cause,
                count,
                func.min(problem.c.since).label("since"),
                func.max(problem.c.id).label("newest_id"),
            )
            .where(problem.c.exchange_id == exchange_id, ~put_aside())
            .group_by(problem.c.kind, cause)
            .order_by(count.desc(), func.min(problem.c.id))
        )
        return [
            Alike(kind=row.kind, cause=row.cause, count=row.times, since=row.since, newest_id=row.newest_id)
            for row in self._connection.execute(statement)
        ]

    def counts(self, exchange_id: int, kinds: Collection[str]) -> Mapping[str, int]:
        its = (problem.c.exchange_id == exchange_id, problem.c.kind.in_(kinds), ~put_aside())
        statement = select(problem.c.kind, func.count()).where(*its).group_by(problem.c.kind)
        return {row[0]: row[1] for row in self._connection.execute(statement)}

    def page(
        self, exchange_id: int, *, kind: str, cause: str, after: int = 0, limit: int
    ) -> Sequence[Problem]:
        its = (problem.c.exchange_id == exchange_id, problem.c.kind == kind, problem.c.id > after)
        statement = select(problem, put_aside().label("aside")).where(
            *its, self._cause() == cause, ~put_aside()
        )
        rows = self._connection.execute(statement.order_by(problem.c.id).limit(limit))
        return [problem_of(row) for row in rows]

    def newest(self, exchange_id: int, *, before: int | None, limit: int) -> Sequence[Problem]:
        its = [problem.c.exchange_id == exchange_id, ~put_aside()]
        if before is not None:
            its.append(problem.c.id < before)
        statement = select(problem, put_aside().label("aside")).where(*its)
        rows = self._connection.execute(statement.order_by(problem.c.id.desc()).limit(limit))
        return [problem_of(row) for row in rows]

    def _cause(self) -> ColumnElement[str]:
        return func.coalesce(*(self._fact(name) for name in CAUSES), "")

    def _fact(self, name: str) -> ColumnElement[str]:
        """Return one fact of a problem as text; facts are JSON."""
        facts = type_coerce(problem.c.facts, Text)
        if is_postgres(self._connection):
            return func.jsonb_extract_path_text(cast(facts, JSONB), name)
        return cast(func.json_extract(facts, f"$.{name}"), Text)
