"""People, where they are signed in, and their one-time links."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, insert, select, update

from obmen.domain.errors import NotFound, Refused
from obmen.domain.roles import Role
from obmen.flows.ports.people import Link, Login, User
from obmen.storage.tables import link, login, person


class SqlUsers:
    """Implements obmen.flows.ports.people.Users."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, *, login: str, name: str, role: Role, now: datetime) -> User:
        taken = select(exists().where(person.c.login == login))
        if self._connection.execute(taken).scalar_one():
            raise Refused("login", reason="user_taken", login=login)
        statement = insert(person).values(
            login=login,
            name=name,
            role=role.value,
            password_hash="",
            language="",
            theme="",
            exchange_ids=(),
            created_at=now,
        )
        user_id = self._connection.execute(statement.returning(person.c.id)).scalar_one()
        return self.get(id=user_id)

    def get(self, *, id: int | None = None, login: str | None = None) -> User:  # noqa: A002 — the port's word
        given = {person.c.id: id, person.c.login: login}
        asked = [column == value for column, value in given.items() if value is not None]
        row = self._connection.execute(select(person).where(*asked)).first() if asked else None
        if row is None:
            name = login or str(id)
            raise NotFound(name, what="user", name=name)
        return _user(row)

    def all(self) -> Sequence[User]:
        return [_user(row) for row in self._connection.execute(select(person).order_by(person.c.id))]

    def put(self, user: User) -> None:
        values = {
            "name": user.name,
            "role": user.role.value,
            "password_hash": user.password_hash,
            "language": user.language,
            "theme": user.theme,
            "exchange_ids": user.exchange_ids,
            "locked_at": user.locked_at,
        }
        self._connection.execute(update(person).where(person.c.id == user.id).values(**values))

    def any(self) -> bool:
        somebody = exists().where(person.c.password_hash != "", person.c.locked_at.is_(None))
        return bool(self._connection.execute(select(somebody)).scalar_one())


class SqlLogins:
    """Implements obmen.flows.ports.people.Logins."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(
        self, *, user_id: int, digest: bytes, address: str, agent: str, now: datetime, expires_at: datetime
    ) -> int:
        self._connection.execute(delete(login).where(login.c.expires_at <= now))
        statement = insert(login).values(
            person_id=user_id,
            digest=digest,
            address=address,
            agent=agent,
            opened_at=now,
            seen_at=now,
            expires_at=expires_at,
        )
        login_id: int = self._connection.execute(statement.returning(login.c.id)).scalar_one()
        return login_id

    def find(self, digest: bytes, *, now: datetime) -> Login | None:
        statement = select(login).where(login.c.digest == digest, login.c.expires_at > now)
        row = self._connection.execute(statement).first()
        return _login(row) if row else None

    def seen(self, login_id: int, *, now: datetime, expires_at: datetime) -> None:
        values = {"seen_at": now, "expires_at": expires_at}
        self._connection.execute(update(login).where(login.c.id == login_id).values(**values))

    def of(self, user_id: int, *, now: datetime) -> Sequence[Login]:
        statement = select(login).where(login.c.person_id == user_id, login.c.expires_at > now)
        return [_login(row) for row in self._connection.execute(statement.order_by(login.c.id.desc()))]

    def end(self, *, user_id: int, login_ids: Collection[int] | None = None, besides: int = 0) -> int:
        its = [login.c.person_id == user_id, login.c.id != besides]
        if login_ids is not None:
            its.append(login.c.id.in_(login_ids))
        return self._connection.execute(delete(login).where(*its)).rowcount


class SqlLinks:
    """Implements obmen.flows.ports.people.Links."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, *, digest: bytes, user_id: int | None, now: datetime, expires_at: datetime) -> None:
        self._connection.execute(delete(link).where(link.c.expires_at <= now))
        same = link.c.person_id.is_(None) if user_id is None else link.c.person_id == user_id
        self._connection.execute(delete(link).where(same))
        self._connection.execute(insert(link).values(digest=digest, person_id=user_id, expires_at=expires_at))

    def find(self, digest: bytes, *, now: datetime) -> Link | None:
        statement = select(link).where(link.c.digest == digest, link.c.expires_at > now)
        row = self._connection.execute(statement).first()
        return Link(user_id=row.person_id, expires_at=row.expires_at) if row else None

    def use(self, digest: bytes, *, now: datetime) -> Link | None:
        found = self.find(digest, now=now)
        if (
            found is None
            or not self._connection.execute(delete(link).where(link.c.digest == digest)).rowcount
        ):
            return None
        return found


def _user(row: Row[Any]) -> User:
    return User(
        id=row.id,
        login=row.login,
        name=row.name,
        role=Role(row.role),
        password_hash=row.password_hash,
        language=row.language,
        theme=row.theme,
        exchange_ids=tuple(row.exchange_ids),
        created_at=row.created_at,
        locked_at=row.locked_at,
    )


def _login(row: Row[Any]) -> Login:
    return Login(
        id=row.id,
        user_id=row.person_id,
        opened_at=row.opened_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
        address=row.address,
        agent=row.agent,
    )
