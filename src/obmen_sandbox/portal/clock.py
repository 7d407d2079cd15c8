"""The practice portal's own time: runs faster than ours when asked, and can be moved on by hand."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

PORTAL_ZONE = timezone(timedelta(hours=3))


class SandboxClock:
    """Portal time = start + (real time passed) × `compression` + whatever `advance` added."""

    def __init__(self, *, wall: Callable[[], float] = time.time, compression: float = 1.0) -> None:
        self._wall, self.compression = wall, compression
        self._start = wall()
        self._added_s = 0.0

    def timestamp(self) -> float:
        return self._start + (self._wall() - self._start) * self.compression + self._added_s

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.timestamp(), tz=PORTAL_ZONE)

    def advance(self, seconds: float) -> None:
        self._added_s += seconds


def stamp(moment: datetime) -> str:
    """Write a moment as the portal does: ISO 8601 with the portal's offset, whole seconds."""
    return moment.astimezone(PORTAL_ZONE).isoformat(timespec="seconds")


def parse_moment(value: object) -> datetime | None:
    """Read an ISO date or date and time; without an offset it is the portal's; anything else is nothing."""
    try:
        moment = datetime.fromisoformat(str(value).strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=PORTAL_ZONE)


def day_stamp(value: object) -> str | None:
    """Write a date field as the portal does: midnight UTC in the portal's zone."""
    moment = parse_moment(value)
    if moment is None:
        return None
    return f"{moment.astimezone(PORTAL_ZONE).date().isoformat()}T03:00:00+03:00"
