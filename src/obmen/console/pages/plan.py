"""The plan: every field before the first write, signed by who looked at it, and run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response
from starlette.routing import Route

from obmen.console.routing import form, page
from obmen.console.shell import Console, Visit
from obmen.domain.errors import Refused
from obmen.domain.roles import Permission
from obmen.flows.desk.plan_words import ACTIONS, PlanWords
from obmen.flows.desk.tasks import Task

ROWS: Final = 50  # records of one page
SIGNED: Final = "plan.signed"


def create_plan_routes(console: Console) -> list[Route]:
    """Return the routes of the plan."""
    return [
        page(console, "/x/{exchange}/plan", plan, needs=Permission.LOOK),
        form(console, "/x/{exchange}/plan", reckon, needs=Permission.REFRESH),
        form(console, "/x/{exchange}/plan/run", run, needs=Permission.RELEASE),
    ]


async def plan(visit: Visit) -> Response:
    """Show the plan that was reckoned last, a page of its records at a time."""
    asked = visit.request.query_params
    action = asked["action"] if asked.get("action") in ACTIONS else ""
    start = int(asked["start"]) if asked.get("start", "").isdecimal() else 0
    task, running = latest(visit, "plan"), latest(visit, "sync")
    document = document_of(task)
    words = PlanWords(document=_part(document, action, start), language=visit.language) if document else None
    return visit.page(
        "plan/plan.html",
        task=task,
        running=running if running and (running.is_running or _followed(task, running)) else None,
        document=document,
        words=words,
        actions=ACTIONS,
        action=action,
        start=start,
        count=len(_changes(document, action)) if document else 0,
        rows=ROWS,
    )


def latest(visit: Visit, command: str) -> Task | None:
    """Return the newest task of a command in this exchange."""
    tasks = visit.console.tasks.of(visit.exchange.name)
    return next((task for task in tasks if task.command == command), None)


def _followed(task: Task | None, running: Task) -> bool:
    """Tell whether the plan that is shown has been run."""
    return task is not None and running.began_at >= task.began_at


def document_of(task: Task | None) -> Mapping[str, Any] | None:
    """Return what a task came to; None: it runs, has failed, or there is none."""
    return task.answer.document if task is not None and task.answer is not None else None


def _changes(document: Mapping[str, Any], action: str) -> list[Any]:
    return [one for one in document["changes"] if not action or one["action"] == action]


def _part(document: Mapping[str, Any], action: str, start: int) -> Mapping[str, Any]:
    return {**document, "changes": _changes(document, action)[start : start + ROWS]}


async def reckon(visit: Visit) -> Response:
    """Reckon the plan anew."""
    visit.begin("plan", name=visit.exchange.name)
    return _back(visit)


async def run(visit: Visit) -> Response:
    """Sign the plan that is shown, and let it run; what was held for a person's look goes too."""
    task = latest(visit, "plan")
    document = document_of(task)
    if task is None or document is None or visit.form.get("plan") != task.id:
        raise Refused("plan", reason="plan_other")
    signed = visit.deed(SIGNED, new={"totals": document["totals"], "reckoned_at": task.began_at.isoformat()})
    await visit.console.desk.write(lambda work: work.audit.add(signed))
    await visit.ask("release", name=visit.exchange.name)
    visit.begin("sync", name=visit.exchange.name)
    return _back(visit)


def _back(visit: Visit) -> Response:
    return visit.go(f"/x/{visit.exchange.name}/plan")
