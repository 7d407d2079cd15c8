"""The control interface of local applications."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from obmen_sandbox.portal.apps import (
    drop_bindings,
    find_app,
    finish_installation,
    issue_token,
    register,
    tell_installed,
    token_body,
    uninstall,
    user_of,
)
from obmen_sandbox.portal.embedding import DEFAULT, app_frame, bound_frame, card_frame
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.phpform import is_empty, to_int, to_text
from obmen_sandbox.portal.placements import TAB_CODES, visible
from obmen_sandbox.portal.state import PortalState

Handler = Callable[[PortalState, Request, dict[str, Any]], Any]
AddRoute = Callable[..., Route]


def app_control_routes(route: AddRoute) -> list[Route]:
    return [
        route("/apps", lambda s, _r, _b: {"apps": s.rows("app")}, "GET"),
        route("/apps", add_app, "POST"),
        route("/apps/{id:int}/{action}", change_app, "POST"),
        route("/viewer", set_viewer, "POST"),
    ]


def add_app(state: PortalState, _request: Request, body: dict[str, Any]) -> Any:
    """`POST {"name", "handler", "install", "scopes": […], "api_only"}`: answers the card with its secrets."""
    app = register(state, body)
    if app["api_only"]:
        tell_installed(state, app)
    return app


def change_app(state: PortalState, request: Request, body: dict[str, Any]) -> Any:
    """`POST /_sandbox/apps/{id}/token | frame | finish | uninstall | delete`."""
    app = find_app(state, int(request.path_params["id"]))
    match request.path_params["action"]:
        case "token":
            return token_body(state, app, issue_token(state, app, viewer(state, body)))
        case "frame":
            return opened_frame(state, app, body)
        case "finish":
            finish_installation(state, app)
        case "uninstall":
            uninstall(state, app, clean=not is_empty(body.get("clean")))
        case "delete":
            drop_bindings(state, app)
            del state.table("app")[app["id"]]
        case other:
            raise RestError("UNKNOWN_ACTION", f"{other}: token, frame, finish, uninstall, delete")
    return {"id": app["id"], "status": app["status"]}


def viewer(state: PortalState, body: dict[str, Any]) -> int:
    return int(user_of(state, body.get("user_id") or state.viewer_id)["id"])


def opened_frame(state: PortalState, app: Row, body: dict[str, Any]) -> Row:
    """`{"placement": "CRM_DEAL_DETAIL_TAB", "id": 777, "user_id": 7}`: what a browser would post, and where.

    Without a placement it is the main page, or the installer.
    Raises: RestError — the user sees no such place.
    """
    before, state.viewer_id = state.viewer_id, viewer(state, body)
    code = to_text(body.get("placement")) or DEFAULT
    try:
        is_main = code == DEFAULT
        opened = app_frame(state, app) if is_main else placed_frame(state, app, code, to_int(body.get("id")))
    finally:
        state.viewer_id = before
    return {"url": opened["action"], "form": opened["fields"], "window_name": opened["name"]}


def placed_frame(state: PortalState, app: Row, code: str, number: int) -> Row:
    place = next((row for row in visible(state, code) if row["app_id"] == app["id"]), None)
    if place is None:
        raise RestError("ERROR_PLACEMENT_NOT_FOUND", f"{code} is not shown")
    type_id = next((type_id for type_id, tab in TAB_CODES.items() if tab == code), 0)
    opened = card_frame(state, type_id, number, place["id"]) if type_id else None
    return opened or bound_frame(state, place, {"URI": f"/placement/{place['id']}"})


def set_viewer(state: PortalState, _request: Request, body: dict[str, Any]) -> Any:
    """`POST {"user_id": 7}`: who looks at the pages and opens frames."""
    state.viewer_id = user_of(state, body.get("user_id"))["id"]
    return {"user_id": state.viewer_id}
