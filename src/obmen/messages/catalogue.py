"""All texts by code; a code without a text is shown as it is, never hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Final

from obmen.messages.base import Text

SUBJECTS: Final = (
    "alerts",
    "api",
    "application",
    "checks",
    "cli_story",
    "commands",
    "delivery",
    "files",
    "people",
    "pictures",
    "raw",
    "sales",
    "stocks",
    "tab",
)
"""Modules of this package, each with a table TEXTS."""


@cache
def all_texts() -> Mapping[str, Text]:
    """Return every text by its code; a code stands in one subject only."""
    return tables_of(SUBJECTS)


def tables_of(subjects: Sequence[str]) -> dict[str, Text]:
    """Gather the tables of these modules of the package."""
    texts: dict[str, Text] = {}
    for subject in subjects:
        table: Mapping[str, Text] = import_module(f"obmen.messages.{subject}").TEXTS
        texts |= table
    return texts


def text_of(code: str, *, language: str, facts: Mapping[str, object]) -> str:
    """Return what happened."""
    text = all_texts().get(code)
    return text.told(language, _named(facts, language)) if text else _bare(code, facts)


def fix_of(code: str, *, language: str, facts: Mapping[str, object]) -> str:
    """Return what to do about it."""
    text = all_texts().get(code)
    return text.fix(language, _named(facts, language)) if text else ""


def _named(facts: Mapping[str, object], language: str) -> Mapping[str, object]:
    """Say the exchange's name in commands; where it is not told, that a name belongs there."""
    return {"exchange": "NAME" if language == "en" else "ИМЯ", **facts}


def _bare(code: str, facts: Mapping[str, object]) -> str:
    told = ", ".join(f"{name}={value}" for name, value in facts.items())
    return f"{code} ({told})" if told else code
