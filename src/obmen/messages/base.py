"""A text for people in both languages, with what to do about it."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

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


class _Filler(string.Formatter):
    """Fills a text; a fact that is not given leaves no hole: `{code} {detail}` often has no detail.

    `{total:money}` is an amount, `{currency:sign}` the sign of a currency.
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
            case _:
                return str(super().format_field(value, format_spec))


def _filled(template: str, facts: Mapping[str, object], language: str) -> str:
    filled = _Filler(language).vformat(template, (), facts)
    text = _LOOSE.sub(r"\1", _GAPS.sub(" ", filled)).strip()
    return text if template.endswith(":") else text.removesuffix(":")
