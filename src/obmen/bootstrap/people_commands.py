"""`user …`: who may sign in, and links for the first owner and for a lost password."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from obmen.bootstrap.app import App
from obmen.bootstrap.result import Args, Result, Tell
from obmen.domain.errors import Refused
from obmen.flows.ports.people import Actor, ActorKind, User
from obmen.keys.passwords import digest_of, new_secret

COMMAND_LINE: Final = Actor(kind=ActorKind.COMMAND, name="obmen")
LINK_HOURS: Final = 24
WELCOME: Final = "/welcome/"


async def list_(app: App, _args: Args, _: Tell) -> Result:
    """List the people, without secrets."""
    users, exchanges = await app.store.aread(lambda work: (work.users.all(), work.exchanges.all()))
    names = {exchange.id: exchange.name for exchange in exchanges}
    return Result([_line(user, names) for user in users])


def _line(user: User, names: Mapping[int, str]) -> dict[str, object]:
    return {
        "login": user.login,
        "name": user.name,
        "role": str(user.role),
        "exchanges": [names[one] for one in user.exchange_ids if one in names],
        "has_password": bool(user.password_hash),
        "locked": user.locked_at is not None,
        "created_at": user.created_at.isoformat(),
    }


async def link(app: App, args: Args, _: Tell) -> Result:
    """Make a one-time link: to the first owner, or for somebody who has lost the password."""
    login = str(args.get("login") or "")
    url = await (_link_of(app, login) if login else _link_of_first(app))
    return Result({"login": login, "url": url, "hours": LINK_HOURS})


async def _link_of_first(app: App) -> str:
    url = await first_link(app)
    if url is None:
        raise Refused("user.link", reason="user_whom")
    return url


async def first_link(app: App) -> str | None:
    """Make the link that makes the first owner; None: somebody can sign in already."""
    if await app.store.aread(lambda work: work.users.any()):
        return None
    return await _make(app, user_id=None)


async def _link_of(app: App, login: str) -> str:
    user = await app.store.aread(lambda work: work.users.get(login=login.strip().lower()))
    if user.locked_at is not None:
        raise Refused("user.link", reason="user_locked", login=user.login)
    return await _make(app, user_id=user.id)


async def _make(app: App, *, user_id: int | None) -> str:
    secret, now = new_secret(), app.clock()
    until = now + timedelta(hours=LINK_HOURS)
    await app.store.awrite(
        lambda work: work.links.put(digest=digest_of(secret), user_id=user_id, now=now, expires_at=until)
    )
    return f"{app.public_url}{WELCOME}{secret}"
