"""A page of marked records, with what the CRM should hold of each and what it was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from obmen.delta.attributes import needs_of
from obmen.delta.desire import CatalogContext, Left, desire_section, kind_of_variants
from obmen.domain.identity import EntityKind, Ref, is_variant
from obmen.domain.properties import Block, PropertyNeed
from obmen.flows.catalog.context import read_context
from obmen.flows.catalog.items import ITEMS, Desires, desire_items
from obmen.flows.ports.catalog import OutboxRow
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work

COMPUTED = (EntityKind.SECTION, *ITEMS)
"""What the CRM should hold of these follows from what 1C says; the rest is given with its row."""

BLOCK_OF: Final[Mapping[EntityKind, Block]] = {
    EntityKind.PRODUCT: Block.PRODUCT,
    EntityKind.VARIATION: Block.OFFER,
}
"""In which block of the portal the properties of a record stand."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of marked rows with everything that judging them needs."""

    rows: Sequence[OutboxRow]
    desires: Desires
    bindings: Mapping[Ref, Binding]
    context: CatalogContext
    early: frozenset[Ref] = field(default=frozenset())  # what the offers may still change: they have not come
    unit_names: Mapping[str, str] = field(default_factory=dict)  # of the units that the page needs, by code

    def needs(self, *, early: frozenset[Ref]) -> Sequence[PropertyNeed]:
        """Return the properties that the page's goods need; who waits for offers needs none yet."""
        return [
            need
            for ref, desired in self.desires.items()
            if ref.kind in BLOCK_OF and ref not in early and isinstance(desired, Mapping)
            for need in needs_of(desired, self.context.attributes_of(ref.kind), BLOCK_OF[ref.kind])
        ]

    def early_of_new(self) -> frozenset[Ref]:
        """Return what is early and has not waited for its offers yet."""
        return self.early & {row.ref for row in self.rows if row.attempts == 0}


def read_page(work: Work, exchange: Exchange, rows: Sequence[OutboxRow]) -> Page:
    """Read what the CRM should hold and what it was given, for a page of marked rows."""
    context = read_context(work, exchange)
    sections = {r.ref: desire_section(context.groups[r.ref.id], context) for r in rows
                if r.ref.kind is EntityKind.SECTION and r.ref.id in context.groups}  # fmt: skip
    bindings = work.bindings.get(exchange.id, [r.ref for r in rows])
    refs = [r.ref for r in rows if r.ref.kind in ITEMS]
    goods = desire_items(work, exchange.id, refs, context, bindings=bindings)
    return Page(
        rows=rows,
        desires={**sections, **goods.desires, **_given(rows)},
        bindings=bindings,
        context=goods.context,
        early=goods.early if context.price_types else frozenset(row.ref for row in rows),
        unit_names=goods.unit_names,
    )


def _given(rows: Sequence[OutboxRow]) -> Desires:
    """What a person's word asks of some records stands before what 1C says, until 1C says something new."""
    return {row.ref: row.desired for row in rows if row.desired is not None}


def desire_one(
    work: Work, exchange: Exchange, record_id: str
) -> tuple[Ref, Mapping[str, object] | Left | None]:
    """Return what a product, variant or group is in the CRM and shall hold there, or why it has no place."""
    context = read_context(work, exchange)
    if record_id in context.groups:
        section = Ref(EntityKind.SECTION, record_id)
        return section, desire_section(context.groups[record_id], context)
    kind = kind_of_variants(context.variants) if is_variant(record_id) else EntityKind.PRODUCT
    ref = Ref(kind, record_id)
    return ref, desire_items(work, exchange.id, [ref], context).desires[ref]
