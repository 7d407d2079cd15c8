"""What the portal posts to others: events to the outgoing webhook and to applications, once, never again.

Source: Bitrix24 `api-reference/events/`, `local-integrations/local-webhooks.md`; facts §5.
"""

import asyncio
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp

from obmen_sandbox.portal.apps import INSTALLED, MEMBER_ID, domain_of, endpoint, event_auth, living_token
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.state import Heard, PortalState

WEBHOOK_HANDLER_ID: Final = 185
SLOW_HANDLER_S: Final = 30
HEADERS: Final = {"Content-Type": "application/x-www-form-urlencoded"}
Letter = tuple[str, dict[str, str]]  # an address and the fields of the POST


def webhook_auth(state: PortalState) -> dict[str, str]:
    """An outgoing webhook carries no tokens but its own."""
    return {
        "domain": domain_of(state),
        "member_id": MEMBER_ID,
        "client_endpoint": endpoint(state),
        "server_endpoint": endpoint(state),
        "application_token": state.settings.application_token,
    }


def event_form(event: Row, *, handler_id: int, auth: Mapping[str, str]) -> dict[str, str]:
    """The fields of the POST: ids only."""
    fields = event["data"]["FIELDS"]
    form = {"event": event["event"], "event_handler_id": str(handler_id)}
    form |= {f"data[FIELDS][{name}]": str(value) for name, value in fields.items()}
    return {**form, "ts": str(event["ts"]), **{f"auth[{name}]": value for name, value in auth.items()}}


def letters(state: PortalState, event: Row) -> list[Letter]:
    """Everybody who is told of an event, with what each is told."""
    found: list[Letter] = []
    if state.event_url is not None:
        form = event_form(event, handler_id=WEBHOOK_HANDLER_ID, auth=webhook_auth(state))
        found.append((state.event_url, form))
    for handler in state.rows("eventHandler"):
        app = state.table("app")[handler["app_id"]]
        if handler["offline"] or handler["event"] != event["event"]:
            continue
        if app["status"] == INSTALLED:
            auth = application_auth(state, app, handler)
            found.append((handler["handler"], event_form(event, handler_id=handler["id"], auth=auth)))
    return found


def application_auth(state: PortalState, app: Row, handler: Row) -> dict[str, str]:
    """With a token of the chosen user or of whoever acted; without one when nobody did."""
    user_id = handler["auth_type"] or state.actor_id
    if state.actor_id is None or user_id is None:
        return event_auth(state, app, None)
    return event_auth(state, app, living_token(state, app, user_id))


class EventSender:
    """Posts in the background; what fails is lost."""

    def __init__(self, state: PortalState) -> None:
        self._state = state
        self._held_back: list[Letter] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.sent: list[dict[str, Any]] = []

    def take(self, event: Row) -> None:
        """Hear of a change; faults may lose it, double it, or let the next one overtake it."""
        faults = self._state.faults
        told = letters(self._state, event)
        if not told or faults.strike("event-loss", event["event"]):
            return
        if not self._held_back and faults.strike("event-reorder", event["event"]):
            self._held_back = told
            return
        self._start(told)
        if faults.strike("event-double", event["event"]):
            self._start(told)
        held, self._held_back = self._held_back, []
        self._start(held)

    def post(self, url: str, form: Mapping[str, str], heard: Heard | None) -> None:
        """Post a form in the background; `heard` gets the HTTP status, or None."""
        task = asyncio.get_running_loop().create_task(self._post(url, form, heard))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _start(self, told: list[Letter]) -> None:
        for url, form in told:
            self.post(url, form, None)

    async def _post(self, url: str, form: Mapping[str, str], heard: Heard | None) -> None:
        settings = self._state.settings
        await asyncio.sleep(settings.event_delay_s / settings.compression)
        timeout = aiohttp.ClientTimeout(total=SLOW_HANDLER_S)
        status, error = None, ""
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(url, data=urlencode(form), headers=HEADERS) as answer,
            ):
                status = answer.status
        except (aiohttp.ClientError, TimeoutError) as failure:
            error = str(failure)
        self.sent.append({"url": url, "event": form.get("event"), "status": status, "error": error})
        if heard is not None:
            heard(status)
