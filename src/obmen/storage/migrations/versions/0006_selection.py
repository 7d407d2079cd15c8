"""What 1C's packages have named, and what was swept.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY: Final = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "roll",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("exchange_id", BIG, autoincrement=False, nullable=False),
        sa.Column("package_id", BIG, nullable=True),
        sa.Column("place", BIG, nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("catalogue", sa.Text(), nullable=False),
        sa.Column("full", sa.Boolean(), nullable=False),
        sa.Column("marks", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("roll_pk")),
        sa.ForeignKeyConstraint(
            ["exchange_id"], ["exchange.id"], name=op.f("roll_exchange_id_fk"), ondelete="CASCADE"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("roll_exchange_id_ix", "roll", ["exchange_id"])
    op.create_index("roll_package_id_ix", "roll", ["package_id"])
    op.create_table(
        "swept",
        sa.Column("exchange_id", BIG, autoincrement=False, nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.PrimaryKeyConstraint("exchange_id", "key", name=op.f("swept_pk")),
        sa.ForeignKeyConstraint(
            ["exchange_id"], ["exchange.id"], name=op.f("swept_exchange_id_fk"), ondelete="CASCADE"
        ),
    )
