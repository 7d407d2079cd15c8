"""What settings come to at present, in numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from obmen.delta.compare import ChangeClass
from obmen.delta.desire import CatalogContext, select_groups
from obmen.domain.identity import EntityKind
from obmen.flows.catalog.holding import held_now
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.figures import Figures
from obmen.flows.ports.store import Work

EXAMPLE: Final = 128  # of an invoice, before there is one


@dataclass(frozen=True, slots=True)
class Effect:
    """What one setting comes to: the code of a text of the console, and its numbers."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


OF_PROBLEMS: Final[Mapping[str, tuple[str, ...]]] = {
    "resend": ("order.changed", "order.changed_not_sent"),
    "counterparty_gate": ("client.held", "client.doubtful"),
    "service_item": ("row.unknown", "row.no_variant"),
    "order_changes": ("order.differs",),
    "vat_create": ("vat.missing",),
    "drift": ("drift.found",),
}
"""Settings that decide about problems of these kinds: how many wait is what they come to."""
OF_REASONS: Final[Mapping[str, str]] = {
    "own_company": "invoice.other_company",
    "invoices_since": "invoice.earlier",
    "invoices_from_stage": "invoice.stage_early",
}
"""Settings that keep invoices from 1C for this reason."""


def effects_of(
    work: Work, exchange: Exchange, context: CatalogContext, figures: Figures
) -> dict[str, Effect]:
    """Return what settings come to, by key; those of which a number would say nothing are left out."""
    return dict(
        [
            *_of_catalogue(work, exchange, context, figures),
            *_of_invoices(work, exchange, figures),
            ("keep_days", Effect("kept", {"files": figures.kept, "megabytes": figures.kept_bytes // 10**6})),
        ]
    )


def _of_catalogue(
    work: Work, exchange: Exchange, context: CatalogContext, figures: Figures
) -> Iterator[tuple[str, Effect]]:
    taken = taken_of(context, exchange.settings.groups, figures)
    yield "groups", Effect("groups", {"goods": taken, "of": figures.goods})
    if context.price_type_id is not None:
        priced = figures.by_price_type.get(context.price_type_id, 0)
        yield "price_type", Effect("price_type", {"count": priced, "of": figures.priced})
    yield "variants", Effect("variants", {"count": figures.variants})
    yield "images", Effect("images", {"count": figures.pictured, "of": figures.goods})
    warehouses = work.records.count(exchange.id, EntityKind.WAREHOUSE)
    yield "stocks", Effect("stocks", {"warehouses": warehouses, "levels": figures.levels})
    held = held_now(work, exchange.id)
    jumps = held.pop(ChangeClass.PRICE_JUMP, 0)
    yield "max_change_percent", Effect("held", {"count": sum(held.values())})
    yield "max_price_change_percent", Effect("held", {"count": jumps})


def taken_of(context: CatalogContext, wanted: Sequence[str], figures: Figures) -> int:
    """Return how many goods a choice of groups takes; none named: all."""
    selected = select_groups(context.groups, wanted)
    if selected is None:
        return figures.goods
    return sum(count for group, count in figures.by_group.items() if group in selected)


def _of_invoices(work: Work, exchange: Exchange, figures: Figures) -> Iterator[tuple[str, Effect]]:
    newest = work.register.page(exchange.id, limit=1)
    number = f"{exchange.settings.order_prefix}{newest[0].invoice_id if newest else EXAMPLE}"
    yield "order_prefix", Effect("order_prefix", {"number": number})
    for key, reason in OF_REASONS.items():
        yield key, Effect("kept_from_onec", {"count": figures.by_reason.get(reason, 0)})
    waiting = work.alike.counts(exchange.id, {kind for kinds in OF_PROBLEMS.values() for kind in kinds})
    for key, kinds in OF_PROBLEMS.items():
        yield key, Effect("waiting", {"count": sum(waiting.get(kind, 0) for kind in kinds)})
