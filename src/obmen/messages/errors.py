"""Errors raised on purpose, as texts for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Protocol

from obmen.messages.catalogue import all_texts
from obmen.messages.problems import fix_of_problem, text_of_problem

FAMILIES: Final[Mapping[str, str]] = {
    "setting.bad": "setting",
    "not_found": "not_found",
    "refused": "refused",
}
"""Error code -> the beginning of its texts' codes; the fact `reason` or `what` is the rest."""
VARIABLE: Final = "OBMEN_"


class Told(Protocol):
    """What an error of ours carries."""

    @property
    def code(self) -> str: ...

    @property
    def detail(self) -> str: ...

    @property
    def facts(self) -> Mapping[str, object]: ...


def code_of(error: Told) -> str:
    """Return the code of the text that tells an error: the most exact one that there is."""
    return next((code for code in _candidates(error) if code in all_texts()), error.code)


def _candidates(error: Told) -> Iterator[str]:
    family = FAMILIES.get(error.code, error.code)
    reason, what = str(error.facts.get("reason", "")), str(error.facts.get("what", ""))
    if family == "setting" and str(error.facts.get("key", "")).startswith(VARIABLE):
        yield f"environment.{reason}"
    yield f"{family}.{reason}.{what}"
    yield f"{family}.{reason}"
    yield f"{family}.{what}"
    yield error.detail
    yield f"{family}.{error.detail}"
    for name in error.facts:  # NotFound(item=…)
        yield f"{family}.{name}"


def text_of_error(error: Told, *, language: str) -> str:
    """Return what happened."""
    return text_of_problem(code_of(error), language=language, facts=_facts(error))


def fix_of_error(error: Told, *, language: str) -> str:
    """Return what to do about it."""
    return fix_of_problem(code_of(error), language=language, facts=_facts(error))


def _facts(error: Told) -> dict[str, object]:
    """A detail that no fact repeats is told with the code when there is no text."""
    return {**({"detail": error.detail} if error.detail else {}), **error.facts}
