"""What all tables share: metadata, types of columns, and the words for common columns."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import BigInteger, Column, DateTime, Dialect, ForeignKey, Index, Integer, MetaData, Text, text
from sqlalchemy.types import TypeDecorator

from obmen.storage.values import from_json, to_json

metadata: Final = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "fk": "%(table_name)s_%(column_0_name)s_fk",
        "uq": "%(table_name)s_%(column_0_N_name)s_uq",
        "ix": "%(table_name)s_%(column_0_N_name)s_ix",
    }
)

# SQLite counts rows in INTEGER only; a key sorts by bytes on both, whatever the database's collation is.
BigInt: Final = BigInteger().with_variant(Integer(), "sqlite")
Key: Final = Text().with_variant(Text(collation="C"), "postgresql")


class Utc(TypeDecorator[datetime]):
    """An aware datetime, kept and returned in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """A value of ours as JSON text, see obmen.storage.values."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:  # noqa: ARG002 — SQLAlchemy's
        return None if value is None else to_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ANN401, ARG002 — SQLAlchemy's
        return None if value is None else from_json(value)


def partial_index(name: str, *columns: str, only: str) -> Index:
    """Return an index of those rows only that a condition holds for, on both databases."""
    return Index(name, *columns, sqlite_where=text(only), postgresql_where=text(only))


def row_id() -> Column[int]:
    """A number that grows and is never given twice, even after the last row is gone."""
    return Column("id", BigInt, primary_key=True, autoincrement=True)


def of_exchange_unchecked(*, primary_key: bool = False) -> Column[int]:
    """As `of_exchange` for tables that are filled by the million: checking each row would cost half the time.

    `Exchanges.remove` clears them itself.
    """
    return Column("exchange_id", BigInt, primary_key=primary_key, nullable=False, autoincrement=False)


def of_exchange(*, primary_key: bool = False) -> Column[int]:
    """The exchange that a row belongs to and goes with."""
    return Column(
        "exchange_id",
        BigInt,
        ForeignKey("exchange.id", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=False,
        autoincrement=False,
    )
