"""People and programs that work with the gateway: users, their logins, tokens, and what they did."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from obmen.domain.roles import Permission, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person who signs in; without a password until its first link is used."""

    id: int
    login: str  # unique, lower case
    name: str
    role: Role
    password_hash: str = field(default="", repr=False)  # argon2; empty: none yet
    language: str = ""  # empty: the installation's
    theme: str = ""  # light, dark; empty: as the device has it
    exchange_ids: tuple[int, ...] = ()  # the exchanges that this person sees; empty: all
    created_at: datetime
    locked_at: datetime | None = None  # may not sign in

    def sees(self, exchange_id: int) -> bool:
        """Tell whether an exchange is this person's business."""
        return not self.exchange_ids or exchange_id in self.exchange_ids


class Users(Protocol):
    """The people of this installation."""

    def add(self, *, login: str, name: str, role: Role, now: datetime) -> User:
        """Make a user without a password; raises Refused when the login is taken."""
        ...

    def get(self, *, id: int | None = None, login: str | None = None) -> User:  # noqa: A002
        """Find a user; raises NotFound."""
        ...

    def all(self) -> Sequence[User]:
        """Return everybody, in the order of their making."""
        ...

    def put(self, user: User) -> None:
        """Keep what has changed of a user."""
        ...

    def any(self) -> bool:
        """Tell whether somebody can sign in already: has a password and is not locked out."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A browser in which somebody has signed in; it shows a secret of which we keep the digest."""

    id: int
    user_id: int
    opened_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str
    agent: str  # the browser, as it names itself


class Logins(Protocol):
    """Browsers in which people have signed in."""

    def open(
        self, *, user_id: int, digest: bytes, address: str, agent: str, now: datetime, expires_at: datetime
    ) -> int: ...

    def find(self, digest: bytes, *, now: datetime) -> Login | None:
        """Return the login of a secret, unless it has expired."""
        ...

    def seen(self, login_id: int, *, now: datetime, expires_at: datetime) -> None: ...

    def of(self, user_id: int, *, now: datetime) -> Sequence[Login]:
        """Return a user's living logins, the newest first."""
        ...

    def end(self, *, user_id: int, login_ids: Collection[int] | None = None, besides: int = 0) -> int:
        """End a user's logins: all, or the named; `besides` lives on. Returns how many."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address that lets its bearer set a password, once."""

    user_id: int | None  # None: makes the first owner
    expires_at: datetime


class Links(Protocol):
    """One-time links: to the first owner, to who was invited, to who lost the password."""

    def put(self, *, digest: bytes, user_id: int | None, now: datetime, expires_at: datetime) -> None:
        """Keep a link; an earlier one of the same user is worth nothing any more."""
        ...

    def find(self, digest: bytes, *, now: datetime) -> Link | None:
        """Return a link that was neither used nor has expired."""
        ...

    def use(self, digest: bytes, *, now: datetime) -> Link | None:
        """Return a link and make it worthless; None: it is that already."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What a program shows; its scopes are permissions."""

    id: int
    name: str  # of the integration
    scopes: frozenset[Permission]
    exchange_ids: tuple[int, ...] = ()  # empty: all
    created_by: str
    created_at: datetime
    used_at: datetime | None = None
    expires_at: datetime | None = None

    def sees(self, exchange_id: int) -> bool:
        """Tell whether an exchange is this program's business."""
        return not self.exchange_ids or exchange_id in self.exchange_ids


class Tokens(Protocol):
    """Tokens of programs; kept as digests."""

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
        """Keep a token; raises Refused when the name is taken."""
        ...

    def find(self, digest: bytes, *, now: datetime) -> Token | None:
        """Return the token of a secret, unless it was revoked or has expired."""
        ...

    def all(self) -> Sequence[Token]: ...

    def used(self, token_id: int, *, now: datetime) -> None: ...

    def revoke(self, token_id: int) -> None:
        """Forget a token; raises NotFound."""
        ...


class ActorKind(StrEnum):
    """What kind of somebody did something."""

    USER = "user"
    TOKEN = "token"  # noqa: S105 — a program with a token, not its secret
    COMMAND = "command"  # the command line of this machine
    PORTAL = "portal"  # somebody within Bitrix24


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something."""

    kind: ActorKind
    name: str  # login, token's name, portal's user


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing that somebody did: old → new where small, never a secret."""

    at: datetime
    actor: Actor
    verb: str  # the command, or `user.invited`, `login.opened`, …
    exchange: str = ""  # name; empty: of none
    record: str = ""  # readable: `invoice 128`, a login, a setting
    old: Mapping[str, object] = field(default_factory=dict)
    new: Mapping[str, object] = field(default_factory=dict)
    id: int = 0  # the database's


class Audit(Protocol):
    """Who did what; survives the exchange it was about."""

    def add(self, deed: Deed) -> None: ...

    def page(
        self, *, before: int | None = None, limit: int, exchange: str = "", actor: str = "", verb: str = ""
    ) -> Sequence[Deed]:
        """Return deeds, the newest first, older than the one of the number `before`."""
        ...

    def forget(self, *, before: datetime) -> int:
        """Forget older deeds, at most 10,000 at a time; returns how many."""
        ...
