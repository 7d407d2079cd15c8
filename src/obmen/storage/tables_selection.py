"""Tables of 1C's selection: what its packages have named, and what was swept."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Index, LargeBinary, Table, Text

from obmen.storage.schema import BigInt, Key, metadata, of_exchange, row_id

# Eight bytes for each good, one behind the other: a million are one row of 8 MB, written once.
roll: Final = Table(
    "roll",
    metadata,
    row_id(),
    of_exchange(),
    Column("package_id", BigInt),  # that named them first; NULL: several, gathered
    Column("place", BigInt, nullable=False),  # of the package that named them last, see obmen.storage.claims
    Column("number", BigInt, nullable=False),  # among what a person has imported in this place
    Column("catalogue", Text, nullable=False),
    Column("full", Boolean, nullable=False),
    Column("marks", LargeBinary, nullable=False),
    Index(None, "exchange_id"),
    Index(None, "package_id"),
    sqlite_autoincrement=True,
)

swept: Final = Table(
    "swept",
    metadata,
    of_exchange(primary_key=True),
    Column("key", Key, primary_key=True),  # of the product
)
