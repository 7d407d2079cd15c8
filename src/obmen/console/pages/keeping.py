"""Runs and their undoing, edits in the CRM and their restoration: each shows first what it would change."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response
from starlette.routing import Route

from obmen.console.pages.plan import document_of, latest
from obmen.console.routing import form, page
from obmen.console.shell import Console, Visit
from obmen.domain.errors import NotFound
from obmen.domain.roles import Permission
from obmen.flows.desk.tasks import Task
from obmen.messages.catalogue import text_of
from obmen.messages.cli import TEXTS as COMMAND_TEXTS
from obmen.messages.records import field_in_words, kind_in_words, value_in_words

LATEST: Final = 50


def create_keeping_routes(console: Console) -> list[Route]:
    """Return the routes of runs and of edits."""
    return [
        page(console, "/x/{exchange}/runs", runs, needs=Permission.LOOK),
        page(console, "/x/{exchange}/runs/{run}", run, needs=Permission.LOOK),
        form(console, "/x/{exchange}/runs/{run}", undo, needs=Permission.RELEASE),
        page(console, "/x/{exchange}/drift", drift, needs=Permission.LOOK),
        form(console, "/x/{exchange}/drift", search, needs=Permission.REFRESH),
        form(console, "/x/{exchange}/drift/restore", restore, needs=Permission.RELEASE),
    ]


async def runs(visit: Visit) -> Response:
    """Show the newest runs."""
    found = await visit.read(lambda work: work.runs.latest(visit.exchange.id, limit=LATEST))
    causes = [COMMAND_TEXTS[f"runs.cause.{one.cause}"].told(visit.language, one.facts) for one in found]
    return visit.page("keeping/runs.html", runs=list(zip(found, causes, strict=True)))


async def run(visit: Visit) -> Response:
    """Show what taking a run back would change, once it has been reckoned."""
    task = _undo_of(visit, _run_id(visit))
    return visit.page("keeping/run.html", run=_run_id(visit), task=task, **_shown(visit, task, "records"))


def _run_id(visit: Visit) -> int:
    told = visit.request.path_params["run"]
    if not told.isdecimal() or len(told) > 18:
        raise NotFound("run", reason="run", id=told)
    return int(told)


def _undo_of(visit: Visit, run_id: int) -> Task | None:
    tasks = visit.console.tasks.of(visit.exchange.name)
    return next((one for one in tasks if one.command == "undo" and one.args["run"] == run_id), None)


async def undo(visit: Visit) -> Response:
    """Reckon what taking a run back would change; with `yes`, do it."""
    run_id = _run_id(visit)
    visit.begin("undo", name=visit.exchange.name, run=run_id, yes=visit.form.get("yes") == "yes")
    return visit.go(f"/x/{visit.exchange.name}/runs/{run_id}")


async def drift(visit: Visit) -> Response:
    """Show the edits that were found last."""
    task = latest(visit, "drift")
    return visit.page("keeping/drift.html", task=task, **_shown(visit, task, "drifts"))


async def search(visit: Visit) -> Response:
    """Look for edits in the CRM."""
    visit.begin("drift", name=visit.exchange.name, restore=False, yes=False)
    return visit.go(f"/x/{visit.exchange.name}/drift")


async def restore(visit: Visit) -> Response:
    """Put 1C's values back."""
    visit.begin("drift", name=visit.exchange.name, restore=True, yes=True)
    return visit.go(f"/x/{visit.exchange.name}/drift")


def _shown(visit: Visit, task: Task | None, part: str) -> dict[str, Any]:
    """Return what the template needs of a document's records: the first of them, and words for codes."""
    document = document_of(task)
    records = document[part] if document else []
    return {
        "document": document,
        "records": records[:LATEST],
        "left": max(len(records) - LATEST, 0),
        "kind": lambda one: kind_in_words(one, language=visit.language),
        "field": lambda one: field_in_words(one, language=visit.language),
        "value": lambda one: value_in_words(one, language=visit.language),
        "why": lambda code: text_of(code, language=visit.language, facts={}),
    }
