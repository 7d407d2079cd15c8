"""The pages of local applications: their cards, their main pages, and what their frames say to the portal."""

from functools import partial
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from obmen_sandbox.portal.apps import (
    DEFAULT_SCOPES,
    INSTALLED,
    INSTALLING,
    UNINSTALLED,
    finish_installation,
    register,
    tell_installed,
    uninstall,
    user_of,
)
from obmen_sandbox.portal.embedding import app_frame, auth_fields, bound_frame
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.pages import Form, act_route, not_found, page, see, show_route
from obmen_sandbox.portal.placements import LEFT_MENU, ONEC_PAGE, visible
from obmen_sandbox.portal.state import PortalState
from obmen_sandbox.web import FRAMES_POLICY

SCRIPTS: Final = Path(__file__).parent / "scripts"
STATUSES: Final = {INSTALLING: "устанавливается", INSTALLED: "установлено", UNINSTALLED: "удалено"}


def app_page_routes(state: PortalState) -> list[Route]:
    """The routes of applications; `/api/v1/` is the script that their pages load."""
    show, act = partial(show_route, state), partial(act_route, state)
    return [
        show("/apps", apps),
        act("/apps", add_app),
        act("/apps/viewer", set_viewer),
        show("/app/{id:int}", app),
        act("/app/{id:int}/{action}", change_app),
        show("/placement/{id:int}", placement),
        show("/scripts/frame.js", partial(script, "frame.js")),
        show("/api/v1/", partial(script, "bx24.js")),
    ]


def script(name: str, _state: PortalState, _request: Request) -> Response:
    return Response((SCRIPTS / name).read_bytes(), media_type="text/javascript")


def apps(state: PortalState, request: Request, *, error: str = "") -> Response:
    return page(
        request,
        "apps.html",
        status=400 if error else 200,
        error=error,
        apps=state.rows("app"),
        menu=links(state, LEFT_MENU),
        tiles=links(state, ONEC_PAGE),
        statuses=STATUSES,
        users=[user for user in state.rows("user") if user["ACTIVE"] == "Y"],
        viewer=state.viewer_id,
        default_scopes=DEFAULT_SCOPES,
    )


def links(state: PortalState, code: str) -> list[Row]:
    return [
        {"id": row["id"], "title": row["TITLE"] or state.table("app")[row["app_id"]]["name"]}
        for row in visible(state, code)
    ]


def add_app(state: PortalState, request: Request, form: Form) -> Response:
    wish: dict[str, object] = {name: form.one(name) for name in ("name", "handler", "install", "api_only")}
    wish["scopes"] = [name.strip() for name in form.one("scopes").split(",") if name.strip()]
    try:
        card = register(state, wish)
    except RestError as error:
        return apps(state, request, error=error.description)
    if card["api_only"]:
        tell_installed(state, card)
    return see(request, "/apps")


def set_viewer(state: PortalState, request: Request, form: Form) -> Response:
    try:
        state.viewer_id = user_of(state, form.one("user"))["id"]
    except RestError as error:
        return apps(state, request, error=error.description)
    return see(request, "/apps")


def app(state: PortalState, request: Request) -> Response:
    """The main page of an application; its installer until that says that it has finished."""
    card = state.table("app").get(request.path_params["id"])
    if card is None or card["status"] == UNINSTALLED:
        return not_found(request, "Такого приложения нет")
    installing = card["status"] == INSTALLING
    if installing and not state.table("user")[state.viewer_id]["admin"]:
        return not_found(request, "Приложение ещё устанавливается")
    frame = app_frame(state, card)
    heading = card["name"]
    return page(
        request, "app.html", policy=FRAMES_POLICY, frame=frame, heading=heading, installing=installing
    )


def placement(state: PortalState, request: Request) -> Response:
    """What an application shows in the left menu or behind a tile: its options are its address alone."""
    known = [*visible(state, LEFT_MENU), *visible(state, ONEC_PAGE)]
    row = next((row for row in known if row["id"] == request.path_params["id"]), None)
    if row is None:
        return not_found(request, "Такого пункта меню нет")
    frame = bound_frame(state, row, {"URI": request.url.path})
    heading = row["TITLE"] or frame["title"]
    return page(request, "app.html", policy=FRAMES_POLICY, frame=frame, heading=heading, installing=False)


def change_app(state: PortalState, request: Request, _form: Form) -> Response:
    """What the page does for a frame: `opened`, `finish`, `auth`; and `uninstall` for people."""
    card = state.table("app").get(request.path_params["id"])
    if card is None:
        return not_found(request, "Такого приложения нет")
    match request.path_params["action"]:
        case "opened":
            card["opened"] = True
        case "finish":
            finish_installation(state, card)
        case "auth":
            return JSONResponse(auth_fields(state, card))
        case "uninstall":
            uninstall(state, card, clean=True)
            return see(request, "/apps")
        case _:
            return not_found(request, "Такого действия нет")
    return JSONResponse({"status": card["status"]})
