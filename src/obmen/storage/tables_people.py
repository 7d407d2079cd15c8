"""Tables of people and programs: users, where they are signed in, links, tokens, and what they did."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, Table, Text

from obmen.storage.schema import BigInt, Json, Utc, metadata, row_id

person: Final = Table(  # `user` is a word of PostgreSQL's own
    "person",
    metadata,
    row_id(),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password_hash", Text, nullable=False),  # argon2; empty: none yet
    Column("language", Text, nullable=False),
    Column("theme", Text, nullable=False),
    Column("exchange_ids", Json, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("locked_at", Utc),
    sqlite_autoincrement=True,
)


def _of_person(*, nullable: bool) -> Column[int]:
    return Column("person_id", BigInt, ForeignKey("person.id", ondelete="CASCADE"), nullable=nullable)


login: Final = Table(
    "login",
    metadata,
    row_id(),
    _of_person(nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("opened_at", Utc, nullable=False),
    Column("seen_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("address", Text, nullable=False),
    Column("agent", Text, nullable=False),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)

link: Final = Table(
    "link",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    _of_person(nullable=True),  # none: makes the first owner
    Column("expires_at", Utc, nullable=False),
    Index(None, "person_id"),
)

token: Final = Table(
    "token",
    metadata,
    row_id(),
    Column("name", Text, nullable=False, unique=True),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("scopes", Json, nullable=False),
    Column("exchange_ids", Json, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("used_at", Utc),
    Column("expires_at", Utc),
    sqlite_autoincrement=True,
)

audit: Final = Table(
    "audit",
    metadata,
    row_id(),
    Column("at", Utc, nullable=False),
    Column("actor_kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("verb", Text, nullable=False),
    Column("exchange", Text, nullable=False),  # its name: the deed outlives it
    Column("record", Text, nullable=False),
    Column("old", Json, nullable=False),
    Column("new", Json, nullable=False),
    Index(None, "exchange", "id"),
    Index(None, "actor", "id"),
    Index(None, "at"),
    sqlite_autoincrement=True,
)
