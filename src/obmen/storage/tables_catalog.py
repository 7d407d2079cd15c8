"""Tables of the catalogue: what 1C says, and what has to be delivered."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Integer, LargeBinary, Table, Text, UniqueConstraint

from obmen.storage.schema import (
    BigInt,
    Json,
    Key,
    Utc,
    metadata,
    of_exchange_unchecked,
    partial_index,
    row_id,
)

# Everything that a package told, a row for each record, in the order of the file. `id` = package * 2**32 +
# its number there, so one package is one range: appended at the end, read and cleared without an index. A row
# that `record` points to is what 1C says; the others of a package are staging, or superseded. Only an offer
# has `prices` and `stocks`; what was not told is NULL.
part: Final = Table(
    "part",
    metadata,
    Column("id", BigInt, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("key", Key, nullable=False),
    Column("body", Text),
    Column("prices", Text),
    Column("stocks", Text),
    Column("digest", LargeBinary),
    Column("prices_digest", LargeBinary),
    Column("stocks_digest", LargeBinary),
)

# The latest of every record. Narrow, so that comparing a million keys reads little. A digest is that of the
# part as it was last told, before merging.
record: Final = Table(
    "record",
    metadata,
    of_exchange_unchecked(primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("key", Key, primary_key=True),
    Column("digest", LargeBinary),
    Column("prices_digest", LargeBinary),
    Column("stocks_digest", LargeBinary),
    Column("part_id", BigInt, nullable=False),
    Column("prices_part_id", BigInt),  # the part that told these prices: it may be gone, its package is known
    sqlite_with_rowid=False,
)

# What a dialogue told while an earlier one could still bring something: obmen.storage.claims.
claim: Final = Table(
    "claim",
    metadata,
    of_exchange_unchecked(primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("key", Key, primary_key=True),
    Column("place", BigInt, nullable=False),  # of the package that told it
    sqlite_with_rowid=False,
)

# Ranges of parts among which some are superseded. Clearing a million in the transaction that compares would
# hold it twice as long, so this is done afterwards in small ones: obmen.storage.leftovers.
leftover: Final = Table(
    "leftover",
    metadata,
    row_id(),
    of_exchange_unchecked(),
    Column("low", BigInt, nullable=False),
    Column("high", BigInt, nullable=False),
    sqlite_autoincrement=True,
)

outbox: Final = Table(
    "outbox",
    metadata,
    row_id(),
    of_exchange_unchecked(),
    Column("kind", Text, nullable=False),
    Column("key", Key, nullable=False),
    Column("state", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("released", Integer, nullable=False),  # the version that a person let go; it is not held again
    Column("due_at", Utc, nullable=False),
    Column("change", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("desired", Json),
    UniqueConstraint("exchange_id", "kind", "key"),
    partial_index(
        "outbox_new_ix",
        "exchange_id",
        "id",
        only="state = 'new'",
    ),
    partial_index(
        "outbox_ready_ix",
        "exchange_id",
        "priority",
        "rank",
        "id",
        "due_at",
        only="state = 'ready'",
    ),
    partial_index(
        "outbox_held_ix",
        "exchange_id",
        only="state = 'held'",
    ),
    partial_index(
        "outbox_parked_ix",
        "exchange_id",
        "reason",
        only="state = 'parked'",
    ),
    partial_index(
        "outbox_due_ix",
        "exchange_id",
        "due_at",
        only="state IN ('new', 'ready')",
    ),
    sqlite_autoincrement=True,
)
