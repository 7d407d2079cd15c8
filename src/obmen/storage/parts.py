"""Ranges of parts: package P owns the ids from P * 2**32 on."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, delete, select

from obmen.storage.tables import leftover, outbox, package, part, record

PARTS_PER_PACKAGE: Final = 2**32


def part_range(package_id: int) -> tuple[int, int]:
    """Return the lowest and the highest id that a package's parts may have."""
    low = package_id * PARTS_PER_PACKAGE
    return low, low + PARTS_PER_PACKAGE - 1


def forget_catalogue(connection: Connection, exchange_id: int) -> None:
    """Remove what an exchange has in the tables that no foreign key watches."""
    for table in (record, outbox, leftover):
        connection.execute(delete(table).where(table.c.exchange_id == exchange_id))
    packages = connection.execute(select(package.c.id).where(package.c.exchange_id == exchange_id)).scalars()
    for package_id in packages.all():
        connection.execute(delete(part).where(part.c.id.between(*part_range(package_id))))
