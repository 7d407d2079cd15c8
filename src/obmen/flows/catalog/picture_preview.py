"""Pictures in the dry run: what each product would show, by the same comparison as the run."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from obmen.delta.compare import Action, Change, ChangeClass
from obmen.delta.pictures import PICTURES, Gallery, steps_to
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.catalog.context import read_portal
from obmen.flows.catalog.galleries import GALLERIES, PAGE, GalleryRow, read_galleries
from obmen.flows.catalog.holding import MASS, let_go
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Store, Work

UNPICTURE = ChangeClass.UNPICTURE
PLANNED = 0  # stands for the id of a product that a run would make


@dataclass(slots=True)
class PicturePlan:
    """What a run would do to pictures; `requests`: each picture goes in a request of its own."""

    changes: list[Change] = field(default_factory=list)
    names: dict[Ref, str] = field(default_factory=dict)
    losing: set[Ref] = field(default_factory=set)  # products that would lose all their pictures
    requests: int = 0


async def preview_pictures(store: Store, *, exchange: Exchange, coming: Collection[str]) -> PicturePlan:
    """Compare the pictures that are marked, also of products that the same run makes (`coming`)."""
    plan = PicturePlan()
    _, portal = await store.aread(partial(read_portal, exchange_id=exchange.id))
    if not exchange.settings.images or not portal.gallery:
        return plan
    keys = await store.aread(partial(_keys, exchange_id=exchange.id, coming=coming))
    for start in range(0, len(keys), PAGE):
        some = keys[start : start + PAGE]
        for row in await store.aread(partial(read_galleries, exchange_id=exchange.id, keys=some)):
            _add(plan, _as_if_made(row) if row.key in coming else row)
    free = await store.aread(partial(let_go, exchange=exchange, pending={UNPICTURE: len(plan.losing)}))
    if UNPICTURE not in free:
        plan.changes = [
            replace(one, reason=MASS[UNPICTURE]) if one.ref in plan.losing else one for one in plan.changes
        ]
    return plan


def _keys(work: Work, *, exchange_id: int, coming: Collection[str]) -> Sequence[str]:
    keys: dict[str, None] = {}
    for state in Due:
        after = 0
        while rows := work.outbox.page([exchange_id], state, limit=PAGE, after=after, kinds=GALLERIES):
            keys |= dict.fromkeys(row.ref.id for row in rows)
            after = max(row.id for row in rows)
    return list(keys | dict.fromkeys(sorted(coming)))


def _as_if_made(row: GalleryRow) -> GalleryRow:
    return replace(row, product_id=PLANNED, gallery=Gallery())


def _add(plan: PicturePlan, row: GalleryRow) -> None:
    if not row.differs:
        return
    new = [one.label for one in row.useful]
    ref = Ref(EntityKind.GALLERY, row.key)
    plan.changes.append(Change(ref=ref, action=Action.CHANGE, fields={PICTURES: (row.gallery.labels, new)}))
    plan.names[ref] = row.name or row.key
    if row.counted_as is UNPICTURE:
        plan.losing.add(ref)
    plan.requests += steps_to(row.wanted, row.gallery)
