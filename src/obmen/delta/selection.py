"""Which goods have left 1C's selection: named before, and not since its last full export began."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from struct import Struct
from typing import Final

from obmen.domain.identity import split_item_key

MARK_BYTES: Final = 8
NUMBER: Final = Struct("<Q")

Order = tuple[int, int]
"""Grows with the dialogues, and with what a person imports between them."""


def mark_of(key: str) -> bytes:
    """Return what stands for a good in a roll: a variant's card names its product."""
    return blake2b(split_item_key(key)[0].encode(), digest_size=MARK_BYTES).digest()


def marks_in(marks: bytes) -> frozenset[int]:
    """Return the marks that were written one behind the other, as numbers."""
    return frozenset(n for (n,) in NUMBER.iter_unpack(marks))


def number_of(key: str) -> int:
    """Return a good's mark as the number that `marks_in` gives."""
    return next(iter(marks_in(mark_of(key))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """The goods that one package has named of one catalogue.

    `full`: it says that it holds more than changes. 1C's first portion says so; those after it tell the rest
    of the same export as changes (commerceml.md §1.6).
    """

    catalogue: str
    full: bool
    marks: bytes
    order: Order = (0, 0)
    id: int = 0


def gone(rolls: Iterable[Roll]) -> frozenset[int]:
    """Return the goods that a catalogue named before its last full export, and that nothing has named since.

    A catalogue that was never exported whole has lost nothing; what another one names is there.
    """
    before, since = set[int](), set[int]()
    for own in _by_catalogue(rolls).values():
        began = _last_full(own)
        for roll in own:
            (before if began is not None and roll.order < began else since).update(marks_in(roll.marks))
    return frozenset(before - since)


def has_full(rolls: Iterable[Roll]) -> bool:
    """Tell whether 1C has ever said that it exports everything."""
    return any(roll.full for roll in rolls)


def gathered(rolls: Sequence[Roll]) -> list[tuple[Roll, Collection[int]]]:
    """Return rolls that say in one what several said before the last full export, with the ids of those."""
    pairs: list[tuple[Roll, Collection[int]]] = []
    for catalogue, own in _by_catalogue(rolls).items():
        began = _last_full(own)
        old = [roll for roll in own if began is not None and roll.order < began]
        if len(old) < 2:
            continue
        since = {mark for roll in own if roll not in old for mark in marks_in(roll.marks)}
        left = {mark for roll in old for mark in marks_in(roll.marks)} - since
        marks = b"".join(map(NUMBER.pack, sorted(left)))
        order = max(roll.order for roll in old)
        pairs.append((Roll(catalogue=catalogue, full=False, marks=marks, order=order), [r.id for r in old]))
    return pairs


def _by_catalogue(rolls: Iterable[Roll]) -> dict[str, list[Roll]]:
    own: defaultdict[str, list[Roll]] = defaultdict(list)
    for roll in rolls:
        own[roll.catalogue].append(roll)
    return own


def _last_full(rolls: Iterable[Roll]) -> Order | None:
    return max((roll.order for roll in rolls if roll.full), default=None)
