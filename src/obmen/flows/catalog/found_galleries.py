"""Products that were found in the portal may show pictures of 1C already: those are not added once more.

Who has put a picture there, nobody knows: its content says whether it is 1C's, as 1C gave it or as it would
be sent. What is equal becomes a picture of ours, all else stays as it is. What can't be downloaded can't be
judged, and nothing is added beside it: a person decides.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

from obmen.delta.pictures import PICTURES, Gallery, Shown, gallery_fields
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.catalog.context import CATALOGUE_HELD
from obmen.flows.catalog.galleries import GALLERIES, GalleryRow, read_galleries, tell_fault
from obmen.flows.ports.catalog import Due, OutboxRow
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.pictures import BadPicture, PictureFiles, ShownPicture, ShownPictures
from obmen.flows.ports.store import Store, Work

AT_ONCE: Final = 50  # products: their list is one request, their pictures are a download each
UNREAD: Final = "picture.unread"
"""The problem of a product whose pictures can't be downloaded, and why its row waits."""
MET: Final = "picture.met"
KEPT: Final = "pictures_kept"
"""Name in `Exchange.learnt` of how many found products keep pictures that 1C does not have."""


@dataclass(frozen=True, slots=True)
class Met:
    """What a found product shows: `gallery` is 1C's, `others` pictures are not, `unread` nobody knows."""

    row: GalleryRow
    gallery: Gallery
    others: int
    unread: int

    @property
    def is_known(self) -> bool:
        """Tell whether what the product shows is known well enough to add to it."""
        return not self.unread or len(self.gallery.shown) == len(self.row.wanted)

    @property
    def after(self) -> GalleryRow:
        """The row as it is compared now; of what is not known nothing is to be done."""
        return replace(self.row, gallery=self.gallery, pictures=self.row.pictures if self.is_known else None)


Pairs = Sequence[tuple[OutboxRow, GalleryRow]]
Look = Callable[[Sequence[GalleryRow]], Awaitable[Sequence[Met]]]
"""Looks at what products show and changes nothing. Raises: PortalHalted, PortalUnreachable."""


async def meet_galleries(store: Store, look: Look, *, exchange_id: int, now: datetime) -> int:
    """Look at what found products show, before pictures are added to them; returns how many were looked at.

    Raises: PortalHalted, PortalUnreachable.
    """
    pairs = await store.aread(partial(_to_meet, exchange_id=exchange_id, now=now))
    if pairs:
        met = await look([gallery for _, gallery in pairs])
        rows = [row for row, _ in pairs]
        await store.awrite(partial(_record, exchange_id=exchange_id, met=met, rows=rows, now=now))
    return len(pairs)


def _to_meet(work: Work, *, exchange_id: int, now: datetime) -> Pairs:
    exchange, discovery = work.exchanges.get(id=exchange_id), work.exchanges.discovery(exchange_id)
    held = exchange.learnt.get(CATALOGUE_HELD) or work.inbox.is_applying(exchange_id=exchange_id)
    if discovery is None or not discovery.profile.gallery or held or not exchange.settings.images:
        return ()
    rows = work.outbox.page([exchange_id], Due.NEW, limit=AT_ONCE, now=now, kinds=GALLERIES)
    read = {one.key: one for one in read_galleries(work, exchange_id, [row.ref.id for row in rows])}
    return [(row, read[row.ref.id]) for row in rows if read[row.ref.id].unmet]


async def look_at(
    rows: Sequence[GalleryRow], *, shown: ShownPictures, files: PictureFiles, max_px: int
) -> Sequence[Met]:
    """Compare what products show with what 1C has for them: a `Look`."""
    ids = {row.key: row.product_id for row in rows if row.product_id is not None}
    listed = await shown.listed(list(ids.values()))
    return [
        await _meet(row, listed[ids[row.key]], shown=shown, files=files, max_px=max_px)
        for row in rows
        if row.key in ids
    ]


async def _meet(
    row: GalleryRow,
    pictures: Sequence[ShownPicture],
    *,
    shown: ShownPictures,
    files: PictureFiles,
    max_px: int,
) -> Met:
    """Take each picture of 1C once; what stands there twice was so before us."""
    ours: dict[str, Shown] = {}
    unread = 0
    known = await asyncio.to_thread(_known, files, row.wanted, max_px=max_px) if pictures else {}
    labels = {one.file: one.label for one in row.useful}
    for picture in pictures:
        if len(ours) == len(labels):
            break  # all of 1C's are there: whatever else there is stays
        content = await shown.content(picture)
        file = known.get(files.digest(content), "") if content is not None else ""
        unread += content is None
        if file and file not in ours:
            ours[file] = Shown(file, picture.id, labels[file])
    gallery = replace(row.gallery, shown=tuple(ours.values()))
    return Met(row, gallery, others=len(pictures) - len(ours) - unread, unread=unread)


def _known(files: PictureFiles, wanted: Sequence[str], *, max_px: int) -> dict[str, str]:
    """Return the kept files by what they may be known by: as 1C gave them, and as they are sent."""
    known = {file.partition(".")[0]: file for file in wanted}
    for file in wanted:
        with suppress(BadPicture):  # told when it is to be sent
            known.setdefault(files.digest(files.content(file, max_px=max_px)), file)
    return known


def _record(
    work: Work, *, exchange_id: int, met: Sequence[Met], rows: Sequence[OutboxRow], now: datetime
) -> None:
    """Bind what is 1C's; a row that was marked anew meanwhile is looked at by the next pass."""
    current = work.outbox.current({row.id: row.version for row in rows})
    by_key = {row.ref.id: row for row in rows if row.id in current}
    there = [one for one in met if one.row.key in by_key]
    judged = [one for one in there if one.is_known]
    _bind(work, exchange_id, judged)
    _tell(work, exchange_id, judged, now=now)
    for one in there:
        if not one.is_known:
            row = by_key[one.row.key]
            work.outbox.park(row.id, reason=UNREAD, version=row.version)
            labels = ", ".join(picture.label for picture in one.row.useful)
            tell_fault(work, exchange_id, one.row, kind=UNREAD, files=labels, detail="", now=now)


def _bind(work: Work, exchange_id: int, judged: Sequence[Met]) -> None:
    for one in judged:
        work.bindings.forget(exchange_id, Ref(EntityKind.FOUND_GALLERY, one.row.key))
    work.bindings.put(
        exchange_id,
        [
            Binding(one.row.ref, one.row.product_id, gallery_fields(one.gallery))
            for one in judged
            if one.row.product_id is not None and one.gallery.shown
        ],
    )


def _tell(work: Work, exchange_id: int, judged: Sequence[Met], *, now: datetime) -> None:
    """Write down what was found, and count the products that keep pictures of others."""
    entries = [
        Entry(at=now, event=MET, ref=one.row.ref, facts={PICTURES: one.gallery.labels, "others": one.others})
        for one in judged
        if one.gallery.shown or one.others
    ]
    work.journal.add(exchange_id, entries)
    known = int(work.exchanges.get(id=exchange_id).learnt.get(KEPT) or 0)
    kept = known + sum(one.others > 0 for one in judged)
    if kept > known:
        work.exchanges.update(exchange_id, learnt={KEPT: str(kept)})


async def count_pictured(
    store: Store, shown: ShownPictures, *, exchange_id: int, products: Mapping[str, int]
) -> tuple[int, int]:
    """Count, of objects that are goods by 1C's ids, those that show pictures where 1C has some, and these.

    Raises: PortalHalted, PortalUnreachable.
    """
    exchange = await store.aread(lambda work: work.exchanges.get(id=exchange_id))
    if not exchange.settings.images:
        return 0, 0
    read = partial(read_galleries, exchange_id=exchange_id, keys=list(products))
    wanting = [products[row.key] for row in await store.aread(read) if row.wanted]
    listed = await shown.listed(wanting) if wanting else {}
    return sum(bool(some) for some in listed.values()), sum(len(some) for some in listed.values())
