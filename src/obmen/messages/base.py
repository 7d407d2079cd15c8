"""A text for people in both languages, with what to do about it."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from obmen.messages.away import why_away

_GAPS: Final = re.compile(r"[ \t]{2,}")
_RUSSIAN: Final = str.maketrans({",": "\N{NO-BREAK SPACE}", ".": ","})
_SIGNS: Final[Mapping[str, str]] = {"RUB": "₽", "EUR": "€", "USD": "$"}
_LOOSE: Final = re.compile(r" +([.,:;)])")


@dataclass(frozen=True, slots=True)
class Text:
    """What happened and what to do; facts stand in braces by name."""

    ru: str
    en: str
    fix_ru: str = ""
    fix_en: str = ""

    def told(self, language: str, facts: Mapping[str, object]) -> str:
        """Return what happened, with its facts."""
        return _filled(self.en if language == "en" else self.ru, facts, language)

    def fix(self, language: str, facts: Mapping[str, object]) -> str:
        """Return what to do, with its facts."""
        return _filled(self.fix_en if language == "en" else self.fix_ru, facts, language)


def in_money(value: object, language: str) -> str:
    """Write an amount as people read it: `35 613,95` in Russian, `35,613.95` in English."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    text = f"{amount:,.2f}"
    return text if language == "en" else text.translate(_RUSSIAN)


def in_thousands(value: object, language: str) -> str:
    """Write a whole number as people read it: `1 240` in Russian, `1,240` in English."""
    text = f"{int(str(value)):,}"
    return text if language == "en" else text.translate(_RUSSIAN)


def plural(value: object, forms: Sequence[str], language: str) -> str:
    """Return the form of a word that goes with a whole number: as many as its language has."""
    number = abs(int(str(value)))
    if language == "en":
        return forms[0 if number == 1 else 1]
    tens, ones = number % 100 // 10, number % 10
    if tens == 1 or ones == 0 or ones > 4:
        return forms[2]
    return forms[0 if ones == 1 else 1]


class _Filler(string.Formatter):
    """Fills a text; a fact that is not given leaves no hole: `{code} {detail}` often has no detail.

    `{total:money}` is an amount, `{currency:sign}` the sign of a currency, `{count:number}` groups thousands,
    `{why:away}` is the reason why a portal does not answer,
    `{count:one|few|many}` is the word that goes with a number (English has two: `one|other`).
    """

    def __init__(self, language: str) -> None:
        self._language = language

    def get_value(self, key: int | str, args: Sequence[object], kwargs: Mapping[str, object]) -> object:  # noqa: ARG002 — string.Formatter's own
        return kwargs.get(str(key), "")

    def format_field(self, value: object, format_spec: str) -> str:
        match format_spec:
            case "money":
                return in_money(value, self._language)
            case "sign":
                return _SIGNS.get(str(value), str(value))
            case "number":
                return in_thousands(value, self._language)
            case "away":
                return why_away(str(value), self._language)
            case forms if "|" in forms:
                return plural(value, forms.split("|"), self._language)
            case _:
                return str(super().format_field(value, format_spec))


def _filled(template: str, facts: Mapping[str, object], language: str) -> str:
    filled = _Filler(language).vformat(template, (), facts)
    text = _LOOSE.sub(r"\1", _GAPS.sub(" ", filled)).strip()
    return text if template.endswith(":") else text.removesuffix(":")
