"""The application inside a portal: its tokens, and robots that wait for an answer.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC: Final = sa.DateTime(timezone=True)


def upgrade() -> None:
    _applications()
    _robots()


def _applications() -> None:
    op.create_table(
        "application",
        sa.Column("exchange_id", BIG, autoincrement=False, nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("client_secret", sa.Text(), nullable=False),
        sa.Column("oauth_url", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("application_token", sa.Text(), nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("access_token", sa.Text(), nullable=False),
        sa.Column("refresh_token", sa.Text(), nullable=False),
        sa.Column("reserve", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("registered", sa.Text(), nullable=False),
        sa.Column("renewed_by", sa.Text(), nullable=False),
        sa.Column("renewed_until", UTC),
        sa.PrimaryKeyConstraint("exchange_id", name=op.f("application_pk")),
        sa.ForeignKeyConstraint(
            ["exchange_id"], ["exchange.id"], name=op.f("application_exchange_id_fk"), ondelete="CASCADE"
        ),
    )


def _robots() -> None:
    op.create_table(
        "robot_request",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("exchange_id", BIG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("event_token", sa.Text(), nullable=False),
        sa.Column("invoice_id", BIG, nullable=False),
        sa.Column("asked_at", UTC, nullable=False),
        sa.Column("due_at", UTC, nullable=False),
        sa.Column("answer_by", UTC, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text()),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("robot_request_pk")),
        sa.UniqueConstraint("token_digest", name=op.f("robot_request_token_digest_uq")),
        sa.ForeignKeyConstraint(
            ["exchange_id"], ["exchange.id"], name=op.f("robot_request_exchange_id_fk"), ondelete="CASCADE"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "robot_request_waiting_ix",
        "robot_request",
        ["exchange_id", "due_at"],
        sqlite_where=sa.text("outcome = ''"),
        postgresql_where=sa.text("outcome = ''"),
    )
    op.create_index(
        op.f("robot_request_exchange_id_asked_at_ix"), "robot_request", ["exchange_id", "asked_at"]
    )
