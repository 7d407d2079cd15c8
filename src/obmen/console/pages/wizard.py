"""The wizard: from nothing to the first paid invoice, left and resumed at will."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from starlette.responses import Response
from starlette.routing import Route

from obmen.console.node_forms import FORMS
from obmen.console.pages.plan import document_of, latest
from obmen.console.presets import preset_of, presets
from obmen.console.routing import form, page
from obmen.console.shell import Console, Visit
from obmen.delivery.profile import CheckState
from obmen.domain.errors import NotFound
from obmen.domain.roles import Permission
from obmen.flows.admin.check import own_findings
from obmen.flows.application.credentials import show_application
from obmen.flows.desk.wizard import (
    FORM,
    NODE_FILLED,
    PRESET,
    RATES,
    REPORT_SEEN,
    VENDOR_OFF,
    StepName,
    current_of,
    mark_of,
    practice_of,
    steps_of,
)
from obmen.flows.ports.store import Work

BASE: Final = "/x/{exchange}/wizard"


def create_wizard_routes(console: Console) -> list[Route]:
    """Return the routes of the wizard."""
    needs = Permission.SETTINGS
    return [
        page(console, BASE, wizard, needs=needs),
        page(console, f"{BASE}/watch", watch, needs=needs),
        form(console, f"{BASE}/application", keep_application, needs=Permission.EXCHANGES),
        form(console, f"{BASE}/check", check, needs=needs),
        form(console, f"{BASE}/vendor", vendor_is_off, needs=needs),
        form(console, f"{BASE}/preset", choose_preset, needs=needs),
        form(console, f"{BASE}/family", choose_form, needs=needs),
        form(console, f"{BASE}/filled", filled, needs=needs),
        form(console, f"{BASE}/price", choose_price, needs=needs),
        form(console, f"{BASE}/report", report, needs=needs),
        form(console, f"{BASE}/report/seen", seen, needs=needs),
    ]


async def wizard(visit: Visit) -> Response:
    """Show all steps, the one that comes next open."""
    values = await visit.read(partial(_values, visit))
    return visit.page("wizard/wizard.html", **values)


async def watch(visit: Visit) -> Response:
    """Let the page load anew once a step has moved: htmx asks while 1C is waited for."""
    found = await visit.read(lambda work: steps_of(work, visit.exchange))
    is_other = mark_of(found) != visit.request.query_params.get("mark", "")
    return Response(status_code=204, headers={"HX-Refresh": "true"} if is_other else {})


def _values(visit: Visit, work: Work) -> dict[str, Any]:
    exchange = visit.exchange
    found = steps_of(work, exchange)
    by_name = {step.name: step for step in found}
    checked, reported = latest(visit, "check"), latest(visit, "report")
    public_url = visit.console.desk.public_url
    return {
        "steps": found,
        "current": current_of(found),
        "mark": mark_of(found),
        "greeted": by_name[StepName.CHECKAUTH].done and not by_name[StepName.RUN].done,
        "forms": FORMS,
        "form": FORMS[str(by_name[StepName.NODE].facts["form"])],
        "presets": presets(),
        "ours": {"address": f"{public_url}/1c/{exchange.name}", "login": exchange.login},
        "application": show_application(exchange, work.applications.get(exchange.id), public_url=public_url),
        "practice": practice_of(exchange),
        "check": checked,
        "checks": _checks(visit, work),
        "report_task": reported,
        "report": document_of(reported),
    }


def _checks(visit: Visit, work: Work) -> Sequence[tuple[CheckState, str, str]]:
    """Return what the last pre-flight has found and what is known without asking, the worst first."""
    exchange = visit.exchange
    discovery = work.exchanges.discovery(exchange.id)
    if discovery is None:
        return []
    found = [*discovery.findings, *own_findings(work, exchange, discovery.profile)]
    return sorted(visit.told_findings(found), key=lambda one: list(CheckState).index(one[0]), reverse=True)


async def keep_application(visit: Visit) -> Response:
    """Keep the key of the application that a person has made in the portal."""
    key = {name: str(visit.form.get(name, "")).strip() for name in ("client_id", "client_secret")}
    await visit.ask("exchange.app", name=visit.exchange.name, **key)
    return _back(visit, "portal")


async def check(visit: Visit) -> Response:
    """Ask the portal whether all is there."""
    visit.begin("check", name=visit.exchange.name, language=visit.language)
    return _back(visit, "preflight")


async def vendor_is_off(visit: Visit) -> Response:
    """Note that a person has switched the vendor's exchange off, and look whether it is."""
    await _learn(visit, {VENDOR_OFF: visit.now().isoformat()})
    visit.begin("check", name=visit.exchange.name, language=visit.language)
    return _back(visit, "preflight")


async def choose_preset(visit: Visit) -> Response:
    """Set what a preset says."""
    preset = preset_of(str(visit.form.get("preset", "")))
    assignments = [f"{key}={value}" for key, value in preset.settings.items()]
    await visit.ask("exchange.set", name=visit.exchange.name, assignments=assignments)
    await _learn(visit, {PRESET: preset.name})
    return _back(visit, "node")


async def choose_form(visit: Visit) -> Response:
    """Set which 1C it is, so that its form is shown."""
    chosen = FORMS.get(str(visit.form.get("family", "")))
    if chosen is None:
        raise NotFound("family", what="choice", name=str(visit.form.get("family", "")))
    assignments = [f"onec_family={chosen.family}"]
    await visit.ask("exchange.set", name=visit.exchange.name, assignments=assignments)
    await _learn(visit, {FORM: chosen.name})
    return _back(visit, "node")


async def filled(visit: Visit) -> Response:
    """Note that a person has filled 1C's form in: from now on its first greeting is waited for."""
    await _learn(visit, {NODE_FILLED: visit.now().isoformat()})
    return _back(visit, "checkauth")


async def choose_price(visit: Visit) -> Response:
    """Set which price type is the price."""
    chosen = f"price_type={visit.form.get('price_type', '')}"
    await visit.ask("exchange.set", name=visit.exchange.name, assignments=[chosen])
    return _back(visit, "choice")


async def report(visit: Visit) -> Response:
    """Look at the real data."""
    visit.begin("report", name=visit.exchange.name)
    return _back(visit, "report")


async def seen(visit: Visit) -> Response:
    """Note that a person has looked at the report, and which VAT rates its goods have."""
    told = document_of(latest(visit, "report")) or {}
    rates = {RATES: ",".join(told["rates"])} if "rates" in told else {}
    await _learn(visit, {REPORT_SEEN: visit.now().isoformat(), **rates})
    return _back(visit, "run")


async def _learn(visit: Visit, what: dict[str, str]) -> None:
    exchange_id, deed = visit.exchange.id, visit.deed(f"wizard.{next(iter(what))}", new=what)

    def learn(work: Work) -> None:
        work.exchanges.update(exchange_id, learnt=what)
        work.audit.add(deed)

    await visit.console.desk.write(learn)


def _back(visit: Visit, step: str) -> Response:
    return visit.go(f"/x/{visit.exchange.name}/wizard#{step}")
