"""What the first page counts is found by an index.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("session_exchange_id_started_at_ix"), "session", ["exchange_id", "started_at"])
    held = sa.text("state = 'held'")
    op.create_index("outbox_held_ix", "outbox", ["exchange_id"], sqlite_where=held, postgresql_where=held)
