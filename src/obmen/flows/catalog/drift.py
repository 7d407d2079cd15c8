"""What was edited in the CRM of fields that 1C owns: found by reading in bulk, shown, restored on request."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from obmen.delivery.profile import PortalProfile
from obmen.delta.compare import is_money
from obmen.delta.desire import kind_of_variants, variants_as
from obmen.domain.identity import EntityKind, Ref
from obmen.domain.settings import owner_of, owner_word
from obmen.flows.catalog.context import read_portal
from obmen.flows.catalog.planning import PAGE, look_up
from obmen.flows.catalog.reading import COMPUTED
from obmen.flows.forgetting import forget_object
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import Lookups, Remote
from obmen.flows.ports.runs import Cause
from obmen.flows.ports.store import Store, Work

ALWAYS_TOLD: Final = frozenset({
    "name", "section", "parent", "active", "unit", "vat", "vat_included", "price", "currency",
})  # fmt: skip
"""Fields that the portal tells of whenever it holds them; of others its silence says nothing."""
OF_VARIATIONS: Final = frozenset({"unit", "vat", "vat_included"})
"""Fields that belong to the variations: what the CRM makes of a head's is its own business."""
DRIFT: Final = "drift.found"
KEPT_EDITS: Final = "kept_edits"
"""Name in `Exchange.learnt` of how many records the CRM holds otherwise in a field that 1C does not own."""
NIGHT: Final = time(3)  # nobody works, and 1C's own night work is mostly over


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One record that the CRM holds otherwise than it was given; `gone`: it isn't there any more."""

    ref: Ref
    name: str
    fields: Mapping[str, tuple[object, object]] = field(default_factory=dict)  # name -> (ours, theirs)
    gone: bool = False


async def find_drift(
    store: Store, lookups: Lookups, *, exchange_id: int, kept: Counter[str]
) -> AsyncIterator[Drift]:
    """Compare every bound record with what the CRM holds; what is on its way is left out.

    `kept` counts the records that differ in a field which stays so, by the word of its owner's setting.
    Raises: PortalHalted, PortalUnreachable.
    """
    exchange, profile = await store.aread(partial(read_portal, exchange_id=exchange_id))
    for kind in COMPUTED:
        after = ""
        while refs := await store.aread(partial(_refs, exchange_id=exchange_id, kind=kind, after=after)):
            after = refs[-1].id
            found = await look_up(lookups, refs, profile=profile)
            read = partial(_settled, exchange=exchange, profile=profile, refs=refs)
            settled = await store.aread(read)
            for binding in settled:
                kept.update(_kept(binding, found.get(binding.ref), exchange))
                drift = _drift(binding, found.get(binding.ref), exchange)
                if drift is not None:
                    yield drift


def _refs(work: Work, *, exchange_id: int, kind: EntityKind, after: str) -> Sequence[Ref]:
    return [b.ref for b in work.bindings.page(exchange_id, kind, after=after, limit=PAGE)]


def _settled(
    work: Work, *, exchange: Exchange, profile: PortalProfile, refs: Sequence[Ref]
) -> Sequence[Binding]:
    """Return the bindings as they are now, without those of records that are on their way."""
    moving = work.outbox.of(exchange.id, refs)
    bindings = work.bindings.get(exchange.id, [ref for ref in refs if ref not in moving])
    heads = _heads(work, exchange, profile, refs)
    return [_as_head(bindings[ref]) if ref in heads else bindings[ref] for ref in refs if ref in bindings]


def _heads(work: Work, exchange: Exchange, profile: PortalProfile, refs: Sequence[Ref]) -> frozenset[Ref]:
    """Return the products that have variations in the CRM."""
    variants = variants_as(exchange.settings.variants, offers_block=profile.offers_iblock_id)
    if kind_of_variants(variants) is not EntityKind.VARIATION:
        return frozenset()
    products = [ref for ref in refs if ref.kind is EntityKind.PRODUCT]
    varied = work.records.variants(exchange.id, [ref.id for ref in products])
    return frozenset(ref for ref in products if varied.get(ref.id))


def _as_head(binding: Binding) -> Binding:
    """Leave out what is sold with its variations only."""
    own = {n: v for n, v in binding.fields.items() if not is_money(n) and n not in OF_VARIATIONS}
    return replace(binding, fields=own)


def _drift(binding: Binding, remote: Remote | None, exchange: Exchange) -> Drift | None:
    """Compare one record; what was given as inactive and isn't there any more is no loss."""
    name = str(binding.fields.get("name") or "")
    if remote is None:
        lost = binding.fields.get("active") is not False
        return Drift(ref=binding.ref, name=name, gone=True) if lost else None
    edited = {
        field_name: pair
        for field_name, pair in _edited(binding, remote)
        if _is_ours(field_name, binding.ref, exchange)
    }
    return Drift(ref=binding.ref, name=name, fields=edited) if edited else None


def _kept(binding: Binding, remote: Remote | None, exchange: Exchange) -> frozenset[str]:
    """Return what of one record is edited and stays: each field by the word that its owner is set by."""
    if remote is None or all(owner == "1c" for owner in exchange.settings.owners.values()):
        return frozenset()
    names = (name for name, _ in _edited(binding, remote) if not _is_ours(name, binding.ref, exchange))
    return frozenset(owner_word(name) for name in names)


def _edited(binding: Binding, remote: Remote) -> Iterator[tuple[str, tuple[object, object]]]:
    """Return the fields that the portal tells of and holds otherwise: ours and theirs."""
    for name, ours in binding.fields.items():
        theirs = remote.fields.get(name)
        if (name in remote.fields or name in ALWAYS_TOLD) and theirs != ours:
            yield name, (ours, theirs)


def _is_ours(name: str, ref: Ref, exchange: Exchange) -> bool:
    """Tell whether 1C owns a field."""
    return owner_of(exchange.settings.owners_of(ref.kind), name) == "1c"


def restore(work: Work, exchange_id: int, drifts: Sequence[Drift], *, now: datetime) -> None:
    """Have the records delivered anew: what the CRM holds is known from now on, what is gone is forgotten."""
    held = work.bindings.get(exchange_id, [drift.ref for drift in drifts])
    for drift in drifts:
        if drift.gone:
            forget_object(work, exchange_id, drift.ref)
        elif drift.ref in held:
            theirs = {name: theirs for name, (_, theirs) in drift.fields.items()}
            work.bindings.merge(exchange_id, drift.ref, theirs)
    work.runs.begin(exchange_id, cause=Cause.DRIFT, facts={}, now=now)
    work.outbox.mark(exchange_id, [drift.ref for drift in drifts], now=now)


def tell(
    work: Work, exchange: Exchange, drifts: Sequence[Drift], *, kept: Mapping[str, int], now: datetime
) -> None:
    """Keep one problem for all that drifted, and how much stays edited; none drifted, none is open."""
    work.exchanges.update(exchange.id, learnt={KEPT_EDITS: json.dumps(dict(kept), sort_keys=True)})
    work.problems.solve(exchange.id, kind=DRIFT)
    if drifts:
        facts = {"count": len(drifts), "gone": sum(drift.gone for drift in drifts)}
        record = f"exchange {exchange.name}"
        work.problems.raise_(exchange.id, kind=DRIFT, ref=None, record=record, facts=facts, now=now)


def night_after(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the next moment at which it is night there."""
    local = now.astimezone(zone)
    today = datetime.combine(local.date(), NIGHT, tzinfo=zone)
    return today if today > local else today + timedelta(days=1)


def as_document(drifts: Sequence[Drift]) -> list[dict[str, object]]:
    """Return the records in the shape that the command line prints."""
    return [
        {
            "kind": str(drift.ref.kind),
            "id": drift.ref.id,
            "name": drift.name,
            "gone": drift.gone,
            "fields": {name: list(pair) for name, pair in drift.fields.items()},
        }
        for drift in drifts
    ]
