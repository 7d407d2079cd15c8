"""People of the console: who may sign in, with which role, to which exchanges."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Path
from pydantic import Field, StringConstraints

from obmen.api.caller import Caller, needs
from obmen.api.refusals import documented
from obmen.api.shapes import Asked, ExchangeName, Line, Listed, Shape
from obmen.domain.errors import NotFound, Refused
from obmen.domain.roles import ROLES, Permission, Role
from obmen.flows.desk.people import LINK_LIVES, change_user, invite, let_in, link_for, lock_out
from obmen.flows.ports.people import User
from obmen.flows.ports.store import Work
from obmen.keys.passwords import digest_of, new_secret

router = APIRouter(tags=["people"], responses=documented(401, 403, 422, 429))
Managing = Annotated[Caller, needs(Permission.USERS)]
LoginName = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$"), Field(examples=["anna"])
]
UserLogin = Annotated[LoginName, Path()]
ARoleOf = Annotated[Role, Field(strict=False)]
HOURS: Final = int(LINK_LIVES.total_seconds()) // 3600


class ShownUser(Shape):
    """Somebody who may sign in to the console."""

    login: str
    name: str
    role: Role
    exchanges: list[str] = Field(description="Names of the exchanges that they see; empty: all.")
    has_password: bool
    locked: bool
    created_at: datetime


class Invited(Asked):
    """Whom to invite, and what they are to be."""

    login: LoginName
    name: Line
    role: ARoleOf


class Changed(Asked):
    """A person's name, role and exchanges."""

    name: Line
    role: ARoleOf
    exchanges: list[ExchangeName] = Field(default=[], max_length=1000, description="Empty: all.")


class OneTimeLink(Shape):
    """An address under which a person sets their password, once; it is shown once."""

    login: str
    url: str
    hours: int = Field(description="So long it is worth something.")


@router.get("/users", operation_id="listUsers")
async def list_users(caller: Managing) -> Listed[ShownUser]:
    answer = await caller.ask("user.list")
    return Listed(items=[ShownUser(**one) for one in answer.document])


@router.post("/users", operation_id="inviteUser", status_code=201, responses=documented(409))
async def invite_user(asked: Invited, caller: Managing) -> OneTimeLink:
    _refuse_narrow(caller)
    _refuse_mightier(caller, asked.role)
    secret = new_secret()
    user = await _do(
        caller,
        partial(invite, login=asked.login, name=asked.name, role=asked.role, digest=digest_of(secret)),
    )
    return _link(caller, user, secret)


@router.put("/users/{user}", operation_id="changeUser", responses=documented(404, 409))
async def change(user: UserLogin, asked: Changed, caller: Managing) -> ShownUser:
    found = await _found(caller, user)
    _refuse_mightier(caller, asked.role)
    known = {one.name: one.id for one in await caller.seen()}
    for name in asked.exchanges:
        if name not in known:
            raise NotFound("exchange", what="exchange", name=name)
    ids = tuple(known[name] for name in dict.fromkeys(asked.exchanges))
    deed = partial(change_user, user_id=found.id, name=asked.name, role=asked.role, exchange_ids=ids)
    await _do(caller, deed)
    return await _shown(caller, found)


@router.post("/users/{user}/link", operation_id="renewUserLink", responses=documented(404, 409))
async def link(user: UserLogin, caller: Managing) -> OneTimeLink:
    found, secret = await _found(caller, user), new_secret()
    await _do(caller, partial(link_for, user_id=found.id, digest=digest_of(secret)))
    return _link(caller, found, secret)


@router.post("/users/{user}/lock", operation_id="lockUser", responses=documented(404, 409))
async def lock(user: UserLogin, caller: Managing) -> ShownUser:
    found = await _found(caller, user)
    await _do(caller, partial(lock_out, user_id=found.id))
    return await _shown(caller, found)


@router.post("/users/{user}/unlock", operation_id="unlockUser", responses=documented(404))
async def unlock(user: UserLogin, caller: Managing) -> ShownUser:
    found = await _found(caller, user)
    await _do(caller, partial(let_in, user_id=found.id))
    return await _shown(caller, found)


async def _found(caller: Caller, login: str) -> User:
    """Find a person who may no more than the token: it gives nobody what it has not itself."""
    _refuse_narrow(caller)

    def find(work: Work) -> User:
        return work.users.get(login=login.lower())

    found: User = await caller.read(find)
    _refuse_mightier(caller, found.role)
    return found


async def _do(caller: Caller, deed: Callable[..., User]) -> User:
    return await caller.desk.write(partial(deed, by=caller.actor, now=caller.desk.now()))


async def _shown(caller: Caller, user: User) -> ShownUser:
    answer = await caller.ask("user.list")
    return next(ShownUser(**one) for one in answer.document if one["login"] == user.login)


def _link(caller: Caller, user: User, secret: str) -> OneTimeLink:
    return OneTimeLink(login=user.login, url=f"{caller.desk.public_url}/welcome/{secret}", hours=HOURS)


def _refuse_narrow(caller: Caller) -> None:
    """People are the whole installation's business."""
    if caller.token.exchange_ids:
        raise Refused("user", reason="token_whole", name=caller.token.name)


def _refuse_mightier(caller: Caller, role: Role) -> None:
    caller.refuse_beyond(one for one, roles in ROLES.items() if role in roles)
