"""What becomes of pictures: one call at a time, and the gallery that we know grows with each.

A row of a gallery stays ready until the product shows what it should. A picture that is of no use is left
out with a problem; the others of its product go on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from obmen.delivery.call import Call
from obmen.delivery.outcome import Delivered, Outcome, Rejected
from obmen.delta.pictures import (
    PICTURES,
    Gallery,
    after_add,
    after_remove,
    gallery_fields,
    gallery_from,
    next_step,
    with_fault,
)
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.catalog.galleries import FAULTS, GalleryRow, read_galleries, tell_fault
from obmen.flows.catalog.neighbours import neighbours
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.runs import Effect
from obmen.flows.ports.store import Work

REFUSED: Final = "picture.refused"
ADDED, REMOVED = "picture.added", "picture.removed"
FILE, PICTURE_ID, PRODUCT_ID = "file", "picture_id", "product_id"
"""Fields of a gallery's call: the file that it adds or the picture that it removes, and at which product."""


def end_step(
    work: Work, exchange_id: int, call: Call, row: tuple[int, int], outcome: Outcome, *, now: datetime
) -> bool:
    """Take in what a call has come to, and end the row (id, version) after its last one.

    False: it is no call of a gallery, or what was refused is a person's to look at.
    """
    if call.ref.kind is not EntityKind.GALLERY:
        return False
    (known,) = read_galleries(work, exchange_id, [call.ref.id])
    if known.product_id is None or call.fields.get(PRODUCT_ID) != known.product_id:
        work.outbox.mark(exchange_id, [call.ref], now=now)  # the product was made anew meanwhile
        return True
    gallery = _after(work, exchange_id, known, call, outcome, now=now)
    if gallery is None:
        return False
    _keep(work, exchange_id, call.ref, known.product_id, gallery)
    _tell(work, exchange_id, known, gallery, call, now=now)
    if next_step(known.wanted, gallery) is None:
        _end(work, row, gallery)
    return True


def _keep(work: Work, exchange_id: int, ref: Ref, product_id: int, gallery: Gallery) -> None:
    """Keep what a product shows now, for all exchanges that know it; each has its own faults."""
    work.bindings.put(exchange_id, [Binding(ref, product_id, gallery_fields(gallery))])
    for other in neighbours(work, exchange_id):
        theirs = work.bindings.get(other, [ref]).get(ref)
        if theirs is not None and theirs.remote_id == product_id:
            shared = Gallery(gallery.shown, gallery.added, gallery_from(theirs.fields).faults)
            work.bindings.put(other, [Binding(ref, product_id, gallery_fields(shared))])


def _after(
    work: Work, exchange_id: int, known: GalleryRow, call: Call, outcome: Outcome, *, now: datetime
) -> Gallery | None:
    """Return the gallery as it is now; None: the call has changed nothing, and never will."""
    file, gallery = call.fields.get(FILE), known.gallery
    match outcome:
        case Delivered(item_id) if isinstance(file, str) and item_id:
            return after_add(gallery, file=file, picture_id=item_id, label=_label(known, file))
        case Delivered() | Rejected(code="not_found") if not file:
            return after_remove(gallery, picture_id=int(str(call.fields[PICTURE_ID])))
        case Rejected(code, detail) if isinstance(file, str):
            kind = code if code in FAULTS else REFUSED
            tell_fault(
                work,
                exchange_id,
                known,
                kind=kind,
                files=_label(known, file),
                detail=detail or code,
                now=now,
            )
            return with_fault(gallery, file=file, fault=kind)
        case _:
            return None


def _label(known: GalleryRow, file: str) -> str:
    return next((one.label for one in known.pictures or () if one.file == file), file)


def _tell(
    work: Work, exchange_id: int, known: GalleryRow, gallery: Gallery, call: Call, *, now: datetime
) -> None:
    """Write down what was done, and count it to the run that is under way."""
    before, after = known.gallery.labels, gallery.labels
    if before == after:
        return
    event = ADDED if FILE in call.fields else REMOVED
    facts: Mapping[str, object] = {"pictures": after, "method": call.method}
    work.journal.add(exchange_id, [Entry(at=now, event=event, ref=call.ref, facts=facts)])
    effect = Effect(ref=call.ref, made=False, before={PICTURES: before}, after={PICTURES: after})
    work.runs.record(exchange_id, [effect], now=now)


def _end(work: Work, row: tuple[int, int], gallery: Gallery) -> None:
    if gallery.faults:
        work.outbox.park(row[0], reason=REFUSED, version=row[1])
    else:
        work.outbox.done(dict([row]))
