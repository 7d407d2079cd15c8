"""Tables of the application inside a portal."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text

from obmen.storage.schema import BigInt, Json, Utc, metadata, of_exchange, partial_index, row_id

application: Final = Table(
    "application",
    metadata,
    of_exchange(primary_key=True),
    Column("client_id", Text, nullable=False),
    Column("client_secret", Text, nullable=False),  # sealed
    Column("oauth_url", Text, nullable=False),
    Column("standing", Text, nullable=False),
    Column("member_id", Text, nullable=False),
    Column("application_token", Text, nullable=False),  # sealed
    Column("user_id", BigInt, nullable=False),
    Column("access_token", Text, nullable=False),  # sealed
    Column("refresh_token", Text, nullable=False),  # sealed
    Column("reserve", Text, nullable=False),  # sealed
    Column("generation", Integer, nullable=False),
    Column("trouble", Text, nullable=False),
    Column("registered", Text, nullable=False),
    Column("renewed_by", Text, nullable=False),  # who asks for new tokens; empty: nobody
    Column("renewed_until", Utc),
)

robot_request: Final = Table(
    "robot_request",
    metadata,
    row_id(),
    of_exchange(),
    Column("code", Text, nullable=False),
    Column("token_digest", LargeBinary, nullable=False, unique=True),
    Column("event_token", Text, nullable=False),  # sealed
    Column("invoice_id", BigInt, nullable=False),
    Column("asked_at", Utc, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("answer_by", Utc, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("answer", Json),
    Column("outcome", Text, nullable=False),  # empty: waits
    partial_index(
        "robot_request_waiting_ix",
        "exchange_id",
        "due_at",
        only="outcome = ''",
    ),
    Index(None, "exchange_id", "asked_at"),
    sqlite_autoincrement=True,
)
