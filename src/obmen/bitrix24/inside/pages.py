"""Pages inside a portal: templates, texts in the reader's language, numbers and dates as people write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from obmen.messages.base import in_money
from obmen.messages.catalogue import fix_of, text_of
from obmen.messages.problems import fix_of_problem, record_in_words, text_of_problem
from obmen.messages.records import why

HERE: Final = Path(__file__).parent
ASSETS: Final = HERE / "assets"
ASSETS_URL: Final = "/bitrix24-assets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The frame that a page is shown in."""

    origin: str  # of the portal
    app_sid: str  # the portal's name for the frame
    language: str


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("obmen.bitrix24.inside"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"money": _money, "quantity": _quantity, "day": _day, "moment": _moment}
    return environment


def render(template: str, *, frame: Frame, **facts: object) -> str:
    """Fill a template; every text of it is said by its code."""
    language = frame.language
    words = {
        "t": partial(_said, language),
        "fix": lambda code, **named: fix_of(code, language=language, facts=named),
        "problem": lambda code, named: text_of_problem(code, language=language, facts=named),
        "kind": lambda kind: record_in_words(f"{kind} ", language=language).strip(),
        "why": lambda reason: why(reason, {}, language=language),
        "problem_fix": lambda code, named: fix_of_problem(code, language=language, facts=named),
    }
    return (
        _environment()
        .get_template(template)
        .render(frame=frame, language=language, assets=ASSETS_URL, **words, **facts)
    )


def _said(language: str, code: str, **facts: object) -> str:
    return text_of(code, language=language, facts=facts)


def _money(value: Decimal, language: str) -> str:
    return in_money(value, language)


def _quantity(value: Decimal, language: str) -> str:
    text = f"{value.normalize():f}"
    return text if language == "en" else text.replace(".", ",")


def _day(value: date | None) -> str:
    return value.strftime("%d.%m.%Y") if value else ""


def _moment(value: datetime | str | None, zone: ZoneInfo) -> str:
    if not value:
        return ""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.astimezone(zone).strftime("%d.%m.%Y %H:%M")
