"""Exchanges that are there keep making a product of each characteristic; new ones make variations.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import json
from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

EXCHANGE: Final = sa.table("exchange", sa.column("id", sa.BigInteger()), sa.column("settings", sa.Text()))


def upgrade() -> None:
    """Write down what was the default when they were made."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(EXCHANGE.c.id, EXCHANGE.c.settings)).all():
        settings = {"variants": "flat", **json.loads(row.settings)}
        text = json.dumps(settings, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        connection.execute(sa.update(EXCHANGE).where(EXCHANGE.c.id == row.id).values(settings=text))
