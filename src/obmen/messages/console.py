"""Words of the console's pages, by code: `t("home.title")` in a template."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from obmen.messages.base import Text
from obmen.messages.catalogue import tables_of

SUBJECTS: Final = (
    "console_shell",
    "console_home",
    "console_health",
    "console_scope",
    "console_catalogue",
    "console_invoices",
    "console_plan",
    "console_wizard",
    "console_node",
    "console_people",
    "console_tokens",
    "console_problems",
    "console_settings",
)
"""Modules of this package, each with a table TEXTS of one subject's pages."""


@cache
def page_texts() -> Mapping[str, Text]:
    """Return every word of the console by its code; a code stands in one subject only."""
    return tables_of(SUBJECTS)


def word(code: str, *, language: str, facts: Mapping[str, object]) -> str:
    """Return the words of a code; raises KeyError when there are none: a page never shows a code."""
    return page_texts()[code].told(language, facts)
