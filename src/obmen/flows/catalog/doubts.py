"""A record that the portal may have already is not made until a person says which it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from obmen.delta.compare import Action, Change
from obmen.domain.identity import Ref
from obmen.flows.ports.store import Work

DOUBT: Final = "adopt.doubt"
"""Kind of the problem of a record that several objects of the portal may be; why its row is parked."""


def doubted(work: Work, exchange_id: int) -> frozenset[Ref]:
    """Return the records that wait for such a word."""
    open_ones = work.problems.open(exchange_id, kind=DOUBT)
    return frozenset(problem.ref for problem in open_ones if problem.ref is not None)


def is_doubted(change: Change, doubts: frozenset[Ref]) -> bool:
    """Tell whether a change would make what the portal may have already."""
    return change.action is Action.CREATE and change.ref in doubts


def with_doubts(changes: Iterable[Change], doubts: frozenset[Ref]) -> Sequence[Change]:
    """Return the changes of a plan; what would be made and waits for a person's word says so."""
    return [
        replace(change, action=Action.REFUSE, reason=DOUBT) if is_doubted(change, doubts) else change
        for change in changes
    ]
