"""The tab of a card: opened once with the portal's word, then asked for by our own pass."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from obmen.bitrix24.inside.pages import Frame, render
from obmen.bitrix24.inside.passes import HEADER, VALID_FOR, Pass, read_pass, write_pass
from obmen.domain.errors import NotFound
from obmen.flows.desk.tab import TabCard, TabInvoice, TabLine
from obmen.flows.ports.application import Opening, Visitor
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import PortalHalted, PortalUnreachable

CSP: Final = "default-src 'none'; frame-ancestors 'none'"  # a part is never a page of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How an exchange is, in a few numbers."""

    problems: int
    pending: int
    last_session: datetime | None  # of 1C
    halted: bool


class TabDesk(Protocol):
    """What a tab asks."""

    async def health(self, exchange: Exchange) -> Health: ...

    async def card(self, exchange: Exchange, invoice_ids: Sequence[int]) -> TabCard: ...

    async def invoice(
        self, exchange: Exchange, invoice_id: int
    ) -> tuple[TabInvoice, tuple[TabLine, ...]] | None: ...

    async def refresh(self, exchange: Exchange, invoice_id: int) -> None:
        """Read one invoice anew; raises PortalHalted, PortalUnreachable."""
        ...

    async def why(self, exchange: Exchange, invoice_id: int, *, language: str) -> Mapping[str, Any]:
        """Return the passport of an invoice in its reader's words; raises NotFound."""
        ...


Find = Callable[[str], Awaitable[Exchange]]
Show = Callable[[Exchange, Pass, int], Awaitable[Response]]


class TabPages:
    """The parts of a tab; each request shows a pass that names the invoices it may ask for."""

    def __init__(self, desk: TabDesk, find: Find, key: bytes, clock: Callable[[], datetime]) -> None:
        self._desk, self._key, self._clock, self._find = desk, key, clock, find

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the parts."""
        base = "/bitrix24/{exchange}/tab/invoices/{invoice:int}"
        return [
            Route(base, self.invoice, methods=["GET"]),
            Route(f"{base}/refresh", self.refresh, methods=["POST"]),
            Route(f"{base}/why", self.why, methods=["GET"]),
        ]

    async def opened(self, exchange: Exchange, opening: Opening, visitor: Visitor) -> dict[str, object]:
        """Return what the opened tab shows, with a pass for its parts."""
        one = Pass(
            exchange=exchange.name,
            user_id=visitor.user_id,
            subject=opening.subject,
            subject_id=opening.subject_id,
            invoice_ids=visitor.invoice_ids,
            language=opening.language,
            until=self._clock() + VALID_FOR,
        )
        return {
            "card": await self._desk.card(exchange, visitor.invoice_ids),
            "subject": opening.subject,
            "written": write_pass(one, key=self._key),
            "zone": exchange.settings.zone,
        }

    async def invoice(self, request: Request) -> Response:
        """Show one invoice with its lines."""
        return await self._part(request, self._invoice)

    async def refresh(self, request: Request) -> Response:
        """Read one invoice anew from the portal, and show it."""
        return await self._part(request, self._refresh)

    async def why(self, request: Request) -> Response:
        """Show why an invoice stands where it does."""
        return await self._part(request, self._why)

    async def _part(self, request: Request, show: Show) -> Response:
        name, invoice_id = request.path_params["exchange"], request.path_params["invoice"]
        one = read_pass(request.headers.get(HEADER, ""), key=self._key, exchange=name, now=self._clock())
        if one is None:
            return self._sorry("tab.expired", language="ru", status=403)
        if invoice_id not in one.invoice_ids:
            return self._sorry("tab.foreign", language=one.language, status=403)
        try:
            return await show(await self._find(name), one, invoice_id)
        except NotFound:
            return self._sorry("tab.unknown", language=one.language, status=404)

    async def _invoice(self, exchange: Exchange, one: Pass, invoice_id: int) -> Response:
        found = await self._desk.invoice(exchange, invoice_id)
        if found is None:
            return self._sorry("tab.unknown", language=one.language, status=404)
        invoice, lines = found
        return _shown("one_invoice.html", one, invoice=invoice, lines=lines, exchange=exchange)

    async def _refresh(self, exchange: Exchange, one: Pass, invoice_id: int) -> Response:
        try:
            await self._desk.refresh(exchange, invoice_id)
        except (PortalHalted, PortalUnreachable):
            return self._sorry("tab.unreachable", language=one.language, status=503)
        return await self._invoice(exchange, one, invoice_id)

    async def _why(self, exchange: Exchange, one: Pass, invoice_id: int) -> Response:
        passport = await self._desk.why(exchange, invoice_id, language=one.language)
        return _shown("why.html", one, passport=passport, exchange=exchange)

    def _sorry(self, code: str, *, language: str, status: int) -> Response:
        body = render("sorry.html", frame=Frame(origin="", app_sid="", language=language), code=code)
        return HTMLResponse(body, status_code=status, headers=_headers())


def _shown(template: str, one: Pass, *, exchange: Exchange, **facts: object) -> Response:
    frame = Frame(origin="", app_sid="", language=one.language)
    body = render(template, frame=frame, exchange=exchange.name, zone=exchange.settings.zone, **facts)
    return HTMLResponse(body, headers=_headers())


def _headers() -> Mapping[str, str]:
    return {
        "Content-Security-Policy": CSP,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
