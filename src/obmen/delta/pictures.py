"""Pictures of goods: what 1C says of them, which of them a product should show, and the next step there.

A picture is known by its content, not by its path: 1C puts another content under the same path when a person
replaces it. `PICTURES` is a list of `[path, file, fault]`, in the order of the card, `OFFER_PICTURES` in that
of an offer: `file` names the kept content (its digest and what it is, `8e1c….jpg`), `fault` says why it is of
no use; with neither the file has not come.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from obmen.delta.parts import Told, encode, one_part
from obmen.domain.catalog import Offer, Product
from obmen.domain.identity import EntityKind, item_key

PICTURES: Final = "pictures"
"""Name of the field of a gallery in plans, runs and the passport."""
LABEL_DIGITS: Final = 8
NAME_DIGITS: Final = 16


class Picture(NamedTuple):
    """One picture that a card names, and what came of its file."""

    path: str
    file: str = ""
    fault: str = ""

    @property
    def label(self) -> str:
        """What people call it: the file's name, and enough of the content to see that it was replaced."""
        return label_of(self.path, self.file)


class Shown(NamedTuple):
    """A picture of ours that the product of the CRM shows."""

    file: str
    id: int
    label: str


@dataclass(frozen=True, slots=True)
class Gallery:
    """The pictures of ours at a product, in the order in which it shows them."""

    shown: tuple[Shown, ...] = ()
    added: int = 0  # how many were ever added: no two have the same name
    faults: Mapping[str, str] | None = None  # file -> why the portal was not given it

    @property
    def labels(self) -> list[str]:
        return [one.label for one in self.shown]


@dataclass(frozen=True, slots=True)
class Add:
    """A picture to be added at the end."""

    file: str
    name: str  # that the portal gives it, and that nobody else has


@dataclass(frozen=True, slots=True)
class Remove:
    """A picture of ours that has no place any more."""

    id: int


Step = Add | Remove


def told_of_pictures(record: Product | Offer, found: Mapping[str, Picture]) -> Told:
    """Return the pictures that a card or an offer names as a part, as far as their files have come."""
    told = [list(found.get(path) or Picture(path)) for path in dict.fromkeys(record.images)]
    if isinstance(record, Product):
        return one_part(EntityKind.PICTURES, record.id, encode(told))
    key = item_key(record.product_id, record.variant_id)
    return one_part(EntityKind.OFFER_PICTURES, key, encode(told))


def pictures_from(body: str) -> tuple[Picture, ...]:
    """Read what lies behind the pictures of a card."""
    return tuple(Picture(*one) for one in json.loads(body))


def named_by(card: Product, known: Sequence[Picture]) -> tuple[Picture, ...]:
    """Return the pictures that a card names now, each content once: the first one is the main one."""
    by_path = {one.path: one for one in known}
    return each_once(by_path.get(path) or Picture(path) for path in card.images)


def each_once(pictures: Iterable[Picture]) -> tuple[Picture, ...]:
    """Return pictures in their order, each content once."""
    named: dict[str, Picture] = {}
    for one in pictures:
        named.setdefault(one.file or one.path, one)
    return tuple(named.values())


def next_step(wanted: Sequence[str], gallery: Gallery) -> Step | None:
    """Return the next single step to the wanted files; None: there is nothing to do.

    A gallery only grows at its end. What stands in its right place stays, the rest is added anew behind it,
    and the old ones go only then: a product is never without the picture that is replaced.
    """
    files = [file for file in dict.fromkeys(wanted) if file not in (gallery.faults or {})]
    kept = _kept(files, gallery.shown)
    if len(kept) < len(files):
        file = files[len(kept)]
        return Add(file, _name(file, gallery.added + 1))
    gone = next((one for one in gallery.shown if one.id not in kept), None)
    return Remove(gone.id) if gone else None


def steps_to(wanted: Sequence[str], gallery: Gallery) -> int:
    """Count the steps to the wanted files: each is a request of its own."""
    files = list(dict.fromkeys(wanted))
    kept = _kept(files, gallery.shown)
    return len(files) - len(kept) + len(gallery.shown) - len(kept)


def after_add(gallery: Gallery, *, file: str, picture_id: int, label: str) -> Gallery:
    """Return the gallery with one more picture; one that is known already is not counted twice."""
    if any(one.id == picture_id for one in gallery.shown):
        return gallery
    return Gallery((*gallery.shown, Shown(file, picture_id, label)), gallery.added + 1, gallery.faults)


def after_remove(gallery: Gallery, *, picture_id: int) -> Gallery:
    """Return the gallery without a picture."""
    left = tuple(one for one in gallery.shown if one.id != picture_id)
    return Gallery(left, gallery.added, gallery.faults)


def with_fault(gallery: Gallery, *, file: str, fault: str) -> Gallery:
    """Return the gallery that goes on without a file."""
    return Gallery(gallery.shown, gallery.added, {**(gallery.faults or {}), file: fault})


def gallery_from(fields: Mapping[str, object]) -> Gallery:
    """Read a gallery as a binding holds it."""
    shown, added, faults = fields.get("shown"), fields.get("added"), fields.get("faults")
    return Gallery(
        tuple(Shown(*one) for one in shown) if isinstance(shown, Sequence) else (),
        added if isinstance(added, int) else 0,
        dict(faults) if isinstance(faults, Mapping) else None,
    )


def gallery_fields(gallery: Gallery) -> dict[str, object]:
    """Write a gallery as a binding holds it."""
    shown = [list(one) for one in gallery.shown]
    return {"shown": shown, "added": gallery.added, "faults": dict(gallery.faults or {})}


def label_of(path: str, file: str) -> str:
    """Name a picture for people."""
    name = path.replace("\\", "/").rpartition("/")[2]
    return f"{name} {file[:LABEL_DIGITS]}".strip()


def _kept(files: Sequence[str], shown: Sequence[Shown]) -> list[int]:
    """Return the ids of those that stand in the right order from the first wanted one on."""
    kept: list[int] = []
    for one in shown:
        if len(kept) < len(files) and one.file == files[len(kept)]:
            kept.append(one.id)
    return kept


def _name(file: str, number: int) -> str:
    """Name a picture as the portal keeps it: Latin letters and digits, and never the same twice."""
    digest, _, kind = file.partition(".")
    return f"1c-{digest[:NAME_DIGITS]}-{number}.{SENT_AS.get(kind, kind)}"


SENT_AS: Final = {"bmp": "png"}
"""What is never sent as it is: a bitmap is large and no browser's first choice."""
