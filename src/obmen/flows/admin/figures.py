"""Numbers that take long to count are counted beside everything else, after 1C has brought something."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from obmen.domain.identity import EntityKind
from obmen.flows.catalog.apply import PACKAGE_APPLIED
from obmen.flows.ports.figures import Figures
from obmen.flows.ports.store import Store, Work

# Counting 100,000 goods takes a second: it is not done after each package.
PAUSE: Final = timedelta(minutes=2)
AT_LEAST: Final = timedelta(hours=1)  # invoices move without 1C
MANY: Final = 10_000  # goods


def count_anew(store: Store, exchange_id: int, *, now: datetime) -> bool:
    """Count what may have changed since it was counted last; returns whether it was counted."""
    figures = store.read(lambda work: _counted(work, exchange_id, now=now))
    if figures is None:
        return False
    store.write(lambda work: work.figures.keep(exchange_id, figures))
    return True


def _counted(work: Work, exchange_id: int, *, now: datetime) -> Figures | None:
    known = work.figures.of(exchange_id)
    if known is not None and not _is_old(work, exchange_id, known, now):
        return None
    return work.figures.count(exchange_id, now=now)


def _is_old(work: Work, exchange_id: int, known: Figures, now: datetime) -> bool:
    if now - known.counted_at > AT_LEAST:
        return True
    applied = work.journal.latest(exchange_id, PACKAGE_APPLIED)
    return applied is not None and applied.at > known.counted_at and now - known.counted_at > PAUSE


def figures_of(work: Work, exchange_id: int, *, now: datetime) -> Figures:
    """Return what was counted last; only before the first time it is counted now."""
    return work.figures.of(exchange_id) or work.figures.count(exchange_id, now=now)


def goods_told(work: Work, exchange_id: int) -> int:
    """Return how many goods 1C has told: few are counted, of many it is known what was counted last."""
    figures = work.figures.of(exchange_id)
    if figures is not None and figures.goods > MANY:
        return figures.goods
    return work.records.count(exchange_id, EntityKind.CARD)
