"""When the next row is due is read off an index: a long queue was read through at each rest of a loop.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Index the rows that go out by the moment at which they may."""
    waiting = sa.text("state IN ('new', 'ready')")
    op.create_index(
        "outbox_due_ix",
        "outbox",
        ["exchange_id", "due_at"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
