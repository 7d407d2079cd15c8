"""ONOFFLINEEVENT: an application is told that something new waits in its queue, not more often than it asked.

Source: Bitrix24 `api-reference/events/on-offline-event.md`; facts §5.2.
"""

from functools import partial
from typing import Final

from obmen_sandbox.portal.apps import event_auth, issue_token, post_about_app
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.phpform import to_int
from obmen_sandbox.portal.state import PortalState

DOORBELL: Final = "ONOFFLINEEVENT"
MIN_TIMEOUT_S: Final = 1


def ring(state: PortalState, app: Row, event: str) -> None:
    """Ring at once, or once when the time that the application asked for is over."""
    now = state.clock.timestamp()
    for handler in state.rows("eventHandler"):
        if handler["app_id"] != app["id"] or handler["event"] != DOORBELL:
            continue
        wait_s = to_int(handler["options"].get("minTimeout", MIN_TIMEOUT_S))
        due = handler.get("rung_at", now - wait_s) + wait_s
        if due <= now:
            tell(state, app, handler, event)
        elif not handler.get("waiting"):
            handler["waiting"] = True
            late = partial(tell_late, state, app, handler, event, wait_s)
            state.defer(seconds=due - now, run=late)


def tell_late(state: PortalState, app: Row, handler: Row, event: str, wait_s: int) -> None:
    """Nobody is told who has stopped listening meanwhile."""
    if handler["id"] in state.table("eventHandler"):
        tell(state, app, handler, event, wait_s=wait_s)


def tell(state: PortalState, app: Row, handler: Row, event: str, *, wait_s: int | None = None) -> None:
    """`minTimeout` is told only when the ring was put off."""
    handler.update(rung_at=state.clock.timestamp(), waiting=False)
    data = {"type": "add", "event": event, "handler": handler["handler"]}
    data |= {} if wait_s is None else {"minTimeout": str(wait_s)}
    token = issue_token(state, app, handler["auth_type"] or app["user_id"])
    post_about_app(state, handler["handler"], DOORBELL, data, event_auth(state, app, token, renewable=True))
