"""Staging: what a package tells is appended in small commits, then compared in slices with what is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select, text, update

from obmen.delta.parts import Told, part_kinds
from obmen.domain.identity import EntityKind
from obmen.flows.ports.catalog import Compared, Slice
from obmen.storage.claims import forget_claims
from obmen.storage.compare import Comparison
from obmen.storage.copying import add_rows
from obmen.storage.parts import PARTS_PER_PACKAGE, compared_to, forget_staged, last_part
from obmen.storage.slices import SLICE, Slices, read_slices
from obmen.storage.statements import asked_table, asked_values, insert_or, is_postgres
from obmen.storage.tables import package, package_kind

COLUMNS = "id, kind, key, body, prices, stocks, digest, prices_digest, stocks_digest"

DELETE = "DELETE FROM part WHERE id IN (SELECT asked.value FROM {ids})"
# Of packages that are applied: the range of one that is not is left to it when it is.
LEAVE_SUPERSEDED = f"""
INSERT INTO leftover (low, high, exchange_id)
SELECT package.id * {PARTS_PER_PACKAGE}, package.compared_to, :exchange
FROM {{ids}} CROSS JOIN package
WHERE package.id = asked.value AND NOT EXISTS (
    SELECT 1 FROM leftover WHERE leftover.exchange_id = :exchange
    AND leftover.low = package.id * {PARTS_PER_PACKAGE} AND leftover.high = package.compared_to)
"""
LEAVE_OWN = "INSERT INTO leftover (low, high, exchange_id) VALUES (:low, :high, :exchange)"

ANALYZE_FROM = 500  # rows

COUNTS = ("told", "changed", "stale")  # of parts, by package and kind

Row = tuple[int, str, str, str | None, str | None, str | None, bytes | None, bytes | None, bytes | None]


class SqlStaging:
    """Implements obmen.flows.ports.catalog.Staging."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.left_something = False  # for the store: superseded rows wait to be swept

    def put(self, package_id: int, told: Sequence[Told]) -> None:
        if not told:
            return
        first = last_part(self._connection, package_id) + 1
        rows: list[Row] = [
            (number, "offer" if one[0] is EntityKind.OFFER else one[0].value, *one[1:])
            for number, one in enumerate(told, start=first)
        ]
        add_rows(self._connection, "part", COLUMNS, rows)
        self._count(package_id, told=_count_parts(told))

    def slices(self, package_id: int) -> Slices:
        return read_slices(self._connection, package_id)

    def take(
        self,
        package_id: int,
        piece: Slice,
        *,
        exchange_id: int,
        variants: EntityKind = EntityKind.PRODUCT,
        stock_due_at: datetime | None = None,
        pictures: bool = False,
    ) -> Compared:
        forget_claims(self._connection, exchange_id)
        comparison = Comparison(
            self._connection,
            exchange_id=exchange_id,
            package_id=package_id,
            variants=variants,
            stock_due_at=stock_due_at,
            pictures=pictures,
        )
        comparison.take(piece.rows)
        self._count(package_id, changed=comparison.changed, stale=comparison.stale)
        if piece.is_only:
            self._delete(comparison.superseded + comparison.unused)
        else:
            self._leave(package_id, exchange_id, superseded=comparison.superseded)
        return Compared(comparison.changed.total(), comparison.stale.total())

    def finish(self, package_id: int, *, exchange_id: int) -> Compared:
        after, last = compared_to(self._connection, package_id), last_part(self._connection, package_id)
        statement = update(package).where(package.c.id == package_id).values(compared_to=last)
        self._connection.execute(statement)
        counted = select(*(func.coalesce(func.sum(package_kind.c[name]), 0) for name in COUNTS))
        told, changed, stale = self._connection.execute(
            counted.where(package_kind.c.package_id == package_id)
        ).one()
        if last - after > SLICE and changed < told:
            names = {"low": after + 1, "high": last, "exchange": exchange_id}
            self._connection.execute(text(LEAVE_OWN), names)
        self.left_something = last - after > SLICE
        if is_postgres(self._connection) and last - after > ANALYZE_FROM:
            self._connection.execute(text("ANALYZE record"))  # else it may be read whole, once for each card
        return Compared(changed, stale)

    def drop(self, package_id: int) -> None:
        """Forget what was staged and not compared."""
        self.left_something |= forget_staged(self._connection, package_id)

    def _delete(self, ids: Sequence[int]) -> None:
        if ids:
            statement = DELETE.format(ids=asked_table(self._connection, "bigint"))
            self._connection.execute(text(statement), {"asked": asked_values(self._connection, ids)})

    def _leave(self, package_id: int, exchange_id: int, *, superseded: Sequence[int]) -> None:
        """Leave what is superseded to be swept when the package is finished: now it would take too long."""
        self._delete([id_ for id_ in superseded if id_ // PARTS_PER_PACKAGE == package_id])  # told twice
        packages = sorted({id_ // PARTS_PER_PACKAGE for id_ in superseded} - {package_id})
        if packages:
            statement = text(LEAVE_SUPERSEDED.format(ids=asked_table(self._connection, "bigint")))
            names = {"exchange": exchange_id, "asked": asked_values(self._connection, packages)}
            self._connection.execute(statement, names)

    def _count(self, package_id: int, **counts: Counter[EntityKind]) -> None:
        """Add to what is known of a package by kind."""
        nothing = dict.fromkeys(COUNTS, 0)
        kinds = {kind for count in counts.values() for kind in +count}
        rows = [
            {"package_id": package_id, "kind": kind.value, **nothing}
            | {name: count[kind] for name, count in counts.items()}
            for kind in sorted(kinds)
        ]
        statement = insert_or(self._connection, package_kind)
        added = {name: package_kind.c[name] + statement.excluded[name] for name in nothing}
        statement = statement.on_conflict_do_update(index_elements=["package_id", "kind"], set_=added)
        if rows:
            self._connection.execute(statement, rows)


def _count_parts(told: Sequence[Told]) -> Counter[EntityKind]:
    """Count parts by kind."""
    offers = [one for one in told if one[0] is EntityKind.OFFER]
    count: Counter[EntityKind] = Counter(one[0] for one in told if one[0] is not EntityKind.OFFER)
    for column, kind in enumerate(part_kinds(EntityKind.OFFER), start=2):
        count[kind] += sum(one[column] is not None for one in offers)
    return count
