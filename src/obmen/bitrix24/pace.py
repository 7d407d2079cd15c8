"""How fast, how much and whether at all one portal is called; shared between processes through a store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Protocol, Self

from obmen.bitrix24.answers import Timing
from obmen.delivery.breaker import PROBE_EVERY, Breaker, Halt, halted
from obmen.delivery.call import BATCH_CALLS, Call
from obmen.delivery.operating import Meter, Operating
from obmen.delivery.pacing import Bucket
from obmen.flows.ports.portal import Budget, PortalHalted

SPARE: Final = 3.0  # requests that writing leaves to reading: 1C waits for invoices


class PaceStore(Protocol):
    """Where processes share their picture of a portal; `change` may be run more than once."""

    async def update(self, host: str, change: Callable[[Mapping[str, object]], Mapping[str, object]]) -> None:
        """Replace the stored picture by what `change` makes of it, in one transaction."""
        ...


class MemoryPaceStore:
    """A store for one process."""

    def __init__(self) -> None:
        self._hosts: dict[str, Mapping[str, object]] = {}

    async def update(self, host: str, change: Callable[[Mapping[str, object]], Mapping[str, object]]) -> None:
        self._hosts[host] = change(self._hosts.get(host, {}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The plan's limits, as set for the exchange."""

    rate_per_s: float = 2.0
    burst: int = 50
    operating_s: float = 480.0


class Busy(Exception):
    """Nothing was sent: the pace asks to wait longer than the caller is willing to."""

    def __init__(self, wait: timedelta, reason: str) -> None:
        super().__init__(reason)
        self.wait, self.reason = wait, reason


class Overdue(Busy):
    """Nothing was sent: the moment until which it could be has passed while we waited."""

    def __init__(self) -> None:
        super().__init__(timedelta(), "too_late")


@dataclass(frozen=True, slots=True)
class PaceState:
    """Our picture of a portal: bucket and breaker of the host, halt and operating time of the webhook."""

    bucket: Bucket
    breaker: Breaker
    halt: Halt | None
    operating: Operating

    @classmethod
    def restored(cls, stored: Mapping[str, object], *, key: str, limits: Limits) -> Self:
        """Build the picture from what `stored_over` returned."""
        halt = _part(_part(stored, "halts"), key)
        return cls(
            Bucket.restored(_part(stored, "bucket"), rate_per_s=limits.rate_per_s, burst=limits.burst),
            Breaker.restored(_part(stored, "breaker")),
            Halt.restored(halt) if halt else None,
            Operating.restored(_part(_part(stored, "operating"), key), limit_s=limits.operating_s),
        )

    def stored_over(self, stored: Mapping[str, object], *, key: str) -> dict[str, object]:
        """Write the picture into what other webhooks of the host have stored."""
        halts = {name: halt for name, halt in _part(stored, "halts").items() if name != key}
        if self.halt:
            halts[key] = self.halt.stored()
        return {
            "bucket": self.bucket.stored(),
            "breaker": self.breaker.stored(),
            "halts": halts,
            "operating": {**_part(stored, "operating"), key: self.operating.stored()},
        }

    def closed_for(self, now: datetime) -> Budget | None:
        """Tell whether nothing may go now, and how long."""
        wait = max(self.breaker.wait(now), self.halt.wait(now) if self.halt else timedelta())
        return Budget(0, wait) if wait else None

    @property
    def is_trial(self) -> bool:
        """Tell whether the next request only finds out if the portal is back."""
        return self.halt is not None or self.breaker.is_trial

    def entered(self, now: datetime) -> PaceState:
        """Take a place in the bucket; a probe moves the next one away, so that one process probes."""
        bucket, _ = self.bucket.take(now)
        halt = replace(self.halt, probe_at=now + PROBE_EVERY) if self.halt else None
        return replace(self, bucket=bucket, halt=halt)

    def answered(self) -> PaceState:
        """The portal answered as a working portal does."""
        return replace(self, breaker=self.breaker.succeeded(), halt=None)

    def failed(self, now: datetime, *, jitter: float) -> PaceState:
        """The portal did not answer, or answered as a broken one."""
        return replace(self, breaker=self.breaker.failed(now, jitter=jitter))

    def halted(self, code: str, now: datetime) -> PaceState:
        """The portal takes nothing from this webhook."""
        return replace(self, halt=halted(self.halt, code=code, now=now), breaker=self.breaker.succeeded())

    def tried_at(self, now: datetime) -> PaceState:
        """End the pauses: the next request may go at once."""
        halt = replace(self.halt, probe_at=now) if self.halt else None
        breaker = replace(self.breaker, open_until=now) if self.breaker.open_until else self.breaker
        return replace(self, halt=halt, breaker=breaker)

    def limited(self, now: datetime) -> PaceState:
        """The portal's bucket is full."""
        return replace(self, bucket=self.bucket.full(now))

    def blocked(self, method: str, now: datetime, *, resets_in_s: float | None = None) -> PaceState:
        """The portal has blocked a method for its run time; it may tell when that ends."""
        return self._with(method, self.operating.meter(method).refused(now, resets_in_s=resets_in_s))

    def ran(self, method: str, timing: Timing, now: datetime) -> PaceState:
        """A call of the method has run."""
        meter = self.operating.meter(method)
        ran = meter.ran(
            now,
            duration_s=timing.duration_s,
            operating_s=timing.operating_s,
            resets_in_s=timing.resets_in_s,
        )
        return self._with(method, ran)

    def _with(self, method: str, meter: Meter) -> PaceState:
        return replace(self, operating=self.operating.with_meter(method, meter))


def is_resting(stored: Mapping[str, object], *, key: str) -> bool:
    """Tell whether the stored picture of a portal has it halted for a webhook, or paused after failures."""
    return PaceState.restored(stored, key=key, limits=Limits()).is_trial


def _part(stored: Mapping[str, object], name: str) -> Mapping[str, object]:
    part = stored.get(name)
    return part if isinstance(part, Mapping) else {}


def whole_tasks(calls: Sequence[Call], count: int) -> int:
    """Return the largest number of calls up to `count` that cuts no task in two."""
    while 0 < count < len(calls) and calls[count].task_id == calls[count - 1].task_id:
        count -= 1
    return count


def budget(state: PaceState, calls: Sequence[Call], now: datetime) -> Budget:
    """Tell how many of the calls may go in one request now."""
    closed = state.closed_for(now)
    if closed or not calls:
        return closed or Budget(0, timedelta())
    wait = state.bucket.wait(now, spare=SPARE)
    if wait:
        return Budget(0, wait)
    first_task = max(1, sum(1 for call in calls if call.task_id == calls[0].task_id))
    if state.is_trial:
        return Budget(min(first_task, BATCH_CALLS), timedelta())
    offered = calls[: whole_tasks(calls, BATCH_CALLS) or BATCH_CALLS]
    plan = state.operating.plan([call.method for call in offered], now=now)
    count = whole_tasks(offered, plan.calls)
    if count:
        return Budget(count, timedelta())
    first = [call.method for call in offered[:first_task]]
    wait = max(plan.wait, state.operating.wait(first, now=now))
    return Budget(0, wait) if wait else Budget(min(first_task, len(offered)), timedelta())


class Pace:
    """The pace of one webhook; `state` is the latest picture that this process has."""

    def __init__(self, *, host: str, key: str, limits: Limits, store: PaceStore) -> None:
        self.host, self.key, self._limits, self._store = host, key, limits, store
        self.state = PaceState.restored({}, key=key, limits=limits)
        self._news: list[Callable[[PaceState], PaceState]] = []
        self._lock = asyncio.Lock()  # what was learnt is counted once

    async def enter(self, now: datetime, *, patience: timedelta) -> timedelta:
        """Take a place for one request and return how long to wait for it.

        Raises: PortalHalted — the portal takes nothing, and it is too early to ask again.
                Busy — the wait would be longer than `patience`; no place was taken.
        """
        refusal: list[Exception] = []
        wait = timedelta()

        def step(state: PaceState) -> PaceState:
            nonlocal wait
            refusal[:] = _refusal(state, now, patience)
            wait = state.bucket.wait(now)
            return state if refusal else state.entered(now)

        await self._update(step)
        if refusal:
            raise refusal[0]
        return wait

    def note(self, news: Callable[[PaceState], PaceState]) -> None:
        """Remember what an answer has taught; shared with the next request."""
        self.state = news(self.state)
        self._news.append(news)

    async def share(self) -> None:
        """Share what was learnt and see what others have: a halt is everybody's business."""
        await self._update(lambda state: state)

    def probe(self, now: datetime) -> None:
        """A person asks: try now, however long the pause was to be."""
        self.note(lambda state: state.tried_at(now))

    async def _update(self, step: Callable[[PaceState], PaceState]) -> None:
        async with self._lock:
            news = tuple(self._news)

            def change(stored: Mapping[str, object]) -> Mapping[str, object]:
                state = PaceState.restored(stored, key=self.key, limits=self._limits)
                for learnt in news:
                    state = learnt(state)
                self.state = step(state)
                return self.state.stored_over(stored, key=self.key)

            await self._store.update(self.host, change)
            del self._news[: len(news)]


def _refusal(state: PaceState, now: datetime, patience: timedelta) -> list[Exception]:
    if state.halt and state.halt.wait(now):
        return [PortalHalted(state.halt.code)]
    pause = state.breaker.wait(now)
    if pause:
        return [Busy(pause, "breaker.open")]
    wait = state.bucket.wait(now)
    return [Busy(wait, "bucket.full")] if wait > patience else []
