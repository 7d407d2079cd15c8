"""What each run has changed in the CRM.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY: Final = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UTC: Final = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "run",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("exchange_id", BIG, nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("session_id", BIG),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("began_at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("run_pk")),
        sa.ForeignKeyConstraint(
            ["exchange_id"], ["exchange.id"], name=op.f("run_exchange_id_fk"), ondelete="CASCADE"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("run_exchange_id_id_ix"), "run", ["exchange_id", "id"])
    op.create_table(
        "effect",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("exchange_id", BIG, nullable=False),
        sa.Column("run_id", BIG, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("made", sa.Boolean(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("effect_pk")),
        sa.ForeignKeyConstraint(
            ["exchange_id"], ["exchange.id"], name=op.f("effect_exchange_id_fk"), ondelete="CASCADE"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("effect_exchange_id_run_id_id_ix"), "effect", ["exchange_id", "run_id", "id"])
    op.create_index(op.f("effect_exchange_id_kind_key_ix"), "effect", ["exchange_id", "kind", "key"])
