"""Tables of the sales ledger."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, Table, Text

from obmen.storage.schema import BigInt, Json, Utc, metadata, of_exchange

ledger: Final = Table(
    "ledger",
    metadata,
    of_exchange(primary_key=True),
    Column("invoice_id", BigInt, primary_key=True, autoincrement=False),
    Column("number", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("client_key", Text, nullable=False),
    Column("words", Text, nullable=False, server_default=""),  # numbers and client, as people look for them
    Column("content", Json, nullable=False),  # the row whole; the other columns find it
    Index(None, "exchange_id", "number"),
    Index(None, "exchange_id", "state"),
    Index(None, "exchange_id", "client_key"),
)

frozen: Final = Table(
    "frozen",
    metadata,
    Column(
        "session_id",
        BigInt,
        ForeignKey("session.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("body", LargeBinary, nullable=False),
    Column("orders", Json, nullable=False),
    Column("frozen_at", Utc, nullable=False),
)
