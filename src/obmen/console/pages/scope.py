"""Scope: what travels, where, when and by which rule, as the exchange is set; and what does not."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from obmen.console.routing import page
from obmen.console.shell import Console, Visit
from obmen.domain.roles import Permission
from obmen.flows.desk.scope import scope_of


def create_scope_routes(console: Console) -> list[Route]:
    """Return the routes of the scope."""
    return [page(console, "/x/{exchange}/scope", scope, needs=Permission.LOOK)]


async def scope(visit: Visit) -> Response:
    """Show what travels in this exchange."""
    found = await visit.read(lambda work: scope_of(work, visit.exchange))
    return visit.page("scope/scope.html", scope=found)
