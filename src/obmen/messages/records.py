"""Records, their fields and values as people call them."""

from __future__ import annotations

from collections.abc import Mapping

from obmen.messages.catalogue import all_texts
from obmen.messages.plans import PLANS
from obmen.messages.problems import text_of_problem


def kind_in_words(kind: str, *, language: str) -> str:
    """Return what people call a kind of record."""
    code = f"plan.kind.{kind}"
    return PLANS[code].told(language, {}) if code in PLANS else kind


def field_in_words(name: str, *, language: str) -> str:
    """Return what people call a field of a record."""
    code = f"plan.field.{name}"
    return PLANS[code].told(language, {}) if code in PLANS else name


def value_in_words(value: object, *, language: str) -> str:
    """Return a field's value as people read it."""
    match value:
        case None | []:
            return "—"
        case bool():
            return PLANS["plan.yes" if value else "plan.no"].told(language, {})
        case list():
            return ", ".join(value_in_words(item, language=language) for item in value)
        case _:
            return str(value)


def why(reason: str, fields: Mapping[str, object], *, language: str) -> str:
    """Return in words why a record can't go, or goes; empty: nobody asks."""
    if not reason:
        return ""
    code = f"left.{reason}" if f"left.{reason}" in all_texts() else reason
    return text_of_problem(code, language=language, facts=fields)
