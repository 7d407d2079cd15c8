"""Numbers of the catalogue and the ledger, counted from the bodies of what is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select, text

from obmen.domain.identity import EntityKind
from obmen.flows.ports.figures import Figures
from obmen.storage.parts import home
from obmen.storage.records import SqlRecords
from obmen.storage.statements import insert_or, is_postgres
from obmen.storage.tables import figure, package, record

# `told` are keys and values of an object within a body, each a row; a field that is empty counts as not told.
FIELDS: Final = """
SELECT told.key, count(*) FROM record JOIN part ON part.id = record.part_id, {told} AS told
WHERE record.exchange_id = :exchange_id AND record.kind = :kind AND {is_something} GROUP BY told.key
"""
SQLITE_TOLD: Final = "json_each({body}, '{path}')"
SQLITE_SOMETHING: Final = "told.type <> 'null' AND CAST(told.value AS TEXT) NOT IN ('', '[]', '{}', '0')"
POSTGRES_TOLD: Final = (
    "jsonb_each(CASE jsonb_typeof({value}) WHEN 'object' THEN {value} ELSE CAST('{{}}' AS jsonb) END)"
)
POSTGRES_PATH: Final = "CAST({body} AS jsonb)"
POSTGRES_SOMETHING: Final = "CAST(told.value AS text) NOT IN ('null', '\"\"', '[]', '{}', '\"0\"')"
GOODS_BY_GROUP: Final = """
SELECT told.value, count(*) FROM record JOIN part ON part.id = record.part_id, {groups} AS told
WHERE record.exchange_id = :exchange_id AND record.kind = :kind GROUP BY told.value
"""
SQLITE_GROUPS: Final = "json_each(part.body, '$.group_ids')"
POSTGRES_GROUPS: Final = "jsonb_array_elements_text(CAST(part.body AS jsonb) -> 'group_ids')"
BY_REASON: Final = """
SELECT {reason} AS reason, count(*) FROM ledger WHERE exchange_id = :exchange_id GROUP BY 1
"""
SQLITE_REASON: Final = "json_extract(content, '$.v.reason')"
POSTGRES_REASON: Final = "CAST(content AS jsonb) -> 'v' ->> 'reason'"
BY_STAGE: Final = """
SELECT {stage} AS stage, count(*) FROM ledger WHERE exchange_id = :exchange_id AND NOT {gone} GROUP BY 1
"""
SQLITE_STAGE: Final = "json_extract(content, '$.v.invoice.v.stage_id')"
SQLITE_GONE: Final = "json_extract(content, '$.v.gone')"
POSTGRES_STAGE: Final = "CAST(content AS jsonb) #>> '{v,invoice,v,stage_id}'"
POSTGRES_GONE: Final = "CAST(CAST(content AS jsonb) #>> '{v,gone}' AS boolean)"


class SqlFigures:
    """Implements obmen.flows.ports.figures.FiguresKept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self, exchange_id: int, *, now: datetime) -> Figures:
        records, by_field = SqlRecords(self._connection), self._fields(exchange_id, EntityKind.CARD)
        kept, kept_bytes = self._kept(exchange_id)
        return Figures(
            counted_at=now,
            goods=records.count(exchange_id, EntityKind.CARD),
            variants=self._variants(exchange_id),
            priced=records.count(exchange_id, EntityKind.PRICES),
            by_group=self._groups(exchange_id),
            by_price_type=self._fields(exchange_id, EntityKind.PRICES),
            by_attribute=by_field,
            by_property=self._fields(exchange_id, EntityKind.CARD, within="properties"),
            by_reason=self._reasons(exchange_id),
            by_stage=self._stages(exchange_id),
            pictured=by_field.get("images", 0),
            levels=sum(self._fields(exchange_id, EntityKind.STOCKS, within="stocks").values()),
            kept=kept,
            kept_bytes=kept_bytes,
        )

    def keep(self, exchange_id: int, figures: Figures) -> None:
        statement = insert_or(self._connection, figure).values(exchange_id=exchange_id, content=figures)
        statement = statement.on_conflict_do_update(
            index_elements=["exchange_id"], set_={"content": statement.excluded.content}
        )
        self._connection.execute(statement)

    def of(self, exchange_id: int) -> Figures | None:
        statement = select(figure.c.content).where(figure.c.exchange_id == exchange_id)
        found: Figures | None = self._connection.execute(statement).scalar()
        return found

    def _variants(self, exchange_id: int) -> int:
        """Count the offers that are characteristics of a good."""
        offers = (record.c.exchange_id == exchange_id, record.c.kind == EntityKind.OFFER.value)
        variants = (*offers, record.c.key.like("%#%"), record.c.digest.is_not(None))
        count: int = self._connection.execute(
            select(func.count()).select_from(record).where(*variants)
        ).scalar_one()
        return count

    def _fields(self, exchange_id: int, kind: EntityKind, *, within: str = "") -> Mapping[str, int]:
        """Count how many bodies of a kind tell each field of theirs, or of an object `within` them."""
        lives, body, _ = home(kind)
        if is_postgres(self._connection):
            path = POSTGRES_PATH.format(body=body)
            value = f"({path} -> '{within}')" if within else path
            told, is_something = POSTGRES_TOLD.format(value=value), POSTGRES_SOMETHING
        else:
            path = f"$.{within}" if within else "$"
            told, is_something = SQLITE_TOLD.format(body=body, path=path), SQLITE_SOMETHING
        statement = text(FIELDS.format(told=told, is_something=is_something))
        rows = self._connection.execute(statement, {"exchange_id": exchange_id, "kind": lives.value})
        return {row[0]: row[1] for row in rows}

    def _groups(self, exchange_id: int) -> Mapping[str, int]:
        groups = POSTGRES_GROUPS if is_postgres(self._connection) else SQLITE_GROUPS
        statement = text(GOODS_BY_GROUP.format(groups=groups))
        asked = {"exchange_id": exchange_id, "kind": EntityKind.CARD.value}
        return {row[0]: row[1] for row in self._connection.execute(statement, asked)}

    def _reasons(self, exchange_id: int) -> Mapping[str, int]:
        reason = POSTGRES_REASON if is_postgres(self._connection) else SQLITE_REASON
        return self._invoices(BY_REASON.format(reason=reason), exchange_id)

    def _stages(self, exchange_id: int) -> Mapping[str, int]:
        on_postgres = is_postgres(self._connection)
        stage = POSTGRES_STAGE if on_postgres else SQLITE_STAGE
        gone = POSTGRES_GONE if on_postgres else SQLITE_GONE
        return self._invoices(BY_STAGE.format(stage=stage, gone=gone), exchange_id)

    def _invoices(self, statement: str, exchange_id: int) -> Mapping[str, int]:
        rows = self._connection.execute(text(statement), {"exchange_id": exchange_id})
        return {row[0]: row[1] for row in rows if row[0]}

    def _kept(self, exchange_id: int) -> tuple[int, int]:
        statement = select(func.count(), func.coalesce(func.sum(package.c.size_bytes), 0))
        row = self._connection.execute(statement.where(package.c.exchange_id == exchange_id)).one()
        return row[0], int(row[1])
