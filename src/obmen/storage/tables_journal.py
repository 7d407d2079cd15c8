"""Tables of what was done and why, and of what waits for a person."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Index, Integer, Table, Text, UniqueConstraint

from obmen.storage.schema import Json, Key, Utc, metadata, of_exchange, partial_index, row_id

journal: Final = Table(
    "journal",
    metadata,
    row_id(),
    of_exchange(),
    Column("at", Utc, nullable=False),
    Column("event", Text, nullable=False),
    Column("kind", Text, nullable=False),  # of the record; empty: of no record
    Column("key", Key, nullable=False),
    Column("facts", Json, nullable=False),
    Index(None, "exchange_id", "kind", "key"),
    Index(None, "exchange_id", "event", "id"),
    partial_index(
        "journal_sent_ix",
        "exchange_id",
        "at",
        "key",
        only="event = 'sales.order_sent'",
    ),
    Index(None, "at"),
    sqlite_autoincrement=True,
)

problem: Final = Table(
    "problem",
    metadata,
    row_id(),
    of_exchange(),
    Column("kind", Text, nullable=False),
    Column("ref_kind", Text, nullable=False),  # empty: of no record
    Column("ref_key", Key, nullable=False),
    Column("record", Text, nullable=False),
    Column("facts", Json, nullable=False),
    Column("since", Utc, nullable=False),
    Column("times", Integer, nullable=False),
    Column("good", Key, nullable=False, server_default=""),  # the product that it is about; empty: none
    UniqueConstraint("exchange_id", "ref_kind", "ref_key", "kind", "record", name="problem_alike_uq"),
    Index(None, "exchange_id", "kind"),
    partial_index(
        "problem_good_ix",
        "exchange_id",
        "good",
        only="good > ''",
    ),
    sqlite_autoincrement=True,
)

# Problems that a person put aside. A row outlives its problem: the same one again is put aside again.
ignored: Final = Table(
    "ignored",
    metadata,
    row_id(),
    of_exchange(),
    Column("kind", Text, nullable=False),
    Column("ref_kind", Text, nullable=False),
    Column("ref_key", Key, nullable=False),
    Column("record", Text, nullable=False),
    Column("facts", Json, nullable=False),  # as they were: a problem whose facts differ is open
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Utc, nullable=False),
    UniqueConstraint("exchange_id", "ref_kind", "ref_key", "kind", "record", name="ignored_alike_uq"),
    sqlite_autoincrement=True,
)
