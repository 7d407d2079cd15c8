"""Who shows wrong secrets waits longer and longer: 1, 2, 4 … seconds beyond a few free ones."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

FORGIVEN_AFTER: Final = timedelta(minutes=10)
REMEMBERED: Final = 4096  # callers


@dataclass(slots=True)
class _Wrong:
    count: int
    last_at: datetime


@dataclass(slots=True, kw_only=True)
class Throttle:
    """Counts wrong secrets by caller, whatever a caller is; lives in memory."""

    free: int
    longest_s: float
    _callers: OrderedDict[Hashable, _Wrong] = field(default_factory=OrderedDict)

    def count(self, caller: Hashable, *, now: datetime) -> float:
        """Count a wrong secret; return for how many seconds its caller waits."""
        wrong = self._callers.pop(caller, None)
        if wrong is None or now - wrong.last_at > FORGIVEN_AFTER:
            wrong = _Wrong(0, now)
        wrong.count, wrong.last_at = wrong.count + 1, now
        self._callers[caller] = wrong
        if len(self._callers) > REMEMBERED:
            self._callers.popitem(last=False)
        return self._wait_s(wrong.count)

    def rest_s(self, caller: Hashable, *, now: datetime) -> float:
        """Return how long a caller has still to wait."""
        wrong = self._callers.get(caller)
        if wrong is None:
            return 0.0
        return max(self._wait_s(wrong.count) - (now - wrong.last_at).total_seconds(), 0.0)

    def forgive(self, caller: Hashable) -> None:
        """Forget what a caller did wrong."""
        self._callers.pop(caller, None)

    def take_back(self, caller: Hashable) -> None:
        """Uncount one: the secret was right after all."""
        wrong = self._callers.get(caller)
        if wrong is not None:
            wrong.count = max(wrong.count - 1, 0)

    def _wait_s(self, count: int) -> float:
        beyond = count - self.free
        return min(2.0 ** min(beyond - 1, 30), self.longest_s) if beyond > 0 else 0.0
