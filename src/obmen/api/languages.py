"""The language of an answer, by what the caller accepts."""

from __future__ import annotations

from typing import Final

LANGUAGES: Final = ("ru", "en")


def language_of(accepted: str, *, otherwise: str) -> str:
    """Return the language of ours that an Accept-Language wishes most; `otherwise` when it wishes none.

    Source: RFC 9110 §12.5.4.
    """
    wishes = [_wish(part) for part in accepted[:1000].split(",")]
    ours = [(weight, language) for language, weight in wishes if language in LANGUAGES and weight > 0]
    return max(ours, key=lambda wish: wish[0])[1] if ours else otherwise


def _wish(part: str) -> tuple[str, float]:
    tag, _, parameter = part.partition(";")
    language = tag.strip().lower().partition("-")[0]
    weight = parameter.strip().removeprefix("q=") if parameter else "1"
    try:
        return language, float(weight)
    except ValueError:
        return language, 0.0
