"""The way of one request: who is here, whether the form is theirs, whether they may, and then the page."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from obmen.console.security import SAFE, TOKEN_FIELD, TOKEN_HEADER, comes_from_us, form_token
from obmen.console.shell import Console, Page, Surroundings, Visit
from obmen.domain.errors import NotFound, ObmenError, Refused
from obmen.domain.roles import Permission
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work
from obmen.keys.passwords import new_secret

FORM_BYTES: Final = 2 * 1024 * 1024  # a file of settings is the biggest that we are given
AWAY: Final = "database.away"  # code of the error when the database's server is gone
Endpoint = Callable[[Request], Awaitable[Response]]
PUBLIC: Final = None
"""A page for everybody: signing in, and what says that there is nothing."""


class Guarded(Route):
    """A route with the permission that it needs."""

    def __init__(
        self, path: str, endpoint: Endpoint, *, methods: Sequence[str], needs: Permission | None
    ) -> None:
        super().__init__(path, endpoint, methods=list(methods))
        self.needs = needs


def page(
    console: Console, path: str, answer: Page, *, needs: Permission | None, methods: Sequence[str] = ("GET",)
) -> Route:
    """Return the route of one page; without the permission `needs` it is not shown."""

    async def endpoint(request: Request) -> Response:
        return await answer_with(console, answer, request, needs=needs)

    return Guarded(path, endpoint, methods=methods, needs=needs)


def form(console: Console, path: str, answer: Page, *, needs: Permission | None) -> Route:
    """Return the route of one form."""
    return page(console, path, answer, needs=needs, methods=("POST",))


async def answer_with(
    console: Console, answer: Page, request: Request, *, needs: Permission | None
) -> Response:
    """Lead a request to its page, and what goes wrong to a page that says so."""
    try:
        visit = await _visit(console, request)
    except ObmenError as error:
        return _away(console, request, error)
    try:
        response = await _answer(visit, answer, needs)
    except NotFound as error:
        response = visit.refusal(error, status=404)
    except ObmenError as error:
        if error.code == AWAY:
            return visit.page("shell/away.html", status=503)
        response = visit.refusal(error, status=409)
    known = visit.around.known
    if visit.new_secret or (known is not None and await console.door.greet(known)):
        console.door.give(request, response, visit.new_secret or visit.secret)
    return response


async def answer_broken(console: Console, request: Request) -> Response:
    """Say that something broke; the form that broke it was read already, and is not asked for again."""
    try:
        visit = await _visit(console, request)
    except ObmenError as error:
        return _away(console, request, error)
    return visit.page("shell/broken.html", status=500)


def _away(console: Console, request: Request, error: ObmenError) -> Response:
    """Say that the database is away; raises the error when it is another."""
    if error.code != AWAY:
        raise error
    return _stranger(console, request).page("shell/away.html", status=503)


def _stranger(console: Console, request: Request) -> Visit:
    """Return the visit of somebody who cannot be asked for: the database is away."""
    nobody = Surroundings(known=None)
    return Visit(request=request, console=console, around=nobody, secret="", token="")


async def _answer(visit: Visit, answer: Page, needs: Permission | None) -> Response:
    if visit.request.method not in SAFE:
        await _read_form(visit)
        if not _is_theirs(visit):
            return visit.page("shell/forged.html", status=403)
    if needs is None:
        return await answer(visit)
    if visit.around.known is None:
        return _to_sign_in(visit)
    if not visit.may(needs):
        return visit.page("shell/forbidden.html", status=403)
    if "exchange" in visit.request.path_params and visit.around.exchange is None:
        raise NotFound("exchange", what="exchange", name=visit.request.path_params["exchange"])
    return await answer(visit)


def _to_sign_in(visit: Visit) -> Response:
    is_page = visit.request.method in SAFE and not visit.is_part
    url = visit.request.url
    return (
        visit.go("/sign-in", next=f"{url.path}?{url.query}".rstrip("?")) if is_page else visit.go("/sign-in")
    )


async def _visit(console: Console, request: Request) -> Visit:
    """Find out who is here; a browser that shows nothing gets a secret, for its forms."""
    secret = console.door.secret_of(request)
    around = await console.desk.read(lambda work: _around(console, work, request, secret))
    fresh = "" if secret else new_secret()
    token = form_token(console.key, secret or fresh)
    return Visit(
        request=request,
        console=console,
        around=around,
        secret=secret or fresh,
        token=token,
        new_secret=fresh,
    )


def _around(console: Console, work: Work, request: Request, secret: str) -> Surroundings:
    known = console.door.knows(work, secret, now=console.desk.now())
    if known is None:
        return Surroundings(known=None)
    exchanges = [e for e in work.exchanges.all() if known.user.sees(e.id)]
    exchange = _named(exchanges, request.path_params.get("exchange"))
    problems = work.problems.count(exchange.id) if exchange else 0
    return Surroundings(known=known, exchanges=exchanges, exchange=exchange, problems=problems)


def _named(exchanges: Sequence[Exchange], name: object) -> Exchange | None:
    return next((exchange for exchange in exchanges if exchange.name == name), None)


async def _read_form(visit: Visit) -> None:
    """Read a form of bearable size; raises Refused."""
    length = visit.request.headers.get("content-length", "0")
    if "transfer-encoding" in visit.request.headers or not length.isdigit() or int(length) > FORM_BYTES:
        raise Refused("form", reason="form_long")
    if visit.request.headers.get("content-type", "").startswith(("application/x-www", "multipart/form")):
        visit.form = await visit.request.form(max_part_size=FORM_BYTES, max_files=1, max_fields=5000)
    else:
        visit.form = FormData()


def _is_theirs(visit: Visit) -> bool:
    """Tell whether a form comes from a page that this very browser was given."""
    told = str(visit.form.get(TOKEN_FIELD) or visit.request.headers.get(TOKEN_HEADER, ""))
    is_known = not visit.new_secret and hmac.compare_digest(told.encode(), visit.token.encode())
    return is_known and comes_from_us(visit.request, public_url=visit.console.desk.public_url)
