"""The order of dialogues: what a later one has told, an earlier one does not take back.

A package's place is twice the id of its session; what a person imports stands right behind the latest one.
As long as an earlier dialogue of the catalogue is open, it may bring a package after a later one has been
applied. So a package that is applied meanwhile claims every part that it tells, changed or not. Without an
earlier open dialogue, which is nearly always, nothing is written and nothing is looked up: decision 0012.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import CompoundSelect, Connection, delete, func, select, text, true, union_all

from obmen.delta.parts import part_kinds
from obmen.domain.identity import EntityKind
from obmen.flows.ports.catalog import StagedRow
from obmen.flows.ports.inbox import PackageState, SessionState
from obmen.storage.statements import asked_table, asked_values
from obmen.storage.tables import claim, package, session

CATALOGUE: Final = "catalog"  # the kind of session that brings goods and offers
WAITING: Final = (PackageState.STAGED.value, PackageState.APPLYING.value)
DIGESTS: Final = (2, 3, 4)  # where they stand in a staged row

CLAIM: Final = """
INSERT INTO claim (exchange_id, kind, key, place)
SELECT :exchange, :kind, asked.value, :place FROM {keys} WHERE true
ON CONFLICT (exchange_id, kind, key) DO UPDATE SET place = excluded.place WHERE claim.place < excluded.place
"""
CLAIMED: Final = """
SELECT claim.kind, claim.key FROM {keys} CROSS JOIN claim
WHERE claim.exchange_id = :exchange AND claim.kind IN ({kinds}) AND claim.key = asked.value
  AND claim.place > :place
"""


def place_of_session(session_id: int) -> int:
    """Return the place of what a session brings."""
    return 2 * session_id


def place_by_hand(latest_session_id: int) -> int:
    """Return the place of what a person imports when this is the latest session."""
    return 2 * latest_session_id + 1


class Claims:
    """What one package claims, and what others have claimed before it."""

    def __init__(self, connection: Connection, *, exchange_id: int, place: int) -> None:
        self._connection = connection
        self._names = {"exchange": exchange_id, "place": place}
        self._is_contested = is_contested(connection, exchange_id=exchange_id, place=place)
        self._is_late = self._has_later(exchange_id, place)

    def claim(self, kind: EntityKind, rows: Sequence[StagedRow]) -> None:
        """Claim all that is told while an earlier dialogue is open."""
        if not self._is_contested:
            return
        statement = text(CLAIM.format(keys=asked_table(self._connection, "text")))
        for part_kind, digests in zip(part_kinds(kind), DIGESTS, strict=False):
            if told := [row[1] for row in rows if row[digests] is not None]:
                names = {"kind": part_kind.value, "asked": asked_values(self._connection, told)}
                self._connection.execute(statement, self._names | names)

    def stale(self, kind: EntityKind, rows: Sequence[StagedRow]) -> Collection[tuple[str, str]]:
        """Return kind and key of the parts that a later dialogue has claimed."""
        if not self._is_late:
            return ()
        kinds = ", ".join(f"'{part_kind.value}'" for part_kind in part_kinds(kind))
        statement = text(CLAIMED.format(keys=asked_table(self._connection, "text"), kinds=kinds))
        names = {"asked": asked_values(self._connection, [row[1] for row in rows])}
        found = self._connection.execute(statement, self._names | names)
        return {(row.kind, row.key) for row in found}

    def _has_later(self, exchange_id: int, place: int) -> bool:
        later = select(claim.c.place).where(claim.c.exchange_id == exchange_id, claim.c.place > place)
        return self._connection.execute(later.limit(1)).first() is not None


def is_contested(connection: Connection, *, exchange_id: int, place: int) -> bool:
    """Tell whether something that began before this place may still come, or waits."""
    earlier = _unsettled(exchange_id).subquery()
    found = select(earlier.c.place).where(earlier.c.place < place).limit(1)
    return connection.execute(found).first() is not None


def forget_claims(connection: Connection, exchange_id: int) -> None:
    """Remove the claims that nothing can come too late for any more."""
    owned = claim.c.exchange_id == exchange_id
    if connection.execute(select(claim.c.place).where(owned).limit(1)).first() is None:
        return
    unsettled = _unsettled(exchange_id).subquery()
    earliest = connection.execute(select(func.min(unsettled.c.place))).scalar()
    settled = true() if earliest is None else claim.c.place <= earliest
    connection.execute(delete(claim).where(owned, settled))


def _unsettled(exchange_id: int) -> CompoundSelect[tuple[int]]:
    """Places of open dialogues of the catalogue, and of packages that wait."""
    waiting = select(package.c.place).where(
        package.c.exchange_id == exchange_id, package.c.state.in_(WAITING)
    )
    begun = select(2 * session.c.id).where(
        session.c.exchange_id == exchange_id,
        session.c.kind == CATALOGUE,
        session.c.state == SessionState.OPEN.value,
    )
    return union_all(waiting, begun)
