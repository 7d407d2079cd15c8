"""The two limits of the cloud: a leaky bucket of requests, and run time per method in ten minutes.

Source: Bitrix24 `limits.md` 2026-07; `loadlimiter.php` for the ten baskets of one minute.
"""

from dataclasses import dataclass, field
from typing import Final

BASKET_S: Final = 60
BASKETS: Final = 10


@dataclass(slots=True)
class LeakyBucket:
    """Each request adds one; the bucket leaks at a steady rate; above the brim requests are refused."""

    size: float
    leak_per_s: float
    level: float = 0.0
    last: float | None = None

    def take(self, now: float) -> bool:
        passed = 0.0 if self.last is None else max(0.0, now - self.last)
        self.level = max(0.0, self.level - passed * self.leak_per_s)
        self.last = now
        if self.level + 1 > self.size:
            return False
        self.level += 1
        return True


@dataclass(slots=True)
class Operating:
    """Run time of one method in the last ten minutes, in ten baskets of a minute."""

    baskets: dict[int, float] = field(default_factory=dict)  # start of the basket -> seconds, oldest first
    total: float = 0.0

    def _expire(self, now: float) -> None:
        for start in list(self.baskets):
            if start + BASKET_S * BASKETS > now:
                break
            del self.baskets[start]
            self.total = sum(self.baskets.values())

    def spent(self, now: float) -> float:
        self._expire(now)
        return self.total

    def charge(self, now: float, seconds: float) -> None:
        start = int(now // BASKET_S) * BASKET_S
        self.baskets[start] = self.baskets.get(start, 0.0) + seconds
        self.total += seconds

    def reset_at(self, now: float) -> int:
        """When the oldest basket expires (Unix time); ten minutes from now when there is none."""
        self._expire(now)
        return int(next(iter(self.baskets), now) + BASKET_S * BASKETS)


@dataclass(slots=True)
class Limits:
    """What the callers of one portal have used of both limits."""

    bucket_size: float
    leak_per_s: float
    operating_seconds: float
    ignored_below_s: float
    buckets: dict[str, LeakyBucket] = field(default_factory=dict)  # by the client's address
    operating: dict[tuple[str, str], Operating] = field(default_factory=dict)  # by owner and method

    def take(self, *, address: str, now: float) -> bool:
        """Let one request in, or say that there were too many."""
        bucket = self.buckets.setdefault(address, LeakyBucket(self.bucket_size, self.leak_per_s))
        return bucket.take(now)

    def may_run(self, *, owner: str, method: str, now: float) -> bool:
        """Is there budget left? The call that overflows it still runs to its end."""
        return self.operating.setdefault((owner, method), Operating()).spent(now) <= self.operating_seconds

    def charge(self, *, owner: str, method: str, now: float, seconds: float) -> tuple[float, int]:
        """Add a call's run time; returns what is used now and when the oldest basket expires."""
        used = self.operating.setdefault((owner, method), Operating())
        if seconds >= self.ignored_below_s:
            used.charge(now, seconds)
        return used.spent(now), used.reset_at(now)
