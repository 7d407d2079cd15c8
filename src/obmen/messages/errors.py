"""Errors raised on purpose, as texts for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from obmen.messages.catalogue import fix_of, text_of

FAMILIES: Final[Mapping[str, str]] = {
    "setting.bad": "setting",
    "not_found": "not_found",
    "refused": "refused",
}
"""Error code -> the beginning of its texts' codes; the fact `reason` is the rest."""


class Told(Protocol):
    """What an error of ours carries."""

    @property
    def code(self) -> str: ...

    @property
    def facts(self) -> Mapping[str, object]: ...


def code_of(error: Told) -> str:
    """Return the code of the text that tells an error."""
    family = FAMILIES.get(error.code)
    which = error.facts.get("reason") or error.facts.get("what") or "unknown"
    return f"{family}.{which}" if family else error.code


def text_of_error(error: Told, *, language: str) -> str:
    """Return what happened."""
    return text_of(code_of(error), language=language, facts=error.facts)


def fix_of_error(error: Told, *, language: str) -> str:
    """Return what to do about it."""
    return fix_of(code_of(error), language=language, facts=error.facts)
