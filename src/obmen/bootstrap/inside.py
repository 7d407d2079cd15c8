"""The application inside portals, wired: who is let in, what is registered, robots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from obmen.bitrix24.events import Event, Forged, read_event, read_event_of_application
from obmen.bitrix24.inside.opening import RobotCall
from obmen.bitrix24.inside.routes import Inside
from obmen.bitrix24.inside.tab import Health
from obmen.bootstrap.app import App
from obmen.bootstrap.numbers import read_status_of
from obmen.bootstrap.passports import passport_of
from obmen.bootstrap.portals import has_webhook, origin_of
from obmen.delivery.profile import CheckState, Finding
from obmen.flows.admin.check import ensure_discovery
from obmen.flows.application.credentials import base_of
from obmen.flows.application.installing import Doors, Refusal, install, is_of, open_page, uninstall
from obmen.flows.application.registering import application_findings, register
from obmen.flows.application.robots import Robots, answer_by, answer_robots
from obmen.flows.desk.tab import TabCard, TabInvoice, TabLine, read_card, read_invoice
from obmen.flows.ports.application import Opening, Registered, RobotRequest, Visitor
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import PortalHalted, PortalUnreachable
from obmen.flows.sales.poll import read_one


def doors(app: App) -> Doors:
    """Return what opening and installing need."""
    return Doors(
        store=app.store,
        authority=app.portals.authority,
        in_portal=lambda exchange: app.portals.of(exchange).application,
        clock=app.clock,
    )


async def register_all(app: App, exchange: Exchange) -> Registered:
    """Let the portal call us; raises PortalHalted or PortalUnreachable."""
    portal = app.portals.of(exchange).application
    base = base_of(app.public_url, exchange)
    return await register(app.store, portal, exchange=exchange, base=base, now=app.clock())


async def look_after(app: App, name: str) -> None:
    """Register anew what the portal has lost, once a day and when a person asks; tokens stay alive by it."""
    exchange = await app.exchange(name)
    application = await app.store.aread(lambda work: work.applications.get(exchange.id))
    if application is None or not application.is_installed:
        return
    try:
        await register_all(app, exchange)
    except (PortalHalted, PortalUnreachable) as trouble:
        app.log.warning("application.not_registered", exchange=name, reason=str(trouble))


async def check_application(app: App, exchange: Exchange) -> Sequence[Finding]:
    """Tell of the application; what lacks is made up for at once by a `serve` that runs."""
    findings = await application_findings(
        app.store,
        app.portals.of(exchange).application,
        exchange=exchange,
        base=base_of(app.public_url, exchange),
        has_webhook=has_webhook(exchange),
    )
    if any(finding.state is not CheckState.OK for finding in findings):
        app.engine.nudge(f"application:{exchange.name}")
    return findings


async def answer_all(app: App, name: str) -> float | None:
    """Answer robots that wait; returns in how many seconds the next one is due."""
    exchange = await app.exchange(name)
    due = await answer_robots(_robots(app), exchange)
    return max((due - app.clock()).total_seconds(), 0.0) if due else None


def _robots(app: App) -> Robots:
    async def discover(exchange: Exchange) -> object:
        lookups = app.portals.of(exchange).lookups
        return await ensure_discovery(app.store, lookups, exchange=exchange, now=app.clock())

    return Robots(
        store=app.store,
        invoices=lambda exchange: app.portals.of(exchange).invoices,
        in_portal=lambda exchange: app.portals.of(exchange).application,
        discover=discover,
        clock=app.clock,
    )


async def read_genuine(app: App, exchange: Exchange, form: Mapping[str, str]) -> Event:
    """Read an event of the outgoing webhook or of the application: each is believed by its own token."""
    read = read_event(form, token=exchange.settings.event_token)
    if not isinstance(read, Forged):
        return read
    application = await app.store.aread(lambda work: work.applications.get(exchange.id))
    if application is None or not application.is_installed:
        return Forged()
    return read_event_of_application(
        form, token=application.application_token, member_id=application.member_id
    )


async def remove_application(app: App, exchange: Exchange) -> None:
    """The portal has no application of ours any more; the webhook goes on."""
    await app.store.awrite(partial(uninstall, exchange=exchange, now=app.clock()))


async def take_robot(app: App, exchange: Exchange, call: RobotCall) -> bool:
    """Keep a robot's request, so that it is answered whatever happens; False: it is forged."""
    application = await app.store.aread(lambda work: work.applications.get(exchange.id))
    genuine = application is not None and is_of(
        application, member_id=call.member_id, application_token=call.application_token
    )
    if not genuine or not call.event_token:
        return False
    now = app.clock()
    await app.store.awrite(lambda work: work.robots.put(_request(exchange, call, now)))
    app.engine.nudge(f"robots:{exchange.name}")
    return True


def _request(exchange: Exchange, call: RobotCall, now: datetime) -> RobotRequest:
    return RobotRequest(
        id=0,
        exchange_id=exchange.id,
        code=call.code,
        event_token=call.event_token,
        invoice_id=call.invoice_id,
        asked_at=now,
        due_at=now,
        answer_by=answer_by(now, timeout_s=call.timeout_s),
    )


@dataclass(frozen=True, slots=True)
class HouseReception:
    """Implements `Reception`."""

    app: App

    async def exchange(self, name: str) -> Exchange:
        return await self.app.exchange(name)

    async def open_page(self, exchange: Exchange, opening: Opening) -> Visitor | Refusal:
        """Let a person in; an administrator's visit gives an application new tokens that had got none."""
        opened = await open_page(doors(self.app), exchange, opening)
        if isinstance(opened, Visitor) and opened.is_admin:
            await self._restore(exchange)
        return opened

    async def _restore(self, exchange: Exchange) -> None:
        application = await self.app.store.aread(lambda work: work.applications.get(exchange.id))
        if application is not None and application.trouble:
            self.app.portals.of(exchange).probe()
            await look_after(self.app, exchange.name)

    async def install(self, exchange: Exchange, opening: Opening) -> Registered | Refusal:
        """Install; what can't be registered now is registered later."""
        done = await install(doors(self.app), exchange, opening)
        if isinstance(done, Refusal):
            return done
        self.app.portals.of(exchange).probe()
        try:
            return await register_all(self.app, exchange)
        except (PortalHalted, PortalUnreachable) as trouble:
            self.app.engine.nudge(f"application:{exchange.name}")
            return Registered(lacking={"all": [str(trouble)]}, errors={}, tile=False, digest="")

    async def take_robot(self, exchange: Exchange, call: RobotCall) -> bool:
        return await take_robot(self.app, exchange, call)

    def origin(self, exchange: Exchange) -> str:
        return origin_of(exchange)


@dataclass(frozen=True, slots=True)
class HouseTabs:
    """Implements `TabDesk`."""

    app: App

    async def health(self, exchange: Exchange) -> Health:
        status = await read_status_of(self.app, exchange)
        session = status["last_onec_session"]
        return Health(
            problems=int(str(status["problems"])),
            pending=int(str(status["pending"])),
            last_session=datetime.fromisoformat(str(session)) if session else None,
            halted=bool(status["halted"]),
        )

    async def card(self, exchange: Exchange, invoice_ids: Sequence[int]) -> TabCard:
        return await self.app.store.aread(lambda work: read_card(work, exchange, invoice_ids))

    async def invoice(
        self, exchange: Exchange, invoice_id: int
    ) -> tuple[TabInvoice, tuple[TabLine, ...]] | None:
        return await self.app.store.aread(lambda work: read_invoice(work, exchange, invoice_id))

    async def refresh(self, exchange: Exchange, invoice_id: int) -> None:
        app, portal = self.app, self.app.portals.of(exchange)
        await ensure_discovery(app.store, portal.lookups, exchange=exchange, now=app.clock())
        await read_one(
            store=app.store,
            invoices=portal.invoices,
            exchange_id=exchange.id,
            invoice_id=invoice_id,
            now=app.clock(),
        )

    async def why(self, exchange: Exchange, invoice_id: int, *, language: str) -> Mapping[str, Any]:
        return await self.app.store.aread(
            lambda work: passport_of(work, exchange=exchange, language=language, id_=str(invoice_id))
        )


def create_inside(app: App) -> Inside:
    """Return what the pages inside portals work with."""
    return Inside(
        reception=HouseReception(app),
        tabs=HouseTabs(app),
        key=app.key,
        clock=app.clock,
        language=app.config.language,
    )
