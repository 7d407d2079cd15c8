"""An accepted package is compared with what is known; what differs becomes due."""

from __future__ import annotations

from datetime import datetime

from obmen.delta.desire import kind_of_variants
from obmen.domain.identity import EntityKind
from obmen.flows.catalog.context import CONTEXT_DIGEST, context_digest, variants_of
from obmen.flows.catalog.galleries import judge_galleries_anew
from obmen.flows.catalog.grouping import mark_regrouped, read_grouping
from obmen.flows.catalog.stocks import judge_stock_anew, stock_due
from obmen.flows.catalog.sweeping import welcome_back
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.inbox import Package, PackageState
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.runs import Cause
from obmen.flows.ports.store import Store, Work


def apply_next(store: Store, *, exchange_id: int, now: datetime) -> Package | None:
    """Apply the next staged package of an exchange in one transaction; None when there is none."""

    def apply(work: Work) -> Package | None:
        work.inbox.apply_alone(exchange_id=exchange_id)
        package = work.inbox.next_staged(exchange_id=exchange_id)
        if package is None:
            return None
        before = read_grouping(work, exchange_id)
        exchange = work.exchanges.get(id=exchange_id)
        due_at = stock_due(exchange, now) if exchange.settings.stocks else None
        variants = kind_of_variants(variants_of(work, exchange))
        compared = work.staging.compare(
            package.id,
            exchange_id=exchange_id,
            variants=variants,
            stock_due_at=due_at,
            pictures=exchange.settings.images,
        )
        work.inbox.set_state(package.id, PackageState.APPLIED)
        if compared.changed:
            _begin_run(work, package, now=now)
        welcome_back(work, exchange, package.id, now=now)
        mark_for_context(work, work.exchanges.get(id=exchange_id), now=now)
        mark_regrouped(work, exchange_id, before=before, variants=variants, now=now)
        facts = {
            "package": package.name,
            "changed": compared.changed,
            "stale": compared.stale,
            "counts": package.counts or {},
        }
        work.journal.add(exchange_id, [Entry(at=now, event="onec.package_applied", ref=None, facts=facts)])
        return package

    return store.write(apply)


def _begin_run(work: Work, package: Package, *, now: datetime) -> None:
    work.runs.begin(
        package.exchange_id,
        cause=Cause.ONEC,
        facts={"package": package.name},
        session_id=package.session_id,
        now=now,
    )


def mark_for_context(work: Work, exchange: Exchange, *, now: datetime) -> bool:
    """Mark the whole catalogue when what judges all of it (settings, price types, groups) has changed."""
    judge_stock_anew(work, exchange, now=now)
    judge_galleries_anew(work, exchange, now=now)
    digest = context_digest(work, exchange)
    if exchange.learnt.get(CONTEXT_DIGEST) == digest:
        return False
    work.exchanges.update(exchange.id, learnt={CONTEXT_DIGEST: digest})
    work.outbox.mark_all(exchange.id, EntityKind.SECTION, now=now)
    work.outbox.mark_items(exchange.id, variants=kind_of_variants(variants_of(work, exchange)), now=now)
    return True
