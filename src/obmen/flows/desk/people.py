"""Who may sign in: people are invited, changed, locked out; one owner always remains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from obmen.domain.errors import Refused
from obmen.domain.roles import Role
from obmen.flows.ports.people import Actor, Deed, Login, User
from obmen.flows.ports.store import Work

LINK_LIVES: Final = timedelta(hours=24)
LOGIN_LETTERS: Final = 64
NAME_LETTERS: Final = 200


@dataclass(frozen=True, slots=True)
class Somebody:
    """A user, and where they are signed in."""

    user: User
    logins: Sequence[Login]


def everybody(work: Work, *, now: datetime) -> list[Somebody]:
    """Return all people, in the order of their making."""
    return [Somebody(user, work.logins.of(user.id, now=now)) for user in work.users.all()]


def read_login(text: str) -> str:
    """Return a login as it is kept; raises Refused."""
    login = text.strip().lower()
    if not 0 < len(login) <= LOGIN_LETTERS or not login.isprintable() or any(c.isspace() for c in login):
        raise Refused("login", reason="user_login")
    return login


def invite(work: Work, *, login: str, name: str, role: Role, digest: bytes, by: Actor, now: datetime) -> User:
    """Make a user and the link by which they set a password; raises Refused."""
    user = work.users.add(
        login=read_login(login), name=name.strip()[:NAME_LETTERS] or login.strip(), role=role, now=now
    )
    work.links.put(digest=digest, user_id=user.id, now=now, expires_at=now + LINK_LIVES)
    work.audit.add(Deed(at=now, actor=by, verb="user.invited", record=user.login, new={"role": str(role)}))
    return user


def link_for(work: Work, *, user_id: int, digest: bytes, by: Actor, now: datetime) -> User:
    """Make a link for who has lost the password; raises Refused when they are locked out."""
    user = work.users.get(id=user_id)
    if user.locked_at is not None:
        raise Refused("user.link", reason="user_locked", login=user.login)
    work.links.put(digest=digest, user_id=user.id, now=now, expires_at=now + LINK_LIVES)
    work.audit.add(Deed(at=now, actor=by, verb="user.link", record=user.login))
    return user


def change_user(
    work: Work,
    *,
    user_id: int,
    name: str,
    role: Role,
    exchange_ids: tuple[int, ...],
    by: Actor,
    now: datetime,
) -> User:
    """Give a user another name, role or other exchanges; raises Refused."""
    user = work.users.get(id=user_id)
    changed = replace(
        user, name=name.strip()[:NAME_LETTERS] or user.login, role=role, exchange_ids=exchange_ids
    )
    if user.role is Role.OWNER and (role is not Role.OWNER or exchange_ids):
        _refuse_last_owner(work, user)
    work.users.put(changed)
    old, new = _facts(user), _facts(changed)
    differs = {key for key in old if old[key] != new[key]}
    if differs:
        work.audit.add(
            Deed(
                at=now,
                actor=by,
                verb="user.changed",
                record=user.login,
                old={key: old[key] for key in sorted(differs)},
                new={key: new[key] for key in sorted(differs)},
            )
        )
    return changed


def _facts(user: User) -> Mapping[str, object]:
    return {"name": user.name, "role": str(user.role), "exchange_ids": list(user.exchange_ids)}


def lock_out(work: Work, *, user_id: int, by: Actor, now: datetime) -> User:
    """Let somebody in no more, at once and everywhere; raises Refused."""
    user = work.users.get(id=user_id)
    if user.role is Role.OWNER:
        _refuse_last_owner(work, user)
    work.users.put(replace(user, locked_at=now))
    work.logins.end(user_id=user.id)
    work.audit.add(Deed(at=now, actor=by, verb="user.locked", record=user.login))
    return user


def let_in(work: Work, *, user_id: int, by: Actor, now: datetime) -> User:
    """Let somebody in again who was locked out."""
    user = work.users.get(id=user_id)
    work.users.put(replace(user, locked_at=None))
    work.audit.add(Deed(at=now, actor=by, verb="user.unlocked", record=user.login))
    return user


def _refuse_last_owner(work: Work, user: User) -> None:
    """Somebody has to be able to let the others in."""
    others = [one for one in work.users.all() if one.role is Role.OWNER and one.id != user.id]
    if not any(one.locked_at is None and one.password_hash for one in others):
        raise Refused("user", reason="user_last_owner", login=user.login)
