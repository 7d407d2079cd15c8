"""Descriptions: HTML that does nothing, or plain text."""

from __future__ import annotations

import re
from typing import Final

import nh3

_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>")
_ALLOWED: Final = nh3.ALLOWED_TAGS - {"img"}  # a picture from anywhere tells its server who looks


def is_markup(text: str) -> bool:
    """Tell whether a text is HTML: it has a tag in it."""
    return _TAG.search(text) is not None


def sanitised(text: str) -> str:
    """Return a description that runs nothing and loads nothing; a text without tags stays as it is."""
    text = text.strip()
    return nh3.clean(text, tags=_ALLOWED).strip() if is_markup(text) else text
