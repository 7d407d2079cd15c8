"""What was done and why, and what waits for a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select

from obmen.domain.identity import OF_GOODS, EntityKind, Ref, split_item_key
from obmen.flows.ports.journal import Entry, Problem
from obmen.storage.aside import count_aside, put_aside
from obmen.storage.statements import chunks, forget_some, insert_or, keys_by_kind
from obmen.storage.tables import journal, problem


class SqlJournal:
    """Implements obmen.flows.ports.journal.Journal."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, exchange_id: int, entries: Sequence[Entry]) -> None:
        rows = [
            {
                "exchange_id": exchange_id,
                "at": entry.at,
                "event": entry.event,
                "kind": entry.ref.kind.value if entry.ref else "",
                "key": entry.ref.id if entry.ref else "",
                "facts": entry.facts,
            }
            for entry in entries
        ]
        if rows:
            self._connection.execute(insert(journal), rows)

    def of(self, exchange_id: int, refs: Collection[Ref]) -> Sequence[Entry]:
        its = (journal.c.exchange_id == exchange_id, journal.c.key.in_({ref.id for ref in refs}))
        kinds = journal.c.kind.in_({ref.kind.value for ref in refs})
        rows = self._connection.execute(select(journal).where(*its, kinds).order_by(journal.c.id))
        meant = set(refs)
        return [entry for entry in map(_entry, rows) if entry.ref in meant]

    def latest(self, exchange_id: int, event: str) -> Entry | None:
        # The event is in the order too: PostgreSQL would walk back from the newest of all events to find one.
        statement = select(journal).where(journal.c.exchange_id == exchange_id, journal.c.event <= event)
        newest = statement.order_by(journal.c.event.desc(), journal.c.id.desc()).limit(1)
        row = self._connection.execute(newest).first()
        return _entry(row) if row and row.event == event else None

    def counts(self, exchange_id: int, events: Sequence[str], *, since: datetime) -> Mapping[str, int]:
        its = (journal.c.exchange_id == exchange_id, journal.c.event.in_(events), journal.c.at >= since)
        statement = select(journal.c.event, func.count()).where(*its).group_by(journal.c.event)
        return {row[0]: row[1] for row in self._connection.execute(statement)}

    def forget(self, exchange_id: int, *, before: datetime) -> int:
        its = (journal.c.exchange_id == exchange_id, journal.c.at < before)
        return forget_some(self._connection, journal, *its)


class SqlProblems:
    """Implements obmen.flows.ports.journal.Problems."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def raise_(
        self,
        exchange_id: int,
        *,
        kind: str,
        ref: Ref | None,
        record: str,
        facts: Mapping[str, object],
        now: datetime,
    ) -> int:
        statement = insert_or(self._connection, problem).values(
            exchange_id=exchange_id,
            kind=kind,
            ref_kind=ref.kind.value if ref else "",
            ref_key=ref.id if ref else "",
            record=record,
            facts=facts,
            since=now,
            times=1,
            good=_good(ref),
        )
        statement = statement.on_conflict_do_update(
            index_elements=["exchange_id", "ref_kind", "ref_key", "kind", "record"],
            set_={"times": problem.c.times + 1, "facts": statement.excluded.facts},
        )
        problem_id: int = self._connection.execute(statement.returning(problem.c.id)).scalar_one()
        return problem_id

    def solve(
        self,
        exchange_id: int,
        *,
        kind: str | None = None,
        ref: Ref | None = None,
        id: int | None = None,  # noqa: A002 — the port's word
    ) -> int:
        asked = _asked(exchange_id, kind, ref)
        if id is not None:
            asked.append(problem.c.id == id)
        return self._connection.execute(delete(problem).where(*asked)).rowcount

    def solve_of(self, exchange_id: int, refs: Iterable[Ref], *, kinds: Sequence[str]) -> None:
        for ref_kind, keys in keys_by_kind(refs).items():
            for chunk in chunks(keys):
                its = (problem.c.exchange_id == exchange_id, problem.c.ref_kind == ref_kind.value)
                alike = (problem.c.ref_key.in_(chunk), problem.c.kind.in_(kinds))
                self._connection.execute(delete(problem).where(*its, *alike))

    def open(self, exchange_id: int, *, kind: str | None = None, ref: Ref | None = None) -> Sequence[Problem]:
        statement = select(problem, put_aside().label("aside")).where(*_asked(exchange_id, kind, ref))
        rows = self._connection.execute(statement.order_by(problem.c.id))
        return [problem_of(row) for row in rows]

    def count(self, exchange_id: int) -> int:
        statement = select(func.count()).select_from(problem).where(problem.c.exchange_id == exchange_id)
        all_of_them: int = self._connection.execute(statement).scalar_one()
        return all_of_them - count_aside(self._connection, exchange_id)


def _good(ref: Ref | None) -> str:
    """Return the product that a problem is about; empty: it is about none."""
    return split_item_key(ref.id)[0] if ref is not None and ref.kind in OF_GOODS else ""


def _asked(exchange_id: int, kind: str | None, ref: Ref | None) -> list[ColumnElement[bool]]:
    asked = [problem.c.exchange_id == exchange_id]
    if kind is not None:
        asked.append(problem.c.kind == kind)
    if ref is not None:
        asked += [problem.c.ref_kind == ref.kind.value, problem.c.ref_key == ref.id]
    return asked


def problem_of(row: Row[Any]) -> Problem:
    """Read a row of `problem` with the mark `aside`."""
    return Problem(
        id=row.id,
        kind=row.kind,
        record=row.record,
        ref=_ref(row.ref_kind, row.ref_key),
        facts=row.facts,
        since=row.since,
        count=row.times,
        aside=row.aside,
    )


def _entry(row: Row[Any]) -> Entry:
    return Entry(at=row.at, event=row.event, ref=_ref(row.kind, row.key), facts=row.facts)


def _ref(kind: str, key: str) -> Ref | None:
    return Ref(EntityKind(kind), key) if kind else None
