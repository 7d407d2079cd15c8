"""What 1C says: the latest of every part."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, func, select, text

from obmen.domain.identity import EntityKind
from obmen.storage.parts import home
from obmen.storage.statements import chunks, is_postgres
from obmen.storage.tables import part, record

# Variants of a product lie between `id#` and `id$` ($ is the character after #). PostgreSQL uses the index
# only when the bounds are of its collation, and no order is asked for; before it has counted the rows of a
# new table it would rather read them all for every id, so `OFFSET 0` keeps each id's look apart. Deletion is
# looked for in the body as obmen.delta.parts writes it: inside a text a quote has a backslash before it.
IS_DELETED: Final = """CASE WHEN part.body LIKE '%"deleted"\\:true%' THEN 1 ELSE 0 END AS deleted"""
IS_VARIANT: Final = (
    "variant.exchange_id = :exchange AND variant.kind IN ('card', 'offer') AND variant.digest IS NOT NULL"
)
VARIANTS_POSTGRES: Final = f"""
SELECT asked.value, variant.key, {IS_DELETED}
FROM unnest(CAST(:ids AS text[])) AS asked(value)
CROSS JOIN LATERAL (
  SELECT variant.key, variant.part_id FROM record AS variant
  WHERE {IS_VARIANT}
    AND variant.key > (asked.value || '#') COLLATE "C" AND variant.key < (asked.value || '$') COLLATE "C"
  OFFSET 0
) AS variant
JOIN part ON part.id = variant.part_id
"""
VARIANTS_SQLITE: Final = f"""
SELECT asked.value, variant.key, {IS_DELETED}
FROM json_each(:ids) AS asked CROSS JOIN record AS variant JOIN part ON part.id = variant.part_id
WHERE {IS_VARIANT} AND variant.key > (asked.value || '#') AND variant.key < (asked.value || '$')
"""


class SqlRecords:
    """Implements obmen.flows.ports.catalog.Records."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def bodies(self, exchange_id: int, kind: EntityKind, keys: Iterable[str]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for chunk in chunks(keys):
            statement = _bodies(exchange_id, kind).where(record.c.key.in_(chunk))
            found.update((key, body) for key, body in self._connection.execute(statement))
        return found

    def variants(self, exchange_id: int, product_ids: Iterable[str]) -> Mapping[str, Sequence[str]]:
        statement = text(VARIANTS_POSTGRES if is_postgres(self._connection) else VARIANTS_SQLITE)
        told: defaultdict[str, dict[str, bool]] = defaultdict(dict)  # of a variant: whether it is deleted
        for chunk in chunks(dict.fromkeys(product_ids)):
            asked = chunk if is_postgres(self._connection) else json.dumps(chunk)
            rows = self._connection.execute(statement, {"exchange": exchange_id, "ids": asked})
            for product_id, key, deleted in rows:
                told[product_id][key] = told[product_id].get(key, False) or bool(deleted)
        alive = {
            product_id: sorted(k for k, gone in keys.items() if not gone) for product_id, keys in told.items()
        }
        return {product_id: keys for product_id, keys in alive.items() if keys}

    def all(self, exchange_id: int, kind: EntityKind) -> Mapping[str, str]:
        rows = self._connection.execute(_bodies(exchange_id, kind).order_by(record.c.key))
        return {key: body for key, body in rows}  # noqa: C416 — rows are no tuples

    def count(self, exchange_id: int, kind: EntityKind) -> int:
        told, _, digest = home(kind)
        statement = select(func.count()).where(
            record.c.exchange_id == exchange_id, record.c.kind == told.value, digest.is_not(None)
        )
        return self._connection.execute(statement.select_from(record)).scalar_one()

    def page(
        self, exchange_id: int, kind: EntityKind, *, after: str, limit: int
    ) -> Sequence[tuple[str, str]]:
        statement = _bodies(exchange_id, kind).where(record.c.key > after)
        rows = self._connection.execute(statement.order_by(record.c.key).limit(limit))
        return [(key, body) for key, body in rows]


def _bodies(exchange_id: int, kind: EntityKind) -> Select[Any]:
    told, body, digest = home(kind)
    return (
        select(record.c.key, body)
        .join(part, part.c.id == record.c.part_id)
        .where(record.c.exchange_id == exchange_id, record.c.kind == told.value, digest.is_not(None))
    )
