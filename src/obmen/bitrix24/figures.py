"""Figures of the portals of this process for the operator's monitoring; no names, no addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from weakref import WeakSet

from prometheus_client import Counter, Gauge, Histogram

from obmen.bitrix24.answers import Answer, failure_of, judge_request, parts_of
from obmen.bitrix24.call import Command
from obmen.bitrix24.codes import by_code
from obmen.bitrix24.pace import Pace

REQUESTS: Final = Counter(
    "obmen_portal_requests", "Requests to portals, by what became of them", ["outcome"]
)  # exported with the ending _total
COMMANDS: Final = Counter(
    "obmen_portal_commands", "REST commands in these requests, by what became of them", ["outcome"]
)
SECONDS: Final = Histogram(
    "obmen_portal_request_duration_seconds",
    "From sending a request to the end of its answer",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)
HALTED: Final = Gauge("obmen_portal_halted", "Webhooks that their portal takes nothing from")
_PACES: Final = WeakSet[Pace]()
HALTED.set_function(lambda: len({(pace.host, pace.key) for pace in _PACES if pace.state.halt}))
DONE: Final = "done"


def watch(pace: Pace) -> None:
    """Count a webhook among those that may be halted, as long as it is in use."""
    _PACES.add(pace)


def count_unanswered(outcome: str) -> None:
    """Count a request that got no answer."""
    REQUESTS.labels(outcome).inc()


def count_batch(answer: Answer, commands: Mapping[str, Command]) -> None:
    """Count a batch and its commands."""
    whole = judge_request(answer)
    REQUESTS.labels(_word(whole)).inc()
    if whole:
        COMMANDS.labels(_word(whole)).inc(len(commands))
        return
    parts = parts_of(answer)
    for name, command in commands.items():
        failure = parts.failures.get(name)
        if failure:
            outcome = _word(by_code(failure.code, method=command.method, detail=""))
        else:
            outcome = DONE if name in parts.results else "unanswered"
        COMMANDS.labels(outcome).inc()


def count_single(answer: Answer, command: Command) -> None:
    """Count a command that was sent by itself: an error of it is no error of the request."""
    failure = failure_of(answer.payload) if answer.status < 500 else None
    outcome = by_code(failure.code, method=command.method, detail="") if failure else judge_request(answer)
    REQUESTS.labels(DONE if failure else _word(outcome)).inc()
    COMMANDS.labels(_word(outcome)).inc()


def _word(outcome: object) -> str:
    return type(outcome).__name__.lower() if outcome else DONE
