"""When to leave a portal alone: after failures in a row, and while it takes nothing at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from obmen.delivery.retry import wait_before

TOLERATED: Final = 2  # failures in a row that are everyday life
PROBE_EVERY: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Breaker:
    """Failures in a row of one portal; from the third on nothing is sent until `open_until`."""

    failures: int = 0
    open_until: datetime | None = None

    def failed(self, now: datetime, *, jitter: float) -> Breaker:
        """Count a failure; each further one doubles the pause."""
        failures = self.failures + 1
        if failures <= TOLERATED:
            return Breaker(failures)
        return Breaker(failures, now + wait_before(attempt=failures - TOLERATED, jitter=jitter))

    def succeeded(self) -> Breaker:
        """Forget the failures."""
        return Breaker()

    def wait(self, now: datetime) -> timedelta:
        """Return how long nothing may be sent; afterwards one request is the trial."""
        if self.open_until is None:
            return timedelta()
        return max(timedelta(), self.open_until - now)

    @property
    def is_trial(self) -> bool:
        """Tell whether the next request finds out if the portal is back: send little."""
        return self.open_until is not None

    def stored(self) -> dict[str, object]:
        """Return what other processes need to know."""
        return {"failures": self.failures, "open_until": self.open_until and self.open_until.isoformat()}

    @classmethod
    def restored(cls, stored: Mapping[str, object]) -> Self:
        """Build a breaker from what `stored` returned."""
        failures, until = stored.get("failures"), stored.get("open_until")
        return cls(
            failures if isinstance(failures, int) else 0,
            datetime.fromisoformat(until) if isinstance(until, str) else None,
        )


@dataclass(frozen=True, slots=True)
class Halt:
    """A portal that takes nothing until a person repairs it; asked again every ten minutes."""

    code: str
    since: datetime
    probe_at: datetime

    def wait(self, now: datetime) -> timedelta:
        """Return how long until the next probe."""
        return max(timedelta(), self.probe_at - now)

    def stored(self) -> dict[str, object]:
        """Return what other processes need to know."""
        return {"code": self.code, "since": self.since.isoformat(), "probe_at": self.probe_at.isoformat()}

    @classmethod
    def restored(cls, stored: Mapping[str, object]) -> Self:
        """Build a halt from what `stored` returned."""
        return cls(
            str(stored["code"]),
            datetime.fromisoformat(str(stored["since"])),
            datetime.fromisoformat(str(stored["probe_at"])),
        )


def halted(known: Halt | None, *, code: str, now: datetime) -> Halt:
    """Return the halt after the portal has said (again) that it takes nothing."""
    return Halt(code, known.since if known else now, now + PROBE_EVERY)
