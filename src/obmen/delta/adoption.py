"""Which objects of a portal are which records of 1C, by what both may be known by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import Final


class By(StrEnum):
    """What a pair was found by, the surest first."""

    PERSON = auto()  # a person has said so
    XML_ID = auto()  # the portal's object carries 1C's id
    ARTICLE = auto()
    BARCODE = auto()
    NAME = auto()
    PATH = auto()  # of sections: the name, under a section that is paired


GOODS: Final = (By.PERSON, By.XML_ID, By.ARTICLE, By.BARCODE, By.NAME)
SECTIONS: Final = (By.PERSON, By.XML_ID)
UNDER_SECTIONS: Final = (By.PATH,)

Marks = Mapping[By, tuple[Hashable, ...]]


@dataclass(frozen=True, slots=True)
class Ours:
    """A record of 1C that the portal may have already."""

    key: str
    marks: Marks


@dataclass(frozen=True, slots=True)
class Theirs:
    """An object of the portal that is nobody's yet."""

    id: int
    marks: Marks


@dataclass(frozen=True, slots=True)
class Match:
    """The portal's object of a record, and how it was found."""

    id: int
    by: By


@dataclass(slots=True)
class Matching:
    """What is paired, and between what a person has to choose."""

    pairs: dict[str, Match] = field(default_factory=dict)
    doubts: dict[str, frozenset[int]] = field(default_factory=dict)


def plain_name(name: str) -> str:
    """Return a name without needless spaces: everything else of it has to be the same."""
    return " ".join(name.split())


def match(ours: Iterable[Ours], theirs: Iterable[Theirs], *, steps: Sequence[By] = GOODS) -> Matching:
    """Pair records with objects, step by step; what more than one can be is narrowed by the later steps.

    A pair is made where a record and an object have each other for their only choice in a step. Whoever has
    found objects in an earlier step chooses among these only; what is never settled is a doubt.
    """
    waiting, free = list(ours), list(theirs)
    matching = Matching()
    for by in steps:
        found = _found(waiting, free, by, matching.doubts)
        settled = _settled(_unhindered(found, matching.doubts))
        matching.doubts |= found
        matching.pairs |= {key: Match(object_id, by) for key, object_id in settled.items()}
        taken = frozenset(settled.values())
        waiting = [one for one in waiting if one.key not in settled]
        free = [one for one in free if one.id not in taken]
        matching.doubts = {
            key: left
            for key, choices in matching.doubts.items()
            if key not in settled and (left := choices - taken)
        }
    return matching


def _found(
    waiting: Sequence[Ours], free: Sequence[Theirs], by: By, before: Mapping[str, frozenset[int]]
) -> dict[str, frozenset[int]]:
    """Return the objects that share a mark with each record, among those that it has found before."""
    index: defaultdict[Hashable, list[int]] = defaultdict(list)
    for one in free:
        for mark in one.marks.get(by, ()):
            index[mark].append(one.id)
    found: dict[str, frozenset[int]] = {}
    for record in waiting:
        hits = frozenset(i for mark in record.marks.get(by, ()) for i in index.get(mark, ()))
        choices = hits & before[record.key] if record.key in before else hits
        if choices:
            found[record.key] = choices
    return found


def _unhindered(
    found: Mapping[str, frozenset[int]], before: Mapping[str, frozenset[int]]
) -> dict[str, frozenset[int]]:
    """Leave out who has come late to an object that surer marks have brought others to."""
    contested = frozenset(i for choices in before.values() for i in choices)
    return {key: choices for key, choices in found.items() if key in before or not choices & contested}


def _settled(found: Mapping[str, frozenset[int]]) -> dict[str, int]:
    """Return the pairs that leave no choice on either side."""
    claims: defaultdict[int, list[str]] = defaultdict(list)
    for key, choices in found.items():
        for object_id in choices:
            claims[object_id].append(key)
    return {
        key: object_id
        for key, choices in found.items()
        if len(choices) == 1
        for object_id in choices
        if claims[object_id] == [key]
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class OurSection:
    """A group of 1C: its name, and the group that it stands in."""

    key: str
    name: str
    parent: str | None
    told: int | None = None  # the section that a person has named for it


@dataclass(frozen=True, slots=True, kw_only=True)
class TheirSection:
    """A section of the portal: its name, and the section that it stands in; 0: in none."""

    id: int
    xml_id: str
    name: str
    parent: int


def match_sections(
    ours: Sequence[OurSection], theirs: Sequence[TheirSection], *, bound: Mapping[str, int]
) -> Matching:
    """Pair groups with sections by xmlId, then level by level by their names under what is paired.

    `bound`: sections of groups that are known already.
    """
    matching = match(
        [Ours(one.key, _surely(one.told, one.key)) for one in ours],
        [Theirs(one.id, {By.PERSON: (one.id,), By.XML_ID: (one.xml_id,)}) for one in theirs],
        steps=SECTIONS,
    )
    while True:
        homes = {**bound, **{key: pair.id for key, pair in matching.pairs.items()}}
        level = [
            Ours(one.key, {By.PATH: ((homes.get(one.parent or "", 0), plain_name(one.name)),)})
            for one in ours
            if one.key not in homes and one.key not in matching.doubts
            if one.parent is None or one.parent in homes
        ]
        taken = frozenset(homes.values())
        free = [
            Theirs(one.id, {By.PATH: ((one.parent, plain_name(one.name)),)})
            for one in theirs
            if one.id not in taken
        ]
        found = match(level, free, steps=UNDER_SECTIONS)
        matching.doubts |= found.doubts
        if not found.pairs:
            return matching
        matching.pairs |= found.pairs


def _surely(told: int | None, key: str) -> Marks:
    """Return what pairs without a doubt; of whom a person has spoken nothing else counts."""
    return {By.PERSON: (told,)} if told is not None else {By.XML_ID: (key,)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """What a product or a variation is known by, on either side."""

    xml_id: str
    name: str
    articles: tuple[str, ...] = ()
    barcodes: tuple[str, ...] = ()
    head: int | None = None  # of a variation: the portal's product above it; 0: it is not there


def our_good(key: str, good: Good, *, told: int | None) -> Ours:
    """Return a record of 1C with its marks; of whom a person has spoken nothing else counts."""
    return Ours(key, _marks(good) if told is None else {By.PERSON: (told,)})


def their_good(object_id: int, good: Good) -> Theirs:
    """Return an object of the portal with its marks."""
    return Theirs(object_id, {By.PERSON: (object_id,), **_marks(good)})


def _marks(good: Good) -> dict[By, tuple[Hashable, ...]]:
    """Return what a good is known by; a variation, but for its id, by its barcode and name under its head."""
    marks: dict[By, tuple[Hashable, ...]] = {By.XML_ID: (good.xml_id,)} if good.xml_id else {}
    if good.head == 0:
        return marks
    names = (plain_name(good.name),) if good.name.strip() else ()
    texts = {By.BARCODE: good.barcodes, By.NAME: names}
    if good.head is None:
        texts[By.ARTICLE] = good.articles
    return marks | {by: tuple((good.head, text) for text in told) for by, told in texts.items() if told}
