"""Pictures in the dry run: what each product would show, by the same comparison as the run."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from obmen.delta.compare import Action, Change, ChangeClass
from obmen.delta.pictures import PICTURES, Gallery, steps_to
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.catalog.context import read_portal
from obmen.flows.catalog.found_galleries import AT_ONCE, Look, Met
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
    unseen: int = 0  # found products whose own pictures were not looked at: at most these are added


async def look_at_none(_: Sequence[GalleryRow]) -> Sequence[Met]:
    """Look at nothing: a `Look` of who has no portal at hand."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arriving:
    """Products that the same run makes, those that it finds (1C's id -> the portal's), and how to look."""

    made: Collection[str]
    found: Mapping[str, int]
    look: Look

    def row(self, row: GalleryRow) -> GalleryRow:
        """Return a gallery as it stands when its product has got its place."""
        if row.key in self.made:
            return replace(row, product_id=PLANNED, gallery=Gallery())
        if row.key in self.found:
            return replace(row, product_id=self.found[row.key], gallery=Gallery(), found=True)
        return row


async def preview_pictures(store: Store, *, exchange: Exchange, arriving: Arriving) -> PicturePlan:
    """Compare the pictures that are marked, also of products that the same run makes or finds."""
    plan = PicturePlan()
    _, portal = await store.aread(partial(read_portal, exchange_id=exchange.id))
    if not exchange.settings.images or not portal.gallery:
        return plan
    coming = (*arriving.made, *arriving.found)
    keys = await store.aread(partial(_keys, exchange_id=exchange.id, coming=coming))
    looked = 0
    for start in range(0, len(keys), PAGE):
        some = keys[start : start + PAGE]
        read = await store.aread(partial(read_galleries, exchange_id=exchange.id, keys=some))
        rows = [arriving.row(row) for row in read]
        unmet = [row for row in rows if row.unmet]
        met = await arriving.look(unmet[: AT_ONCE - looked]) if unmet[: AT_ONCE - looked] else ()
        looked += len(met)
        plan.unseen += len(unmet) - len(met)
        known = {one.row.key: one for one in met}
        for row in rows:
            _add(plan, known[row.key].after if row.key in known else row)
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
