"""Health: the pre-flight at any time, whom trouble is told and what alarms now, and the metrics in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from prometheus_client import REGISTRY
from prometheus_client.metrics_core import Metric
from starlette.responses import Response
from starlette.routing import Route

from obmen.console.pages.plan import document_of, latest
from obmen.console.routing import form, page
from obmen.console.shell import Console, Visit
from obmen.domain.roles import Permission
from obmen.flows.admin.lacking import read_lacking
from obmen.flows.desk.home import standing_of

OURS: Final = "obmen_"  # every metric of ours begins so
MARKS: Final[Mapping[str, str]] = {"ok": "green", "degraded": "yellow", "missing": "red"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric as `/metrics` names it, with what it shows now."""

    name: str
    word: str  # code of its meaning
    values: tuple[tuple[str, float], ...]  # by outcome; empty outcome: the whole


def create_health_routes(console: Console) -> list[Route]:
    """Return the routes of health."""
    return [
        page(console, "/x/{exchange}/health", health, needs=Permission.LOOK),
        form(console, "/x/{exchange}/health/check", check, needs=Permission.REFRESH),
        form(console, "/x/{exchange}/health/trial", trial, needs=Permission.SETTINGS),
    ]


async def health(visit: Visit) -> Response:
    """Show how the exchange stands, what was checked last, the alerts and the metrics."""
    name, task = visit.exchange.name, latest(visit, "check")
    alerts = await visit.ask("alerts", name=name, language=visit.language)
    lacking = await visit.read(lambda work: read_lacking(work, visit.exchange))
    return visit.page(
        "health/health.html",
        standing=await visit.read(lambda work: standing_of(work, visit.exchange, now=visit.now())),
        task=task,
        document=document_of(task),
        alerts=alerts.document,
        lacking=[text for _, text, _ in visit.told_findings(lacking)],
        figures=list(figures()),
        marks=MARKS,
    )


async def check(visit: Visit) -> Response:
    """Begin the pre-flight."""
    visit.begin("check", name=visit.exchange.name, language=visit.language)
    return _back(visit)


async def trial(visit: Visit) -> Response:
    """Send a letter that says that it is a trial, by every way that is asked at once."""
    answer = await visit.ask("alerts", name=visit.exchange.name, language=visit.language, trial=True)
    tried = [way for way in answer.document["ways"] if way["tried"]]
    for way in tried:
        name = visit.t(f"health.way.{way['way']}")
        if way["error"]:
            visit.say("health.trial.failed", tone="danger", way=name, why=way["error"])
        else:
            visit.say("health.trial.sent", way=name)
    if not tried:
        visit.say("health.trial.nobody", tone="warning")
    return _back(visit)


def _back(visit: Visit) -> Response:
    return visit.go(f"/x/{visit.exchange.name}/health")


def figures() -> Iterator[Figure]:
    """Yield the metrics of this process, as monitoring reads them."""
    for metric in REGISTRY.collect():
        if metric.name.startswith(OURS):
            name = f"{metric.name}_total" if metric.type == "counter" else metric.name
            yield Figure(name, f"metric.{metric.name}", tuple(_values(metric)))


def _values(metric: Metric) -> Iterator[tuple[str, float]]:
    sums = {sample.name: sample.value for sample in metric.samples}
    if metric.type == "histogram":
        count = sums[f"{metric.name}_count"]
        yield "", sums[f"{metric.name}_sum"] / count if count else 0.0
        return
    for sample in metric.samples:
        if not sample.name.endswith("_created"):
            yield sample.labels.get("outcome", ""), sample.value
