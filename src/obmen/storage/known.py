"""What is known of the records that a slice tells, and writing what it makes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, text

from obmen.delta.merging import Bodies
from obmen.domain.identity import EntityKind
from obmen.flows.ports.catalog import StagedRow
from obmen.storage.copying import add_rows
from obmen.storage.statements import asked_table, asked_values

# key, digest, prices_digest, stocks_digest, part_id
KnownRow = tuple[str, bytes | None, bytes | None, bytes | None, int]
# … and the row that told other prices; None: they are as they were
MovedRow = tuple[str, bytes | None, bytes | None, bytes | None, int, int | None]

KNOWN: Final = """
SELECT record.key, record.digest, record.prices_digest, record.stocks_digest, record.part_id
FROM {keys} CROSS JOIN record
WHERE record.exchange_id = :exchange AND record.kind = :kind AND record.key = asked.value
"""
LAST_KEY: Final = """
SELECT key FROM record WHERE exchange_id = :exchange AND kind = :kind ORDER BY key DESC LIMIT 1
"""
BODIES: Final = """
SELECT part.id, part.body, part.prices, part.stocks FROM {ids} CROSS JOIN part WHERE part.id = asked.value
"""
COLUMNS: Final = "exchange_id, kind, key, digest, prices_digest, stocks_digest, part_id, prices_part_id"
MOVE: Final = """
UPDATE record SET digest = :digest, prices_digest = :prices, stocks_digest = :stocks, part_id = :part,
  prices_part_id = COALESCE(:prices_part, prices_part_id)
WHERE exchange_id = :exchange AND kind = :kind AND key = :key
"""
AMEND: Final = "UPDATE part SET body = :body, prices = :prices, stocks = :stocks WHERE id = :id"


class KnownRecords:
    """Records of one exchange."""

    def __init__(self, connection: Connection, exchange_id: int) -> None:
        self._connection = connection
        self._exchange_id = exchange_id

    def of(self, kind: EntityKind, rows: Sequence[StagedRow]) -> Mapping[str, KnownRow]:
        """Return what is known by key. Rows come in the order of keys: of a first load nothing is."""
        names = {"exchange": self._exchange_id, "kind": kind.value}
        last = self._connection.execute(text(LAST_KEY), names).scalar()
        if last is None or last < rows[0][1]:
            return {}
        statement = text(KNOWN.format(keys=asked_table(self._connection, "text")))
        names |= {"asked": asked_values(self._connection, [row[1] for row in rows])}
        found: Sequence[Any] = self._connection.execute(statement, names).all()
        return {row[0]: row for row in found}

    def bodies(self, ids: Sequence[int]) -> Mapping[int, Bodies]:
        """Return the bodies of rows of `part`."""
        if not ids:
            return {}
        statement = text(BODIES.format(ids=asked_table(self._connection, "bigint")))
        found = self._connection.execute(statement, {"asked": asked_values(self._connection, ids)})
        return {id_: (body, prices, stocks) for id_, body, prices, stocks in found}

    def add(self, rows: Sequence[StagedRow]) -> None:
        """Add records that are new; there may be a million."""
        own = self._exchange_id
        new = [(own, *row, None if row[3] is None else row[5]) for row in rows]
        add_rows(self._connection, "record", COLUMNS, new)

    def move(self, kind: EntityKind, rows: Sequence[MovedRow]) -> None:
        """Turn records to other rows, with what they were told last."""
        common = {"exchange": self._exchange_id, "kind": kind.value}
        names = ("key", "digest", "prices", "stocks", "part", "prices_part")
        if rows:
            moves = [common | dict(zip(names, row, strict=True)) for row in rows]
            self._connection.execute(text(MOVE), moves)

    def amend(self, rows: Sequence[tuple[int, Bodies]]) -> None:
        """Write merged bodies into rows of `part`."""
        if rows:
            self._connection.execute(
                text(AMEND),
                [
                    {"id": id_, "body": body, "prices": prices, "stocks": stocks}
                    for id_, (body, prices, stocks) in rows
                ],
            )
