"""On whose behalf a request runs: the webhook in its path, or the access token in its parameters.

Source: Bitrix24 `how-to-call-rest-api/authorization.md`, `error-codes.md`; facts §1.1, §1.5.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from obmen_sandbox.portal.apps import INSTALLING, UNINSTALLED, token_by
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.phpform import is_empty, to_text
from obmen_sandbox.portal.state import PortalState


@dataclass(frozen=True, slots=True)
class Caller:
    """A user, and the application through which the user calls; a webhook has none."""

    user_id: int
    app_id: int | None = None


def unauthorized(code: str, text: str) -> RestError:
    return RestError(code, text, status=401)


def caller_of(state: PortalState, path: Mapping[str, Any], params: Mapping[str, Any]) -> Caller:
    """Who calls? Raises: RestError 401."""
    if "secret" in path:
        if path["user"] != str(state.settings.user_id) or path["secret"] != state.settings.secret:
            raise unauthorized("NO_AUTH_FOUND", "Wrong authorization data")
        return Caller(state.settings.user_id)
    if is_empty(params.get("auth")):
        raise unauthorized("NO_AUTH_FOUND", "Wrong authorization data")
    return caller_by_token(state, to_text(params["auth"]), method=to_text(path.get("method")))


def caller_by_token(state: PortalState, access: str, *, method: str) -> Caller:
    """The user and the application of an access token. Raises: RestError 401."""
    token = token_by(state, "access", access)
    if token is None:
        raise unauthorized("invalid_token", "Unable to get application by token")
    app = state.table("app").get(token["app_id"])
    if app is None:
        raise unauthorized("APPLICATION_NOT_FOUND", "Application not found")
    if app["status"] == UNINSTALLED:
        raise unauthorized("NOT_INSTALLED", "Application not installed")
    if token["expires"] <= state.clock.timestamp() or state.faults.strike("expired-token", method):
        raise unauthorized("expired_token", "The access token provided has expired.")
    user = state.table("user").get(token["user_id"])
    if user is None or user["ACTIVE"] != "Y":
        raise unauthorized("authorization_error", "Unable to authorize user")
    if app["status"] == INSTALLING and user["admin"] is not True:
        raise RestError("user_access_error", "The user does not have access to the application.", status=403)
    return Caller(token["user_id"], app["id"])
