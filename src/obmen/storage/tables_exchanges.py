"""Tables of exchanges and of what 1C brings: sessions, packages."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from obmen.storage.schema import BigInt, Json, Utc, metadata, of_exchange, row_id

exchange: Final = Table(
    "exchange",
    metadata,
    row_id(),
    Column("name", Text, nullable=False, unique=True),
    Column("login", Text, nullable=False, unique=True),
    Column("password_hash", Text, nullable=False),
    Column("portal_url", Text, nullable=False),  # sealed
    Column("portal_host", Text, nullable=False),
    Column("order_prefix", Text, nullable=False, unique=True),  # of the settings: numbers never meet in 1C
    Column("settings", Json, nullable=False),  # without secrets
    Column("event_token", Text, nullable=False),  # sealed; empty: none
    Column("learnt", Json, nullable=False),
    Column("created_at", Utc, nullable=False),
    sqlite_autoincrement=True,
)

discovery: Final = Table(
    "discovery",
    metadata,
    of_exchange(primary_key=True),
    Column("profile", Json, nullable=False),
    Column("findings", Json, nullable=False),
)

figure: Final = Table(
    "figure",
    metadata,
    of_exchange(primary_key=True),
    Column("content", Json, nullable=False),
)

session: Final = Table(
    "session",
    metadata,
    row_id(),
    of_exchange(),
    Column("kind", Text, nullable=False),
    Column("cookie_digest", LargeBinary, nullable=False, unique=True),
    Column("started_at", Utc, nullable=False),
    Column("seen_at", Utc, nullable=False),
    Column("state", Text, nullable=False),
    Column("client", Text, nullable=False),
    Index(None, "exchange_id", "state"),
    Index(None, "exchange_id", "started_at"),
    sqlite_autoincrement=True,
)

package: Final = Table(
    "package",
    metadata,
    row_id(),
    of_exchange(),
    Column("session_id", BigInt, ForeignKey("session.id", ondelete="CASCADE")),
    Column("place", BigInt, nullable=False),  # in the order of checkauth, see obmen.storage.claims
    Column("name", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("size_bytes", BigInt, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("received_at", Utc, nullable=False),
    Column("error", Text, nullable=False),
    Column("counts", Json),
    Column("applied_no", BigInt),  # counts applications within the exchange
    Column(
        "compared_to", BigInt, nullable=False
    ),  # the last part that was compared; those behind it are staged only
    Index(None, "session_id", "name"),
    Index(None, "exchange_id", "digest"),
    Index(None, "exchange_id", "state"),
    sqlite_autoincrement=True,
)

# What a package told, by kind: `Inbox.same_content` asks whether two packages can meet.
package_kind: Final = Table(
    "package_kind",
    metadata,
    Column(
        "package_id",
        BigInt,
        ForeignKey("package.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("kind", Text, primary_key=True),
    Column("told", Integer, nullable=False),
    Column("changed", Integer, nullable=False),  # by comparing; 0 before
    # not taken, for a later dialogue has told them
    Column("stale", Integer, nullable=False, server_default="0"),
    sqlite_with_rowid=False,
)
