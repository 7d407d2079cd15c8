"""The order of dialogues: what a later one has told, an earlier one does not take back.

A package's place is twice the id of its session; what a person imports stands right behind the latest one.
As long as an earlier dialogue of the catalogue is open, it may bring a package after a later one has been
applied. So a package that is applied meanwhile claims every part that it tells, changed or not. Without an
earlier open dialogue, which is nearly always, nothing is written and nothing is looked up: decision 0012.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, Select, delete, func, select, true, union_all

from obmen.flows.ports.inbox import PackageState, SessionState
from obmen.storage.tables import claim, package, session

CATALOGUE: Final = "catalog"  # the kind of session that brings goods and offers


def place_of_session(session_id: int) -> int:
    """Return the place of what a session brings."""
    return 2 * session_id


def place_by_hand(latest_session_id: int) -> int:
    """Return the place of what a person imports when this is the latest session."""
    return 2 * latest_session_id + 1


def place_of(connection: Connection, package_id: int) -> int:
    """Return the place of a package."""
    place: int = connection.execute(select(package.c.place).where(package.c.id == package_id)).scalar_one()
    return place


def is_contested(connection: Connection, *, exchange_id: int, place: int) -> bool:
    """Tell whether a dialogue that began before this place may still bring something."""
    earlier = _open_dialogues(exchange_id).where(2 * session.c.id < place)
    return connection.execute(earlier.limit(1)).first() is not None


def is_late(connection: Connection, *, exchange_id: int, place: int) -> bool:
    """Tell whether a later dialogue has claimed anything."""
    later = select(claim.c.place).where(claim.c.exchange_id == exchange_id, claim.c.place > place)
    return connection.execute(later.limit(1)).first() is not None


def forget_claims(connection: Connection, exchange_id: int) -> None:
    """Remove the claims that nothing can come too late for any more."""
    owned = claim.c.exchange_id == exchange_id
    if connection.execute(select(claim.c.place).where(owned).limit(1)).first() is None:
        return
    staged = select(package.c.place).where(
        package.c.exchange_id == exchange_id, package.c.state == PackageState.STAGED.value
    )
    begun = _open_dialogues(exchange_id).with_only_columns(2 * session.c.id)
    earliest = connection.execute(select(func.min(union_all(staged, begun).subquery().c.place))).scalar()
    settled = true() if earliest is None else claim.c.place <= earliest
    connection.execute(delete(claim).where(owned, settled))


def _open_dialogues(exchange_id: int) -> Select[tuple[int]]:
    return select(session.c.id).where(
        session.c.exchange_id == exchange_id,
        session.c.kind == CATALOGUE,
        session.c.state == SessionState.OPEN.value,
    )
