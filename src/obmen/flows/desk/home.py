"""Home: how an exchange stands, as its people would say it in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto
from typing import Final

from obmen.delivery.operating import Operating
from obmen.flows.catalog.context import CATALOGUE_HELD
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.measures import Queue, Talk, Unaided
from obmen.flows.ports.sales import OrderState
from obmen.flows.ports.store import Work
from obmen.flows.sales.terms import SALES_HELD

DAY: Final = timedelta(hours=24)
MONTH: Final = timedelta(days=30)
HOUR: Final = timedelta(hours=1)
SILENT_AFTER: Final = timedelta(hours=26)  # a base that exchanges once a day is late by two hours
SLOW_AFTER: Final = timedelta(minutes=30)  # what is due goes within minutes


class Light(StrEnum):
    """The traffic light of an exchange."""

    GREEN = auto()  # goes by itself
    YELLOW = auto()  # goes, and somebody should look
    RED = auto()  # does not go


class State(StrEnum):
    """What is to be said of an exchange first; the worst comes first."""

    HALTED = auto()  # the portal takes nothing
    SALES_HELD = auto()  # sales wait for a person's word
    NEW = auto()  # 1C has never spoken
    FIRST_RUN = auto()  # the first catalogue waits for a person's word
    MASS_CHANGE = auto()  # a mass change waits for a person's word
    SILENT = auto()  # 1C has not spoken for too long
    SLOW = auto()  # what is due does not go
    PROBLEMS = auto()  # goes, and problems wait
    WELL = auto()


LIGHTS: Final[Mapping[State, Light]] = {
    State.HALTED: Light.RED,
    State.SALES_HELD: Light.RED,
    State.NEW: Light.YELLOW,
    State.FIRST_RUN: Light.YELLOW,
    State.MASS_CHANGE: Light.YELLOW,
    State.SILENT: Light.YELLOW,
    State.SLOW: Light.YELLOW,
    State.PROBLEMS: Light.YELLOW,
    State.WELL: Light.GREEN,
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour of the day's chart."""

    begins_at: datetime
    catalog: int
    sale: int
    failed: int


@dataclass(frozen=True, slots=True)
class Quota:
    """The portal's method that is nearest to its limit of run time."""

    method: str
    share: float  # of the limit, 0 … 1 and above


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one exchange stands."""

    exchange: Exchange
    state: State
    talked_at: datetime | None  # when 1C spoke last
    waiting_orders: int  # invoices that wait for a person
    problems: int
    queue: Queue
    quota: Quota | None
    unaided: Unaided
    bars: Sequence[Bar]
    halt: str = ""

    @property
    def light(self) -> Light:
        """Return the traffic light."""
        return LIGHTS[self.state]


def standing_of(work: Work, exchange: Exchange, *, now: datetime) -> Standing:
    """Return how an exchange stands."""
    measures = work.measures
    session = work.journal.latest(exchange.id, "onec.session_opened")
    queue = measures.queue(exchange.id, now=now)
    problems = work.problems.count(exchange.id)
    pacing = work.leases.pacing(exchange.portal_host)
    halt = _halt(pacing)
    return Standing(
        exchange=exchange,
        state=_state(
            exchange,
            talked_at=session.at if session else None,
            queue=queue,
            problems=problems,
            halt=halt,
            now=now,
        ),
        talked_at=session.at if session else None,
        waiting_orders=work.ledger.counts(exchange.id).get(OrderState.HELD, 0),
        problems=problems,
        queue=queue,
        quota=quota_of(pacing, exchange, now=now),
        unaided=measures.unaided(exchange.id, since=now - MONTH),
        bars=day_of(
            measures.talks(exchange.id, since=now - DAY),
            measures.failures(exchange.id, since=now - DAY),
            now=now,
        ),
        halt=halt,
    )


def _state(
    exchange: Exchange,
    *,
    talked_at: datetime | None,
    queue: Queue,
    problems: int,
    halt: str,
    now: datetime,
) -> State:
    late = queue.oldest_at is not None and now - queue.oldest_at > SLOW_AFTER
    is_first = bool(exchange.learnt.get(CATALOGUE_HELD))
    holds = (
        (bool(halt), State.HALTED),
        (bool(exchange.learnt.get(SALES_HELD)), State.SALES_HELD),
        (talked_at is None, State.NEW),
        (is_first, State.FIRST_RUN),
        (queue.held > 0, State.MASS_CHANGE),
        (talked_at is not None and now - talked_at > SILENT_AFTER, State.SILENT),
        (late and not is_first, State.SLOW),
        (problems > 0, State.PROBLEMS),
    )
    return next((state for holds_now, state in holds if holds_now), State.WELL)


def day_of(talks: Sequence[Talk], failures: Sequence[datetime], *, now: datetime) -> list[Bar]:
    """Count the last 24 hours by the hour, the present one last."""
    last = now.replace(minute=0, second=0, microsecond=0)
    hours = [last - HOUR * back for back in reversed(range(24))]
    counts = Counter((_hour(talk.at), talk.kind) for talk in talks)
    failed = Counter(_hour(moment) for moment in failures)
    return [Bar(hour, counts[hour, "catalog"], counts[hour, "sale"], failed[hour]) for hour in hours]


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _halt(pacing: Mapping[str, object]) -> str:
    """Return the code with which the portal takes nothing; empty: it takes."""
    halts = pacing.get("halts")
    codes = [str(halt["code"]) for halt in halts.values()] if isinstance(halts, Mapping) else []
    return codes[0] if codes else ""


def quota_of(pacing: Mapping[str, object], exchange: Exchange, *, now: datetime) -> Quota | None:
    """Return the method that has used most of its time; None: nothing was called lately."""
    limit = float(exchange.settings.operating_seconds)
    by_webhook = pacing.get("operating")
    meters = [
        (meter.spent_s(now) / limit, method)
        for stored in (by_webhook.values() if isinstance(by_webhook, Mapping) else ())
        for method, meter in Operating.restored(stored, limit_s=limit).meters.items()
    ]
    share, method = max(meters, default=(0.0, ""))
    return Quota(method, share) if share > 0 else None
