"""People and programs: users, logins, links, tokens, audit; and problems that were put aside.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY: Final = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UTC: Final = sa.DateTime(timezone=True)


def upgrade() -> None:
    _people()
    _programs()
    op.create_table(
        "ignored",
        _id(),
        sa.Column("exchange_id", BIG, nullable=False),
        *_texts("kind", "ref_kind"),
        sa.Column("ref_key", KEY, nullable=False),
        *_texts("record", "facts", "reason", "by"),
        sa.Column("at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("ignored_pk")),
        sa.ForeignKeyConstraint(
            ["exchange_id"], ["exchange.id"], name=op.f("ignored_exchange_id_fk"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint(
            "exchange_id", "ref_kind", "ref_key", "kind", "record", name=op.f("ignored_alike_uq")
        ),
        sqlite_autoincrement=True,
    )


def _people() -> None:
    op.create_table(
        "person",
        _id(),
        *_texts("login", "name", "role", "password_hash", "language", "theme", "exchange_ids"),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("locked_at", UTC),
        sa.PrimaryKeyConstraint("id", name=op.f("person_pk")),
        sa.UniqueConstraint("login", name=op.f("person_login_uq")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "login",
        _id(),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", UTC, nullable=False),
        sa.Column("seen_at", UTC, nullable=False),
        sa.Column("expires_at", UTC, nullable=False),
        *_texts("address", "agent"),
        sa.PrimaryKeyConstraint("id", name=op.f("login_pk")),
        sa.UniqueConstraint("digest", name=op.f("login_digest_uq")),
        _goes_with_person("login"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("login_person_id_ix"), "login", ["person_id"])
    op.create_table(
        "link",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", BIG),
        sa.Column("expires_at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("link_pk")),
        _goes_with_person("link"),
    )
    op.create_index(op.f("link_person_id_ix"), "link", ["person_id"])


def _programs() -> None:
    op.create_table(
        "token",
        _id(),
        *_texts("name"),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        *_texts("scopes", "exchange_ids", "created_by"),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("used_at", UTC),
        sa.Column("expires_at", UTC),
        sa.PrimaryKeyConstraint("id", name=op.f("token_pk")),
        sa.UniqueConstraint("name", name=op.f("token_name_uq")),
        sa.UniqueConstraint("digest", name=op.f("token_digest_uq")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "audit",
        _id(),
        sa.Column("at", UTC, nullable=False),
        *_texts("actor_kind", "actor", "verb", "exchange", "record", "old", "new"),
        sa.PrimaryKeyConstraint("id", name=op.f("audit_pk")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("audit_exchange_id_ix"), "audit", ["exchange", "id"])
    op.create_index(op.f("audit_actor_id_ix"), "audit", ["actor", "id"])
    op.create_index(op.f("audit_at_ix"), "audit", ["at"])


def _id() -> sa.Column[int]:
    return sa.Column("id", BIG, autoincrement=True, nullable=False)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _goes_with_person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["person_id"], ["person.id"], name=op.f(f"{table}_person_id_fk"), ondelete="CASCADE"
    )
