"""Who is here: the cookie of a browser, the login it stands for, and signing in and out."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from obmen.domain.errors import NotFound, Refused
from obmen.flows.ports.desk import Desk
from obmen.flows.ports.people import Actor, ActorKind, Deed, Login, User
from obmen.flows.ports.store import Work
from obmen.keys.passwords import NOBODY, digest_of, hash_password, new_secret, verify_password
from obmen.keys.throttle import Throttle

COOKIE: Final = "obmen"
SECURE_PREFIX: Final = "__Host-"  # the browser keeps it to https, to this host and to all of its paths
LIVES: Final = timedelta(days=7)  # since it was seen last
SEEN_EVERY: Final = timedelta(minutes=5)
SHORTEST_PASSWORD: Final = 10
LONGEST_PASSWORD: Final = 200
FREE_WRONG: Final = 5  # of one login from one address
FREE_OF_ADDRESS: Final = 20
FREE_OF_LOGIN: Final = (
    50  # from many addresses: few enough for a guesser, too many for a prank to lock others out
)
LONGEST_WAIT_S: Final = 300.0


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who has signed in, in this browser."""

    user: User
    login: Login

    @property
    def actor(self) -> Actor:
        """Return the name under which the audit knows them."""
        return Actor(kind=ActorKind.USER, name=self.user.login)


@dataclass(slots=True, kw_only=True, eq=False)
class Door:
    """Lets people in; one object per process, for it remembers wrong passwords."""

    desk: Desk
    _pairs: Throttle = field(default_factory=lambda: Throttle(free=FREE_WRONG, longest_s=LONGEST_WAIT_S))
    _addresses: Throttle = field(
        default_factory=lambda: Throttle(free=FREE_OF_ADDRESS, longest_s=LONGEST_WAIT_S)
    )
    _logins: Throttle = field(default_factory=lambda: Throttle(free=FREE_OF_LOGIN, longest_s=LONGEST_WAIT_S))
    _checking: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))

    # who is here

    def secret_of(self, request: Request) -> str:
        """Return what the browser shows; empty: nothing."""
        return request.cookies.get(self._cookie(request), "")

    def knows(self, work: Work, secret: str, *, now: datetime) -> Known | None:
        """Find who has signed in with a secret."""
        login = work.logins.find(digest_of(secret), now=now) if secret else None
        if login is None:
            return None
        user = work.users.get(id=login.user_id)
        return Known(user, login) if user.locked_at is None else None

    async def greet(self, known: Known) -> bool:
        """Note now and then that a browser is in use; returns whether its cookie is to be prolonged."""
        now = self.desk.now()
        if now - known.login.seen_at < SEEN_EVERY:
            return False
        await self.desk.write(lambda work: work.logins.seen(known.login.id, now=now, expires_at=now + LIVES))
        return True

    def give(self, request: Request, response: Response, secret: str) -> None:
        """Give the browser its secret to show."""
        response.set_cookie(
            self._cookie(request),
            secret,
            max_age=int(LIVES.total_seconds()),
            path="/",
            secure=self._is_secure(request),
            httponly=True,
            samesite="lax",
        )

    def forget(self, request: Request, response: Response) -> None:
        """Take the secret from the browser."""
        response.delete_cookie(
            self._cookie(request), path="/", secure=self._is_secure(request), httponly=True, samesite="lax"
        )

    def _cookie(self, request: Request) -> str:
        return f"{SECURE_PREFIX}{COOKIE}" if self._is_secure(request) else COOKIE

    def _is_secure(self, request: Request) -> bool:
        """By the proxy's word, or because people come to the public address, which is https."""
        public = urlsplit(self.desk.public_url)
        is_public = public.scheme == "https" and request.headers.get("host", "") == public.netloc
        return request.url.scheme == "https" or is_public

    # in and out

    async def sign_in(self, *, login: str, password: str, address: str, agent: str) -> str:
        """Return the new secret of a browser; raises Refused, with the seconds to wait when there are any."""
        name, now = login.strip().lower()[:200], self.desk.now()
        self._refuse_hasty(name, address, now)
        self._count(name, address, now)  # before it is looked at: many tries at once are counted too
        user = await self.desk.read(lambda work: _found(work, name))
        right = await self._is_right(user, password)
        if user is None or not right or user.locked_at is not None:
            raise Refused("sign_in", reason="sign_in")
        self._uncount(name, address)
        return await self.desk.write(lambda work: self.open(work, user, address=address, agent=agent))

    def open(self, work: Work, user: User, *, address: str, agent: str) -> str:
        """Sign somebody in; returns the secret that the browser shows from now on."""
        secret, now = new_secret(), self.desk.now()
        work.logins.open(
            user_id=user.id,
            digest=digest_of(secret),
            address=address,
            agent=agent[:300],
            now=now,
            expires_at=now + LIVES,
        )
        actor = Actor(kind=ActorKind.USER, name=user.login)
        work.audit.add(Deed(at=now, actor=actor, verb="login.opened", record=address))
        return secret

    async def confirm(self, user: User, password: str, address: str) -> None:
        """See that who sits in front of an open page knows the password; raises Refused."""
        now = self.desk.now()
        self._refuse_hasty(user.login, address, now)
        self._count(user.login, address, now)
        if not await self._is_right(user, password):
            raise Refused("password", reason="password_former")
        self._uncount(user.login, address)

    def _refuse_hasty(self, login: str, address: str, now: datetime) -> None:
        """A guesser's next try is not even looked at."""
        rest_s = max(
            self._pairs.rest_s((login, address), now=now),
            self._addresses.rest_s(address, now=now),
            self._logins.rest_s(login, now=now),
        )
        if rest_s > 0:
            raise Refused("sign_in", reason="sign_in_hasty", seconds=int(rest_s) + 1)

    def _count(self, login: str, address: str, now: datetime) -> None:
        self._pairs.count((login, address), now=now)
        self._addresses.count(address, now=now)
        self._logins.count(login, now=now)

    def _uncount(self, login: str, address: str) -> None:
        self._pairs.forgive((login, address))
        self._addresses.take_back(address)
        self._logins.take_back(login)

    async def _is_right(self, user: User | None, password: str) -> bool:
        """An unknown login costs the same time as a known one."""
        password_hash = (user.password_hash if user else "") or NOBODY
        async with self._checking:
            return await asyncio.to_thread(
                verify_password, password[:LONGEST_PASSWORD], password_hash=password_hash
            )


def _found(work: Work, login: str) -> User | None:
    try:
        return work.users.get(login=login)
    except NotFound:
        return None


async def hash_of(password: str, *, again: str) -> str:
    """Return the hash of a new password; raises Refused when it is too short or mistyped."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Refused("password", reason="password_length", least=SHORTEST_PASSWORD, most=LONGEST_PASSWORD)
    if password != again:
        raise Refused("password", reason="password_again")
    return await asyncio.to_thread(hash_password, password)
