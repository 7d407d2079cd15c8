"""Exchanges and what was discovered of their portals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from obmen.domain.errors import NotFound, Refused
from obmen.domain.settings import ExchangeSettings, restored, stored
from obmen.flows.ports.exchanges import Discovery, Exchange
from obmen.storage import tables
from obmen.storage.parts import forget_catalogue
from obmen.storage.secrets import Seal
from obmen.storage.statements import insert_or


class SqlExchanges:
    """Implements obmen.flows.ports.exchanges.Exchanges."""

    def __init__(self, connection: Connection, seal: Seal) -> None:
        self._connection, self._seal = connection, seal

    def add(
        self,
        *,
        name: str,
        login: str,
        password_hash: str,
        portal_url: str,
        portal_host: str,
        settings: ExchangeSettings,
        now: datetime,
    ) -> Exchange:
        self._refuse_taken(name=name, login=login, order_prefix=settings.order_prefix)
        statement = insert(tables.exchange).values(
            name=name,
            login=login,
            password_hash=password_hash,
            portal_url=self._seal.close(portal_url),
            portal_host=portal_host,
            created_at=now,
            learnt={},
            **self._setting_columns(settings),
        )
        exchange_id = self._connection.execute(statement.returning(tables.exchange.c.id)).scalar_one()
        return self.get(id=exchange_id)

    def all(self) -> tuple[Exchange, ...]:
        rows = self._connection.execute(select(tables.exchange).order_by(tables.exchange.c.id))
        return tuple(self._exchange(row) for row in rows)

    def get(
        self,
        *,
        name: str | None = None,
        login: str | None = None,
        id: int | None = None,  # noqa: A002 — the port's word
    ) -> Exchange:
        columns = tables.exchange.c
        given = {columns.name: name, columns.login: login, columns.id: id}
        asked = [column == value for column, value in given.items() if value is not None]
        row = self._connection.execute(select(tables.exchange).where(*asked)).first() if asked else None
        if row is None:
            wanted = next((str(value) for value in given.values() if value is not None), "")
            raise NotFound(wanted, what="exchange", name=wanted)
        return self._exchange(row)

    def update(
        self,
        exchange_id: int,
        *,
        settings: ExchangeSettings | None = None,
        password_hash: str | None = None,
        portal_url: str | None = None,
        portal_host: str | None = None,
        learnt: Mapping[str, str] | None = None,
    ) -> None:
        statement = select(tables.exchange).where(tables.exchange.c.id == exchange_id).with_for_update()
        known = self._connection.execute(statement).first()
        if known is None:
            raise NotFound(str(exchange_id), what="exchange", name=str(exchange_id))
        values: dict[str, object] = {}
        if settings is not None:
            self._refuse_taken(order_prefix=settings.order_prefix, besides=exchange_id)
            values |= self._setting_columns(settings)
        if portal_url is not None:
            values["portal_url"] = self._seal.close(portal_url)
        if learnt is not None:
            values["learnt"] = {**known.learnt, **learnt}
        values |= {
            column: value
            for column, value in (("password_hash", password_hash), ("portal_host", portal_host))
            if value is not None
        }
        if values:
            self._connection.execute(
                update(tables.exchange).where(tables.exchange.c.id == exchange_id).values(**values)
            )

    def remove(self, exchange_id: int) -> None:
        forget_catalogue(self._connection, exchange_id)
        self._connection.execute(delete(tables.exchange).where(tables.exchange.c.id == exchange_id))

    def discovery(self, exchange_id: int) -> Discovery | None:
        statement = select(tables.discovery).where(tables.discovery.c.exchange_id == exchange_id)
        row = self._connection.execute(statement).first()
        return Discovery(profile=row.profile, findings=row.findings) if row else None

    def put_discovery(self, exchange_id: int, discovery: Discovery) -> None:
        found = {"profile": discovery.profile, "findings": discovery.findings}
        statement = insert_or(self._connection, tables.discovery).values(exchange_id=exchange_id, **found)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["exchange_id"], set_=found))

    def _refuse_taken(self, *, besides: int | None = None, **values: str) -> None:
        """Raise Refused for the first value that another exchange has; case does not tell names apart."""
        for name, value in values.items():
            column = tables.exchange.c[name]
            statement = select(tables.exchange.c.name).where(
                or_(column == value, func.lower(column) == value.lower()),
                tables.exchange.c.id != (besides or 0),
            )
            taken_by = self._connection.execute(statement).scalar()
            if taken_by is not None:
                raise Refused(f"{name} {value}", reason="taken", what=name, value=value, exchange=taken_by)

    def _setting_columns(self, settings: ExchangeSettings) -> dict[str, Any]:
        """Return the columns that settings live in; the secret one is sealed apart from the others."""
        return {
            "order_prefix": settings.order_prefix,
            "settings": stored(replace(settings, event_token="")),
            "event_token": self._seal.close(settings.event_token),
        }

    def _exchange(self, row: Row[Any]) -> Exchange:
        return Exchange(
            id=row.id,
            name=row.name,
            login=row.login,
            password_hash=row.password_hash,
            portal_url=self._seal.open(row.portal_url),
            portal_host=row.portal_host,
            settings=replace(restored(row.settings), event_token=self._seal.open(row.event_token)),
            created_at=row.created_at,
            learnt=row.learnt,
        )
