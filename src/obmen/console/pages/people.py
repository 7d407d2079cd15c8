"""People: who may sign in, with which role, to which exchanges."""

from __future__ import annotations

from functools import partial

from starlette.responses import Response
from starlette.routing import Route

from obmen.console.routing import form, page
from obmen.console.shell import Console, Visit
from obmen.domain.errors import NotFound, ObmenError
from obmen.domain.roles import Permission, Role
from obmen.flows.desk.people import change_user, everybody, invite, let_in, link_for, lock_out
from obmen.flows.ports.people import User
from obmen.keys.passwords import digest_of, new_secret


def create_people_routes(console: Console) -> list[Route]:
    """Return the routes of people."""
    needs = Permission.USERS
    return [
        page(console, "/users", people, needs=needs),
        form(console, "/users", invite_user, needs=needs),
        form(console, "/users/{id:int}", change, needs=needs),
        form(console, "/users/{id:int}/link", new_link, needs=needs),
        form(console, "/users/{id:int}/lock", lock, needs=needs),
        form(console, "/users/{id:int}/unlock", unlock, needs=needs),
    ]


async def people(visit: Visit) -> Response:
    """Show everybody."""
    return await _show(visit)


async def _show(
    visit: Visit, *, link: str = "", linked: User | None = None, refused: ObmenError | None = None
) -> Response:
    found = await visit.read(partial(everybody, now=visit.now()))
    return visit.page(
        "people/people.html",
        status=409 if refused else 200,
        people=found,
        roles=list(Role),
        link=link,
        linked=linked,
        refused=refused,
    )


async def invite_user(visit: Visit) -> Response:
    """Invite somebody; the link is shown once."""
    secret = new_secret()
    deed = partial(
        invite,
        login=str(visit.form.get("login", "")),
        name=str(visit.form.get("name", "")),
        role=_role(visit),
        digest=digest_of(secret),
        by=visit.actor,
        now=visit.now(),
    )
    try:
        user = await visit.console.desk.write(deed)
    except ObmenError as refused:
        return await _show(visit, refused=refused)
    return await _show(visit, link=_url(visit, secret), linked=user)


async def new_link(visit: Visit) -> Response:
    """Make a link for who has lost the password; it is shown once."""
    secret = new_secret()
    deed = partial(link_for, user_id=_id(visit), digest=digest_of(secret), by=visit.actor, now=visit.now())
    user = await visit.console.desk.write(deed)
    return await _show(visit, link=_url(visit, secret), linked=user)


async def change(visit: Visit) -> Response:
    """Change name, role and exchanges of somebody."""
    chosen = {str(value) for value in visit.form.getlist("exchange")}
    deed = partial(
        change_user,
        user_id=_id(visit),
        name=str(visit.form.get("name", "")),
        role=_role(visit),
        exchange_ids=tuple(e.id for e in visit.around.exchanges if str(e.id) in chosen),
        by=visit.actor,
        now=visit.now(),
    )
    try:
        user = await visit.console.desk.write(deed)
    except ObmenError as refused:
        return await _show(visit, refused=refused)
    visit.say("people.changed", name=user.name)
    return visit.go("/users")


async def lock(visit: Visit) -> Response:
    """Lock somebody out."""
    deed = partial(lock_out, user_id=_id(visit), by=visit.actor, now=visit.now())
    try:
        user = await visit.console.desk.write(deed)
    except ObmenError as refused:
        return await _show(visit, refused=refused)
    visit.say("people.locked", name=user.name)
    return visit.go("/users")


async def unlock(visit: Visit) -> Response:
    """Let somebody in again."""
    user = await visit.console.desk.write(
        partial(let_in, user_id=_id(visit), by=visit.actor, now=visit.now())
    )
    visit.say("people.unlocked", name=user.name)
    return visit.go("/users")


def _id(visit: Visit) -> int:
    return int(visit.request.path_params["id"])


def _role(visit: Visit) -> Role:
    try:
        return Role(str(visit.form.get("role", "")))
    except ValueError:
        raise NotFound("role", what="choice") from None


def _url(visit: Visit, secret: str) -> str:
    return f"{visit.console.desk.public_url}/welcome/{secret}"
