"""Who calls: the token that a program shows, what it may do, and which exchanges are its business."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Any, Final

from fastapi import Depends, Request, Security
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes

from obmen.api.languages import language_of
from obmen.api.refusals import Forbidden, TooManyWrong, Unknown
from obmen.api.shapes import InPath
from obmen.domain.errors import NotFound
from obmen.domain.roles import Permission
from obmen.flows.desk.tasks import Task, Tasks
from obmen.flows.ports.desk import Answer, Desk
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.people import Actor, ActorKind, Token
from obmen.flows.ports.store import Work
from obmen.keys.passwords import digest_of
from obmen.keys.throttle import Throttle

FREE_WRONG: Final = 20  # wrong tokens of one address
LONGEST_WAIT_S: Final = 300.0
USED_EVERY: Final = timedelta(minutes=5)
REMEMBERED: Final = 256  # tokens that were right


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A program that may do what it asks for."""

    desk: Desk
    tasks: Tasks
    token: Token
    language: str
    at: Exchange | None = None

    @property
    def actor(self) -> Actor:
        """Return the name under which the audit knows the program."""
        return Actor(kind=ActorKind.TOKEN, name=self.token.name)

    @property
    def exchange(self) -> Exchange:
        """Return the exchange of the address; only operations on one may ask."""
        if self.at is None:
            raise NotFound("exchange", what="exchange", name="")
        return self.at

    def may(self, permission: Permission) -> bool:
        """Tell whether the token has a scope."""
        return permission in self.token.scopes

    def refuse_beyond(self, scopes: Iterable[Permission]) -> None:
        """Raise Forbidden with those of the scopes that the token lacks."""
        lacking = sorted(one for one in set(scopes) if not self.may(one))
        if lacking:
            raise Forbidden(name=self.token.name, scope=", ".join(lacking))

    async def read(self, question: Callable[[Work], Any]) -> Any:  # noqa: ANN401 — whatever was asked
        """Ask the database."""
        return await self.desk.read(question)

    async def seen(self) -> Sequence[Exchange]:
        """Return the exchanges that are the token's business."""
        found: Sequence[Exchange] = await self.read(
            lambda work: [one for one in work.exchanges.all() if self.token.sees(one.id)]
        )
        return found

    async def ask(self, command: str, **args: object) -> Answer:
        """Run a command in the program's name; raises ObmenError."""
        return await self.desk.ask(command, self._args(args), by=self.actor)

    def begin(self, command: str, **args: object) -> Task:
        """Begin a command that takes long."""
        return self.tasks.begin(
            command, self._args(args), exchange=self.at.name if self.at else "", actor=self.actor
        )

    def _args(self, args: dict[str, object]) -> dict[str, object]:
        here = {"name": self.at.name} if self.at else {}
        return {**here, "language": self.language, **args}


@dataclass(slots=True, kw_only=True, eq=False)
class Door:
    """Lets programs in; one object per process, for it remembers wrong tokens."""

    desk: Desk
    tasks: Tasks
    _wrong: Throttle = field(default_factory=lambda: Throttle(free=FREE_WRONG, longest_s=LONGEST_WAIT_S))
    _right: OrderedDict[bytes, None] = field(default_factory=OrderedDict)

    async def admit(self, secret: str, *, address: str) -> Token:
        """Return the token of a secret; raises Unknown, TooManyWrong.

        A token that was right before is looked at even while its address waits: others may guess from there.
        """
        now, digest = self.desk.now(), digest_of(secret)
        rest_s = self._wrong.rest_s(address, now=now)
        if rest_s > 0 and digest not in self._right:
            raise TooManyWrong(seconds=int(rest_s) + 1)
        token = await self.desk.read(lambda work: work.tokens.find(digest, now=now))
        if token is None:
            self._right.pop(digest, None)
            self._wrong.count(address, now=now)
            raise Unknown(reason="wrong")
        self._remember(digest)
        if token.used_at is None or now - token.used_at > USED_EVERY:
            await self.desk.write(lambda work: work.tokens.used(token.id, now=now))
        return token

    def _remember(self, digest: bytes) -> None:
        self._right[digest] = None
        self._right.move_to_end(digest)
        if len(self._right) > REMEMBERED:
            self._right.popitem(last=False)


BEARER: Final = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    bearerFormat="opaque",
    description="A token of `obmen token add` or of the console; its scopes are named at each operation.",
)
Shown = Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]


async def somebody(request: Request, shown: Shown) -> Caller:
    """Return who calls; raises Unknown, TooManyWrong."""
    door: Door = request.app.state.door
    if shown is None or not shown.credentials:
        raise Unknown(reason="missing")
    address = request.client.host if request.client else ""
    token = await door.admit(shown.credentials, address=address)
    _refuse_stray(request)
    language = language_of(request.headers.get("accept-language", ""), otherwise=door.desk.language)
    return Caller(desk=door.desk, tasks=door.tasks, token=token, language=language)


def _refuse_stray(request: Request) -> None:
    """A parameter that the operation doesn't know, or that is told twice, is a mistake."""
    route: APIRoute = request.scope["route"]
    known = _known(route.dependant)
    told = Counter(name for name, _ in request.query_params.multi_items())
    stray = [name for name, count in told.items() if count > 1 or name not in known]
    if stray:
        raise RequestValidationError([{"loc": ("query", name), "msg": "Unknown, or twice"} for name in stray])


def _known(dependant: Dependant) -> set[str]:
    """Return the names of an operation's parameters of the query."""
    own = {one.alias for one in dependant.query_params}
    return own.union(*(_known(inner) for inner in dependant.dependencies))


async def _allowed(scopes: SecurityScopes, caller: Annotated[Caller, Depends(somebody)]) -> Caller:
    _refuse_without(caller, scopes)
    return caller


async def _allowed_at(
    scopes: SecurityScopes, exchange: InPath, caller: Annotated[Caller, Depends(somebody)]
) -> Caller:
    at = await caller.read(lambda work: _seen(work, caller.token, exchange))
    _refuse_without(caller, scopes)
    return Caller(desk=caller.desk, tasks=caller.tasks, token=caller.token, language=caller.language, at=at)


def _seen(work: Work, token: Token, name: str) -> Exchange:
    """Find an exchange; one that is not the token's business is as if it weren't there."""
    exchange = work.exchanges.get(name=name)
    if not token.sees(exchange.id):
        raise NotFound("exchange", what="exchange", name=name)
    return exchange


def _refuse_without(caller: Caller, scopes: SecurityScopes) -> None:
    caller.refuse_beyond(map(Permission, scopes.scopes))


def needs(permission: Permission) -> Any:  # noqa: ANN401 — as FastAPI has it
    """Return the mark of an operation of the whole installation."""
    return Security(_allowed, scopes=[permission.value])


def needs_at(permission: Permission) -> Any:  # noqa: ANN401 — as FastAPI has it
    """Return the mark of an operation on the exchange of the address."""
    return Security(_allowed_at, scopes=[permission.value])


Anybody = Annotated[Caller, Depends(somebody)]
"""A program with any token."""
