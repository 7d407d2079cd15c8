"""The outgoing webhook: changes are told to a handler once, form-encoded, ids only, never again.

Source: Bitrix24 `api-reference/events/`, `local-integrations/local-webhooks.md`; facts §5.
"""

import asyncio
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp

from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.state import PortalState

MEMBER_ID: Final = "0f3c2f1d6a9b4c5e8d7f0a1b2c3d4e5f"
HANDLER_ID: Final = 185
SLOW_HANDLER_S: Final = 30


def event_form(state: PortalState, event: Row) -> dict[str, str]:
    """The fields of the POST; an outgoing webhook carries no tokens but its own."""
    fields = event["data"]["FIELDS"]
    form = {"event": event["event"], "event_handler_id": str(HANDLER_ID)}
    form |= {f"data[FIELDS][{name}]": str(value) for name, value in fields.items()}
    domain = state.settings.base_url.partition("://")[2]
    form |= {"ts": str(event["ts"]), "auth[domain]": domain, "auth[member_id]": MEMBER_ID}
    form["auth[client_endpoint]"] = f"{state.settings.base_url}/rest/"
    form["auth[server_endpoint]"] = "https://oauth.bitrix24.tech/rest/"
    form["auth[application_token]"] = state.settings.application_token
    return form


class EventSender:
    """Posts events one by one in the background; what fails is lost."""

    def __init__(self, state: PortalState) -> None:
        self._state = state
        self._held_back: Row | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.sent: list[dict[str, Any]] = []

    def take(self, event: Row) -> None:
        """Hear of a change; faults may lose it, double it, or let the next one overtake it."""
        faults = self._state.faults
        if self._state.event_url is None:
            return
        if faults.strike("event-loss", event["event"]):
            return
        if self._held_back is None and faults.strike("event-reorder", event["event"]):
            self._held_back = event
            return
        self._start(event)
        if faults.strike("event-double", event["event"]):
            self._start(event)
        if self._held_back is not None:
            held, self._held_back = self._held_back, None
            self._start(held)

    def _start(self, event: Row) -> None:
        task = asyncio.get_running_loop().create_task(self._post(event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _post(self, event: Row) -> None:
        settings = self._state.settings
        await asyncio.sleep(settings.event_delay_s / settings.compression)
        timeout = aiohttp.ClientTimeout(total=SLOW_HANDLER_S)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(event_form(self._state, event))
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(str(self._state.event_url), data=body, headers=headers) as answer,
            ):
                self.sent.append({**event, "status": answer.status})
        except (aiohttp.ClientError, TimeoutError) as error:
            self.sent.append({**event, "status": None, "error": str(error)})
