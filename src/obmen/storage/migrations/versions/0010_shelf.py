"""Goods are found by name, article, barcode and group.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import json
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BINDING: Final = sa.table(
    "binding",
    sa.column("exchange_id", sa.BigInteger()),
    sa.column("kind", sa.Text()),
    sa.column("key", sa.Text()),
    sa.column("fields", sa.Text()),
    sa.column("words", sa.Text()),
    sa.column("home", sa.Text()),
    sa.column("active", sa.Boolean()),
)
HOME_OF: Final = {"product": "section", "variation": "parent"}
PAGE: Final = 2_000


def upgrade() -> None:
    """Add what goods are found by, and fill it for those that are there."""
    op.add_column("binding", sa.Column("words", sa.Text(), nullable=False, server_default=""))
    op.add_column("binding", sa.Column("home", sa.Text(), nullable=False, server_default=""))
    op.add_column("binding", sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()))
    _fill()
    products, items = sa.text("kind = 'product'"), sa.text("kind in ('product', 'variation')")
    op.create_index(
        "binding_words_ix",
        "binding",
        ["exchange_id", "words", "key"],
        sqlite_where=products,
        postgresql_where=products,
    )
    op.create_index(
        "binding_home_ix", "binding", ["exchange_id", "home"], sqlite_where=items, postgresql_where=items
    )


def _fill() -> None:
    connection = op.get_bind()
    keys = (BINDING.c.exchange_id, BINDING.c.kind, BINDING.c.key)
    change = sa.update(BINDING).where(
        *(column == sa.bindparam(f"its_{column.name}") for column in keys)
    )  # fmt: skip
    after: tuple[Any, ...] = (0, "", "")
    while True:
        found = sa.select(BINDING).where(BINDING.c.kind.in_(HOME_OF), sa.tuple_(*keys) > after)
        rows = connection.execute(found.order_by(*keys).limit(PAGE)).all()
        if not rows:
            return
        connection.execute(change, [_values(row) for row in rows])
        after = (rows[-1].exchange_id, rows[-1].kind, rows[-1].key)


def _values(row: Any) -> dict[str, object]:  # noqa: ANN401 — a row of the database
    fields = json.loads(row.fields)
    words = (fields.get("name"), fields.get("article"), fields.get("barcode"), row.key)
    return {
        "its_exchange_id": row.exchange_id,
        "its_kind": row.kind,
        "its_key": row.key,
        "words": " ".join(str(word) for word in words if word).casefold()[:600],
        "home": str(fields.get(HOME_OF[row.kind]) or ""),
        "active": fields.get("active") is not False,
    }
