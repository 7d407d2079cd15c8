"""What later dialogues have told is remembered while an earlier one may still bring something.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    key = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "claim",
        sa.Column("exchange_id", big, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", key, nullable=False),
        sa.Column("place", big, nullable=False),
        sa.PrimaryKeyConstraint("exchange_id", "kind", "key", name=op.f("claim_pk")),
        sqlite_with_rowid=False,
    )
    op.add_column("package_kind", sa.Column("stale", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE package SET place = 2 * place + CASE WHEN session_id IS NULL THEN 1 ELSE 0 END")
