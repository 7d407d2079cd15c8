"""Everything the console does, programs can do: each page and each form has its operations."""

from __future__ import annotations

from typing import Final

from obmen.api.document import operations, scope_of
from obmen.api.routes import written_document
from tests.support.routes import console_ways

OF_PEOPLE: Final = "of people only"
"""What makes no sense for a program: it signs in by its token, and has neither password nor eyes."""

COUNTERPARTS: Final[dict[str, tuple[str, ...] | str]] = {
    "GET /": ("listStatus", "listExchanges"),
    "GET /sign-in": OF_PEOPLE,
    "POST /sign-in": OF_PEOPLE,
    "POST /sign-out": OF_PEOPLE,
    "GET /welcome/{secret}": OF_PEOPLE,
    "POST /welcome/{secret}": OF_PEOPLE,
    "POST /language": OF_PEOPLE,  # Accept-Language
    "POST /theme": OF_PEOPLE,
    "GET /account": ("showOwnToken",),
    "POST /account/password": OF_PEOPLE,
    "POST /account/logins/{id:int}/end": OF_PEOPLE,
    "POST /account/logins/end-others": OF_PEOPLE,
    "GET /x/{exchange}/now": ("showStatus",),
    "POST /x/{exchange}/now": ("sync",),
    "GET /x/{exchange}/catalogue": ("searchGoods", "listGroups"),
    "GET /x/{exchange}/goods/{key:path}": ("showPassport",),
    "GET /x/{exchange}/plan": ("listTasks", "showTask"),
    "POST /x/{exchange}/plan": ("plan",),
    "POST /x/{exchange}/plan/run": ("release", "sync"),
    "GET /x/{exchange}/runs": ("listRuns",),
    "GET /x/{exchange}/runs/{run}": ("planUndo",),
    "POST /x/{exchange}/runs/{run}": ("undo",),
    "GET /x/{exchange}/drift": ("findDrift",),
    "POST /x/{exchange}/drift": ("findDrift",),
    "POST /x/{exchange}/drift/restore": ("restoreDrift",),
    "GET /x/{exchange}/invoices": ("listInvoices",),
    "GET /x/{exchange}/invoices/{invoice}": ("showInvoice",),
    "GET /x/{exchange}/invoices/{invoice}/raw/{message}": ("listMessages", "showMessage"),
    "GET /x/{exchange}/invoices/{invoice}/raw/{message}/file": ("getMessageFile",),
    "POST /x/{exchange}/invoices/{invoice}/send": ("planSending", "sendInvoices"),
    "POST /x/{exchange}/invoices/{invoice}/retry": ("retry",),
    "POST /x/{exchange}/invoices/{invoice}/bind": ("bindRow",),
    "GET /x/{exchange}/health": ("showAlerts", "showTask"),
    "POST /x/{exchange}/health/check": ("check",),
    "POST /x/{exchange}/health/trial": ("tryAlerts",),
    "GET /x/{exchange}/scope": ("showScope",),
    "GET /tasks/{id}": ("showTask",),
    "GET /x/{exchange}/wizard": ("listSteps",),
    "GET /x/{exchange}/wizard/watch": ("listSteps",),
    "POST /x/{exchange}/wizard/check": ("check",),
    "POST /x/{exchange}/wizard/application": ("showApplication", "keepApplicationKey"),
    "POST /x/{exchange}/wizard/vendor": OF_PEOPLE,  # a person's own tick
    "POST /x/{exchange}/wizard/filled": OF_PEOPLE,
    "POST /x/{exchange}/wizard/preset": ("applySettingsFile",),
    "POST /x/{exchange}/wizard/family": ("setExchange",),
    "POST /x/{exchange}/wizard/price": ("setExchange",),
    "POST /x/{exchange}/wizard/report": ("report",),
    "POST /x/{exchange}/wizard/report/seen": OF_PEOPLE,
    "GET /x/{exchange}/problems": ("listProblems",),
    "GET /x/{exchange}/problems/aside": ("listAside",),
    "GET /x/{exchange}/problems/alike": ("listProblems",),
    "POST /x/{exchange}/problems/retry": ("retry",),
    "POST /x/{exchange}/problems/send": ("sendInvoices",),
    "POST /x/{exchange}/problems/bind": ("bindRow",),
    "POST /x/{exchange}/problems/release": ("release",),
    "POST /x/{exchange}/problems/choose": ("setExchange",),
    "POST /x/{exchange}/problems/ignore": ("ignore",),
    "POST /x/{exchange}/problems/unignore": ("unignore",),
    "GET /exchanges/new": OF_PEOPLE,
    "POST /exchanges/new": ("addExchange",),
    "GET /x/{exchange}/settings": ("showExchange",),
    "POST /x/{exchange}/settings": ("setExchange",),
    "GET /x/{exchange}/settings/groups": ("listGroups",),
    "POST /x/{exchange}/settings/groups": ("setExchange",),
    "GET /x/{exchange}/settings/groups/taken": ("countTaken",),
    "GET /x/{exchange}/settings/file": ("getSettingsFile",),
    "GET /x/{exchange}/settings/file.yaml": ("getSettingsFile",),
    "POST /x/{exchange}/settings/file": ("compareSettingsFile",),
    "POST /x/{exchange}/settings/file/apply": ("applySettingsFile",),
    "POST /x/{exchange}/settings/password": ("renewOnecPassword",),
    "POST /x/{exchange}/settings/portal": ("setExchange",),
    "POST /x/{exchange}/settings/remove": ("removeExchange",),
    "GET /users": ("listUsers",),
    "POST /users": ("inviteUser",),
    "POST /users/{id:int}": ("changeUser",),
    "POST /users/{id:int}/link": ("renewUserLink",),
    "POST /users/{id:int}/lock": ("lockUser",),
    "POST /users/{id:int}/unlock": ("unlockUser",),
    "GET /tokens": ("listTokens",),
    "POST /tokens": ("addToken",),
    "POST /tokens/revoke": ("revokeToken",),
    "GET /audit": ("listAudit",),
}


def test_every_page_and_every_form_has_its_operations() -> None:
    there = {operation["operationId"] for _, _, operation in operations(written_document("en"))}

    told = [one for counterpart in COUNTERPARTS.values() if counterpart != OF_PEOPLE for one in counterpart]

    assert {way.name for way in console_ways()} == set(COUNTERPARTS)
    assert set(told) - there == set()


OTHERWISE: Final = {
    "POST /x/{exchange}/settings/portal": "exchanges",  # setExchange asks for it where `portal` is told
    "POST /x/{exchange}/wizard/check": "settings",  # the same check is in health
}


def test_a_form_asks_for_the_permission_that_its_operation_asks_for() -> None:
    scopes = {one["operationId"]: scope_of(one) for _, _, one in operations(written_document("en"))}
    needs = {way.name: way.needs for way in console_ways() if way.method == "POST"}

    other = {
        name: (needed, [scopes[one] for one in COUNTERPARTS[name]])
        for name, needed in needs.items()
        if COUNTERPARTS[name] != OF_PEOPLE and needed not in [scopes[one] for one in COUNTERPARTS[name]]
    }

    assert {name: needed for name, (needed, _) in other.items()} == OTHERWISE
