"""Local applications: their cards, their tokens, and what the portal tells them about itself.

Source: Bitrix24 `local-integrations/`, `settings/oauth/`, `settings/app-installation/`; facts §1.2, §6.3.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.phpform import as_list, is_empty, to_int, to_text
from obmen_sandbox.portal.settings import ALL_SCOPES, OTHER_SCOPES
from obmen_sandbox.portal.state import PortalState

MEMBER_ID: Final = "0f3c2f1d6a9b4c5e8d7f0a1b2c3d4e5f"
LANGUAGE: Final = "ru"
ACCESS_S: Final = 3600
REFRESH_S: Final = 180 * 24 * 3600
INSTALLING, INSTALLED, UNINSTALLED = "installing", "installed", "uninstalled"
DEFAULT_SCOPES: Final = ("crm", "catalog", "placement", "bizproc", "user_basic")
BOUND_BY_APP: Final = (
    "placement",
    "eventHandler",
    "offlineEvent",
    "robot",
    "trigger",
)  # gone with the application


def secret(state: PortalState, kind: str, number: int) -> str:
    """A secret that another run with the same seed has too."""
    return sha256(f"{state.settings.seed} {kind} {number}".encode()).hexdigest()


def register(state: PortalState, wish: Mapping[str, Any]) -> Row:
    """Save the card of a local application, as an administrator does.

    Shape:  {"name", "handler", "install", "redirect", "scopes": […], "api_only": false}
    Raises: RestError — an address or a scope that the portal does not know.
    """
    number = state.last_ids["app"] + 1
    digest = secret(state, "client", number)
    card: Row = {name: to_text(wish.get(name)) for name in ("name", "handler", "install", "redirect")}
    card["redirect"] = card["redirect"] or card["handler"]
    check_card(card)
    scopes = [to_text(name) for name in as_list(wish.get("scopes"))] or list(DEFAULT_SCOPES)
    if unknown := sorted(set(scopes) - ALL_SCOPES - OTHER_SCOPES):
        raise RestError("INVALID_SCOPE", f"Unknown scope: {', '.join(unknown)}")
    card |= {"scopes": scopes, "api_only": not is_empty(wish.get("api_only")), "opened": False}
    card["status"] = INSTALLING if card["install"] and not card["api_only"] else INSTALLED
    card |= {"client_id": f"local.{digest[:14]}.{int(digest[14:24], 16) % 10**8:08}"}
    card |= {"client_secret": secret(state, "secret", number)[:50], "member_id": MEMBER_ID}
    card |= {"application_token": secret(state, "application", number)[:32], "user_id": state.viewer_id}
    return state.insert("app", card)


def check_card(card: Row) -> None:
    """Raises: RestError — no name, or an address that is none."""
    if not card["name"]:
        raise RestError("ERROR_ARGUMENT", "Argument 'name' is null or empty", argument="name")
    required = "install" if not card["handler"] else "handler"
    for name in ("handler", "install", "redirect"):
        if not card[name] and name != required:
            continue
        if not card[name].startswith(("http://", "https://")):
            raise RestError("ERROR_ARGUMENT", f"Argument '{name}' is not an address", argument=name)


def find_app(state: PortalState, number: int) -> Row:
    app = state.table("app").get(number)
    if app is None:
        raise RestError("APPLICATION_NOT_FOUND", "Application not found", status=404)
    return app


def app_by_client(state: PortalState, client_id: str) -> Row | None:
    return next((row for row in state.rows("app") if row["client_id"] == client_id), None)


def issue_token(state: PortalState, app: Row, user_id: int) -> Row:
    """A new pair: the access token lives an hour, the refresh token half a year or until it is used."""
    number, now = state.last_ids["appToken"] + 1, state.clock.timestamp()
    row: Row = {"access": secret(state, "access", number), "refresh": secret(state, "refresh", number)}
    row |= {"app_id": app["id"], "user_id": user_id, "spent": False}
    return state.insert(
        "appToken", {**row, "expires": int(now) + ACCESS_S, "renewable_until": now + REFRESH_S}
    )


def living_token(state: PortalState, app: Row, user_id: int) -> Row:
    """A token for one more event: the one before while it has half an hour left, or a new one."""
    number = app.get("event_tokens", {}).get(user_id)
    known = state.table("appToken").get(number or 0)
    if known is not None and known["expires"] - state.clock.timestamp() > ACCESS_S / 2:
        return known
    fresh = issue_token(state, app, user_id)
    app.setdefault("event_tokens", {})[user_id] = fresh["id"]
    return fresh


def token_by(state: PortalState, field: str, value: str) -> Row | None:
    found = state.table("appToken").where(field, value)
    return found[0] if found else None


def domain_of(state: PortalState) -> str:
    return state.settings.base_url.partition("://")[2]


def endpoint(state: PortalState) -> str:
    """The portal's own and the authorization server's: in practice both are here."""
    return f"{state.settings.base_url}/rest/"


def left_s(state: PortalState, token: Row) -> int:
    return max(0, int(token["expires"] - state.clock.timestamp()))


def scope_text(app: Row) -> str:
    return ",".join(app["scopes"])


def token_body(state: PortalState, app: Row, token: Row) -> Row:
    """What the authorization server answers (E1)."""
    return {
        "access_token": token["access"],
        "expires": token["expires"],
        "expires_in": left_s(state, token),
        "refresh_token": token["refresh"],
        "scope": scope_text(app),
        "domain": domain_of(state),
        "server_endpoint": endpoint(state),
        "client_endpoint": endpoint(state),
        "member_id": MEMBER_ID,
        "status": "L",
        "user_id": token["user_id"],
    }


def event_auth(state: PortalState, app: Row, token: Row | None, *, renewable: bool = False) -> dict[str, str]:
    """The `auth` of a POST to an application; without a token when nobody's action caused it."""
    block: dict[str, str] = {}
    if token is not None:
        block |= {"access_token": token["access"], "expires_in": str(left_s(state, token))}
        block |= {"scope": scope_text(app)}
    if token is not None and renewable:
        block |= {"refresh_token": token["refresh"], "expires": str(token["expires"])}
        block |= {"user_id": str(token["user_id"])}
    block |= {"domain": domain_of(state), "server_endpoint": endpoint(state), "status": "L"}
    block |= {"client_endpoint": endpoint(state), "member_id": MEMBER_ID}
    return {**block, "application_token": app["application_token"]}


def finish_installation(state: PortalState, app: Row) -> bool:
    """`BX24.installFinish()`: says whether it was the first; only now events and placements work."""
    if app["status"] != INSTALLING:
        return False
    app["status"] = INSTALLED
    tell_installed(state, app)
    return True


def tell_installed(state: PortalState, app: Row) -> None:
    """ONAPPINSTALL: to the installer of an application without pages, to the bound handlers of another."""
    data = {"VERSION": "1", "ACTIVE": "Y", "INSTALLED": "Y", "LANGUAGE_ID": LANGUAGE}
    handlers = [app["install"] or app["handler"]] if app["api_only"] else bound(state, app, "ONAPPINSTALL")
    for url in handlers:
        token = issue_token(state, app, app["user_id"])
        post_about_app(state, url, "ONAPPINSTALL", data, event_auth(state, app, token, renewable=True))


def uninstall(state: PortalState, app: Row, *, clean: bool) -> None:
    """Take an application away; it hears of it without a token, and its bindings vanish."""
    data = {"LANGUAGE_ID": LANGUAGE, "CLEAN": "1" if clean else "0"}
    for url in bound(state, app, "ONAPPUNINSTALL"):
        post_about_app(state, url, "ONAPPUNINSTALL", data, event_auth(state, app, None))
    app["status"] = UNINSTALLED
    drop_bindings(state, app)


def drop_bindings(state: PortalState, app: Row) -> None:
    for table in BOUND_BY_APP:
        for row in [row for row in state.rows(table) if row["app_id"] == app["id"]]:
            del state.table(table)[row["id"]]


def bound(state: PortalState, app: Row, event: str) -> list[str]:
    rows = (row for row in state.rows("eventHandler") if not row["offline"])
    return [row["handler"] for row in rows if row["app_id"] == app["id"] and row["event"] == event]


def post_about_app(
    state: PortalState, url: str, event: str, data: Mapping[str, str], auth: Mapping[str, str]
) -> None:
    form = {"event": event, **{f"data[{name}]": value for name, value in data.items()}}
    form |= {"ts": str(int(state.clock.timestamp())), **{f"auth[{name}]": v for name, v in auth.items()}}
    state.send(url, form)


def user_of(state: PortalState, number: Any) -> Row:
    """Raises: RestError — there is no such user."""
    user = state.table("user").get(to_int(number))
    if user is None:
        raise RestError("ERROR_ARGUMENT", "Argument 'user_id' is wrong", argument="user_id")
    return user
