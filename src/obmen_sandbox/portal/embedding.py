"""Opening a page of an application in a frame: a form that a browser posts to its handler.

Source: Bitrix24 `api-reference/widgets/crm/detail-tab.md`, `left-menu.md`; `b24jssdk` for the frame's name
and what the portal answers to its messages; facts §6.2.
"""

import json
from typing import Any, Final
from urllib.parse import urlencode

from obmen_sandbox.portal.apps import (
    ACCESS_S,
    INSTALLED,
    INSTALLING,
    LANGUAGE,
    MEMBER_ID,
    domain_of,
    endpoint,
    issue_token,
    scope_text,
    secret,
)
from obmen_sandbox.portal.crm_vocabulary import COMPANY, DEAL, INVOICE
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.phpform import php_array
from obmen_sandbox.portal.placements import TAB_CODES, visible
from obmen_sandbox.portal.state import PortalState

DEFAULT: Final = "DEFAULT"
CARD_PATHS: Final = {
    DEAL: "/crm/deal/details/{0}/?any=details%2F{0}%2F&IFRAME=Y&IFRAME_TYPE=SIDE_SLIDER",
    COMPANY: "/crm/company/details/{0}/?any=details%2F{0}%2F&IFRAME=Y&IFRAME_TYPE=SIDE_SLIDER",
    INVOICE: "/crm/type/31/details/{0}/?any=type%2F31%2Fdetails%2F{0}%2F&IFRAME=Y&IFRAME_TYPE=SIDE_SLIDER",
}


def app_frame(state: PortalState, app: Row) -> Row:
    """The application's main page, or its installer while it is not installed."""
    installing = app["status"] == INSTALLING
    return frame(state, app, app["install"] if installing else app["handler"], placement=DEFAULT, options={})


def card_tabs(state: PortalState, type_id: int) -> list[Row]:
    """The tabs that applications have put into the cards of a type."""
    return [
        {"id": row["id"], "title": row["TITLE"] or state.table("app")[row["app_id"]]["name"]}
        for row in visible(state, TAB_CODES[type_id])
    ]


def card_frame(state: PortalState, type_id: int, number: int, tab: int) -> Row | None:
    """The page of a tab; its options carry the id of the card as a text, and not its type."""
    row = next((row for row in visible(state, TAB_CODES[type_id]) if row["id"] == tab), None)
    if row is None or type_id not in CARD_PATHS:
        return None
    options = {"ID": str(number), "URI": CARD_PATHS[type_id].format(number)}
    return bound_frame(state, row, options)


def bound_frame(state: PortalState, row: Row, options: dict[str, str]) -> Row:
    app = state.table("app")[row["app_id"]]
    return frame(state, app, row["handler"], placement=row["placement"], options=options)


def frame(state: PortalState, app: Row, url: str, *, placement: str, options: dict[str, str]) -> Row:
    """A form to post, the name of the frame, and what its messages are answered with."""
    protocol = "1" if state.settings.base_url.startswith("https:") else "0"
    sid = secret(state, "sid", state.new_id("sid"))[:32]
    query = {"DOMAIN": domain_of(state), "PROTOCOL": protocol, "LANG": LANGUAGE, "APP_SID": sid}
    auth = auth_fields(state, app)
    place = {"PLACEMENT": placement, "PLACEMENT_OPTIONS": json.dumps(php_array(options), ensure_ascii=False)}
    fields = {
        **auth,
        "SERVER_ENDPOINT": endpoint(state),
        "APPLICATION_TOKEN": app["application_token"],
        "APPLICATION_SCOPE": scope_text(app),
        "member_id": MEMBER_ID,
        "status": "L",
        **place,
    }
    said: dict[str, Any] = {**query, "PATH": "/rest", **auth, "MEMBER_ID": MEMBER_ID}
    said |= {"INSTALL": app["status"] != INSTALLED, "FIRST_RUN": not app["opened"]}
    said |= {"IS_ADMIN": bool(state.table("user")[state.viewer_id]["admin"])}
    said |= {
        "APP_OPTIONS": {},
        "USER_OPTIONS": {},
        "PLACEMENT": placement,
        "PLACEMENT_OPTIONS": php_array(options),
    }
    return {
        "action": url + ("&" if "?" in url else "?") + urlencode(query),
        "name": f"{domain_of(state)}|{protocol}|{sid}",
        "fields": fields,
        "title": app["name"],
        "app_id": app["id"],
        "sid": sid,
        "said": json.dumps(said, ensure_ascii=False),
    }


def auth_fields(state: PortalState, app: Row) -> dict[str, str]:
    """A fresh pair of tokens of the viewing user, as frames get it."""
    token = issue_token(state, app, state.viewer_id)
    return {"AUTH_ID": token["access"], "AUTH_EXPIRES": str(ACCESS_S), "REFRESH_ID": token["refresh"]}
