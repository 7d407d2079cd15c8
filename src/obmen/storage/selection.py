"""What 1C's packages have named, and what was swept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from obmen.delta.selection import Roll
from obmen.storage.statements import chunks, insert_or
from obmen.storage.tables import package, roll, swept


class SqlRolls:
    """Implements obmen.flows.ports.selection.Rolls."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, exchange_id: int, package_id: int, rolls: Sequence[Roll]) -> None:
        place, number = self._order(package_id)
        rows = [
            {
                "exchange_id": exchange_id,
                "package_id": package_id,
                "place": place,
                "number": number,
                "catalogue": one.catalogue,
                "full": one.full,
                "marks": one.marks,
            }
            for one in rolls
        ]
        if rows:
            self._connection.execute(insert(roll), rows)

    def repeat(self, package_id: int, *, twin_id: int) -> bool:
        place, number = self._order(package_id)
        statement = update(roll).where(roll.c.package_id == twin_id).values(place=place, number=number)
        return bool(self._connection.execute(statement).rowcount)

    def all(self, exchange_id: int) -> Sequence[Roll]:
        return self._select(roll.c.exchange_id == exchange_id)

    def of(self, package_id: int) -> Sequence[Roll]:
        return self._select(roll.c.package_id == package_id)

    def gather(self, exchange_id: int, one: Roll, *, instead_of: Collection[int]) -> None:
        self._connection.execute(delete(roll).where(roll.c.id.in_(instead_of)))
        place, number = one.order
        values = {"place": place, "number": number, "catalogue": one.catalogue, "marks": one.marks}
        self._connection.execute(insert(roll).values(exchange_id=exchange_id, full=one.full, **values))

    def _order(self, package_id: int) -> tuple[int, int]:
        """Return a package's order: those of one dialogue have one, what a person imports counts apart."""
        statement = select(package.c.place, package.c.session_id).where(package.c.id == package_id)
        row = self._connection.execute(statement).one()
        return row.place, package_id if row.session_id is None else 0

    def _select(self, its: ColumnElement[bool]) -> list[Roll]:
        return [_roll(row) for row in self._connection.execute(select(roll).where(its).order_by(roll.c.id))]


def _roll(row: Row[Any]) -> Roll:
    return Roll(
        id=row.id, catalogue=row.catalogue, full=row.full, marks=row.marks, order=(row.place, row.number)
    )


class SqlSwept:
    """Implements obmen.flows.ports.selection.Swept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, exchange_id: int, keys: Iterable[str]) -> None:
        rows = [{"exchange_id": exchange_id, "key": key} for key in sorted(set(keys))]
        if rows:
            statement = insert_or(self._connection, swept)
            self._connection.execute(
                statement.on_conflict_do_nothing(index_elements=["exchange_id", "key"]), rows
            )

    def among(self, exchange_id: int, keys: Iterable[str]) -> frozenset[str]:
        statement = select(swept.c.key).where(swept.c.exchange_id == exchange_id)
        return frozenset(
            key
            for chunk in chunks(keys)
            for key in self._connection.execute(statement.where(swept.c.key.in_(chunk))).scalars()
        )

    def all(self, exchange_id: int) -> Sequence[str]:
        statement = select(swept.c.key).where(swept.c.exchange_id == exchange_id).order_by(swept.c.key)
        return self._connection.execute(statement).scalars().all()

    def forget(self, exchange_id: int, keys: Iterable[str]) -> None:
        for chunk in chunks(keys):
            its = (swept.c.exchange_id == exchange_id, swept.c.key.in_(chunk))
            self._connection.execute(delete(swept).where(*its))
