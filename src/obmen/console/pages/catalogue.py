"""The catalogue: goods found as one types, and the passport of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from obmen.console.routing import page
from obmen.console.shell import Console, Visit
from obmen.domain.roles import Permission
from obmen.flows.desk.catalogue import FIRST, STATES, Place, group_lines, list_goods
from obmen.flows.desk.goods import Good, show_good
from obmen.messages.cli import TEXTS as COMMAND_TEXTS
from obmen.messages.events import event_in_words
from obmen.messages.records import field_in_words, kind_in_words, value_in_words, why

TEXT_LETTERS: Final = 200


def create_catalogue_routes(console: Console) -> list[Route]:
    """Return the routes of the catalogue."""
    return [
        page(console, "/x/{exchange}/catalogue", catalogue, needs=Permission.LOOK),
        page(console, "/x/{exchange}/goods/{key:path}", good, needs=Permission.LOOK),
    ]


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


async def good(visit: Visit) -> Response:
    """Show the passport of one good."""
    key = visit.request.path_params["key"]
    found: Good = await visit.read(lambda work: show_good(work, visit.exchange, key=key))
    language = visit.language
    return visit.page(
        "catalogue/good.html",
        good=found,
        problems=visit.told_problems(found.problems),
        kind=lambda one: kind_in_words(one, language=language),
        field=lambda one: found.names.get(one) or field_in_words(one, language=language),
        value=lambda one: value_in_words(_named(one, found.names), language=language),
        why=lambda code: why(code, {}, language=language),
        cause=lambda run: COMMAND_TEXTS[f"runs.cause.{run['cause']}"].told(language, run["facts"]),
        said=lambda one: event_in_words(one["event"], one, language=language),
        moment=lambda told: visit.formats.moment(datetime.fromisoformat(told)),
    )


def _named(value: object, names: Mapping[str, str]) -> object:
    """Put the names of groups in the place of their ids."""
    return names.get(value, value) if isinstance(value, str) else value
