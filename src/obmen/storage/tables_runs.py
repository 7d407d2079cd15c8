"""Tables of runs: what was changed in the CRM, why, and what was there before."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from obmen.storage.schema import BigInt, Json, Key, Utc, metadata, of_exchange, row_id

run: Final = Table(
    "run",
    metadata,
    row_id(),
    of_exchange(),
    Column("cause", Text, nullable=False),
    Column("session_id", BigInt),  # of 1C; NULL: a person's word
    Column("facts", Json, nullable=False),
    Column("began_at", Utc, nullable=False),
    Column("made", Integer, nullable=False, server_default="0"),  # records
    Column("touched", Integer, nullable=False, server_default="0"),  # records, those that it made too
    Index(None, "exchange_id", "id"),
    sqlite_autoincrement=True,
)

effect: Final = Table(
    "effect",
    metadata,
    row_id(),
    of_exchange(),
    Column("run_id", BigInt, nullable=False),
    Column("at", Utc, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Key, nullable=False),
    Column("made", Boolean, nullable=False),
    Column("before", Json, nullable=False),
    Column("after", Json, nullable=False),
    Index(None, "exchange_id", "run_id", "id"),
    Index(None, "exchange_id", "kind", "key"),
    sqlite_autoincrement=True,
)
