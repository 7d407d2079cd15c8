"""Signing in and out, the one-time link, language and light."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from starlette.responses import Response
from starlette.routing import Route

from obmen.console.door import hash_of
from obmen.console.routing import PUBLIC, form, page
from obmen.console.security import local_path
from obmen.console.shell import LANGUAGE_COOKIE, LANGUAGES, THEME_COOKIE, THEMES, YEAR, Console, Visit
from obmen.domain.errors import NotFound, ObmenError, Refused
from obmen.domain.roles import Permission, Role
from obmen.flows.desk.people import read_login
from obmen.flows.ports.people import Actor, ActorKind, Deed, User
from obmen.flows.ports.store import Work
from obmen.keys.passwords import digest_of


def create_sign_in_routes(console: Console) -> list[Route]:
    """Return the routes of signing in."""
    return [
        page(console, "/sign-in", sign_in_page, needs=PUBLIC),
        form(console, "/sign-in", sign_in, needs=PUBLIC),
        form(console, "/sign-out", sign_out, needs=Permission.LOOK),
        page(console, "/welcome/{secret}", welcome_page, needs=PUBLIC),
        form(console, "/welcome/{secret}", welcome, needs=PUBLIC),
        form(console, "/language", language, needs=PUBLIC),
        form(console, "/theme", theme, needs=PUBLIC),
    ]


async def sign_in_page(visit: Visit) -> Response:
    """Ask for login and password."""
    if visit.around.known is not None:
        return visit.go(local_path(visit.request.query_params.get("next", "/")))
    return await _ask_password(visit, target=visit.request.query_params.get("next", "/"))


async def sign_in(visit: Visit) -> Response:
    """Sign somebody in."""
    target, login = str(visit.form.get("next", "/")), str(visit.form.get("login", ""))
    try:
        visit.new_secret = await visit.console.door.sign_in(
            login=login,
            password=str(visit.form.get("password", "")),
            address=visit.address,
            agent=visit.request.headers.get("user-agent", ""),
        )
    except Refused as refused:
        return await _ask_password(visit, target=target, login=login, refused=refused)
    return visit.go(local_path(target))


async def _ask_password(
    visit: Visit, *, target: str, login: str = "", refused: Refused | None = None
) -> Response:
    is_new = not await visit.read(lambda work: work.users.any())
    status = 200 if refused is None else 429 if "seconds" in refused.facts else 403
    return visit.page(
        "sign_in/sign_in.html",
        status=status,
        target=local_path(target),
        login=login,
        refused=refused,
        is_new=is_new,
    )


async def sign_out(visit: Visit) -> Response:
    """End the login of this browser."""
    known, deed = visit.known, visit.deed("login.closed")

    def close(work: Work) -> None:
        work.logins.end(user_id=known.user.id, login_ids=[known.login.id])
        work.audit.add(deed)

    await visit.console.desk.write(close)
    response = visit.go("/sign-in")
    visit.console.door.forget(visit.request, response)
    return response


async def welcome_page(visit: Visit) -> Response:
    """Ask who comes by a one-time link for a password."""
    return visit.page("sign_in/welcome.html", user=await _user_of_link(visit), refused=None, filled={})


async def _user_of_link(visit: Visit) -> User | None:
    """Return whose link it is; None: it makes the first owner. Raises NotFound when it is worthless."""
    digest, now = digest_of(visit.request.path_params["secret"]), visit.now()

    def find(work: Work) -> User | None:
        link = work.links.find(digest, now=now)
        if link is None or (link.user_id is None and work.users.any()):
            raise NotFound("link", what="link")
        return work.users.get(id=link.user_id) if link.user_id is not None else None

    found: User | None = await visit.read(find)
    return found


async def welcome(visit: Visit) -> Response:
    """Set a password by a one-time link, and sign its bearer in."""
    user = await _user_of_link(visit)
    fields = ("login", "name", "password", "again")
    filled = {name: str(visit.form.get(name, "")).strip() for name in fields}
    try:
        hashed = await hash_of(filled["password"], again=filled["again"])
        await visit.console.desk.write(lambda work: _let_in(work, visit, filled, hashed))
    except Refused as refused:
        return visit.page("sign_in/welcome.html", status=409, user=user, refused=refused, filled=filled)
    return visit.go("/")


def _let_in(work: Work, visit: Visit, filled: dict[str, str], hashed: str) -> None:
    """Use the link up, set the password, end the user's other logins and sign them in here."""
    now = visit.now()
    link = work.links.use(digest_of(visit.request.path_params["secret"]), now=now)
    if link is None or (link.user_id is None and work.users.any()):
        raise NotFound("link", what="link")
    user = _first_owner(work, filled, now) if link.user_id is None else work.users.get(id=link.user_id)
    if user.locked_at is not None:
        raise NotFound("link", what="link")
    work.users.put(replace(user, password_hash=hashed))
    work.logins.end(user_id=user.id)
    actor = Actor(kind=ActorKind.USER, name=user.login)
    work.audit.add(Deed(at=now, actor=actor, verb="password.set", record=user.login))
    agent = visit.request.headers.get("user-agent", "")
    visit.new_secret = visit.console.door.open(work, user, address=visit.address, agent=agent)


def _first_owner(work: Work, filled: dict[str, str], now: datetime) -> User:
    login = read_login(filled["login"])
    return work.users.add(login=login, name=filled["name"][:200] or login, role=Role.OWNER, now=now)


async def language(visit: Visit) -> Response:
    """Choose the language of the pages."""
    return await _choose(visit, "language", LANGUAGE_COOKIE, LANGUAGES)


async def theme(visit: Visit) -> Response:
    """Choose light, dark, or as the device has it."""
    return await _choose(visit, "theme", THEME_COOKIE, ("", *THEMES))


async def _choose(visit: Visit, field: str, cookie: str, choices: tuple[str, ...]) -> Response:
    wished, known = str(visit.form.get(field, "")), visit.around.known
    if wished not in choices:
        raise ObmenError("form.choice")
    if known is not None:
        user = (
            replace(known.user, language=wished) if field == "language" else replace(known.user, theme=wished)
        )
        await visit.console.desk.write(lambda work: work.users.put(user))
    response = visit.go(local_path(str(visit.form.get("next", "/"))))
    response.set_cookie(
        cookie, wished, max_age=int(YEAR.total_seconds()), path="/", samesite="lax", httponly=True
    )
    return response
