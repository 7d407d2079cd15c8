"""The first tables.

Revision ID: 0001
Revises: nothing
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY: Final = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UTC: Final = sa.DateTime(timezone=True)


def upgrade() -> None:
    _exchange()
    _discovery()
    _session()
    _package()
    _package_kind()
    _part()
    _record()
    _leftover()
    _outbox()
    _binding()
    _intent()
    _lease()
    _pacing()
    _journal()
    _problem()
    _ledger()
    _frozen()


def _exchange() -> None:
    op.create_table(
        "exchange",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("portal_url", sa.Text(), nullable=False),
        sa.Column("portal_host", sa.Text(), nullable=False),
        sa.Column("order_prefix", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("event_token", sa.Text(), nullable=False),
        sa.Column("learnt", sa.Text(), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("exchange_pk")),
        sa.UniqueConstraint("login", name=op.f("exchange_login_uq")),
        sa.UniqueConstraint("name", name=op.f("exchange_name_uq")),
        sa.UniqueConstraint("order_prefix", name=op.f("exchange_order_prefix_uq")),
        sqlite_autoincrement=True,
    )


def _discovery() -> None:
    op.create_table(
        "discovery",
        sa.Column("exchange_id", BIG, autoincrement=False, nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exchange_id"], ["exchange.id"], name=op.f("discovery_exchange_id_fk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("exchange_id", name=op.f("discovery_pk")),
    )


def _session() -> None:
    op.create_table(
        "session",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("exchange_id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("cookie_digest", sa.LargeBinary(), nullable=False),
        sa.Column("started_at", UTC, nullable=False),
        sa.Column("seen_at", UTC, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exchange_id"], ["exchange.id"], name=op.f("session_exchange_id_fk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("session_pk")),
        sa.UniqueConstraint("cookie_digest", name=op.f("session_cookie_digest_uq")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("session_exchange_id_state_ix"), "session", ["exchange_id", "state"], unique=False)


def _package() -> None:
    op.create_table(
        "package",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("exchange_id", BIG, autoincrement=False, nullable=False),
        sa.Column("session_id", BIG, nullable=True),
        sa.Column("place", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("size_bytes", BIG, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("received_at", UTC, nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=True),
        sa.Column("applied_no", BIG, nullable=True),
        sa.Column("compared_to", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["exchange_id"], ["exchange.id"], name=op.f("package_exchange_id_fk"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("package_session_id_fk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("package_pk")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("package_exchange_id_digest_ix"), "package", ["exchange_id", "digest"], unique=False)
    op.create_index(op.f("package_exchange_id_state_ix"), "package", ["exchange_id", "state"], unique=False)
    op.create_index(op.f("package_session_id_name_ix"), "package", ["session_id", "name"], unique=False)


def _package_kind() -> None:
    op.create_table(
        "package_kind",
        sa.Column("package_id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["package_id"], ["package.id"], name=op.f("package_kind_package_id_fk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("package_id", "kind", name=op.f("package_kind_pk")),
        sqlite_with_rowid=False,
    )


def _part() -> None:
    op.create_table(
        "part",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("part_pk")),
    )


def _record() -> None:
    op.create_table(
        "record",
        sa.Column("exchange_id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("part_id", BIG, nullable=False),
        sa.PrimaryKeyConstraint("exchange_id", "kind", "key", name=op.f("record_pk")),
        sqlite_with_rowid=False,
    )


def _leftover() -> None:
    op.create_table(
        "leftover",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("exchange_id", BIG, autoincrement=False, nullable=False),
        sa.Column("low", BIG, nullable=False),
        sa.Column("high", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("leftover_pk")),
        sqlite_autoincrement=True,
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("exchange_id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("released", sa.Integer(), nullable=False),
        sa.Column("due_at", UTC, nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("desired", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("outbox_pk")),
        sa.UniqueConstraint("exchange_id", "kind", "key", name=op.f("outbox_exchange_id_kind_key_uq")),
        sqlite_autoincrement=True,
    )
    _outbox_indexes()


def _outbox_indexes() -> None:
    op.create_index(
        "outbox_new_ix",
        "outbox",
        ["exchange_id", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.create_index(
        "outbox_ready_ix",
        "outbox",
        ["exchange_id", "priority", "rank", "id", "due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'ready'"),
        postgresql_where=sa.text("state = 'ready'"),
    )
    op.create_index(
        "outbox_parked_ix",
        "outbox",
        ["exchange_id", "reason"],
        unique=False,
        sqlite_where=sa.text("state = 'parked'"),
        postgresql_where=sa.text("state = 'parked'"),
    )


def _binding() -> None:
    op.create_table(
        "binding",
        sa.Column("exchange_id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("remote_id", BIG, nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exchange_id"], ["exchange.id"], name=op.f("binding_exchange_id_fk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("exchange_id", "kind", "key", name=op.f("binding_pk")),
    )
    op.create_index(
        op.f("binding_exchange_id_kind_remote_id_ix"),
        "binding",
        ["exchange_id", "kind", "remote_id"],
        unique=False,
    )


def _intent() -> None:
    op.create_table(
        "intent",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("exchange_id", BIG, autoincrement=False, nullable=False),
        sa.Column("task_id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("call", sa.Text(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("sent_at", UTC, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("finished_at", UTC, nullable=True),
        sa.ForeignKeyConstraint(
            ["exchange_id"], ["exchange.id"], name=op.f("intent_exchange_id_fk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("intent_pk")),
        sqlite_autoincrement=True,
    )
    op.create_index("intent_finished_ix", "intent", ["finished_at"], unique=False)
    op.create_index("intent_batch_ix", "intent", ["batch"], unique=False)
    op.create_index(
        "intent_open_ix",
        "intent",
        ["exchange_id", "id"],
        unique=False,
        sqlite_where=sa.text("outcome IS NULL"),
        postgresql_where=sa.text("outcome IS NULL"),
    )


def _lease() -> None:
    op.create_table(
        "lease",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("expires_at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("host", name=op.f("lease_pk")),
    )


def _pacing() -> None:
    op.create_table(
        "pacing",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("host", name=op.f("pacing_pk")),
    )


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("exchange_id", BIG, autoincrement=False, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exchange_id"], ["exchange.id"], name=op.f("journal_exchange_id_fk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("journal_pk")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("journal_at_ix"), "journal", ["at"], unique=False)
    op.create_index(
        op.f("journal_exchange_id_event_id_ix"), "journal", ["exchange_id", "event", "id"], unique=False
    )
    op.create_index(
        op.f("journal_exchange_id_kind_key_ix"), "journal", ["exchange_id", "kind", "key"], unique=False
    )


def _problem() -> None:
    op.create_table(
        "problem",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("exchange_id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref_kind", sa.Text(), nullable=False),
        sa.Column("ref_key", KEY, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("since", UTC, nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exchange_id"], ["exchange.id"], name=op.f("problem_exchange_id_fk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("problem_pk")),
        sa.UniqueConstraint("exchange_id", "ref_kind", "ref_key", "kind", "record", name="problem_alike_uq"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("problem_exchange_id_kind_ix"), "problem", ["exchange_id", "kind"], unique=False)


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("exchange_id", BIG, autoincrement=False, nullable=False),
        sa.Column("invoice_id", BIG, autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("client_key", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exchange_id"], ["exchange.id"], name=op.f("ledger_exchange_id_fk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("exchange_id", "invoice_id", name=op.f("ledger_pk")),
    )
    op.create_index(
        op.f("ledger_exchange_id_client_key_ix"), "ledger", ["exchange_id", "client_key"], unique=False
    )
    op.create_index(op.f("ledger_exchange_id_number_ix"), "ledger", ["exchange_id", "number"], unique=False)
    op.create_index(op.f("ledger_exchange_id_state_ix"), "ledger", ["exchange_id", "state"], unique=False)


def _frozen() -> None:
    op.create_table(
        "frozen",
        sa.Column("session_id", BIG, autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("orders", sa.Text(), nullable=False),
        sa.Column("frozen_at", UTC, nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("frozen_session_id_fk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("frozen_pk")),
    )
