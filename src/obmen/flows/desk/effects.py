"""What settings come to at present, in numbers; where a number would say nothing, why it would not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from obmen.delivery.profile import PortalProfile
from obmen.delta.attributes import BUILT_IN
from obmen.delta.compare import ChangeClass
from obmen.delta.desire import CatalogContext, select_groups
from obmen.domain.identity import EntityKind
from obmen.domain.settings import OWNED_FIELDS
from obmen.flows.catalog.context import read_properties
from obmen.flows.catalog.drift import KEPT_EDITS
from obmen.flows.catalog.holding import held_now
from obmen.flows.catalog.stocks import RUN_ENDED
from obmen.flows.desk.effect import Effect
from obmen.flows.desk.effects_around import of_alerts, of_keeping, of_onec, of_portal
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.figures import Figures
from obmen.flows.ports.store import Work
from obmen.flows.sales.terms import ladder_of

EXAMPLE: Final = 128  # of an invoice, before there is one
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
TOLD_BY: Final[Mapping[str, str]] = {"section": "group_ids", "attributes": "properties"}
"""Fields of goods that a card of 1C tells under another name."""


def effects_of(
    work: Work, exchange: Exchange, context: CatalogContext, figures: Figures, *, now: datetime
) -> dict[str, Effect]:
    """Return what every setting comes to, by key; owners of fields stand apart."""
    return dict(
        [
            *_of_catalogue(work, exchange, context, figures),
            *_of_choices(work, exchange, context, figures),
            *_of_invoices(work, exchange, figures),
            *_of_stages(work, exchange, figures),
            *of_onec(work, exchange, now=now),
            *of_portal(work, exchange, now=now),
            *of_alerts(work, exchange, now=now),
            *of_keeping(figures),
        ]
    )


def _of_catalogue(
    work: Work, exchange: Exchange, context: CatalogContext, figures: Figures
) -> Iterator[tuple[str, Effect]]:
    taken = taken_of(context, exchange.settings.groups, figures)
    yield "groups", Effect("groups", {"goods": taken, "of": figures.goods})
    yield "variants", Effect("variants", {"count": figures.variants})
    yield "images", Effect("images", {"count": figures.pictured, "of": figures.goods})
    yield "image_max_px", Effect("no_number.image_max_px")
    warehouses = work.records.count(exchange.id, EntityKind.WAREHOUSE)
    yield "stocks", Effect("stocks", {"warehouses": warehouses, "levels": figures.levels})
    last = work.journal.latest(exchange.id, RUN_ENDED)
    yield "stock_minutes", Effect("stock_run", {"at": last.at}) if last else Effect("stock_run.none")
    held = held_now(work, exchange.id)
    jumps = held.pop(ChangeClass.PRICE_JUMP, 0)
    yield "max_change_percent", Effect("held", {"count": sum(held.values())})
    yield "max_price_change_percent", Effect("held", {"count": jumps})


def _of_choices(
    work: Work, exchange: Exchange, context: CatalogContext, figures: Figures
) -> Iterator[tuple[str, Effect]]:
    """Return what is chosen among what 1C tells: the price, further price types, attributes."""
    types = [one for one in context.price_types.values() if not one.deleted]
    main = context.price_types.get(context.price_type_id or "")
    priced = {"count": figures.by_price_type.get(main.id, 0) if main else 0, "of": figures.priced}
    yield "price_type", Effect("price_type" if main else "no_price_type", priced)
    others = [one for one in types if main is None or one.id != main.id]
    yield "price_types", Effect("price_types", {"count": len(context.further), "of": len(others)})
    chosen = context.attributes
    told = [one for one in read_properties(work, exchange).values() if not one.deleted]
    count = len(chosen.built_in) + len(chosen.properties)
    yield "attributes", Effect("attributes", {"count": count, "of": len(BUILT_IN) + len(told)})


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
    yield "responsible_fallback", Effect("no_number.responsible_fallback")
    for key, reason in OF_REASONS.items():
        yield key, Effect("kept_from_onec", {"count": figures.by_reason.get(reason, 0)})
    waiting = work.alike.counts(exchange.id, {kind for kinds in OF_PROBLEMS.values() for kind in kinds})
    for key, kinds in OF_PROBLEMS.items():
        yield key, Effect("waiting", {"count": sum(waiting.get(kind, 0) for kind in kinds)})


def _of_stages(work: Work, exchange: Exchange, figures: Figures) -> Iterator[tuple[str, Effect]]:
    """Return which stage each piece of news leads to now, and how many invoices stand on it."""
    discovery = work.exchanges.discovery(exchange.id)
    for key, stage in _stages(exchange, discovery.profile if discovery else None).items():
        if discovery is None:
            yield key, Effect("stages_unknown")
        elif not stage:
            yield key, Effect("no_stage")
        else:
            name = next((one.name for one in discovery.profile.stages if one.id == stage), stage)
            yield key, Effect("stage", {"name": name, "count": figures.by_stage.get(stage, 0)})


def _stages(exchange: Exchange, profile: PortalProfile | None) -> Mapping[str, str]:
    keys = ("paid_stage", "partly_paid_stage", "shipped_stage", "cancelled_stage")
    if profile is None:
        return dict.fromkeys(keys, "")
    ladder = ladder_of(exchange, profile)
    return dict(zip(keys, (ladder.paid, ladder.partly_paid, ladder.shipped, ladder.cancelled), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """Who owns a field of goods, and what that comes to at present."""

    field: str
    owner: str
    told: int  # goods of which 1C tells this field
    kept: int | None  # records that the CRM holds otherwise, and keeps so; None: not looked for yet


def owned_of(exchange: Exchange, figures: Figures) -> list[Owned]:
    """Return the owners of all fields of goods."""
    looked = exchange.learnt.get(KEPT_EDITS, "")
    kept = json.loads(looked) if looked else None
    return [
        Owned(
            field=name,
            owner=exchange.settings.owner_of(name),
            told=_told(name, figures),
            kept=None if kept is None else int(kept.get(name, 0)),
        )
        for name in OWNED_FIELDS
    ]


def _told(name: str, figures: Figures) -> int:
    """Every good is active or not, and a price stands on its own."""
    counts = {"active": figures.goods, "price": figures.priced}
    return counts.get(name, figures.by_attribute.get(TOLD_BY.get(name, name), 0))
