"""One's own sign-in: the password, and the browsers in which it is open."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response
from starlette.routing import Route

from obmen.console.door import hash_of
from obmen.console.routing import form, page
from obmen.console.shell import Console, Visit
from obmen.domain.errors import ObmenError
from obmen.domain.roles import Permission
from obmen.flows.ports.store import Work


def create_account_routes(console: Console) -> list[Route]:
    """Return the routes of one's own sign-in."""
    return [
        page(console, "/account", account, needs=Permission.LOOK),
        form(console, "/account/password", password, needs=Permission.LOOK),
        form(console, "/account/logins/{id:int}/end", end, needs=Permission.LOOK),
        form(console, "/account/logins/end-others", end_others, needs=Permission.LOOK),
    ]


async def account(visit: Visit) -> Response:
    """Show where one is signed in."""
    return await _show(visit)


async def _show(visit: Visit, *, refused: ObmenError | None = None) -> Response:
    user_id, now = visit.known.user.id, visit.now()
    logins = await visit.read(lambda work: work.logins.of(user_id, now=now))
    status = 409 if refused else 200
    return visit.page("people/account.html", status=status, logins=logins, refused=refused)


async def password(visit: Visit) -> Response:
    """Change the password; other browsers have to sign in again."""
    known = visit.known
    try:
        await visit.console.door.confirm(known.user, str(visit.form.get("former", "")), visit.address)
        hashed = await hash_of(str(visit.form.get("password", "")), again=str(visit.form.get("again", "")))
    except ObmenError as refused:
        return await _show(visit, refused=refused)
    deed = visit.deed("password.set", record=known.user.login)

    def change(work: Work) -> None:
        work.users.put(replace(work.users.get(id=known.user.id), password_hash=hashed))
        work.logins.end(user_id=known.user.id, besides=known.login.id)
        work.audit.add(deed)

    await visit.console.desk.write(change)
    visit.say("account.password.changed")
    return visit.go("/account")


async def end(visit: Visit) -> Response:
    """End one login."""
    login_id = int(visit.request.path_params["id"])
    return await _end(visit, login_ids=[login_id], besides=0)


async def end_others(visit: Visit) -> Response:
    """End all logins but this one."""
    return await _end(visit, login_ids=None, besides=visit.known.login.id)


async def _end(visit: Visit, *, login_ids: list[int] | None, besides: int) -> Response:
    user, deed = visit.known.user, visit.deed("login.closed")

    def close(work: Work) -> int:
        work.audit.add(deed)
        return work.logins.end(user_id=user.id, login_ids=login_ids, besides=besides)

    visit.say("account.logins.ended", count=await visit.console.desk.write(close))
    return visit.go("/account")
