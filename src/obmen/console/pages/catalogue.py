"""The catalogue: goods found as one types, and the passport of one."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from obmen.console.routing import page
from obmen.console.shell import Console, Visit
from obmen.domain.roles import Permission
from obmen.flows.desk.catalogue import FIRST, STATES, Place, group_lines, list_goods

TEXT_LETTERS: Final = 200


def create_catalogue_routes(console: Console) -> list[Route]:
    """Return the routes of the catalogue."""
    return [page(console, "/x/{exchange}/catalogue", catalogue, needs=Permission.LOOK)]


async def catalogue(visit: Visit) -> Response:
    """Show a page of goods; htmx asks for its rows only."""
    asked = visit.request.query_params
    text, group = asked.get("text", "")[:TEXT_LETTERS].strip(), asked.get("group", "")[:TEXT_LETTERS]
    state = asked["state"] if asked.get("state") in STATES else "all"
    after: Place = (asked.get("words", ""), asked.get("key", "")) if "key" in asked else FIRST
    listing = await visit.read(
        lambda work: list_goods(work, visit.exchange, text=text, group=group, state=state, after=after)
    )
    values = {"listing": listing, "text": text, "group": group, "state": state}
    if visit.is_part:
        return visit.part("catalogue/rows.html", **values)
    groups = await visit.read(lambda work: group_lines(work, visit.exchange.id))
    return visit.page("catalogue/catalogue.html", groups=groups, states=tuple(STATES), **values)
