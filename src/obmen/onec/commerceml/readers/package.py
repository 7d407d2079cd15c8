"""One CommerceML file as a stream of records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from obmen.domain.catalog import PackageHeader, Unit
from obmen.domain.order import OrderNews
from obmen.flows.ports.onec import BadFile, BadRecord, Read
from obmen.onec.commerceml import vocabulary as words
from obmen.onec.commerceml.elements import Element, Table, is_true, local_name
from obmen.onec.commerceml.readers.classifier import (
    read_groups,
    read_price_type,
    read_property,
    read_warehouse,
)
from obmen.onec.commerceml.readers.counterparties import read_counterparty
from obmen.onec.commerceml.readers.counts import ReadCounts
from obmen.onec.commerceml.readers.goods import read_offer, read_product
from obmen.onec.commerceml.readers.orders import read_container, read_document
from obmen.onec.commerceml.readers.stream import Stream
from obmen.onec.commerceml.readers.units import read_unit
from obmen.onec.commerceml.readers.values import Unreadable

ReadOne = Callable[[Element, ReadCounts], Read]
ReadMany = Callable[[Element, ReadCounts], Iterable[Read]]

RECORD_BYTES: Final = 64 * 1024 * 1024  # of one record: a group tree of 100,000 is 20 MiB
RECORD_TAGS: Final = 2_000_000  # of one record: that tree has 800,000; an element takes 120 bytes of memory
LAST_EXACT_LINE: Final = 65_534  # libxml2 keeps an element's line in 16 bits


def read_package(source: BinaryIO, *, counts: ReadCounts | None = None) -> Iterator[Read]:
    """Yield the records of a file, in its order, at constant memory.

    A header comes first, with what the root says, and one more after each Каталог or package of offers,
    with its id and whether it holds changes only. A record that cannot be understood is a BadRecord.
    Raises: BadFile — at the place where reading cannot go on.
    Source: facts §2 and §3; any version from 2.03 to 3.1, any namespace, sections in any order.
    """
    stream = Stream(source)
    reading = _Reading(stream, counts if counts is not None else ReadCounts())
    root: Element | None = None
    for root in stream.chunks():
        yield from reading.advance(root)
        yield from reading.alike()
    if root is not None:
        yield from reading.finish(root)


@dataclass(frozen=True, slots=True)
class Box:
    """An element that is never whole in memory: what may stand in it, by name.

    What no table names is dropped as soon as it has been read.
    """

    boxes: Table[Box] = field(default_factory=lambda: Table({}))
    one: Table[ReadOne] = field(default_factory=lambda: Table({}))
    many: Table[ReadMany] = field(default_factory=lambda: Table({}))
    is_section: bool = False


def _read_document(element: Element, counts: ReadCounts) -> OrderNews:
    refuse_commerceml_1(element)
    return read_document(element, counts)


def _read_units(element: Element, _counts: ReadCounts) -> Unit:
    return read_unit(element)


PARTIES: Final = Box(one=Table({words.COUNTERPARTY: read_counterparty}))
SECTION: Final = Box(
    boxes=Table({
        words.GROUPS: Box(many=Table({words.GROUP: read_groups})),
        words.PROPERTIES: Box(one=Table({words.PROPERTY: read_property})),
        words.PRICE_TYPES: Box(one=Table({words.PRICE_TYPE: read_price_type})),
        words.WAREHOUSES: Box(one=Table({words.WAREHOUSE: read_warehouse})),
        words.UNITS: Box(one=Table({words.UNIT: _read_units})),
        words.PRODUCTS: Box(many=Table({words.PRODUCT: read_product})),
        words.OFFERS: Box(one=Table({words.OFFER: read_offer})),
        words.COUNTERPARTIES: PARTIES,
    }),
    is_section=True,
)  # fmt: skip
ROOT: Final = Box(
    boxes=Table({
        words.CLASSIFIER: SECTION,
        words.CATALOG: SECTION,
        words.OFFER_PACKAGE: SECTION,
        words.OFFER_PACKAGE_CHANGES: SECTION,
        words.COUNTERPARTIES: PARTIES,
    }),
    one=Table({words.DOCUMENT: _read_document, words.CONTAINER: read_container}),
)  # fmt: skip
HEADED: Final = Table({
    words.CATALOG: words.ID,
    words.OFFER_PACKAGE: words.CATALOG_ID,
    words.OFFER_PACKAGE_CHANGES: words.CATALOG_ID,
})  # fmt: skip
FACTS: Final = Table({name: name for name in (words.ID, words.CATALOG_ID, words.ONLY_CHANGES)})


class _Reading:
    """The state of one file while it is read."""

    def __init__(self, stream: Stream, counts: ReadCounts) -> None:
        self._stream = stream
        self._counts = counts
        self._facts: dict[str, str] = {}  # short texts directly within the section that is open
        self._begun = False
        self._place: Box | None = None  # what the mark at the end of the chunk stands in
        self._dropped = 0
        self._held_bytes = 0  # since something was dropped: the record that is still open
        self._held_tags = 0

    def advance(self, root: Element) -> list[Read]:
        """Return what the last chunk has completed."""
        found: list[Read] = []
        if not self._begun:
            self._begun = True
            found.append(self._header(root))
        self._dropped, self._place = 0, None
        self._drain(root, ROOT, found, whole=False)
        self._limit_record()
        return found

    def alike(self) -> list[Read]:
        """Return the records behind the chunk that are spelled like others before."""
        found: list[Read] = []
        if self._place is not None:
            for element in self._stream.alike():
                self._read_one(element, self._place, found)
        elif self._stream.is_marked:
            self._stream.plainly()
        return found

    def finish(self, root: Element) -> list[Read]:
        """Return what only the end of the file has completed."""
        found: list[Read] = []
        self._drain(root, ROOT, found, whole=True)
        return found

    def _limit_record(self) -> None:
        """Refuse a record that grows without end.

        Raises: BadFile — `xml.record_too_long`.
        """
        if self._dropped:
            self._held_bytes = self._held_tags = 0
            return
        self._held_bytes += len(self._stream.chunk)
        self._held_tags += self._stream.chunk.count(b"<")
        if self._held_bytes > RECORD_BYTES or self._held_tags > RECORD_TAGS:
            raise BadFile(line=self._stream.line, reason="xml.record_too_long")

    def _drain(self, element: Element, box: Box, found: list[Read], *, whole: bool) -> None:
        """Read the complete children of an element, and drop them; the last one may still grow."""
        complete = max(len(element) - (not whole), 0)
        for child in element[:complete]:
            self._read_one(child, box, found)
        if complete < len(element):
            self._go_in(element[complete], box, found)
        del element[:complete]
        self._dropped += complete

    def _go_in(self, last: Element, box: Box, found: list[Read]) -> None:
        """Drain what may still grow, if it is a box."""
        if last is self._stream.mark:
            self._place = box
        elif (inner := box.boxes[last.tag]) is not None:
            self._open(last, inner, found, whole=False)

    def _open(self, element: Element, box: Box, found: list[Read], *, whole: bool) -> None:
        refuse_commerceml_1(element)
        self._drain(element, box, found, whole=whole)
        if whole and box.is_section:
            if HEADED[element.tag]:
                found.append(self._section_header(element))
            self._facts.clear()

    def _read_one(self, element: Element, box: Box, found: list[Read]) -> None:
        """Read a complete element by its name; a bad one holds none of the others."""
        tag = element.tag
        try:
            if (one := box.one[tag]) is not None:
                found.append(one(element, self._counts))
            elif (many := box.many[tag]) is not None:
                found.extend(many(element, self._counts))
            elif (inner := box.boxes[tag]) is not None:
                self._open(element, inner, found, whole=True)
            elif box.is_section:
                if (name := FACTS[tag]) is not None:
                    self._facts[name] = (element.text or "").strip()
            else:
                refuse_commerceml_1(element)
        except Unreadable as error:
            found.append(self._bad_record(element, error))

    def _bad_record(self, element: Element, error: Unreadable) -> BadRecord:
        line = element.sourceline or self._stream.line_alike()
        return BadRecord(
            line=line if line <= LAST_EXACT_LINE else max(line, self._stream.line),
            element=local_name(str(element.tag)),
            id=next(((child.text or "").strip() for child in element if _IS_ID[child.tag]), ""),
            reason=error.reason,
            detail=error.detail,
        )

    def _header(self, root: Element) -> PackageHeader:
        return PackageHeader(
            schema_version=root.get(words.SCHEMA_VERSION, ""),
            generated_at=root.get(words.GENERATED_AT, ""),
        )

    def _section_header(self, section: Element) -> PackageHeader:
        root = section.getparent()
        only_changes = section.get(words.ONLY_CHANGES) or self._facts.get(words.ONLY_CHANGES)
        if local_name(str(section.tag)) == words.OFFER_PACKAGE_CHANGES:
            only_changes = "true"
        return PackageHeader(
            schema_version=root.get(words.SCHEMA_VERSION, "") if root is not None else "",
            generated_at=root.get(words.GENERATED_AT, "") if root is not None else "",
            catalog_id=self._facts.get(HEADED[section.tag] or "") or None,
            only_changes=is_true(only_changes) if only_changes else None,
        )


_IS_ID: Final = Table({words.ID: True})


def refuse_commerceml_1(element: Element) -> None:
    """Refuse the older standard, which keeps data in attributes.

    Raises: BadFile — `xml.commerceml1`.
    """
    if element.get(words.CML1_ID) is not None or element.get(words.CML1_OPERATION) is not None:
        raise BadFile(line=element.sourceline or 0, reason="xml.commerceml1")
