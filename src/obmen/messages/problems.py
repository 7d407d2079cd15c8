"""A problem as its people read it: the most exact text there is, with codes within it put into words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from obmen.messages.catalogue import all_texts, fix_of, text_of

SPEAKING: Final = (
    "reason", "why", "detail", "told", "rate", "rates", "missing", "confirmed", "unconfirmed", "on", "what",
)  # fmt: skip
"""Facts whose value may be a code, or several: of this package, a VAT rate, a switch."""


def text_of_problem(kind: str, *, language: str, facts: Mapping[str, object]) -> str:
    """Return what happened."""
    return text_of(_exact(kind, facts), language=language, facts=_in_words(kind, facts, language))


def fix_of_problem(kind: str, *, language: str, facts: Mapping[str, object]) -> str:
    """Return what to do about it."""
    return fix_of(_exact(kind, facts), language=language, facts=_in_words(kind, facts, language))


def told_with_fix(kind: str, facts: Mapping[str, object], *, exchange: str, language: str) -> tuple[str, str]:
    """Return what happened in an exchange, and what to do about it."""
    named = {"exchange": exchange, **facts}
    return (
        text_of_problem(kind, language=language, facts=named),
        fix_of_problem(kind, language=language, facts=named),
    )


def finding_in_words(
    id_: str, state: str, facts: Mapping[str, object], *, exchange: str, language: str
) -> tuple[str, str]:
    """Return what the pre-flight has found at an exchange, and what to do about it."""
    return told_with_fix(f"check.{id_}.{state}", facts, exchange=exchange, language=language)


def record_in_words(record: str, *, language: str) -> str:
    """Return a record's name with its kind in the reader's language: `invoice 128` is `счёт 128`."""
    kind, _, name = record.partition(" ")
    code = f"record.kind.{kind}"
    return f"{text_of(code, language=language, facts={})} {name}" if code in all_texts() else record


@cache
def _codes_of_doubts() -> Mapping[str, str]:
    return {text.ru: code for code, text in all_texts().items() if code.startswith("client.")}


def codes_of_doubts(words: str) -> list[str]:
    """Return the codes of what the fact `doubts` tells in Russian words; words that have none stay."""
    return [_codes_of_doubts().get(one, one) for one in words.split(", ") if one]


def _exact(kind: str, facts: Mapping[str, object]) -> str:
    """A refusal whose code has a text of its own is told by it; an archive has no lines to name."""
    if kind == "file.bad" and not facts.get("line"):
        return "file.bad_whole"
    code = str(facts.get("code", ""))
    for candidate in (code, f"{kind}.{code}"):
        if kind == "delivery.rejected" and candidate in all_texts():
            return candidate
    return kind


def _in_words(kind: str, facts: Mapping[str, object], language: str) -> dict[str, object]:
    words = {name: _new(value) for name, value in facts.items()}
    words.setdefault("detail", words.get(kind.partition(".")[0], ""))  # `vat.missing` of a plan tells `vat`
    for name in SPEAKING:
        if name in words:
            words[name] = _words(str(words[name]), language)
    return words


def _new(value: object) -> object:
    """A field of a plan is told as (old, new)."""
    return value[1] if isinstance(value, list | tuple) and len(value) == 2 else value


def _words(value: str, language: str) -> str:
    return ", ".join(_word(one, language) for one in value.split(", "))


def _word(value: str, language: str) -> str:
    for code in (value, f"vat.rate.{value}", f"switch.{value}"):
        if code in all_texts():
            return text_of(code, language=language, facts={})
    return value
