"""Files that 1C brought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, func, insert, or_, select, update

from obmen.flows.ports.inbox import OnecSession, Package, PackageState, SessionState
from obmen.storage.claims import WAITING, is_contested, place_by_hand, place_of_session
from obmen.storage.parts import forget_staged
from obmen.storage.statements import is_postgres
from obmen.storage.tables import exchange, package, package_kind, session

BROUGHT: Final = (*WAITING, PackageState.APPLIED.value, PackageState.REPEATED.value)
INTERRUPTED: Final = "interrupted"  # error of a package whose reading ended with its process


class SqlInbox:
    """Implements obmen.flows.ports.inbox.Inbox."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        *,
        exchange_id: int,
        session_id: int | None,
        name: str,
        path: str,
        size_bytes: int,
        digest: bytes,
        now: datetime,
    ) -> Package:
        self._give_up_interrupted(exchange_id, session_id, path)
        statement = insert(package).values(
            exchange_id=exchange_id,
            session_id=session_id,
            place=self._place(exchange_id, session_id),
            name=name,
            path=path,
            size_bytes=size_bytes,
            digest=digest,
            state=PackageState.RECEIVED.value,
            received_at=now,
            error="",
            compared_to=0,
        )
        return package_of(self._connection.execute(statement.returning(package)).one())

    def find(self, *, session_id: int, name: str) -> Package | None:
        statement = select(package).where(package.c.session_id == session_id, package.c.name == name)
        return self._first(statement.order_by(package.c.id.desc()).limit(1))

    def same_content(self, *, exchange_id: int, session_id: int | None, digest: bytes) -> Package | None:
        """As the port says; "came after it for the same records" is judged by kinds.

        A rival is a package with other content that is applied after the twin, or still waits. It matters
        when it changed (or, not compared yet, told) a kind that the twin told; when neither tells any kind
        (orders); or when it is not read yet. So `import` and `offers` in turn, day after day, never hinder
        each other, and A, B, A of one kind is applied three times. A package that came too late for some of
        what it told is nobody's twin.
        """
        place = self._place(exchange_id, session_id)
        if is_contested(self._connection, exchange_id=exchange_id, place=place):
            return None
        statement = select(package).where(
            package.c.exchange_id == exchange_id,
            package.c.digest == digest,
            package.c.state.in_([*WAITING, PackageState.APPLIED.value]),
            ~exists().where(package_kind.c.package_id == package.c.id, package_kind.c.stale > 0),
        )
        twin = self._connection.execute(statement.order_by(package.c.id.desc()).limit(1)).first()
        if twin is None or self._has_rival(twin):
            return None
        return package_of(twin)

    def set_state(
        self,
        package_id: int,
        state: PackageState,
        *,
        error: str = "",
        counts: dict[str, int] | None = None,
    ) -> None:
        values: dict[str, object] = {"state": state.value, "error": error}
        if counts is not None:
            values["counts"] = counts
        if state is PackageState.APPLIED:
            applied = package.alias()
            own = select(package.c.exchange_id).where(package.c.id == package_id).scalar_subquery()
            values["applied_no"] = (
                select(func.coalesce(func.max(applied.c.applied_no), 0) + 1)
                .where(applied.c.exchange_id == own)
                .scalar_subquery()
            )
        self._connection.execute(update(package).where(package.c.id == package_id).values(**values))

    def apply_alone(self, *, exchange_id: int) -> None:
        """As the port says; SQLite has one writer anyway. Rows that only refer to the exchange don't wait."""
        if is_postgres(self._connection):
            statement = select(exchange.c.id).where(exchange.c.id == exchange_id)
            self._connection.execute(statement.with_for_update(key_share=True))

    def next_staged(self, *, exchange_id: int) -> Package | None:
        """As the port says.

        Order: sessions by checkauth, packages of one session as they were added; a package that a person
        imported stands behind all sessions that had begun. A package that is being read holds those behind it
        while its session is open: one that a dead process has left unread holds nobody once the session has
        ended. Files that were uploaded but not yet added are unknown here and hold nothing: what comes of
        them too late is sorted out by obmen.storage.claims.
        """
        statement = select(package).where(_waits(exchange_id))
        first = self._first(statement.order_by(package.c.place, package.c.id).limit(1))
        return first if first and first.state.value in WAITING else None

    def is_applying(self, *, exchange_id: int) -> bool:
        statement = select(package.c.id).where(
            package.c.exchange_id == exchange_id, package.c.state == PackageState.APPLYING.value
        )
        return self._connection.execute(statement.limit(1)).first() is not None

    def has_later(self, dialogue: OnecSession) -> bool:
        statement = (
            select(package.c.id)
            .join(session, session.c.id == package.c.session_id)
            .where(
                session.c.exchange_id == dialogue.exchange_id,
                session.c.kind == dialogue.kind,
                session.c.id > dialogue.id,
                package.c.state.in_(BROUGHT),
            )
        )
        return self._connection.execute(statement.limit(1)).first() is not None

    def waiting(self, *, exchange_id: int) -> int:
        count: int = self._connection.execute(
            select(func.count()).select_from(package).where(_waits(exchange_id))
        ).scalar_one()
        return count

    def _give_up_interrupted(self, exchange_id: int, session_id: int | None, path: str) -> None:
        """A file that is read anew takes the place of a reading that a dead process never ended."""
        statement = update(package).where(
            package.c.exchange_id == exchange_id,
            package.c.session_id.is_not_distinct_from(session_id),
            package.c.path == path,
            package.c.state == PackageState.RECEIVED.value,
        )
        values = {"state": PackageState.FAILED.value, "error": INTERRUPTED}
        for package_id in self._connection.execute(statement.values(**values).returning(package.c.id)):
            forget_staged(self._connection, package_id.id)

    def _place(self, exchange_id: int, session_id: int | None) -> int:
        if session_id is not None:
            return place_of_session(session_id)
        statement = select(func.coalesce(func.max(session.c.id), 0)).where(
            session.c.exchange_id == exchange_id
        )
        latest: int = self._connection.execute(statement).scalar_one()
        return place_by_hand(latest)

    def _has_rival(self, twin: Row[Any]) -> bool:
        compared_later: ColumnElement[bool] = package.c.state.in_(WAITING)
        if twin.state == PackageState.APPLIED.value:
            compared_later |= and_(
                package.c.state == PackageState.APPLIED.value, package.c.applied_no > (twin.applied_no or 0)
            )
        statement = select(package.c.id).where(
            package.c.exchange_id == twin.exchange_id,
            package.c.digest != twin.digest,
            or_(_being_read(), and_(compared_later, self._meets(twin.id))),
        )
        return self._connection.execute(statement.limit(1)).first() is not None

    def _meets(self, twin_id: int) -> ColumnElement[bool]:
        """Tell whether the package of the outer query touches what the twin told."""
        twin_kinds = self._kinds(twin_id)
        own = select(package_kind.c.kind).where(package_kind.c.package_id == package.c.id)
        if not twin_kinds:
            return ~own.exists()
        touched = or_(package_kind.c.changed > 0, package.c.state != PackageState.APPLIED.value)
        return own.where(package_kind.c.kind.in_(twin_kinds), touched).exists()

    def _kinds(self, package_id: int) -> Sequence[str]:
        statement = select(package_kind.c.kind).where(package_kind.c.package_id == package_id)
        return self._connection.execute(statement).scalars().all()

    def _first(self, statement: Select[Any]) -> Package | None:
        row = self._connection.execute(statement).first()
        return package_of(row) if row else None


def _being_read() -> ColumnElement[bool]:
    """A package that may still be staged: its session is open, or a person has begun to import it."""
    open_sessions = select(session.c.id).where(session.c.state == SessionState.OPEN.value)
    return and_(
        package.c.state == PackageState.RECEIVED.value,
        or_(package.c.session_id.is_(None), package.c.session_id.in_(open_sessions)),
    )


def _waits(exchange_id: int) -> ColumnElement[bool]:
    """Tell packages that are staged, and those that an open session brings."""
    brought = and_(_being_read(), package.c.session_id.is_not(None))
    return and_(package.c.exchange_id == exchange_id, or_(package.c.state.in_(WAITING), brought))


def package_of(row: Row[Any]) -> Package:
    """Return a row of packages as a value."""
    return Package(
        id=row.id,
        exchange_id=row.exchange_id,
        session_id=row.session_id,
        name=row.name,
        path=row.path,
        size_bytes=row.size_bytes,
        digest=row.digest,
        state=PackageState(row.state),
        received_at=row.received_at,
        error=row.error,
        counts=row.counts,
    )
