"""A text for people in both languages, with what to do about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_GAPS: Final = re.compile(r"[ \t]{2,}")
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
        return _filled(self.en if language == "en" else self.ru, facts)

    def fix(self, language: str, facts: Mapping[str, object]) -> str:
        """Return what to do, with its facts."""
        return _filled(self.fix_en if language == "en" else self.fix_ru, facts)


class _Facts(dict[str, object]):
    """A fact that is not given leaves no hole: `{code} {detail}` often has no detail."""

    def __missing__(self, name: str) -> str:
        return ""


def _filled(template: str, facts: Mapping[str, object]) -> str:
    filled = template.format_map(_Facts(facts))
    text = _LOOSE.sub(r"\1", _GAPS.sub(" ", filled)).strip()
    return text if template.endswith(":") else text.removesuffix(":")
