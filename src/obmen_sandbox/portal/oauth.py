"""The authorization server: a code for a user in a browser, tokens for an application.

Source: Bitrix24 `settings/oauth/`; `b24pysdk` for the statuses of errors; facts §1.2.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from obmen_sandbox.portal.apps import (
    INSTALLED,
    MEMBER_ID,
    UNINSTALLED,
    app_by_client,
    domain_of,
    issue_token,
    scope_text,
    secret,
    token_body,
    token_by,
)
from obmen_sandbox.portal.errors import ConnectionDropped, RestError
from obmen_sandbox.portal.gateway import read_params
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.misfortune import suffer
from obmen_sandbox.portal.phpform import is_empty, to_text
from obmen_sandbox.portal.state import PortalState
from obmen_sandbox.portal.wire import drop_connection

CODE_S: Final = 30
EXCHANGE: Final = "oauth.token"  # what faults and the journal call a request for tokens
OAUTH_ERRORS: Final[Mapping[str, RestError]] = {
    "wrong_client": RestError("wrong_client", "Invalid client", status=200),
    "invalid_client": RestError("invalid_client", "Invalid client data"),
    "invalid_grant": RestError("invalid_grant", "Invalid authorization token"),
    "insufficient_scope": RestError("insufficient_scope", "Too many rights are asked for", status=403),
    "INVALID_SCOPE": RestError("INVALID_SCOPE", "Too many rights are asked for", status=403),
    "PAYMENT_REQUIRED": RestError("PAYMENT_REQUIRED", "Subscription has been ended", status=401),
    "NOT_INSTALLED": RestError("NOT_INSTALLED", "Application not installed", status=401),
    "APPLICATION_NOT_FOUND": RestError("APPLICATION_NOT_FOUND", "Application not found", status=401),
    "ERROR_OAUTH": RestError("ERROR_OAUTH", "Application not installed", status=401),
}


def oauth_routes(state: PortalState) -> list[Route]:
    """The routes of the authorization server, on the portal's own address."""

    async def authorize_(request: Request) -> Response:
        return authorize(state, request)

    async def token_(request: Request) -> Response:
        return await token(state, request)

    return [
        Route("/oauth/authorize/", authorize_, methods=["GET"]),
        Route("/oauth/token/", token_, methods=["GET", "POST"]),
    ]


def authorize(state: PortalState, request: Request) -> Response:
    """Send the browser of the viewing user back to the application with a code."""
    app = app_by_client(state, request.query_params.get("client_id", ""))
    if app is None or app["status"] != INSTALLED:
        error = OAUTH_ERRORS["APPLICATION_NOT_FOUND" if app is None else "NOT_INSTALLED"]
        return refusal(state, error)
    query = {
        "code": new_code(state, app)["code"],
        "state": request.query_params.get("state", ""),
        "domain": domain_of(state),
        "member_id": MEMBER_ID,
        "scope": scope_text(app),
        "server_domain": domain_of(state),
    }
    joint = "&" if "?" in app["redirect"] else "?"
    return RedirectResponse(f"{app['redirect']}{joint}{urlencode(query)}", status_code=302)


def new_code(state: PortalState, app: Row) -> Row:
    number = state.last_ids["oauthCode"] + 1
    row = {"code": secret(state, "code", number), "app_id": app["id"], "user_id": state.viewer_id}
    return state.insert("oauthCode", {**row, "until": state.clock.timestamp() + CODE_S, "used": False})


async def token(state: PortalState, request: Request) -> Response:
    """Answer a request for tokens, or close its connection."""
    state.run_due()
    state.journal.requests["oauth"] += 1
    params = await read_params(request)

    def answer(_die_after: int | None) -> Response:
        return answer_token(state, params)

    try:
        fault = state.faults.strike_request([EXCHANGE])
        return answer(None) if fault is None else await suffer(state, fault, answer)
    except RestError as error:
        return refusal(state, error)
    except ConnectionDropped:
        state.journal.requests["dropped"] += 1
        return await drop_connection(request.scope)


def answer_token(state: PortalState, params: Mapping[str, Any]) -> Response:
    state.journal.commands[EXCHANGE] += 1
    try:
        return JSONResponse(grant(state, params))
    except RestError as error:
        return refusal(state, error)


def refusal(state: PortalState, error: RestError) -> Response:
    state.journal.errors[str(error.code)] += 1
    return JSONResponse(error.body(), status_code=error.status)


def grant(state: PortalState, params: Mapping[str, Any]) -> Row:
    """Exchange a code or a refresh token for a new pair. Raises: RestError."""
    kind = need(params, "grant_type")
    app = client(state, params)
    if fault := state.faults.strike("oauth-error", EXCHANGE):
        raise OAUTH_ERRORS.get(fault.arg or "PAYMENT_REQUIRED", RestError(fault.arg, fault.arg))
    match kind:
        case "authorization_code":
            user_id = use_code(state, app, need(params, "code"))
        case "refresh_token":
            user_id = use_refresh(state, app, need(params, "refresh_token"))
        case _:
            raise RestError("invalid_request", f'Unsupported "grant_type" {kind}')
    return token_body(state, app, issue_token(state, app, user_id))


def need(params: Mapping[str, Any], name: str) -> str:
    if is_empty(params.get(name)):
        raise RestError("invalid_request", f'No "{name}" parameter found')
    return to_text(params[name])


def client(state: PortalState, params: Mapping[str, Any]) -> Row:
    """The application with its secret. Raises: RestError — an unknown one answers with HTTP 200."""
    app = app_by_client(state, need(params, "client_id"))
    if app is None:
        raise OAUTH_ERRORS["wrong_client"]
    if need(params, "client_secret") != app["client_secret"]:
        raise OAUTH_ERRORS["invalid_client"]
    if app["status"] == UNINSTALLED:
        raise OAUTH_ERRORS["NOT_INSTALLED"]
    return app


def use_code(state: PortalState, app: Row, code: str) -> int:
    """The user of a code; it serves once, for thirty seconds. Raises: RestError invalid_grant."""
    row = next(iter(state.table("oauthCode").where("code", code)), None)
    if row is None or row["app_id"] != app["id"] or row["used"] or row["until"] < state.clock.timestamp():
        raise OAUTH_ERRORS["invalid_grant"]
    row["used"] = True
    return int(row["user_id"])


def use_refresh(state: PortalState, app: Row, refresh: str) -> int:
    """The user of a refresh token; it serves once. Raises: RestError invalid_grant."""
    row = token_by(state, "refresh", refresh)
    if row is None or row["app_id"] != app["id"] or row["spent"]:
        raise OAUTH_ERRORS["invalid_grant"]
    if row["renewable_until"] < state.clock.timestamp():
        raise OAUTH_ERRORS["invalid_grant"]
    row["spent"] = True
    return int(row["user_id"])
