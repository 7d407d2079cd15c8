"""When to try again, and how often at most."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

FIRST_WAIT_S: Final = 2.0
LONGEST_WAIT_S: Final = 600.0
MOST_DOUBLINGS: Final = 16  # 2 s doubled more often is past the longest wait anyway


def wait_before(*, attempt: int, jitter: float) -> timedelta:
    """Return how long to wait after attempt number `attempt` (from 1): 2 s, 4 s, 8 s … at most 10 min.

    `jitter` in [0, 1) spreads the wait over [½, 1½) of it, so that waiting ones don't come back together.
    """
    doublings = min(max(attempt, 1) - 1, MOST_DOUBLINGS)
    wait_s = min(FIRST_WAIT_S * 2.0**doublings, LONGEST_WAIT_S)
    return timedelta(seconds=wait_s * (0.5 + jitter))
