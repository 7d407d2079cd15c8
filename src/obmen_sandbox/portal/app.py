"""The practice portal as a web application."""

from functools import partial

from starlette.routing import Route

from obmen_sandbox.portal.app_pages import app_page_routes
from obmen_sandbox.portal.automation_pages import automation_routes
from obmen_sandbox.portal.card_pages import card_routes
from obmen_sandbox.portal.clock import SandboxClock
from obmen_sandbox.portal.control import control_routes
from obmen_sandbox.portal.downloads import download_routes
from obmen_sandbox.portal.event_sender import EventSender
from obmen_sandbox.portal.gateway import Gateway
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.methods import METHODS
from obmen_sandbox.portal.oauth import oauth_routes
from obmen_sandbox.portal.offline_events import take as queue_event
from obmen_sandbox.portal.pages import page_routes
from obmen_sandbox.portal.seed import seed
from obmen_sandbox.portal.settings import PortalSettings
from obmen_sandbox.portal.state import PortalState, empty_state
from obmen_sandbox.portal.wire import WireApp

REST_METHODS = ["GET", "POST", "OPTIONS"]


def create_portal(*, settings: PortalSettings, clock: SandboxClock | None = None) -> WireApp:
    """Build a portal with its seed; `app.state.portal` is everything that it remembers."""
    state = empty_state(settings=settings, clock=clock or SandboxClock(compression=settings.compression))
    fill(state)
    gateway = Gateway(state, METHODS)
    app = WireApp(
        routes=[
            Route("/rest/{user}/{secret}/{method:path}", gateway.handle, methods=REST_METHODS),
            *download_routes(state),
            Route("/rest/{method:path}", gateway.handle, methods=REST_METHODS),
            *control_routes(state, reset=lambda: start_anew(state)),
            *oauth_routes(state),
            *page_routes(state),
            *card_routes(state),
            *app_page_routes(state),
            *automation_routes(state),
        ]
    )
    app.state.portal = state
    app.state.events = EventSender(state)
    state.on_event = partial(hear, state, app.state.events)
    state.post = app.state.events.post
    return app


def hear(state: PortalState, sender: EventSender, event: Row) -> None:
    """An event goes into the queues of the portal, and out to those who listen."""
    queue_event(state, event)
    sender.take(event)


def fill(state: PortalState) -> None:
    state.method_names = tuple(method.name for method in METHODS.values())
    seed(state)


def start_anew(state: PortalState) -> None:
    """Forget everything but the settings, the clock and the listener of events."""
    state.forget()
    fill(state)
