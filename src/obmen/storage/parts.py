"""Where parts are kept: package P owns the ids from P * 2**32 on; an offer's three parts share a row."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Connection, delete, func, insert, select, update

from obmen.domain.identity import EntityKind
from obmen.storage.tables import claim, leftover, outbox, package, part, record

PARTS_PER_PACKAGE: Final = 2**32
CLEAR_AT_ONCE: Final = 10_000  # more rows are left to obmen.storage.leftovers


def home(kind: EntityKind) -> tuple[EntityKind, Column[str], Column[bytes]]:
    """Return the kind of the record that tells a part, the part's column, and that of its digest."""
    match kind:
        case EntityKind.PRICES:
            return EntityKind.OFFER, part.c.prices, record.c.prices_digest
        case EntityKind.STOCKS:
            return EntityKind.OFFER, part.c.stocks, record.c.stocks_digest
        case _:
            return kind, part.c.body, record.c.digest


def part_range(package_id: int) -> tuple[int, int]:
    """Return the lowest and the highest id that a package's parts may have."""
    low = package_id * PARTS_PER_PACKAGE
    return low, low + PARTS_PER_PACKAGE - 1


def compared_to(connection: Connection, package_id: int) -> int:
    """Return the id behind which a package's parts begin that are staged only."""
    statement = select(package.c.compared_to).where(package.c.id == package_id)
    number: int = connection.execute(statement).scalar_one()
    return max(number, part_range(package_id)[0] - 1)


def last_part(connection: Connection, package_id: int) -> int:
    """Return the last id that a package has used."""
    statement = select(func.max(part.c.id)).where(part.c.id.between(*part_range(package_id)))
    return max(connection.execute(statement).scalar() or 0, compared_to(connection, package_id))


def forget_staged(connection: Connection, package_id: int) -> bool:
    """Give up parts that were staged and not compared; True: they are many and wait to be swept."""
    after, last = compared_to(connection, package_id), last_part(connection, package_id)
    connection.execute(update(package).where(package.c.id == package_id).values(compared_to=last))
    if last - after <= CLEAR_AT_ONCE:
        connection.execute(delete(part).where(part.c.id > after, part.c.id <= last))
        return False
    exchange_id = select(package.c.exchange_id).where(package.c.id == package_id).scalar_subquery()
    connection.execute(insert(leftover).values(low=after + 1, high=last, exchange_id=exchange_id))
    return True


def forget_catalogue(connection: Connection, exchange_id: int) -> None:
    """Remove what an exchange has in the tables that no foreign key watches."""
    for table in (record, claim, outbox, leftover):
        connection.execute(delete(table).where(table.c.exchange_id == exchange_id))
    packages = connection.execute(select(package.c.id).where(package.c.exchange_id == exchange_id)).scalars()
    for package_id in packages.all():
        connection.execute(delete(part).where(part.c.id.between(*part_range(package_id))))
