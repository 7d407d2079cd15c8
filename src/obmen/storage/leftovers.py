"""Removing superseded parts, a little at a time."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, delete, exists, select, update

from obmen.storage.tables import leftover, part, record

SWEEP_AT_ONCE: Final = 10_000  # parts looked at in one transaction: some 50 ms


def something_left(connection: Connection) -> bool:
    """Tell whether an earlier process has ended before it had swept everything."""
    return connection.execute(select(leftover.c.id).limit(1)).first() is not None


def sweep(connection: Connection) -> bool:
    """Look at the next few parts and remove those that no record points at; False: nothing was left to do.

    A part that no record points at is never pointed at again, so it does not matter when this is done.
    """
    statement = select(leftover).order_by(leftover.c.id).limit(1).with_for_update(skip_locked=True)
    left = connection.execute(statement).first()
    if left is None:
        return False
    inside = select(part.c.id).where(part.c.id >= left.low, part.c.id <= left.high).order_by(part.c.id)
    rest = connection.execute(inside.offset(SWEEP_AT_ONCE).limit(1)).scalar()
    in_use = exists().where(
        record.c.exchange_id == left.exchange_id,
        record.c.kind == part.c.kind,
        record.c.key == part.c.key,
        record.c.part_id == part.c.id,
    )
    until = left.high if rest is None else rest - 1
    connection.execute(delete(part).where(part.c.id.between(left.low, until), ~in_use))
    its = leftover.c.id == left.id
    if rest is None:
        connection.execute(delete(leftover).where(its))
    else:
        connection.execute(update(leftover).where(its).values(low=rest))
    return True
