"""An accepted package is compared with what is known; what differs becomes due."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from typing import Final

from obmen.delta.desire import kind_of_variants
from obmen.domain.identity import EntityKind
from obmen.flows.catalog.context import CONTEXT_DIGEST, context_digest, variants_of
from obmen.flows.catalog.galleries import judge_galleries_anew
from obmen.flows.catalog.grouping import mark_regrouped, read_grouping
from obmen.flows.catalog.holding import look_again
from obmen.flows.catalog.stocks import judge_stock_anew, stock_due
from obmen.flows.catalog.sweeping import welcome_back
from obmen.flows.ports.catalog import Slice
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.inbox import Package, PackageState
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.runs import Cause
from obmen.flows.ports.store import Store, Work

PACKAGE_APPLIED: Final = "onec.package_applied"


def apply_next(store: Store, *, exchange_id: int, now: datetime) -> Package | None:
    """Apply the next staged package of an exchange, a slice in one transaction; None when there is none.

    A small package is one slice. One that was left half applied begins again: what has been taken is known.
    """
    while True:
        found = store.read(partial(_next, exchange_id=exchange_id))
        if found is None:
            return None
        package, cut = found
        with cut as slices:
            if all(store.write(partial(_take, package=package, piece=piece, now=now)) for piece in slices):
                return package


def _next(work: Work, *, exchange_id: int) -> tuple[Package, AbstractContextManager[Iterable[Slice]]] | None:
    package = work.inbox.next_staged(exchange_id=exchange_id)
    return (package, work.staging.slices(package.id)) if package else None


def _take(work: Work, *, package: Package, piece: Slice, now: datetime) -> bool:
    """Take over a slice; False: it is another package's turn, or another process has applied this one."""
    exchange_id = package.exchange_id
    work.inbox.apply_alone(exchange_id=exchange_id)
    turn = work.inbox.next_staged(exchange_id=exchange_id)
    if turn is None or turn.id != package.id:
        return False
    exchange = work.exchanges.get(id=exchange_id)
    before = read_grouping(work, exchange_id) if EntityKind.GROUP in piece.kinds else None
    due_at = stock_due(exchange, now) if exchange.settings.stocks else None
    variants = kind_of_variants(variants_of(work, exchange))
    work.staging.take(
        package.id,
        piece,
        exchange_id=exchange_id,
        variants=variants,
        stock_due_at=due_at,
        pictures=exchange.settings.images,
    )
    if before is not None:
        mark_regrouped(work, exchange_id, before=before, variants=variants, now=now)
    if piece.is_last:
        _finish(work, package, exchange, now=now)
    else:
        work.inbox.set_state(package.id, PackageState.APPLYING)
    return True


def _finish(work: Work, package: Package, exchange: Exchange, *, now: datetime) -> None:
    compared = work.staging.finish(package.id, exchange_id=exchange.id)
    work.inbox.set_state(package.id, PackageState.APPLIED)
    if compared.changed:
        _begin_run(work, package, now=now)
        look_again(work, exchange)
    welcome_back(work, exchange, package.id, now=now)
    mark_for_context(work, work.exchanges.get(id=exchange.id), now=now)
    facts = {
        "package": package.name,
        "changed": compared.changed,
        "stale": compared.stale,
        "counts": package.counts or {},
    }
    work.journal.add(exchange.id, [Entry(at=now, event=PACKAGE_APPLIED, ref=None, facts=facts)])


def _begin_run(work: Work, package: Package, *, now: datetime) -> None:
    work.runs.begin(
        package.exchange_id,
        cause=Cause.ONEC,
        facts={"package": package.name},
        session_id=package.session_id,
        now=now,
    )


def mark_for_context(work: Work, exchange: Exchange, *, now: datetime) -> bool:
    """Mark the whole catalogue when what judges all of it (settings, price types, groups) has changed.

    With the first package nothing was known before, and all that it told is marked.
    """
    judge_stock_anew(work, exchange, now=now)
    judge_galleries_anew(work, exchange, now=now)
    digest, known = context_digest(work, exchange), exchange.learnt.get(CONTEXT_DIGEST)
    if known == digest:
        return False
    work.exchanges.update(exchange.id, learnt={CONTEXT_DIGEST: digest})
    if known is None:
        return False
    look_again(work, exchange)
    work.outbox.mark_all(exchange.id, EntityKind.SECTION, now=now)
    work.outbox.mark_items(exchange.id, variants=kind_of_variants(variants_of(work, exchange)), now=now)
    return True
