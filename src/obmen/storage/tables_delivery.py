"""Tables of delivery: bindings, intents, and what a portal's workers share."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, true

from obmen.storage.schema import BigInt, Json, Key, Utc, metadata, of_exchange, partial_index, row_id

binding: Final = Table(
    "binding",
    metadata,
    of_exchange(primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("key", Key, primary_key=True),
    Column("remote_id", BigInt, nullable=False),
    Column("fields", Json, nullable=False),  # as last delivered
    Column("words", Text, nullable=False, server_default=""),  # of a product, as people look for it
    Column("home", Text, nullable=False, server_default=""),  # its group, or the good of a variation
    Column("active", Boolean, nullable=False, server_default=true()),
    Index(None, "exchange_id", "kind", "remote_id"),
    partial_index(
        "binding_words_ix",
        "exchange_id",
        "words",
        "key",
        "active",
        only="kind = 'product'",
    ),
    partial_index(
        "binding_inactive_ix",
        "exchange_id",
        "words",
        "key",
        only="kind = 'product' and active is false",
    ),
    partial_index(
        "binding_section_ix",
        "exchange_id",
        "home",
        "words",
        "key",
        "active",
        only="kind = 'product'",
    ),
    partial_index(
        "binding_variations_ix",
        "exchange_id",
        "kind",  # or SQLite takes the index that names it
        "home",
        "key",
        only="kind = 'variation'",
    ),
)

intent: Final = Table(
    "intent",
    metadata,
    row_id(),
    of_exchange(),
    Column("task_id", BigInt, nullable=False),
    Column("version", Integer, nullable=False),
    Column("call", Json, nullable=False),
    Column("batch", Text, nullable=False),
    Column("sent_at", Utc, nullable=False),
    Column("outcome", Text),  # NULL: not known yet
    Column("finished_at", Utc),
    partial_index(
        "intent_open_ix",
        "exchange_id",
        "id",
        only="outcome IS NULL",
    ),
    Index("intent_finished_ix", "finished_at"),
    Index("intent_batch_ix", "batch"),
    sqlite_autoincrement=True,
)

lease: Final = Table(
    "lease",
    metadata,
    Column("host", Text, primary_key=True),
    Column("owner", Text, nullable=False),  # empty: given back
    Column("epoch", Integer, nullable=False),
    Column("expires_at", Utc, nullable=False),
)

pacing: Final = Table(
    "pacing",
    metadata,
    Column("host", Text, primary_key=True),
    Column("state", Json, nullable=False),
)
