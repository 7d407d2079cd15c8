"""A record is one row: an offer's prices and stock stand beside what it says of itself.

Digests are shorter now: a record that is told again is merged once, and then known by the new one.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY: Final = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
OTHER: Final = "CAST('-' AS {bytes})"  # the digest of no part: what is told next differs from it
OF_OFFER: Final = "('offer', 'prices', 'stocks')"

COPY_PARTS: Final = f"""
INSERT INTO part (id, kind, key, body, prices, stocks, digest, prices_digest, stocks_digest)
SELECT id, CASE WHEN kind IN {OF_OFFER} THEN 'offer' ELSE kind END, key,
  CASE WHEN kind NOT IN ('prices', 'stocks') THEN body END,
  CASE WHEN kind = 'prices' THEN body END,
  CASE WHEN kind = 'stocks' THEN body END,
  CASE WHEN kind NOT IN ('prices', 'stocks') THEN {OTHER} END,
  CASE WHEN kind = 'prices' THEN {OTHER} END,
  CASE WHEN kind = 'stocks' THEN {OTHER} END
FROM old_part
"""
COPY_RECORDS: Final = f"""
INSERT INTO record (exchange_id, kind, key, digest, prices_digest, stocks_digest, part_id, prices_part_id)
SELECT exchange_id, CASE WHEN kind IN {OF_OFFER} THEN 'offer' ELSE kind END, key,
  CASE WHEN max(CASE WHEN kind NOT IN ('prices', 'stocks') THEN 1 END) = 1 THEN {OTHER} END,
  CASE WHEN max(CASE WHEN kind = 'prices' THEN 1 END) = 1 THEN {OTHER} END,
  CASE WHEN max(CASE WHEN kind = 'stocks' THEN 1 END) = 1 THEN {OTHER} END,
  max(part_id), max(CASE WHEN kind = 'prices' THEN part_id END)
FROM old_record GROUP BY exchange_id, CASE WHEN kind IN {OF_OFFER} THEN 'offer' ELSE kind END, key
"""
FILL: Final = """
UPDATE part SET {column} = (
    SELECT old_part.body FROM record
    JOIN old_record ON old_record.exchange_id = record.exchange_id AND old_record.kind = '{kind}'
      AND old_record.key = record.key
    JOIN old_part ON old_part.id = old_record.part_id
    WHERE record.part_id = part.id)
WHERE kind = 'offer' AND {column} IS NULL AND id IN (SELECT part_id FROM record)
"""
LEAVE_REST: Final = """
INSERT INTO leftover (low, high, exchange_id)
SELECT id * 4294967296, compared_to, exchange_id FROM package WHERE compared_to >= id * 4294967296
"""


def upgrade() -> None:
    for table in ("part", "record"):
        op.execute(f"CREATE TABLE old_{table} AS SELECT * FROM {table}")
        op.drop_table(table)
    _part()
    _record()
    binary = "BYTEA" if op.get_context().dialect.name == "postgresql" else "BLOB"
    op.execute(COPY_PARTS.replace("{bytes}", binary))
    op.execute(COPY_RECORDS.replace("{bytes}", binary))
    op.execute("CREATE UNIQUE INDEX old_record_ix ON old_record (exchange_id, kind, key)")
    op.execute("CREATE UNIQUE INDEX old_part_ix ON old_part (id)")
    op.execute("CREATE INDEX record_part_ix ON record (part_id)")
    for kind, column in (("offer", "body"), ("prices", "prices"), ("stocks", "stocks")):
        op.execute(FILL.format(kind=kind, column=column))
    op.execute(LEAVE_REST)
    op.execute("DROP INDEX record_part_ix")
    op.drop_table("old_record")
    op.drop_table("old_part")


def _part() -> None:
    op.create_table(
        "part",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("prices", sa.Text(), nullable=True),
        sa.Column("stocks", sa.Text(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.Column("prices_digest", sa.LargeBinary(), nullable=True),
        sa.Column("stocks_digest", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("part_pk")),
    )


def _record() -> None:
    op.create_table(
        "record",
        sa.Column("exchange_id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.Column("prices_digest", sa.LargeBinary(), nullable=True),
        sa.Column("stocks_digest", sa.LargeBinary(), nullable=True),
        sa.Column("part_id", BIG, nullable=False),
        sa.Column("prices_part_id", BIG, nullable=True),
        sa.PrimaryKeyConstraint("exchange_id", "kind", "key", name=op.f("record_pk")),
        sqlite_with_rowid=False,
    )
