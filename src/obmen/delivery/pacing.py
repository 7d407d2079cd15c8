"""How fast one portal may be called: a leaky bucket as a value.

The portal adds one for every request, leaks `rate` a second and refuses above `burst`
(bitrix24.md §1.10). We fill our picture of it to 0.8 of the burst only: other programs behind the same
address count too, and our clocks differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Self

SHARE: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """What we believe the portal has counted; above `capacity` a request waits."""

    rate_per_s: float
    burst: int
    level: float = 0.0
    at: datetime | None = None  # when `level` was true; None: never called

    @property
    def capacity(self) -> float:
        """Our share of the burst; never less than one request."""
        return max(1.0, self.burst * SHARE)

    def level_at(self, now: datetime) -> float:
        """Return the level after leaking until `now`; a clock that went back leaks nothing."""
        if self.at is None:
            return 0.0
        leaked = max(0.0, (now - self.at).total_seconds()) * self.rate_per_s
        return max(0.0, self.level - leaked)

    def wait(self, now: datetime, *, spare: float = 0.0) -> timedelta:
        """Return how long until a request fits and `spare` further ones would."""
        room = max(1.0, self.capacity - spare)
        over = self.level_at(now) + 1.0 - room
        return timedelta(seconds=max(0.0, over / self.rate_per_s))

    def take(self, now: datetime) -> tuple[Bucket, timedelta]:
        """Take the next free place; the caller sends after the returned wait."""
        wait = self.wait(now)
        moment = now if self.at is None else max(now, self.at)
        return replace(self, level=self.level_at(now) + 1.0, at=moment), wait

    def full(self, now: datetime) -> Bucket:
        """Believe the portal, which has just said that its bucket is full."""
        return replace(self, level=max(self.level_at(now), self.capacity), at=now)

    def stored(self) -> dict[str, object]:
        """Return what other processes need to know."""
        return {"level": self.level, "at": self.at.isoformat() if self.at else None}

    @classmethod
    def restored(cls, stored: Mapping[str, object], *, rate_per_s: float, burst: int) -> Self:
        """Build a bucket from what `stored` returned, with the limits of today."""
        at, level = stored.get("at"), stored.get("level")
        return cls(
            rate_per_s=rate_per_s,
            burst=burst,
            level=float(level) if isinstance(level, int | float) else 0.0,
            at=datetime.fromisoformat(at) if isinstance(at, str) else None,
        )
