"""A plan as one page that prints well: no script, no outside file."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from obmen.flows.desk.plan_words import ACTIONS, Document, PlanWords

SHOWN: Final = 5_000  # records; a longer page no browser prints
TEMPLATES: Final = Path(__file__).with_name("templates")


def write_plan_html(document: Document, *, exchange: str, made_at: datetime, language: str) -> str:
    """Write the plan as a page; of a long plan the first SHOWN records, and it says so."""
    words = PlanWords(document=document, language=language)
    page = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    ).get_template("plan.html")
    return page.render(
        language=language,
        say=words.say,
        exchange=exchange,
        moment=f"{made_at:%d.%m.%Y %H:%M %Z}",
        actions=ACTIONS,
        totals=words.totals(),
        makes=words.makes(),
        price_type=words.price_type(),
        records=list(islice(words.records(), SHOWN)),
        count=len(document["changes"]),
        shown=SHOWN,
        left_out=words.left_out(exchange),
        outside=words.outside(),
        requests=document["requests"],
        seconds=document["seconds"],
    )
