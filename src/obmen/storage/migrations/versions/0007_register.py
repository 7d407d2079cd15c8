"""Invoices are found by their numbers and clients.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import json
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

LEDGER: Final = sa.table(
    "ledger",
    sa.column("exchange_id", sa.BigInteger()),
    sa.column("invoice_id", sa.BigInteger()),
    sa.column("number", sa.Text()),
    sa.column("words", sa.Text()),
    sa.column("content", sa.Text()),
)
PAGE: Final = 1_000


def upgrade() -> None:
    """Add the words of every invoice that is there."""
    op.add_column("ledger", sa.Column("words", sa.Text(), nullable=False, server_default=""))
    connection = op.get_bind()
    keys = (LEDGER.c.exchange_id, LEDGER.c.invoice_id)
    after: tuple[int, int] = (0, 0)
    while True:
        rows = connection.execute(
            sa.select(LEDGER).where(sa.tuple_(*keys) > after).order_by(*keys).limit(PAGE)
        ).all()
        if not rows:
            return
        for row in rows:
            its = [key == value for key, value in zip(keys, (row.exchange_id, row.invoice_id), strict=True)]
            connection.execute(sa.update(LEDGER).where(*its).values(words=_words(row.number, row.content)))
        after = (rows[-1].exchange_id, rows[-1].invoice_id)


def _words(number: str, content: str) -> str:
    invoice = _opened(json.loads(content)).get("invoice", {})
    client = invoice.get("counterparty") or {}
    words = (invoice.get("number"), number, client.get("name"), client.get("tax_id"))
    return " ".join(str(word) for word in words if word).casefold()


def _opened(value: Any) -> Any:  # noqa: ANN401 — JSON
    """Take the content out of its wrappers `{"$": what, "v": content}`."""
    if isinstance(value, dict):
        return _opened(value["v"]) if "$" in value else {name: _opened(one) for name, one in value.items()}
    return value
