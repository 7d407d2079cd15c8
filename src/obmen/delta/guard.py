"""The stop before a mass change: kinds counted apart, small numbers never held."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from obmen.delta.compare import ChangeClass

NEVER_BELOW: Final = 20  # records
GUARDED: Final = (ChangeClass.DEACTIVATE, ChangeClass.MOVE, ChangeClass.PRICE_JUMP, ChangeClass.UNPICTURE)


def may_go(
    pending: Mapping[ChangeClass, int], *, known: int, max_change_percent: int
) -> frozenset[ChangeClass]:
    """Return the guarded classes whose pending changes need no person's look; `known`: records of the CRM."""
    limit = known * max_change_percent / 100
    return frozenset(c for c in GUARDED if pending.get(c, 0) < NEVER_BELOW or pending.get(c, 0) <= limit)
