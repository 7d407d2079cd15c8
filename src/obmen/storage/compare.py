"""Comparing what a package told with what 1C said before, a slice in one transaction.

A slice that is compared once more changes nothing, so an application that was killed begins again. Bodies
stay where staging has put them: `record` is turned to the new row, and the old one goes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from obmen.delta.merging import Bodies, merge
from obmen.delta.parts import part_kinds
from obmen.domain.identity import EntityKind
from obmen.flows.ports.catalog import StagedRow
from obmen.storage.claims import DIGESTS, Claims
from obmen.storage.known import KnownRecords, KnownRow, MovedRow
from obmen.storage.marking import Marks
from obmen.storage.tables import package

Digests = tuple[bytes | None, bytes | None, bytes | None]

NOTHING: Final[Digests] = (None, None, None)

_kind: Final = itemgetter(0)
_key: Final = itemgetter(1)


class Again(NamedTuple):
    """A record that is known and told differently."""

    row: StagedRow
    told: Digests  # of what counts; None: not told, as it was, or stale
    was: KnownRow


class Comparison:
    """Slices of one package against what is known."""

    def __init__(
        self,
        connection: Connection,
        *,
        exchange_id: int,
        package_id: int,
        variants: EntityKind,
        stock_due_at: datetime | None,
        pictures: bool,
    ) -> None:
        statement = select(package.c.place, package.c.received_at).where(package.c.id == package_id)
        place, received_at = connection.execute(statement).one()
        self._known = KnownRecords(connection, exchange_id)
        self._claims = Claims(connection, exchange_id=exchange_id, place=place)
        self._marks = Marks(
            connection,
            exchange_id=exchange_id,
            variants=variants,
            received_at=received_at,
            stock_due_at=stock_due_at,
            pictures=pictures,
        )
        self.changed: Counter[EntityKind] = Counter()  # parts that are new or changed
        self.stale: Counter[EntityKind] = Counter()
        self.superseded: list[int] = []  # rows that nobody points at any more
        self.unused: list[int] = []  # rows of this package that nobody will point at

    def take(self, rows: Sequence[StagedRow]) -> None:
        """Take over what differs, and mark its targets."""
        for value, of_kind in groupby(rows, key=_kind):
            kind = EntityKind(value)
            for turn in self._turns(kind, list(of_kind)):
                self._take(kind, turn)
        self._marks.write()

    def _turns(self, kind: EntityKind, rows: Sequence[StagedRow]) -> Sequence[Sequence[StagedRow]]:
        """Split rows so that each key comes once in a turn: what an offer tells twice is told one by one.

        Of other records, which are told whole, the last one counts.
        """
        if len(set(map(_key, rows))) == len(rows):
            return [rows]
        if kind is not EntityKind.OFFER:
            last = {row[1]: row for row in rows}
            self.unused += [row[5] for row in rows if row is not last[row[1]]]
            return [list(last.values())]
        turns: list[list[StagedRow]] = []
        for _, alike in groupby(rows, key=_key):
            for number, row in enumerate(alike):
                turns += [[]] if number == len(turns) else []
                turns[number].append(row)
        return turns

    def _take(self, kind: EntityKind, rows: Sequence[StagedRow]) -> None:
        known = self._known.of(kind, rows)
        self._claims.claim(kind, rows)
        self._add(kind, [row for row in rows if row[1] not in known] if known else rows)
        if known:
            self._merge(kind, self._told_again(kind, rows, known))

    def _add(self, kind: EntityKind, rows: Sequence[StagedRow]) -> None:
        self._known.add(rows)
        for part_kind, column in zip(part_kinds(kind), DIGESTS, strict=False):
            told = [row[1] for row in rows if row[column] is not None]
            self.changed[part_kind] += len(told)
            self._marks.add(part_kind, told)

    def _told_again(
        self, kind: EntityKind, rows: Sequence[StagedRow], known: Mapping[str, KnownRow]
    ) -> list[Again]:
        stale = self._claims.stale(kind, rows)
        again = []
        for row in rows:
            was = known.get(row[1])
            if was is None:
                continue
            told: Digests = row[2:5]
            if told == was[1:4]:
                differs = False
            else:
                told = self._fresh(kind, row, was, stale)
                differs = told != NOTHING
            if differs:
                again.append(Again(row, told, was))
            elif row[5] != was[4]:
                self.unused.append(row[5])
        return again

    def _fresh(
        self, kind: EntityKind, row: StagedRow, was: KnownRow, stale: Collection[tuple[str, str]]
    ) -> Digests:
        """Return the digests that differ from what is known, without what a later dialogue has told."""
        fresh: list[bytes | None] = [
            None if told is None or told == before else told
            for told, before in zip(row[2:5], was[1:4], strict=True)
        ]
        for index, part_kind in enumerate(part_kinds(kind) if stale else ()):
            if fresh[index] is not None and (part_kind.value, row[1]) in stale:
                self.stale[part_kind] += 1
                fresh[index] = None
        return fresh[0], fresh[1], fresh[2]

    def _merge(self, kind: EntityKind, again: Sequence[Again]) -> None:
        """Put into what was told what it leaves unsaid and we know."""
        bodies = self._known.bodies([id_ for one in again for id_ in (one.row[5], one.was[4])])
        moved: list[MovedRow] = []
        amended: list[tuple[int, Bodies]] = []
        for row, told, was in again:
            written, before = bodies[row[5]], bodies[was[4]]
            after = merge(kind, before, _where(told, written))
            changed = self._note_changed(kind, row[1], before, after)
            priced = row[5] if EntityKind.PRICES in changed else None
            stays, goes = (row[5], was[4]) if changed else (was[4], row[5])
            (self.superseded if changed else self.unused).append(goes)
            digests = (told[0] or was[1], told[1] or was[2], told[2] or was[3])
            moved.append((row[1], *digests, stays, priced))
            if changed and after != written:
                amended.append((stays, after))
        self._known.move(kind, moved)
        self._known.amend(amended)

    def _note_changed(
        self, kind: EntityKind, key: str, before: Bodies, after: Bodies
    ) -> Sequence[EntityKind]:
        changed = [
            part_kind
            for part_kind, was, now in zip(part_kinds(kind), before, after, strict=False)
            if was != now
        ]
        self.changed.update(changed)
        for part_kind in changed:
            self._marks.add(part_kind, [key])
        return changed


def _where(told: Digests, written: Bodies) -> Bodies:
    """Return the bodies of what counts."""
    body, prices, stocks = (
        None if digest is None else text for digest, text in zip(told, written, strict=True)
    )
    return body, prices, stocks
