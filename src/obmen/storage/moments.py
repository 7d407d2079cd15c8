"""When 1C told what it says: a part's id names its package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from obmen.domain.identity import EntityKind
from obmen.storage.parts import PARTS_PER_PACKAGE
from obmen.storage.statements import chunks
from obmen.storage.tables import package, record


class SqlMoments:
    """Implements obmen.flows.ports.moments.Moments."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_prices(self, exchange_id: int, keys: Iterable[str]) -> Mapping[str, datetime]:
        found: dict[str, datetime] = {}
        told = package.c.id == record.c.prices_part_id // PARTS_PER_PACKAGE
        of_offers = (record.c.exchange_id == exchange_id, record.c.kind == EntityKind.OFFER.value)
        statement = select(record.c.key, package.c.received_at).join(package, told).where(*of_offers)
        for chunk in chunks(keys):
            rows = self._connection.execute(statement.where(record.c.key.in_(chunk)))
            found.update((key, received_at) for key, received_at in rows)
        return found
