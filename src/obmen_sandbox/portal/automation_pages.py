"""The page of robots and triggers: what applications have brought, what was run, how it ended."""

from functools import partial
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from obmen_sandbox.portal.automation import robots_for, run_robot, title_of
from obmen_sandbox.portal.crm_stages import default_category, stages
from obmen_sandbox.portal.crm_vocabulary import DEAL, INVOICE
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.pages import PAGE_SIZE, Form, act_route, not_found, page, see, show_route
from obmen_sandbox.portal.phpform import to_int
from obmen_sandbox.portal.robot_runner import ANSWERED, SENT, TIMED_OUT, WAITING
from obmen_sandbox.portal.state import PortalState
from obmen_sandbox.portal.triggers import bind_rule

STATUSES: Final = {
    WAITING: "ждёт ответа",
    ANSWERED: "ответил",
    SENT: "отправлен, ответа не ждёт",
    TIMED_OUT: "не ответил вовремя",
}
TYPES: Final = {DEAL: "Сделка", INVOICE: "Счёт"}


def automation_routes(state: PortalState) -> list[Route]:
    show, act = partial(show_route, state), partial(act_route, state)
    return [
        show("/robots", robots),
        show("/robot/{type:int}/{number:int}/{id:int}", robot),
        act("/robot/{type:int}/{number:int}/{id:int}", run),
        act("/triggers", add_rule),
    ]


def robots(state: PortalState, request: Request, *, error: str = "") -> Response:
    known = {
        (type_id, stage["STATUS_ID"]): f"{title}: {stage['NAME']}"
        for type_id, title in TYPES.items()
        for stage in stages(state, type_id, default_category(state, type_id))
    }
    rules = [
        {**rule, "title": known[rule["entityTypeId"], rule["stageId"]]} for rule in state.rows("triggerRule")
    ]
    return page(
        request,
        "robots.html",
        status=400 if error else 200,
        error=error,
        robots=[{**row, "title": title_of(row["NAME"])} for row in state.rows("robot")],
        runs=list(reversed(state.rows("robotRun")))[:PAGE_SIZE],
        statuses=STATUSES,
        triggers=state.rows("trigger"),
        rules=rules,
        fired=list(reversed(state.rows("triggerRun")))[:PAGE_SIZE],
        stages=known,
        types=TYPES,
    )


def find_robot(state: PortalState, request: Request) -> Row | None:
    known = robots_for(state, request.path_params["type"])
    return next((row for row in known if row["id"] == request.path_params["id"]), None)


def robot(state: PortalState, request: Request, *, error: str = "") -> Response:
    """The form of a robot's properties, for one object."""
    row = find_robot(state, request)
    if row is None:
        return not_found(request, "Такого робота нет")
    fields = [
        {"code": code, "title": title_of(described["Name"]), "value": described.get("Default", "")}
        for code, described in row["PROPERTIES"].items()
    ]
    status = 400 if error else 200
    return page(request, "robot.html", status=status, error=error, robot=row, fields=fields)


def run(state: PortalState, request: Request, form: Form) -> Response:
    row = find_robot(state, request)
    if row is None:
        return not_found(request, "Такого робота нет")
    wish: dict[str, Any] = {"code": row["CODE"], "entityTypeId": request.path_params["type"]}
    wish |= {"id": request.path_params["number"], "properties": {c: form.one(c) for c in row["PROPERTIES"]}}
    try:
        run_robot(state, wish)
    except RestError as error:
        return robot(state, request, error=error.description)
    return see(request, "/robots")


def add_rule(state: PortalState, request: Request, form: Form) -> Response:
    type_id, _, stage = form.one("stage").partition(" ")
    try:
        bind_rule(state, {"code": form.one("code"), "entityTypeId": to_int(type_id), "stage": stage})
    except RestError as error:
        return robots(state, request, error=error.description)
    return see(request, "/robots")
