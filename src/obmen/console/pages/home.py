"""Home: how every exchange stands, in one line each; and its part of the work, begun now."""

from __future__ import annotations

from functools import partial

from starlette.responses import Response
from starlette.routing import Route

from obmen.console.routing import form, page
from obmen.console.shell import Console, Visit
from obmen.domain.roles import Permission
from obmen.flows.desk.home import Standing, standing_of
from obmen.flows.ports.store import Work
from obmen.flows.sales.terms import family_of


def create_home_routes(console: Console) -> list[Route]:
    """Return the routes of home."""
    return [
        page(console, "/", home, needs=Permission.LOOK),
        page(console, "/x/{exchange}/now", now_page, needs=Permission.REFRESH),
        form(console, "/x/{exchange}/now", now, needs=Permission.REFRESH),
    ]


async def home(visit: Visit) -> Response:
    """Show all exchanges."""
    standings = await visit.read(partial(_standings, visit))
    return visit.page("home/home.html", standings=standings)


def _standings(visit: Visit, work: Work) -> list[Standing]:
    return [standing_of(work, exchange, now=visit.now()) for exchange in visit.around.exchanges]


async def now_page(visit: Visit) -> Response:
    """Say which button starts 1C's part, and show how ours goes."""
    tasks = [task for task in visit.console.tasks.of(visit.exchange.name) if task.command == "sync"]
    task = tasks[0] if tasks else None
    family = family_of(visit.exchange) or visit.exchange.settings.onec_family
    return visit.page("home/now.html", task=task, family=family)


async def now(visit: Visit) -> Response:
    """Begin our part: compare, deliver, read invoices."""
    visit.begin("sync", name=visit.exchange.name)
    return visit.go(f"/x/{visit.exchange.name}/now")
