"""What was changed in the CRM, run by run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, insert, select, update

from obmen.domain.identity import EntityKind, Ref
from obmen.flows.ports.runs import Cause, Effect, Run
from obmen.storage.statements import chunks, forget_some, keys_by_kind
from obmen.storage.tables import effect, run


class SqlRuns:
    """Implements obmen.flows.ports.runs.Runs."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(
        self,
        exchange_id: int,
        *,
        cause: Cause,
        facts: Mapping[str, object],
        session_id: int | None = None,
        now: datetime,
    ) -> int:
        last = self._last(exchange_id)
        if last is not None and session_id is not None and last.session_id == session_id:
            return int(last.id)
        values = {
            "exchange_id": exchange_id,
            "cause": cause.value,
            "session_id": session_id,
            "facts": facts,
            "began_at": now,
        }
        if last is not None and not self._has_effects(exchange_id, last.id):
            self._connection.execute(update(run).where(run.c.id == last.id).values(**values))
            return int(last.id)
        return int(self._connection.execute(insert(run).values(**values).returning(run.c.id)).scalar_one())

    def record(self, exchange_id: int, effects: Sequence[Effect], *, now: datetime) -> None:
        if not effects:
            return
        last = self._last(exchange_id)
        run_id = last.id if last else self.begin(exchange_id, cause=Cause.ONEC, facts={}, now=now)
        rows = [
            {
                "exchange_id": exchange_id,
                "run_id": run_id,
                "at": now,
                "kind": one.ref.kind.value,
                "key": one.ref.id,
                "made": one.made,
                "before": one.before,
                "after": one.after,
            }
            for one in effects
        ]
        self._count(exchange_id, run_id, effects)
        self._connection.execute(insert(effect), rows)

    def _count(self, exchange_id: int, run_id: int, effects: Sequence[Effect]) -> None:
        """Count the records that a run touches for the first time: counting them later reads them all."""
        known = self._known(exchange_id, run_id, [one.ref for one in effects])
        made = {one.ref for one in effects if one.made} - {ref for ref, was_made in known.items() if was_made}
        touched = {one.ref for one in effects} - set(known)
        counts = {"made": run.c.made + len(made), "touched": run.c.touched + len(touched)}
        self._connection.execute(update(run).where(run.c.id == run_id).values(**counts))

    def _known(self, exchange_id: int, run_id: int, refs: Iterable[Ref]) -> dict[Ref, bool]:
        """Return which of the records a run has touched already, and whether it has made them."""
        known: dict[Ref, bool] = {}
        for kind, keys in keys_by_kind(refs).items():
            for chunk in chunks(keys):
                its = (effect.c.exchange_id == exchange_id, effect.c.kind == kind.value)
                alike = (effect.c.key.in_(chunk), effect.c.run_id == run_id)
                for row in self._connection.execute(select(effect.c.key, effect.c.made).where(*its, *alike)):
                    ref = Ref(kind, row.key)
                    known[ref] = known.get(ref, False) or row.made
        return known

    def latest(self, exchange_id: int, *, limit: int) -> Sequence[Run]:
        its = exists().where(effect.c.exchange_id == run.c.exchange_id, effect.c.run_id == run.c.id)
        statement = select(run).where(run.c.exchange_id == exchange_id, run.c.touched > 0, its)
        statement = statement.order_by(run.c.id.desc()).limit(limit)
        return [_run(row) for row in self._connection.execute(statement)]

    def effects(
        self, exchange_id: int, run_id: int, *, after: int, limit: int
    ) -> Sequence[tuple[int, Effect]]:
        its = (effect.c.exchange_id == exchange_id, effect.c.run_id == run_id, effect.c.id > after)
        statement = select(effect).where(*its).order_by(effect.c.id).limit(limit)
        return [(row.id, _effect(row)) for row in self._connection.execute(statement)]

    def of(self, exchange_id: int, ref: Ref) -> Sequence[tuple[Run, Effect]]:
        its = (
            effect.c.exchange_id == exchange_id,
            effect.c.kind == ref.kind.value,
            effect.c.key == ref.id,
        )
        columns = (*effect.c, run.c.cause, run.c.facts, run.c.began_at)
        joined = select(*columns).join(run, run.c.id == effect.c.run_id)
        rows = self._connection.execute(joined.where(*its).order_by(effect.c.id))
        return [(_run_of(row), _effect(row)) for row in rows]

    def forget(self, exchange_id: int, *, before: datetime) -> int:
        its = (effect.c.exchange_id == exchange_id, effect.c.at < before)
        return forget_some(self._connection, effect, *its)

    def _last(self, exchange_id: int) -> Row[Any] | None:
        statement = select(run).where(run.c.exchange_id == exchange_id).order_by(run.c.id.desc()).limit(1)
        return self._connection.execute(statement).first()

    def _has_effects(self, exchange_id: int, run_id: int) -> bool:
        its = (effect.c.exchange_id == exchange_id, effect.c.run_id == run_id)
        return self._connection.execute(select(effect.c.id).where(*its).limit(1)).first() is not None


def _run(row: Row[Any]) -> Run:
    return Run(
        id=row.id,
        cause=Cause(row.cause),
        facts=row.facts,
        began_at=row.began_at,
        made=row.made,
        changed=row.touched - row.made,
    )


def _run_of(row: Row[Any]) -> Run:
    return Run(id=row.run_id, cause=Cause(row.cause), facts=row.facts, began_at=row.began_at)


def _effect(row: Row[Any]) -> Effect:
    ref = Ref(EntityKind(row.kind), row.key)
    return Effect(ref=ref, made=row.made, before=row.before, after=row.after)
