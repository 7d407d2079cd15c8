"""The control interface of robots and triggers."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from obmen_sandbox.portal.automation import find_run, run_robot
from obmen_sandbox.portal.state import PortalState
from obmen_sandbox.portal.triggers import bind_rule

AddRoute = Callable[..., Route]


def automation_control_routes(route: AddRoute) -> list[Route]:
    """`robots/run` runs a robot, `robots/runs/ID` tells how it went, `triggers/rules` sets up where to."""
    return [
        route("/robots/run", lambda s, _r, body: run_robot(s, body), "POST"),
        route("/robots/runs/{id:int}", show_run, "GET"),
        route("/triggers/rules", lambda s, _r, body: bind_rule(s, body), "POST"),
    ]


def show_run(state: PortalState, request: Request, _body: dict[str, Any]) -> Any:
    return find_run(state, int(request.path_params["id"]))
