"""How long 1C is usually silent, and when it is silent too long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

ONE_EXCHANGE: Final = timedelta(minutes=5)  # dialogues nearer to each other belong to one exchange
LEAST: Final = timedelta(hours=1)
ENOUGH: Final = 5  # silences; fewer say nothing of what is usual


def silence_limit(dialogues: Sequence[datetime], *, minutes: int) -> timedelta | None:
    """Return how long 1C may be silent: `minutes`, or without them half again as long as it ever was.

    `dialogues`: when each began, the latest first. None: too little is known.
    """
    if minutes:
        return timedelta(minutes=minutes)
    silences = [gap for later, earlier in pairwise(dialogues) if (gap := later - earlier) > ONE_EXCHANGE]
    return max(LEAST, max(silences) * 3 // 2) if len(silences) >= ENOUGH else None
