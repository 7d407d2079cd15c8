"""A record that leans on another one waits as long as that one does, and stands in nobody's way meanwhile."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from obmen.domain.identity import EntityKind, Ref
from obmen.flows.ports.catalog import Due, OutboxRow
from obmen.flows.ports.store import Work

AWAITED: Final = {EntityKind.SECTION: "section_parked", EntityKind.PRODUCT: "product_parked"}
"""Why a row is parked without a problem of its own: the section or the product above it has one."""
A_MOMENT: Final = timedelta(seconds=2)


def let_wait(
    work: Work, exchange_id: int, leaning: Sequence[tuple[OutboxRow, Ref]], *, now: datetime
) -> None:
    """Park the rows whose other record is parked, and put the others off until its turn."""
    needed = work.outbox.of(exchange_id, {needs for _, needs in leaning})
    later: defaultdict[datetime, list[int]] = defaultdict(list)
    for row, needs in leaning:
        other = needed.get(needs)
        if other is not None and other.state is Due.PARKED:
            work.outbox.park(row.id, reason=AWAITED[needs.kind], version=row.version)
        else:
            later[max(now + A_MOMENT, other.due_at if other else now)].append(row.id)
    for due_at, row_ids in later.items():
        work.outbox.postpone(row_ids, due_at=due_at, reason="needs_other")


def wake_leaning(work: Work, exchange_id: int, made: Sequence[Ref]) -> None:
    """Let the rows go on that waited for a section or a product: those whose own is parked come back here."""
    for kind, reason in AWAITED.items():
        if any(ref.kind is kind for ref in made):
            work.outbox.wake(exchange_id, reason=reason)
