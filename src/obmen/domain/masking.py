"""Secrets in what went over the wire: told ones by their value, others by where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from obmen.domain.settings import MASK

SHORTEST: Final = 4  # letters of a value that is looked for: a shorter one is met by chance
_NAMES: Final = (
    r"[a-z_]*(?:token|secret|passw(?:or)?d|sessid)|auth(?:orization)?|auth_id|refresh_id|api_?key|cookie"
)
_PLACES: Final = (
    re.compile(r"(/rest/\d+/)[A-Za-z0-9_-]+"),  # the secret of a webhook's address
    re.compile(rf'("(?:{_NAMES})"\s*:\s*")(?:[^"\\]|\\.)*', re.IGNORECASE),  # JSON
    re.compile(rf"(\b(?:{_NAMES})=)[^&\s\"'<>]+", re.IGNORECASE),  # forms and queries
    re.compile(rf"(<(?:{_NAMES})(?:\s[^<>]*)?>)[^<]+", re.IGNORECASE),  # XML
    re.compile(r"(\b(?:Basic|Bearer)\s+)[A-Za-z0-9+/=._~-]{8,}"),
)


def masked(text: str, *, secrets: Iterable[str] = ()) -> str:
    """Return a text without secrets."""
    for secret in sorted({one for one in secrets if len(one) >= SHORTEST}, key=len, reverse=True):
        text = text.replace(secret, MASK)
    for place in _PLACES:
        text = place.sub(rf"\g<1>{MASK}", text)
    return text
