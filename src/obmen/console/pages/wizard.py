"""The wizard: from nothing to the first paid invoice, left and resumed at will."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml
from starlette.responses import Response
from starlette.routing import Route

from obmen.console.pages.plan import document_of, latest
from obmen.console.routing import form, page
from obmen.console.shell import Console, Visit
from obmen.domain.errors import NotFound
from obmen.domain.roles import Permission
from obmen.flows.desk.wizard import PRESET, REPORT_SEEN, current_of, steps_of

BASE: Final = "/x/{exchange}/wizard"
PRESETS: Final = ("prepaid",)
FAMILIES: Final = ("trade", "unf", "module")
FIELDS: Final = {
    "trade": ("address", "login", "password", "catalogue", "orders", "stock", "prices", "number", "state"),
    "unf": ("address", "login", "password", "catalogue", "orders", "payments", "search"),
    "module": ("address", "login", "password", "version"),
}
"""What is filled in at the node of each family, in the order of its form."""


def create_wizard_routes(console: Console) -> list[Route]:
    """Return the routes of the wizard."""
    needs = Permission.SETTINGS
    return [
        page(console, BASE, wizard, needs=needs),
        page(console, f"{BASE}/watch", watch, needs=needs),
        form(console, f"{BASE}/check", check, needs=needs),
        form(console, f"{BASE}/preset", choose_preset, needs=needs),
        form(console, f"{BASE}/family", choose_family, needs=needs),
        form(console, f"{BASE}/price", choose_price, needs=needs),
        form(console, f"{BASE}/report", report, needs=needs),
        form(console, f"{BASE}/report/seen", seen, needs=needs),
    ]


@cache
def preset_of(name: str) -> dict[str, str]:
    """Return the settings of a preset; raises NotFound."""
    if name not in PRESETS:
        raise NotFound("preset", what="choice", name=name)
    text = files("obmen.console").joinpath("presets", f"{name}.yaml").read_text(encoding="utf-8")
    settings: dict[str, str] = yaml.safe_load(text)["settings"]
    return settings


async def wizard(visit: Visit) -> Response:
    """Show all steps, the one that comes next open."""
    return visit.page("wizard/wizard.html", **await _values(visit))


async def watch(visit: Visit) -> Response:
    """Let the page load anew once another step comes next: htmx asks while 1C is waited for."""
    found = await visit.read(lambda work: steps_of(work, visit.exchange))
    is_other = current_of(found) != visit.request.query_params.get("current", "")
    return Response(status_code=204, headers={"HX-Refresh": "true"} if is_other else {})


async def _values(visit: Visit) -> dict[str, Any]:
    found = await visit.read(lambda work: steps_of(work, visit.exchange))
    learnt = visit.exchange.settings.onec_family
    family = visit.exchange.learnt.get("onec_family", "") if learnt == "auto" else learnt
    checked, reported = latest(visit, "check"), latest(visit, "report")
    return {
        "steps": found,
        "current": current_of(found),
        "family": family or "trade",
        "families": FAMILIES,
        "fields": FIELDS[family or "trade"],
        "presets": PRESETS,
        "address": f"{visit.console.desk.public_url}/1c/{visit.exchange.name}",
        "login": visit.exchange.login,
        "check": checked,
        "checks": (document_of(checked) or {}).get("checks", []),
        "report_task": reported,
        "report": document_of(reported),
    }


async def check(visit: Visit) -> Response:
    """Ask the portal whether all is there."""
    visit.begin("check", name=visit.exchange.name)
    return _back(visit, "preflight")


async def choose_preset(visit: Visit) -> Response:
    """Set what a preset says."""
    name = str(visit.form.get("preset", ""))
    await visit.ask(
        "exchange.set",
        name=visit.exchange.name,
        assignments=[f"{key}={value}" for key, value in preset_of(name).items()],
    )
    await _learn(visit, PRESET, name)
    return _back(visit, "preset")


async def choose_family(visit: Visit) -> Response:
    """Set which 1C it is, so that the right form is shown."""
    family = str(visit.form.get("family", ""))
    if family not in FAMILIES:
        raise NotFound("family", what="choice", name=family)
    await visit.ask("exchange.set", name=visit.exchange.name, assignments=[f"onec_family={family}"])
    return _back(visit, "node")


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
    """Note that a person has looked at the report."""
    await _learn(visit, REPORT_SEEN, visit.now().isoformat())
    return _back(visit, "report")


async def _learn(visit: Visit, name: str, value: str) -> None:
    exchange_id, deed = visit.exchange.id, visit.deed(f"wizard.{name}", new={name: value})

    def learn(work: Any) -> None:  # noqa: ANN401 — the desk's Work
        work.exchanges.update(exchange_id, learnt={name: value})
        work.audit.add(deed)

    await visit.console.desk.write(learn)


def _back(visit: Visit, step: str) -> Response:
    return visit.go(f"/x/{visit.exchange.name}/wizard#{step}")
