"""Places in the portal's pages where an application shows its own.

Source: Bitrix24 `api-reference/widgets/placement-*.md`; facts §6.1.
"""

from typing import Any, Final

from obmen_sandbox.portal.app_methods import NEEDS_APP, argument, is_admin, upper
from obmen_sandbox.portal.apps import INSTALLED, INSTALLING, LANGUAGE
from obmen_sandbox.portal.crm_vocabulary import COMPANY, CONTACT, DEAL, INVOICE, QUOTE
from obmen_sandbox.portal.errors import RestError
from obmen_sandbox.portal.lists import Reply, Row
from obmen_sandbox.portal.method import Call, Method
from obmen_sandbox.portal.phpform import as_map, is_empty, php_array, to_int, to_text
from obmen_sandbox.portal.state import PortalState
from obmen_sandbox.portal.words import words

TAB_CODES: Final = {
    DEAL: "CRM_DEAL_DETAIL_TAB",
    COMPANY: "CRM_COMPANY_DETAIL_TAB",
    CONTACT: "CRM_CONTACT_DETAIL_TAB",
    QUOTE: "CRM_QUOTE_DETAIL_TAB",
    INVOICE: "CRM_SMART_INVOICE_DETAIL_TAB",
}
CRM_STEMS: Final = words("LEAD DEAL CONTACT COMPANY QUOTE SMART_INVOICE ORDER")
CRM_PLACES: Final = words(
    """
    DETAIL_TAB DETAIL_TOOLBAR DETAIL_ACTIVITY LIST_MENU LIST_TOOLBAR ACTIVITY_TIMELINE_MENU
    DOCUMENTGENERATOR_BUTTON ROBOT_DESIGNER_TOOLBAR
    """
)
CRM_CODES: Final = (
    *(f"CRM_{stem}_{place}" for stem in CRM_STEMS for place in CRM_PLACES),
    *words("CRM_REQUISITE_AUTOCOMPLETE CRM_BANK_DETAIL_AUTOCOMPLETE CRM_DETAIL_SEARCH"),
)
LEFT_MENU: Final = "LEFT_MENU"
ONEC_PAGE: Final = "ONEC_PAGE"  # not in the documentation; `AppPlacement::ONEC_PAGE` of the crm module
WORKER: Final = "PAGE_BACKGROUND_WORKER"
OTHER_CODES: Final = (LEFT_MENU, WORKER, "TASK_VIEW_TAB", "REST_APP_URI")
SINGLE: Final = frozenset({WORKER, "REST_APP_URI"})


def codes(call: Call) -> list[str]:
    """The places that an application may use: those of CRM with the scope `crm` only."""
    scopes = call.state.table("app")[call.app_id or 0]["scopes"]
    crm = (*CRM_CODES, *((ONEC_PAGE,) if call.state.settings.onec_page else ()))
    return [*(crm if "crm" in scopes else ()), *OTHER_CODES]


def mine(call: Call, **wanted: Any) -> list[Row]:
    rows = (row for row in call.state.rows("placement") if row["app_id"] == call.app_id)
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def need_admin(call: Call) -> None:
    if not is_admin(call):
        raise RestError("ACCESS_DENIED", "Access denied!", status=403)


def said_with_200(code: str, text: str) -> RestError:
    """Errors that come with HTTP 200."""
    return RestError(code, text, status=200)


def bind(call: Call) -> Reply:
    """`placement.bind`. Raises: RestError, several of them with HTTP 200."""
    need_admin(call)
    given = upper(call)
    code = argument(given, "PLACEMENT", status=200).upper()
    handler = argument(given, "HANDLER", status=200)
    if code not in codes(call):
        raise RestError("ERROR_PLACEMENT_NOT_FOUND", "Placement not found")
    if code in SINGLE and mine(call, placement=code):
        raise said_with_200("ERROR_PLACEMENT_MAX_COUNT", "Placement max count exceeded")
    options = as_map(given.get("OPTIONS"))
    if code == WORKER and is_empty(options.get("errorHandlerUrl")):
        raise said_with_200("EMPTY_ERROR_HANDLER_URL", "Empty errorHandlerUrl")
    if code != WORKER and not is_empty(given.get("USER_ID")):
        raise said_with_200("ERROR_PLACEMENT_USER_MODE", "User mode is not available")
    if mine(call, placement=code, handler=handler):
        raise RestError("ERROR_CORE", "Unable to set placement handler: Handler already binded")
    row: Row = {"app_id": call.app_id, "placement": code, "handler": handler}
    row |= {"userId": to_int(given.get("USER_ID")), "options": options, "langAll": texts(given)}
    call.state.insert("placement", {**row, **row["langAll"][LANGUAGE]})
    return Reply(result=True)


def texts(given: dict[str, Any]) -> dict[str, dict[str, str]]:
    """TITLE, DESCRIPTION and GROUP_NAME by language; the plain ones are those of the portal's language."""
    names = ("TITLE", "DESCRIPTION", "GROUP_NAME")
    plain = {name: to_text(given.get(name)) for name in names}
    found = {
        language: {name: to_text(as_map(said).get(name)) for name in names}
        for language, said in as_map(given.get("LANG_ALL")).items()
    }
    return {**found, LANGUAGE: found.get(LANGUAGE, plain)}


def unbind(call: Call) -> Reply:
    """`placement.unbind`: the counter goes up twice for each handler, as the real one's does."""
    need_admin(call)
    given = upper(call)
    wanted: Row = {"placement": argument(given, "PLACEMENT").upper()}
    if not is_empty(given.get("HANDLER")):
        wanted["handler"] = to_text(given["HANDLER"])
    if not is_empty(given.get("USER_ID")):
        wanted["userId"] = to_int(given["USER_ID"])
    found = mine(call, **wanted)
    for row in found:
        del call.state.table("placement")[row["id"]]
    return Reply({"count": 2 * len(found)})


def get(call: Call) -> Reply:
    need_admin(call)
    return Reply([show(row) for row in mine(call)])


def show(row: Row) -> Row:
    return {
        "placement": row["placement"],
        "userId": row["userId"],
        "handler": row["handler"],
        "options": php_array(row["options"]),
        "title": row["TITLE"],
        "description": row["DESCRIPTION"],
        "langAll": row["langAll"],
    }


def list_(call: Call) -> Reply:
    """`placement.list {SCOPE, FULL}`: codes."""
    scope = to_text(upper(call).get("SCOPE"))
    known = codes(call)
    if scope:
        known = [code for code in known if (code in OTHER_CODES) == (scope != "crm")]
    return Reply(known)


def visible(state: PortalState, code: str) -> list[Row]:
    """The bound places that the viewing user sees; before the end of an installation only administrators."""
    statuses = {INSTALLED, INSTALLING} if state.table("user")[state.viewer_id]["admin"] else {INSTALLED}
    return [
        row
        for row in state.rows("placement")
        if row["placement"] == code and state.table("app")[row["app_id"]]["status"] in statuses
    ]


METHODS: Final = (
    Method("placement.bind", bind, "placement", writes=True, cost_s=0.05, webhook_refusal=NEEDS_APP),
    Method("placement.unbind", unbind, "placement", writes=True, cost_s=0.05, webhook_refusal=NEEDS_APP),
    Method("placement.get", get, "placement", webhook_refusal=NEEDS_APP),
    Method("placement.list", list_, "placement", webhook_refusal=NEEDS_APP),
)
