"""Staging: parts are appended in small commits, then compared with what is known in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import chain

from sqlalchemy import Connection

from obmen.domain.identity import EntityKind
from obmen.flows.ports.catalog import Compared, Part
from obmen.storage.compare import Comparison
from obmen.storage.parts import compared_to, forget_staged, last_part
from obmen.storage.statements import insert_or, is_postgres
from obmen.storage.tables import package_kind

ROW = "(?, ?, ?, ?, ?)"
INSERT = f"INSERT INTO part (id, kind, key, digest, body) VALUES {ROW}"
# Many rows in one statement: the driver lets go of the interpreter for each statement and asks for it back,
# and while a file is parsed it is given back only every few milliseconds.
ROWS_AT_ONCE = 250
INSERT_MANY = INSERT + f", {ROW}" * (ROWS_AT_ONCE - 1)
COPY = "COPY part (id, kind, key, digest, body) FROM STDIN"

Row = tuple[int, str, str, bytes, str]


class SqlStaging:
    """Implements obmen.flows.ports.catalog.Staging."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.left_something = False  # for the store: superseded parts wait to be swept

    def put(self, package_id: int, parts: Sequence[Part]) -> None:
        if not parts:
            return
        first = last_part(self._connection, package_id) + 1
        rows: list[Row] = [
            (number, told.kind.value, told.key, told.digest, told.body)
            for number, told in enumerate(parts, start=first)
        ]
        if is_postgres(self._connection):
            self._copy(rows)
        else:
            self._insert(rows)
        self._count(package_id, Counter(row[1] for row in rows))

    def compare(
        self,
        package_id: int,
        *,
        exchange_id: int,
        variants: EntityKind = EntityKind.PRODUCT,
        stock_due_at: datetime | None = None,
        pictures: bool = False,
    ) -> Compared:
        comparison = Comparison(
            self._connection,
            exchange_id=exchange_id,
            package_id=package_id,
            after=compared_to(self._connection, package_id),
            variants=variants,
            stock_due_at=stock_due_at,
            pictures=pictures,
        )
        compared = comparison.run()
        self.left_something |= comparison.left_something
        return compared

    def drop(self, package_id: int) -> None:
        """Forget what was staged and not compared."""
        self.left_something |= forget_staged(self._connection, package_id)

    def _insert(self, rows: list[Row]) -> None:
        """Insert by the driver itself: SQLAlchemy's parameters would cost more than the database."""
        driver = self._connection.connection.driver_connection
        many = len(rows) - len(rows) % ROWS_AT_ONCE
        for start in range(0, many, ROWS_AT_ONCE):
            values = tuple(chain.from_iterable(rows[start : start + ROWS_AT_ONCE]))
            driver.execute(INSERT_MANY, values).close()  # type: ignore[union-attr]
        driver.executemany(INSERT, rows[many:])  # type: ignore[union-attr]

    def _copy(self, rows: list[Row]) -> None:
        driver = self._connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(COPY) as copy:  # type: ignore[union-attr]
            for row in rows:
                copy.write_row(row)

    def _count(self, package_id: int, told: Counter[str]) -> None:
        statement = insert_or(self._connection, package_kind)
        statement = statement.on_conflict_do_update(
            index_elements=["package_id", "kind"],
            set_={"told": package_kind.c.told + statement.excluded.told},
        )
        self._connection.execute(
            statement,
            [
                {"package_id": package_id, "kind": kind, "told": count, "changed": 0}
                for kind, count in told.items()
            ],
        )
