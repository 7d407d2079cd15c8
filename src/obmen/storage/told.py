"""When 1C told what it says: a part's id names its package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from obmen.domain.identity import EntityKind
from obmen.storage.parts import PARTS_PER_PACKAGE
from obmen.storage.statements import chunks
from obmen.storage.tables import package, record


class SqlTold:
    """Implements obmen.flows.ports.told.Told."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def when(self, exchange_id: int, kind: EntityKind, keys: Iterable[str]) -> Mapping[str, datetime]:
        found: dict[str, datetime] = {}
        for chunk in chunks(keys):
            its = (record.c.exchange_id == exchange_id, record.c.kind == kind.value, record.c.key.in_(chunk))
            parts = self._connection.execute(select(record.c.key, record.c.part_id).where(*its)).all()
            packages = {part_id // PARTS_PER_PACKAGE for _, part_id in parts}
            received = select(package.c.id, package.c.received_at).where(package.c.id.in_(packages))
            moments = {row.id: row.received_at for row in self._connection.execute(received)}
            found |= {
                k: moments[p // PARTS_PER_PACKAGE] for k, p in parts if p // PARTS_PER_PACKAGE in moments
            }
        return found
