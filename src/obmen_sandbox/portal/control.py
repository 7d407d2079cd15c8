"""The control interface at `/_sandbox`: what tests, practice and pages use, and Bitrix24 does not have."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from obmen_sandbox.portal import manager
from obmen_sandbox.portal.app_control import app_control_routes
from obmen_sandbox.portal.automation_control import automation_control_routes
from obmen_sandbox.portal.dump import full_dump, stats
from obmen_sandbox.portal.dump_compare import comparable_dump
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.faults import DESCRIPTIONS, UnknownFault, make_fault, parse_fault
from obmen_sandbox.portal.gateway import parse_json
from obmen_sandbox.portal.phpform import as_list, as_map, to_float, to_int, to_text
from obmen_sandbox.portal.seed_people import MANAGER
from obmen_sandbox.portal.state import PortalState

ROBOT = "robot"  # {"by": "robot"}: nobody acts, so events carry no tokens
Handler = Callable[[PortalState, Request, dict[str, Any]], Any]


def control_routes(state: PortalState, *, reset: Callable[[], None]) -> list[Route]:
    """The routes of the control interface of one portal."""

    def reset_all(_state: PortalState, _request: Request, _body: dict[str, Any]) -> Any:
        reset()
        return {"ok": True}

    def route(path: str, handler: Handler, *methods: str) -> Route:
        async def endpoint(request: Request) -> Response:
            return await answer(state, request, handler)

        return Route(f"/_sandbox{path}", endpoint, methods=list(methods))

    return [
        route("/dump", show_dump, "GET"),
        route("/stats", lambda s, _r, _b: stats(s), "GET"),
        route("/reset", reset_all, "POST"),
        route("/faults", list_faults, "GET"),
        route("/faults", switch_fault, "POST"),
        route("/clock", move_clock, "GET", "POST"),
        route("/inventory", set_inventory, "POST"),
        route("/events", set_events, "POST"),
        *app_control_routes(route),
        *automation_control_routes(route),
        route("/invoice", lambda s, _r, body: manager.make_invoice(s, body), "POST"),
        route("/invoice/{id:int}", show_invoice, "GET"),
        route("/invoice/{id:int}/{action}", change_invoice, "POST"),
    ]


async def answer(state: PortalState, request: Request, handler: Handler) -> Response:
    state.run_due()
    body = parse_json(await request.body())
    user_id = None if body.get("by") == ROBOT else to_int(body.get("user_id")) or MANAGER
    try:
        with state.acting(user_id):
            return JSONResponse(handler(state, request, body))
    except RestError as error:
        return JSONResponse(error.body(), status_code=400)
    except UnknownFault as error:
        return JSONResponse({"error": "UNKNOWN_FAULT", "error_description": str(error)}, status_code=400)


def show_dump(state: PortalState, request: Request, _body: dict[str, Any]) -> Any:
    """`GET /_sandbox/dump`; with `?compare=1` without ids and moments."""
    return comparable_dump(state) if request.query_params.get("compare") else full_dump(state)


def list_faults(state: PortalState, _request: Request, _body: dict[str, Any]) -> Any:
    return {
        "active": [asdict(fault) for fault in state.faults.active],
        "struck": state.faults.struck,
        "known": DESCRIPTIONS,
    }


def switch_fault(state: PortalState, _request: Request, body: dict[str, Any]) -> Any:
    """`POST`: {"fault": "late=50,count=1"}, {"name", "arg", "count", …}, {"clear": true | name}."""
    if "clear" in body:
        state.faults.switch_off(None if body["clear"] is True else to_text(body["clear"]))
    if "fault" in body:
        state.faults.switch_on(parse_fault(to_text(body["fault"])))
    if "name" in body:
        settings = {
            key: to_text(value)
            for key, value in body.items()
            if key not in ("name", "arg") and value is not None
        }
        fault = make_fault(name=to_text(body["name"]), arg=to_text(body.get("arg")), settings=settings)
        state.faults.switch_on(fault)
    return {"active": [asdict(fault) for fault in state.faults.active]}


def move_clock(state: PortalState, _request: Request, body: dict[str, Any]) -> Any:
    """`POST {"advance": seconds}`: the portal's time moves on, and what was waiting runs."""
    state.clock.advance(to_float(body.get("advance")))
    ran = state.run_due()
    return {"now": state.stamp(), "timestamp": state.clock.timestamp(), "ran": ran}


def set_inventory(state: PortalState, _request: Request, body: dict[str, Any]) -> Any:
    state.inventory = bool(body.get("on"))
    return {"inventory": state.inventory}


def set_events(state: PortalState, _request: Request, body: dict[str, Any]) -> Any:
    """`POST {"url": …}`: where the outgoing webhook goes; null stops it."""
    state.event_url = to_text(body.get("url")) or None
    return {"url": state.event_url, "application_token": state.settings.application_token}


def show_invoice(state: PortalState, request: Request, _body: dict[str, Any]) -> Any:
    number = int(request.path_params["id"])
    key = (31, number)
    return {
        "invoice": manager.find_invoice(state, number),
        "rows": [r for r in state.rows("productRow") if (r["ownerTypeId"], r["ownerId"]) == key],
        "timeline": [m for m in state.rows("logMessage") if (m["entityTypeId"], m["entityId"]) == key],
        "stages": [h for h in state.rows("stageHistory") if (h["typeId"], h["itemId"]) == key],
    }


def change_invoice(state: PortalState, request: Request, body: dict[str, Any]) -> Any:
    """`POST /_sandbox/invoice/{id}/rows | stage | edit | delete`."""
    number = int(request.path_params["id"])
    match request.path_params["action"]:
        case "rows":
            rows = manager.set_rows(state, number, as_list(body.get("rows")))
            return {
                "rowIds": [row["id"] for row in rows],
                "opportunity": manager.find_invoice(state, number)["opportunity"],
            }
        case "stage":
            return {"stageId": manager.set_stage(state, number, to_text(body.get("stage")))["stageId"]}
        case "edit":
            return {"invoice": manager.edit(state, number, as_map(body.get("fields")))}
        case "delete":
            manager.delete(state, number)
            return {"deleted": number}
        case other:
            raise RestError("UNKNOWN_ACTION", f"{other}: rows, stage, edit, delete")
