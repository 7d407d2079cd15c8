"""Lists are read from indexes, runs know how many records they have changed, figures are kept.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PRODUCTS: Final = "kind = 'product'"
OF_GOODS: Final = "('card','offer','prices','stocks','pictures','product','variation','gallery','stock')"
SQLITE_GOOD: Final = "substr(ref_key, 1, instr(ref_key || '#', '#') - 1)"
POSTGRES_GOOD: Final = "split_part(ref_key, '#', 1)"
RECORDS: Final = "(SELECT count(DISTINCT kind || '/' || key) FROM effect WHERE effect.run_id = run.id{})"


def upgrade() -> None:
    """Add the columns, fill them for what is there, and exchange the indexes."""
    op.add_column("run", sa.Column("made", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("run", sa.Column("touched", sa.Integer(), nullable=False, server_default="0"))
    op.execute(f"UPDATE run SET made = {RECORDS.format(' AND effect.made')}, touched = {RECORDS.format('')}")
    exchange = sa.ForeignKey("exchange.id", ondelete="CASCADE")
    op.create_table(
        "figure",
        sa.Column("exchange_id", BIG, exchange, primary_key=True, nullable=False, autoincrement=False),
        sa.Column("content", sa.Text(), nullable=False),
    )
    is_postgres = op.get_bind().dialect.name == "postgresql"
    key = sa.Text(collation="C") if is_postgres else sa.Text()
    op.add_column("problem", sa.Column("good", key, nullable=False, server_default=""))
    good = POSTGRES_GOOD if is_postgres else SQLITE_GOOD
    op.execute(f"UPDATE problem SET good = {good} WHERE ref_kind IN {OF_GOODS}")
    _index("problem_good_ix", ["exchange_id", "good"], "good > ''", table="problem")
    for name in ("binding_words_ix", "binding_home_ix"):
        op.drop_index(name, "binding")
    _index("binding_words_ix", ["exchange_id", "words", "key", "active"], PRODUCTS)
    _index("binding_inactive_ix", ["exchange_id", "words", "key"], f"{PRODUCTS} and active is false")
    _index("binding_section_ix", ["exchange_id", "home", "words", "key", "active"], PRODUCTS)
    _index("binding_variations_ix", ["exchange_id", "kind", "home", "key"], "kind = 'variation'")
    _index("journal_sent_ix", ["exchange_id", "at", "key"], "event = 'sales.order_sent'", table="journal")


def _index(name: str, columns: list[str], where: str, *, table: str = "binding") -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
