"""What waits to be delivered."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    TextClause,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    select,
    text,
    update,
)

from obmen.domain.identity import EntityKind, Ref
from obmen.flows.ports.catalog import Due, OutboxRow, Ready
from obmen.storage.marking import MARK_ONE, USUAL_PRIORITY, item_keys, mark_keys, product_of_key
from obmen.storage.schema import Json, Utc
from obmen.storage.statements import asked, chunks
from obmen.storage.tables import outbox

KNOWN: Final[Mapping[EntityKind, str]] = {  # which records make one of the CRM
    EntityKind.SECTION: "kind = 'group'",
    EntityKind.STOCK: "kind = 'offer' AND stocks_digest IS NOT NULL",
    EntityKind.GALLERY: "kind IN ('pictures', 'offer_pictures')",
}
READY: Final = Due.READY.value
NEW: Final = Due.NEW.value
PARKED: Final = Due.PARKED.value
ANEW: Final = case((outbox.c.desired.is_(None), NEW), else_=READY)
"""Where a row begins again: what is computed is compared anew, what was given only waits for its turn."""


class SqlOutbox:
    """Implements obmen.flows.ports.catalog.Outbox."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def mark(
        self,
        exchange_id: int,
        refs: Iterable[Ref],
        *,
        now: datetime,
        desired: Mapping[str, object] | None = None,
        priority: int = USUAL_PRIORITY,
        state: Due = Due.NEW,
    ) -> None:
        common = {
            "exchange": exchange_id,
            "state": state.value,
            "priority": priority,
            "due_at": now,
            "desired": desired,
        }
        ordered = sorted(set(refs), key=lambda ref: (ref.kind, ref.id))  # as in mark_keys: no deadlocks
        rows = [{**common, "kind": ref.kind.value, "key": ref.id} for ref in ordered]
        if rows:
            self._connection.execute(_typed(MARK_ONE, "due_at", "desired"), rows)

    def mark_given(
        self,
        exchange_id: int,
        given: Mapping[Ref, Mapping[str, object]],
        *,
        now: datetime,
        priority: int,
    ) -> None:
        common = {"exchange": exchange_id, "state": READY, "priority": priority, "due_at": now}
        rows = [
            {**common, "kind": ref.kind.value, "key": ref.id, "desired": desired}
            for ref, desired in given.items()
        ]
        if rows:
            self._connection.execute(_typed(MARK_ONE, "due_at", "desired"), rows)

    def mark_all(self, exchange_id: int, kind: EntityKind, *, now: datetime) -> None:
        keys = f"SELECT key FROM record WHERE exchange_id = :exchange AND {KNOWN[kind]}"
        if kind is EntityKind.GALLERY:  # a product shows the pictures of its variants too
            head = product_of_key(self._connection)
            keys += f" UNION ALL SELECT {head} AS key FROM ({keys}) AS named WHERE key LIKE '%#%'"
        statement = _typed(mark_keys(kind, keys=keys, due_at=":due_at"), "due_at")
        self._connection.execute(statement, {"exchange": exchange_id, "due_at": now})

    def mark_items(self, exchange_id: int, *, variants: EntityKind, now: datetime) -> None:
        for kind, keys in item_keys(self._connection, variants).items():
            statement = _typed(mark_keys(kind, keys=keys, due_at=":due_at"), "due_at")
            self._connection.execute(statement, {"exchange": exchange_id, "due_at": now})

    def page(
        self,
        exchange_ids: Sequence[int],
        state: Due,
        *,
        limit: int,
        now: datetime | None = None,
        after: int = 0,
        priorities: range | None = None,
        kinds: Collection[EntityKind] | None = None,
    ) -> Sequence[OutboxRow]:
        order = _by_id if state is Due.NEW else _by_urgency
        pages = [
            self._page_of(
                exchange_id, state, limit=limit, now=now, after=after, priorities=priorities, kinds=kinds
            )
            for exchange_id in dict.fromkeys(exchange_ids)
        ]
        return list(heapq.merge(*pages, key=order))[:limit]

    def walk(self, exchange_id: int, *, after: int, limit: int) -> Sequence[OutboxRow]:
        statement = select(outbox).where(outbox.c.exchange_id == exchange_id, outbox.c.id > after)
        return [_row(row) for row in self._connection.execute(statement.order_by(outbox.c.id).limit(limit))]

    def of(self, exchange_id: int, refs: Iterable[Ref]) -> Mapping[Ref, OutboxRow]:
        found: dict[Ref, OutboxRow] = {}
        for kinds, keys in asked(refs):
            its = (outbox.c.exchange_id == exchange_id, outbox.c.kind.in_(kinds), outbox.c.key.in_(keys))
            rows = map(_row, self._connection.execute(select(outbox).where(*its)))
            found |= {row.ref: row for row in rows}
        return found

    def set_ready(self, rows: Sequence[Ready]) -> None:
        """Store what comparing has found; what a person let go is not held again in the same version."""
        if not rows:
            return
        goes_on = (bindparam("to_state") == Due.HELD.value) & (outbox.c.released == outbox.c.version)
        statement = (
            update(outbox)
            .where(outbox.c.id == bindparam("row_id"))
            .values(
                priority=bindparam("to_priority"),
                rank=bindparam("to_rank"),
                change=bindparam("to_change"),
                state=case((goes_on, READY), else_=bindparam("to_state")),
            )
        )
        self._connection.execute(
            statement,
            [
                {
                    "row_id": row.row_id,
                    "to_priority": row.priority,
                    "to_rank": row.rank,
                    "to_change": row.change,
                    "to_state": row.state.value,
                }
                for row in rows
            ],
        )

    def done(self, row_ids: Mapping[int, int]) -> None:
        if not row_ids:
            return
        ended = delete(outbox).where(
            outbox.c.id == bindparam("row_id"), outbox.c.version == bindparam("row_version")
        )
        ordered = sorted(row_ids.items())
        self._connection.execute(
            ended, [{"row_id": row_id, "row_version": version} for row_id, version in ordered]
        )
        for chunk in chunks(sorted(row_ids)):
            self._connection.execute(update(outbox).where(outbox.c.id.in_(chunk)).values(state=ANEW))

    def postpone(self, row_ids: Iterable[int], *, due_at: datetime, reason: str) -> None:
        values = {"attempts": outbox.c.attempts + 1, "due_at": due_at, "reason": reason}
        for chunk in chunks(sorted(row_ids)):
            self._connection.execute(update(outbox).where(outbox.c.id.in_(chunk)).values(**values))

    def park(self, row_id: int, *, reason: str, version: int | None = None) -> None:
        state = Due.PARKED.value if version is None else case(
            (outbox.c.version == version, Due.PARKED.value), else_=ANEW
        )  # fmt: skip
        self._connection.execute(
            update(outbox).where(outbox.c.id == row_id).values(state=state, reason=reason)
        )

    def release(
        self, exchange_id: int, *, state: Due, ids: Sequence[int] | None = None, change: str | None = None
    ) -> int:
        values: dict[str, Any] = {"state": ANEW, "attempts": 0, "reason": ""}
        if state is Due.HELD:
            values = {"state": READY, "released": outbox.c.version}
        statement = update(outbox).where(outbox.c.exchange_id == exchange_id, outbox.c.state == state.value)
        if change is not None:
            statement = statement.where(outbox.c.change == change)
        if ids is None:
            return self._connection.execute(statement.values(**values)).rowcount
        return sum(
            self._connection.execute(statement.where(outbox.c.id.in_(chunk)).values(**values)).rowcount
            for chunk in chunks(ids)
        )

    def wake(self, exchange_id: int, *, reason: str) -> None:
        its = (outbox.c.exchange_id == exchange_id, _is_state(PARKED), outbox.c.reason == reason)
        self._connection.execute(update(outbox).where(*its).values(state=READY, attempts=0, reason=""))

    def hasten(self, exchange_id: int, *, reason: str, now: datetime) -> None:
        its = (outbox.c.exchange_id == exchange_id, _is_state(NEW), outbox.c.reason == reason)
        self._connection.execute(update(outbox).where(*its).values(due_at=now, reason=""))

    def current(self, versions: Mapping[int, int]) -> frozenset[int]:
        statement = select(outbox.c.id, outbox.c.version)
        rows = [
            row
            for chunk in chunks(sorted(versions))
            for row in self._connection.execute(statement.where(outbox.c.id.in_(chunk)))
        ]
        return frozenset(row.id for row in rows if row.version == versions[row.id])

    def oldest_due(self, exchange_ids: Sequence[int], *, priority: int, now: datetime) -> datetime | None:
        waits = (outbox.c.state == READY) & (outbox.c.priority <= priority) & (outbox.c.due_at <= now)
        statement = select(func.min(outbox.c.due_at)).where(outbox.c.exchange_id.in_(exchange_ids), waits)
        moment: datetime | None = self._connection.execute(statement).scalar()
        return moment

    def next_due(self, exchange_ids: Sequence[int], *, now: datetime) -> datetime | None:
        waits = _is_any_of(NEW, READY) & (outbox.c.due_at > now)
        statement = select(func.min(outbox.c.due_at)).where(outbox.c.exchange_id.in_(exchange_ids), waits)
        moment: datetime | None = self._connection.execute(statement).scalar()
        return moment

    def extent(
        self, exchange_id: int, kinds: Collection[EntityKind], *, after: datetime | None = None
    ) -> tuple[int, int]:
        statement = select(func.count(), func.max(outbox.c.id)).where(
            outbox.c.exchange_id == exchange_id, outbox.c.kind.in_([kind.value for kind in kinds])
        )
        if after is not None:
            statement = statement.where(_is_state(NEW), outbox.c.due_at > after)
        count, last = self._connection.execute(statement).one()
        return count, last or 0

    def totals(self, exchange_id: int) -> Mapping[tuple[str, str], int]:
        group = (outbox.c.state, outbox.c.change)
        statement = select(*group, func.count()).where(outbox.c.exchange_id == exchange_id).group_by(*group)
        return {(state, change): count for state, change, count in self._connection.execute(statement)}

    def _page_of(
        self,
        exchange_id: int,
        state: Due,
        *,
        limit: int,
        now: datetime | None,
        after: int,
        priorities: range | None,
        kinds: Collection[EntityKind] | None,
    ) -> list[OutboxRow]:
        statement = select(outbox).where(outbox.c.exchange_id == exchange_id, _is_state(state.value))
        if kinds is not None:
            statement = statement.where(outbox.c.kind.in_([kind.value for kind in kinds]))
        if priorities is not None:
            statement = statement.where(
                outbox.c.priority >= priorities.start, outbox.c.priority < priorities.stop
            )
        if after:
            statement = statement.where(outbox.c.id > after)
        if now is not None:
            statement = statement.where(outbox.c.due_at <= now)
        order = (outbox.c.id,) if state is Due.NEW else (outbox.c.priority, outbox.c.rank, outbox.c.id)
        return [_row(row) for row in self._connection.execute(statement.order_by(*order).limit(limit))]


def _is_state(state: str) -> ColumnElement[bool]:
    """Compare with a literal: with a parameter the partial indexes are not found."""
    return outbox.c.state == literal_column(f"'{state}'")


def _is_any_of(*states: str) -> ColumnElement[bool]:
    """Compare with literals, for the same reason."""
    return outbox.c.state.in_([literal_column(f"'{state}'") for state in states])


def _by_id(row: OutboxRow) -> tuple[int, ...]:
    return (row.id,)


def _by_urgency(row: OutboxRow) -> tuple[int, ...]:
    return (row.priority, row.rank, row.id)


def _typed(statement: str, *names: str) -> TextClause:
    types = {"due_at": Utc(), "desired": Json()}
    return text(statement).bindparams(*(bindparam(name, type_=types[name]) for name in names))


def _row(row: Row[Any]) -> OutboxRow:
    return OutboxRow(
        id=row.id,
        exchange_id=row.exchange_id,
        ref=Ref(EntityKind(row.kind), row.key),
        state=Due(row.state),
        priority=row.priority,
        rank=row.rank,
        attempts=row.attempts,
        version=row.version,
        due_at=row.due_at,
        desired=row.desired,
        reason=row.reason,
    )
