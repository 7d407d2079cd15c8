"""Records of 1C that are to be made, and whose the portal's objects are already."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from obmen.delta.attributes import Attributes
from obmen.delta.desire import desire_section
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.catalog.context import read_context
from obmen.flows.catalog.items import ITEMS, desire_items
from obmen.flows.catalog.planning import PAGE
from obmen.flows.catalog.reading import COMPUTED
from obmen.flows.ports.catalog import OutboxRow
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import Listed
from obmen.flows.ports.store import Work

MARKS: Final = Attributes(built_in=frozenset({"article", "barcode"}))
"""What goods are known by, whether these attributes travel or not."""
TOLD_AS: Final[Mapping[EntityKind, tuple[EntityKind, ...]]] = {
    EntityKind.SECTION: (EntityKind.GROUP,),
    EntityKind.PRODUCT: (EntityKind.CARD, EntityKind.OFFER),
    EntityKind.VARIATION: (EntityKind.CARD, EntityKind.OFFER),
}
"""What 1C tells of a record of the CRM."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A record that the CRM should hold and that is not bound; what is deleted in 1C has no name."""

    ref: Ref
    name: str
    parent: str | None = None  # of a section
    articles: tuple[str, ...] = ()
    barcodes: tuple[str, ...] = ()


def read_waiting(work: Work, *, exchange_id: int, after: int) -> tuple[int | None, list[Waiting]]:
    """Return a page of records that are to be made, and the place behind it; None: there are no more.

    What is just being made is left out.
    """
    rows = work.outbox.walk(exchange_id, after=after, limit=PAGE)
    if not rows:
        return None, []
    bound = work.bindings.get(exchange_id, [row.ref for row in rows])
    busy = {intent.call.ref for intent in work.intents.open([exchange_id])}
    refs = [row.ref for row in rows if _is_waiting(row) and row.ref not in bound and row.ref not in busy]
    return rows[-1].id, _read(work, exchange_id, refs)


def _is_waiting(row: OutboxRow) -> bool:
    return row.ref.kind in COMPUTED and row.desired is None


def _read(work: Work, exchange_id: int, refs: Sequence[Ref]) -> list[Waiting]:
    context = replace(read_context(work, work.exchanges.get(id=exchange_id)), attributes=MARKS)
    goods = desire_items(work, exchange_id, [ref for ref in refs if ref.kind in ITEMS], context).desires
    sections = {
        ref: desire_section(context.groups[ref.id], context)
        for ref in refs
        if ref.kind is EntityKind.SECTION and ref.id in context.groups
    }
    desires = {**sections, **goods}
    return [_waiting(ref, desired) for ref in refs if isinstance(desired := desires.get(ref), Mapping)]


def _waiting(ref: Ref, desired: Mapping[str, object]) -> Waiting:
    parent = desired.get("parent") if ref.kind is EntityKind.SECTION else None
    return Waiting(
        ref=ref,
        name=str(desired.get("name") or ""),
        parent=str(parent) if parent else None,
        articles=_texts(desired.get("article")),
        barcodes=_texts(desired.get("barcode")),
    )


def _texts(value: object) -> tuple[str, ...]:
    return (str(value).strip(),) if value else ()


def taken_ids(
    work: Work, *, exchange: Exchange, kind: EntityKind, listed: Sequence[Listed]
) -> frozenset[int]:
    """Return the objects that are records already, of this exchange or of another one on the same portal."""
    ids = [one.id for one in listed]
    sharing = [one.id for one in work.exchanges.all() if one.portal_host == exchange.portal_host]
    return frozenset(taken for one in sharing for taken in work.bindings.by_remote(one, kind, ids))


def known_to_onec(work: Work, *, exchange_id: int, kind: EntityKind, keys: Collection[str]) -> frozenset[str]:
    """Return which external codes are 1C's ids of records: they are those, and nobody else."""
    asked = set(keys) - {""}
    return frozenset(key for told in TOLD_AS[kind] for key in work.records.bodies(exchange_id, told, asked))


def bound_ids(
    work: Work, *, exchange_id: int, kind: EntityKind, keys: Iterable[str | None]
) -> dict[str, int]:
    """Return the portal's ids of records that are bound, by 1C's."""
    refs = {Ref(kind, key) for key in keys if key}
    return {ref.id: bound.remote_id for ref, bound in work.bindings.get(exchange_id, refs).items()}
