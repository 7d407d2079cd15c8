"""Work that takes long: how far it has come, and what it came to."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from obmen.console.routing import page
from obmen.console.shell import Console, Visit
from obmen.domain.errors import NotFound
from obmen.domain.roles import Permission


def create_task_routes(console: Console) -> list[Route]:
    """Return the routes of tasks."""
    return [page(console, "/tasks/{id}", task, needs=Permission.LOOK)]


async def task(visit: Visit) -> Response:
    """Show one task: a part for htmx, which asks until it has ended, else a page."""
    try:
        found = visit.console.tasks.get(visit.request.path_params["id"])
    except NotFound as gone:
        if visit.is_part:  # who watches would watch for ever: what is refused is not shown in place of a part
            return visit.part("shell/task_gone.html", text=visit.told(gone), fix=visit.advice(gone))
        raise
    if not visit.sees_name(found.exchange):
        raise NotFound(found.id, what="task", name=found.id)
    if visit.is_part:
        part = visit.part("shell/task.html", task=found)
        if not found.is_running:
            part.headers["HX-Refresh"] = "true"  # the page has more to show of it than this part
        return part
    return visit.page("shell/task_page.html", task=found)
