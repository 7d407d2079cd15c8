"""Home: how every exchange stands, in one line each."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from obmen.console.routing import page
from obmen.console.shell import Console, Visit
from obmen.domain.roles import Permission


def create_home_routes(console: Console) -> list[Route]:
    """Return the routes of home."""
    return [page(console, "/", home, needs=Permission.LOOK)]


async def home(visit: Visit) -> Response:
    """Show all exchanges."""
    return visit.page("home/home.html")
