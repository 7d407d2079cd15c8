"""Tokens of programs, and who did what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, insert, or_, select, update

from obmen.domain.errors import NotFound, Refused
from obmen.domain.roles import Permission
from obmen.flows.ports.people import Actor, ActorKind, Deed, Token
from obmen.storage.statements import forget_some
from obmen.storage.tables import audit, token


class SqlTokens:
    """Implements obmen.flows.ports.people.Tokens."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        *,
        name: str,
        digest: bytes,
        scopes: frozenset[Permission],
        exchange_ids: tuple[int, ...],
        created_by: str,
        now: datetime,
        expires_at: datetime | None,
    ) -> Token:
        if self._connection.execute(select(exists().where(token.c.name == name))).scalar_one():
            raise Refused("token", reason="token_taken", name=name)
        statement = insert(token).values(
            name=name,
            digest=digest,
            scopes=sorted(scope.value for scope in scopes),
            exchange_ids=exchange_ids,
            created_by=created_by,
            created_at=now,
            expires_at=expires_at,
        )
        return _token(self._connection.execute(statement.returning(token)).one())

    def find(self, digest: bytes, *, now: datetime) -> Token | None:
        alive = or_(token.c.expires_at.is_(None), token.c.expires_at > now)
        row = self._connection.execute(select(token).where(token.c.digest == digest, alive)).first()
        return _token(row) if row else None

    def all(self) -> Sequence[Token]:
        return [_token(row) for row in self._connection.execute(select(token).order_by(token.c.id))]

    def used(self, token_id: int, *, now: datetime) -> None:
        self._connection.execute(update(token).where(token.c.id == token_id).values(used_at=now))

    def revoke(self, token_id: int) -> None:
        if not self._connection.execute(delete(token).where(token.c.id == token_id)).rowcount:
            raise NotFound(str(token_id), what="token", name=str(token_id))


class SqlAudit:
    """Implements obmen.flows.ports.people.Audit."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, deed: Deed) -> None:
        self._connection.execute(
            insert(audit).values(
                at=deed.at,
                actor_kind=deed.actor.kind.value,
                actor=deed.actor.name,
                verb=deed.verb,
                exchange=deed.exchange,
                record=deed.record,
                old=deed.old,
                new=deed.new,
            )
        )

    def page(
        self, *, before: int | None = None, limit: int, exchange: str = "", actor: str = "", verb: str = ""
    ) -> Sequence[Deed]:
        given = {audit.c.exchange: exchange, audit.c.actor: actor, audit.c.verb: verb}
        asked = [column == value for column, value in given.items() if value]
        if before is not None:
            asked.append(audit.c.id < before)
        statement = select(audit).where(*asked).order_by(audit.c.id.desc()).limit(limit)
        return [_deed(row) for row in self._connection.execute(statement)]

    def forget(self, *, before: datetime) -> int:
        return forget_some(self._connection, audit, audit.c.at < before)


def _token(row: Row[Any]) -> Token:
    return Token(
        id=row.id,
        name=row.name,
        scopes=frozenset(Permission(scope) for scope in row.scopes),
        exchange_ids=tuple(row.exchange_ids),
        created_by=row.created_by,
        created_at=row.created_at,
        used_at=row.used_at,
        expires_at=row.expires_at,
    )


def _deed(row: Row[Any]) -> Deed:
    return Deed(
        id=row.id,
        at=row.at,
        actor=Actor(kind=ActorKind(row.actor_kind), name=row.actor),
        verb=row.verb,
        exchange=row.exchange,
        record=row.record,
        old=row.old,
        new=row.new,
    )
