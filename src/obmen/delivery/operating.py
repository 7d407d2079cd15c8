"""The operating budget: how long each method may run in ten minutes, and how many calls still fit.

The portal sums the run time of one method of one webhook in ten baskets of a minute; a basket expires ten
minutes after its first call; a call that begins above the limit is answered 429 (bitrix24.md §1.10).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Self, TypeGuard

SHARE: Final = 0.92  # of the limit that is used while work waits; 85–95 % by the requirement
UNKNOWN_COST_S: Final = 0.3  # a method that has not answered yet; a write runs 0.05–0.3 s
LEARN: Final = 0.2  # weight of the newest answer in the learnt cost
UNCOUNTED_S: Final = 0.1  # shorter calls are not summed by the portal
SUM_NOT_CALL: Final = 1.5  # some answers tell this call's time only: not a sum, nothing to correct by
BASKET: Final = timedelta(seconds=60)
WINDOW: Final = timedelta(seconds=600)
WALL_S: Final = 40.0  # expected run time of one request at most; the portal cuts at 60 s


@dataclass(frozen=True, slots=True)
class Basket:
    """Run time of calls that began within a minute after `start`."""

    start: datetime
    spent_s: float


@dataclass(frozen=True, slots=True)
class Budgeted:
    """How many calls fit, and how long to wait when none does."""

    calls: int
    wait: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Meter:
    """What one method of one webhook has used, and what a call of it costs."""

    cost_s: float | None = None
    baskets: tuple[Basket, ...] = ()
    blocked_until: datetime | None = None

    def spent_s(self, now: datetime) -> float:
        """Return the run time that still counts."""
        return sum(basket.spent_s for basket in self._alive(now))

    def _alive(self, now: datetime) -> tuple[Basket, ...]:
        return tuple(basket for basket in self.baskets if now < basket.start + WINDOW)

    @property
    def expected_s(self) -> float:
        """Return what the next call will probably cost."""
        return UNKNOWN_COST_S if self.cost_s is None else self.cost_s

    @property
    def counted_s(self) -> float:
        """Return what the portal will probably count of the next call."""
        return self.expected_s if self.expected_s >= UNCOUNTED_S / 2 else 0.0

    def ran(
        self, now: datetime, *, duration_s: float, operating_s: float | None, resets_in_s: float | None = None
    ) -> Meter:
        """Count an answered call; the portal's own sum, when it tells one, corrects ours.

        `resets_in_s` is when the portal's oldest basket expires: what it has counted and we have not
        (another process, before a restart) is believed to lie there, and ours expires no later than it.
        """
        cost = duration_s if self.cost_s is None else self.cost_s + LEARN * (duration_s - self.cost_s)
        counted = duration_s if duration_s >= UNCOUNTED_S else 0.0
        baskets, oldest = _added(self._alive(now), now, counted), _oldest_start(now, resets_in_s)
        if operating_s is not None and operating_s > duration_s * SUM_NOT_CALL:
            baskets = _corrected(baskets, now, operating_s, oldest)
        return Meter(cost, _expiring_with(baskets, oldest), None)

    def refused(self, now: datetime, *, resets_in_s: float | None = None) -> Meter:
        """Believe the portal, which has just said that the method's time is used up.

        What it tells of the end is believed when it is nearer than what we know, and once: a method that is
        refused again after that moment rests as long as our own baskets say.
        """
        alive = self._alive(now)
        ends = [min((basket.start + WINDOW for basket in alive), default=now + BASKET)]
        if self.blocked_until is None or self.blocked_until > now:
            ends += [self.blocked_until] if self.blocked_until else []
            ends += [now + timedelta(seconds=resets_in_s)] if _is_told(resets_in_s) else []
        return replace(self, baskets=alive, blocked_until=min(ends))

    def wait(self, now: datetime, *, limit_s: float, calls: int) -> timedelta:
        """Return how long until `calls` calls fit below the share of the limit."""
        if self.blocked_until and self.blocked_until > now:
            return self.blocked_until - now
        room = limit_s * SHARE - calls * self.counted_s
        moment = now
        while self.spent_s(moment) > max(room, 0.0):
            moment = min(basket.start + WINDOW for basket in self._alive(moment))
        return moment - now

    def fits(self, now: datetime, *, limit_s: float) -> int | None:
        """Return how many calls fit now; None: any number."""
        if self.blocked_until and self.blocked_until > now:
            return 0
        left = limit_s * SHARE - self.spent_s(now)
        if self.counted_s == 0.0:
            return None if left > 0 else 0
        return max(0, int(left / self.counted_s + 1e-9))


def _added(baskets: tuple[Basket, ...], now: datetime, spent_s: float) -> tuple[Basket, ...]:
    if spent_s <= 0:
        return baskets
    if baskets and now < baskets[-1].start + BASKET:
        return (*baskets[:-1], replace(baskets[-1], spent_s=baskets[-1].spent_s + spent_s))
    return (*baskets, Basket(now, spent_s))


def _is_told(resets_in_s: float | None) -> TypeGuard[float]:
    """Tell whether the portal's moment can be true: no basket has expired already, or lives for hours."""
    return resets_in_s is not None and 0 < resets_in_s < WINDOW.total_seconds()


def _oldest_start(now: datetime, resets_in_s: float | None) -> datetime:
    return now + timedelta(seconds=resets_in_s) - WINDOW if _is_told(resets_in_s) else now


def _expiring_with(baskets: tuple[Basket, ...], oldest: datetime) -> tuple[Basket, ...]:
    """Let our oldest basket end with the portal's, which begins with the call, and ours with the answer."""
    if not baskets or baskets[0].start <= oldest:
        return baskets
    return (replace(baskets[0], start=oldest), *baskets[1:])


def _corrected(
    baskets: tuple[Basket, ...], now: datetime, told_s: float, oldest: datetime
) -> tuple[Basket, ...]:
    """Make the baskets' sum what the portal tells: what it knows more is the oldest's, or the newest's."""
    surplus = sum(basket.spent_s for basket in baskets) - told_s
    if surplus <= 0 and baskets and oldest < baskets[0].start:
        if -surplus >= UNCOUNTED_S:
            return (Basket(oldest, -surplus), *baskets)
        return (replace(baskets[0], spent_s=baskets[0].spent_s - surplus), *baskets[1:])
    if surplus <= 0:
        return _added(baskets, now, -surplus)
    return _lessened(baskets, surplus)


def _lessened(baskets: tuple[Basket, ...], surplus: float) -> tuple[Basket, ...]:
    left = []
    for basket in baskets:
        taken = min(surplus, basket.spent_s)
        surplus -= taken
        left.append(replace(basket, spent_s=basket.spent_s - taken))
    return tuple(basket for basket in left if basket.spent_s > 0)


@dataclass(frozen=True, slots=True)
class Operating:
    """The meters of one webhook, by method."""

    limit_s: float
    meters: Mapping[str, Meter] = field(default_factory=dict)

    def meter(self, method: str) -> Meter:
        """Return the meter of a method, new when it was never called."""
        return self.meters.get(method, Meter())

    def with_meter(self, method: str, meter: Meter) -> Operating:
        """Return a copy with one meter replaced."""
        return replace(self, meters={**self.meters, method: meter})

    def plan(self, methods: Sequence[str], *, now: datetime) -> Budgeted:
        """Tell how many of the calls, from the first on, fit into one request now.

        When the first call's own method is what runs short, a request that would carry less than half of
        what is offered waits for the next basket to expire instead: requests are counted too.
        """
        fitting = self._fitting(methods, now)
        if fitting == len(methods) or fitting * 2 >= len(methods):
            return Budgeted(fitting)
        if fitting and methods[fitting] != methods[0]:
            return Budgeted(fitting)
        wait = self.wait(methods[: max(1, len(methods) // 2)], now=now)
        return Budgeted(0, wait) if wait else Budgeted(max(fitting, 1))

    def wait(self, methods: Sequence[str], *, now: datetime) -> timedelta:
        """Return how long until all of these calls fit."""
        waits = (self._wait(method, calls, now) for method, calls in Counter(methods).items())
        return max(waits, default=timedelta())

    def _wait(self, method: str, calls: int, now: datetime) -> timedelta:
        return self.meter(method).wait(now, limit_s=self.limit_s, calls=calls)

    def _fitting(self, methods: Sequence[str], now: datetime) -> int:
        room = {method: self.meter(method).fits(now, limit_s=self.limit_s) for method in set(methods)}
        used: Counter[str] = Counter()
        run_s = 0.0
        for count, method in enumerate(methods):
            used[method] += 1
            run_s += self.meter(method).expected_s
            most = room[method]
            if (most is not None and used[method] > most) or (count and run_s > WALL_S):
                return count
        return len(methods)

    def stored(self) -> dict[str, object]:
        """Return what other processes need to know."""
        return {method: _stored(meter) for method, meter in self.meters.items()}

    @classmethod
    def restored(cls, stored: Mapping[str, object], *, limit_s: float) -> Self:
        """Build the meters from what `stored` returned, with the limit of today."""
        meters = {method: _restored(meter) for method, meter in stored.items() if isinstance(meter, Mapping)}
        return cls(limit_s, meters)


def _stored(meter: Meter) -> dict[str, object]:
    return {
        "cost_s": meter.cost_s,
        "baskets": [[basket.start.isoformat(), round(basket.spent_s, 4)] for basket in meter.baskets],
        "blocked_until": meter.blocked_until and meter.blocked_until.isoformat(),
    }


def _restored(stored: Mapping[str, object]) -> Meter:
    cost, baskets, until = stored.get("cost_s"), stored.get("baskets"), stored.get("blocked_until")
    return Meter(
        float(cost) if isinstance(cost, int | float) else None,
        tuple(Basket(datetime.fromisoformat(start), float(spent)) for start, spent in baskets)
        if isinstance(baskets, list)
        else (),
        datetime.fromisoformat(until) if isinstance(until, str) else None,
    )
