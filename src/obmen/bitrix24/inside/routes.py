"""What Bitrix24 opens in a frame and calls: install, application page, tab, robots."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from obmen.bitrix24.events import fields_of
from obmen.bitrix24.inside.opening import RobotCall, read_opening, read_robot
from obmen.bitrix24.inside.pages import ASSETS, ASSETS_URL, Frame, render
from obmen.bitrix24.inside.tab import TabDesk, TabPages
from obmen.domain.errors import NotFound
from obmen.flows.application.installing import Refusal
from obmen.flows.ports.application import Opening, Registered, Visitor
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import PortalHalted, PortalUnreachable

BODY_BYTES: Final = 64 * 1024
FAILURES: Final = 10  # of one exchange in a minute; then nobody is asked about more of them
MINUTE: Final = timedelta(minutes=1)
BUSY: Final = "busy"
UNREACHABLE: Final = "unreachable"


class Reception(Protocol):
    """Who lets people and robots in."""

    async def exchange(self, name: str) -> Exchange:
        """Find an exchange; raises NotFound."""
        ...

    async def open_page(self, exchange: Exchange, opening: Opening) -> Visitor | Refusal:
        """Let a person in; raises PortalHalted, PortalUnreachable."""
        ...

    async def install(self, exchange: Exchange, opening: Opening) -> Registered | Refusal:
        """Install the application; raises PortalHalted, PortalUnreachable."""
        ...

    async def take_robot(self, exchange: Exchange, call: RobotCall) -> bool:
        """Keep a robot's request; False: it is forged."""
        ...

    def origin(self, exchange: Exchange) -> str:
        """Return the exchange's portal as a browser names it: it alone may frame our pages."""
        ...


@dataclass(slots=True)
class Failures:
    """Counts refused requests, so that nobody makes us ask a portal without end."""

    moments: dict[str, deque[datetime]] = field(default_factory=lambda: defaultdict(deque))

    def too_many(self, name: str, now: datetime) -> bool:
        """Tell whether so many were refused that the next one is not looked at."""
        moments = self.moments[name]
        while moments and now - moments[0] > MINUTE:
            moments.popleft()
        return len(moments) >= FAILURES

    def count(self, name: str, now: datetime) -> None:
        """Count one more."""
        self.moments[name].append(now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """What the pages inside a portal work with."""

    reception: Reception
    tabs: TabDesk
    key: bytes = field(repr=False)
    clock: Callable[[], datetime]
    language: str
    failures: Failures = field(default_factory=Failures)


def create_inside_routes(inside: Inside) -> list[BaseRoute]:
    """Return the routes that a portal opens and calls."""
    pages = TabPages(inside.tabs, inside.reception.exchange, inside.key, inside.clock)
    frame = _Frames(inside, pages)
    return [
        Route("/bitrix24/{exchange}/install", frame.install, methods=["POST"]),
        Route("/bitrix24/{exchange}/app", frame.app, methods=["POST"]),
        Route("/bitrix24/{exchange}/tab", frame.tab, methods=["POST"]),
        *pages.routes(),
        Route("/bitrix24/{exchange}/robots/{code}", frame.robot, methods=["POST"]),
        Mount(ASSETS_URL, StaticFiles(directory=ASSETS)),
    ]


Known = Callable[[Exchange, Opening], Awaitable[Response]]


class _Frames:
    """The requests that open a frame: nothing of them is believed before the portal was asked."""

    def __init__(self, inside: Inside, pages: TabPages) -> None:
        self._inside, self._pages = inside, pages

    async def install(self, request: Request) -> Response:
        """Install the application, then tell the portal's page that it is done."""
        return await self._opened(request, self._install)

    async def app(self, request: Request) -> Response:
        """Show how the exchange is."""
        return await self._opened(request, self._app)

    async def tab(self, request: Request) -> Response:
        """Show what 1C knows of a card."""
        return await self._opened(request, self._tab)

    async def robot(self, request: Request) -> Response:
        """Keep a robot's request and answer at once; the robot itself is answered later."""
        form = await _form(request)
        exchange = await self._exchange(request)
        if form is None or exchange is None:
            return PlainTextResponse("forbidden\n", status_code=403)
        call = read_robot({**form, "code": request.path_params["code"]})
        if not await self._inside.reception.take_robot(exchange, call):
            return PlainTextResponse("forbidden\n", status_code=403)
        return PlainTextResponse("ok\n")

    async def _opened(self, request: Request, go_on: Known) -> Response:
        exchange, form = await self._exchange(request), await _form(request)
        if exchange is None or form is None:
            return PlainTextResponse("forbidden\n", status_code=403)
        opening, now = read_opening(form, request.query_params), self._inside.clock()
        if self._inside.failures.too_many(exchange.name, now):
            return self._refused(exchange, opening, BUSY, status=429)
        try:
            return await go_on(exchange, opening)
        except (PortalHalted, PortalUnreachable):
            return self._refused(exchange, opening, UNREACHABLE, status=503)

    async def _exchange(self, request: Request) -> Exchange | None:
        try:
            return await self._inside.reception.exchange(request.path_params["exchange"])
        except NotFound:
            return None

    async def _install(self, exchange: Exchange, opening: Opening) -> Response:
        done = await self._inside.reception.install(exchange, opening)
        if isinstance(done, Refusal):
            return self._refused(exchange, opening, done)
        facts = {
            "exchange": exchange.name,
            "missing": ", ".join(n for names in done.lacking.values() for n in names),
        }
        return self._shown(exchange, opening, "installed.html", finish=opening.in_frame, facts=facts)

    async def _app(self, exchange: Exchange, opening: Opening) -> Response:
        visitor = await self._inside.reception.open_page(exchange, opening)
        if isinstance(visitor, Refusal):
            return self._refused(exchange, opening, visitor)
        health = await self._inside.tabs.health(exchange)
        return self._shown(exchange, opening, "app.html", health=health, zone=exchange.settings.zone)

    async def _tab(self, exchange: Exchange, opening: Opening) -> Response:
        visitor = await self._inside.reception.open_page(exchange, opening)
        if isinstance(visitor, Refusal):
            return self._refused(exchange, opening, visitor)
        page = await self._pages.opened(exchange, opening, visitor)
        return self._shown(exchange, opening, "tab.html", page=page)

    def _refused(self, exchange: Exchange, opening: Opening, why: str, *, status: int = 403) -> Response:
        self._inside.failures.count(exchange.name, self._inside.clock())
        return self._shown(exchange, opening, "refused.html", status=status, code=f"inside.refused.{why}")

    def _shown(
        self, exchange: Exchange, opening: Opening, template: str, *, status: int = 200, **facts: object
    ) -> Response:
        origin = self._inside.reception.origin(exchange)
        language = opening.language or self._inside.language
        frame = Frame(origin=origin, app_sid=opening.app_sid, language=language)
        body = render(template, frame=frame, exchange=exchange.name, **facts)
        return HTMLResponse(body, status_code=status, headers=headers(origin))


def headers(origin: str) -> Mapping[str, str]:
    """Return what a browser has to keep to: only the portal frames the page, nothing is fetched elsewhere."""
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors {origin}"
    )
    return {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }


async def _form(request: Request) -> Mapping[str, str] | None:
    """Read a short form; None: it is longer, and nobody reads on."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES:
            return None
    return fields_of(bytes(body))
