"""Rows by the thousand, by the driver itself: SQLAlchemy's parameters would cost more than the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Final

from psycopg import Error
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from obmen.storage.statements import is_postgres

# Many rows in one statement: the driver lets go of the interpreter for each statement and asks for it back,
# and while a file is parsed it is given back only every few milliseconds.
ROWS_AT_ONCE: Final = 250


def add_rows(connection: Connection, table: str, columns: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Add rows that are new; PostgreSQL takes them in one stream."""
    if not rows:
        return
    if is_postgres(connection):
        copy_rows(connection, f"COPY {table} ({columns}) FROM STDIN", rows)
        return
    driver: Any = connection.connection.driver_connection
    row = "(" + ", ".join("?" * len(columns.split(","))) + ")"
    insert = f"INSERT INTO {table} ({columns}) VALUES {row}"
    insert_many = insert + f", {row}" * (ROWS_AT_ONCE - 1)
    many = len(rows) - len(rows) % ROWS_AT_ONCE
    for start in range(0, many, ROWS_AT_ONCE):
        driver.execute(insert_many, tuple(chain.from_iterable(rows[start : start + ROWS_AT_ONCE]))).close()
    driver.executemany(insert, rows[many:])


def copy_rows(connection: Connection, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Send rows to a `COPY … FROM STDIN`.

    Raises: sqlalchemy.exc.DBAPIError — of the kind that any other statement would raise.
    """
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except Error as error:
        lost = bool(driver.closed)
        raise DBAPIError.instance(
            statement, None, error, Error, hide_parameters=True, connection_invalidated=lost
        ) from error
