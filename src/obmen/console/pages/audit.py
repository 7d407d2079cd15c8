"""Who did what: people, programs, the command line."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from obmen.console.routing import page
from obmen.console.shell import Console, Visit
from obmen.domain.roles import Permission

PAGE: Final = 100


def create_audit_routes(console: Console) -> list[Route]:
    """Return the routes of the audit."""
    return [page(console, "/audit", audit, needs=Permission.AUDIT)]


async def audit(visit: Visit) -> Response:
    """Show a page of deeds, the newest first."""
    query = visit.request.query_params
    asked = {name: query.get(name, "").strip() for name in ("exchange", "actor", "verb")}
    before = query.get("before", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    deeds = await visit.read(lambda work: work.audit.page(before=number, limit=PAGE + 1, **asked))
    seen = [deed for deed in deeds[:PAGE] if visit.sees_name(deed.exchange)]
    older = deeds[PAGE - 1].id if len(deeds) > PAGE else None
    return visit.page("people/audit.html", deeds=seen, older=older, asked=asked)
