"""A file's records on their way to staging: what each tells, and what the file comes to as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Final, Protocol

from obmen.delta.parts import Told, told_of
from obmen.delta.selection import Roll, mark_of
from obmen.domain.catalog import Group, Offer, PackageHeader, PriceType, Product, StockPlace
from obmen.domain.counterparty import Counterparty
from obmen.domain.order import OrderNews
from obmen.flows.catalog.bringing import Album, told_of_album
from obmen.flows.ports.onec import BadRecord, PackageReader, Read

CHUNK_RECORDS: Final = 2_000  # one commit of staging: well under 200 ms
OF_SALES: Final = (PackageHeader, OrderNews, BadRecord, Counterparty)

_warehouse_id: Final = attrgetter("warehouse_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What is known of a file when it has been read to its end."""

    rest: Sequence[Told]  # staged with the package's end
    counts: Mapping[str, int]  # of records, by kind
    price_types: Sequence[PriceType]
    sales: Sequence[Read]
    rolls: Sequence[Roll]


Telling = Generator[Sequence[Told] | Ending, None, None]


class Teller(Protocol):
    """Reads a kept file and says what its records tell."""

    def __call__(self, path: Path, album: Album | None) -> Telling:
        """Yield what goes in one commit each, and the ending last.

        Raises: BadFile — at the place where reading cannot go on.
        ReaderGone — who was reading is gone: what it has told so far is void.
        """
        ...


class ReaderGone(Exception):
    """The process that was reading a file is gone; the file may be as good as any."""


def tell_file(read: PackageReader, path: Path, album: Album | None) -> Telling:
    """Implements Teller, in this very process."""
    tally = _Tally(album)
    with path.open("rb") as source:
        yield from tally.chunks(read(source))
    yield tally.ending()


class _Tally:
    """What was seen on the way through a file, and what is left of it to stage."""

    def __init__(self, album: Album | None) -> None:
        self._album = album
        self._counts: defaultdict[type[Read], int] = defaultdict(int)
        self._price_types: list[PriceType] = []
        self._sales: list[Read] = []
        self._rest: list[Told] = []
        self._rolls: list[Roll] = []
        self._places: set[str] = set()  # warehouses that levels of stock name
        self._named = bytearray()  # of the catalogue that is being read

    def chunks(self, records: Iterator[Read]) -> Iterator[list[Told]]:
        """Yield what goes in one commit each; the last of it stays for the ending."""
        counts, told = self._counts, self._rest
        for record in records:
            counts[type(record)] += 1
            if isinstance(record, Offer):  # of which there are most
                if record.stocks:
                    self._places.update(map(_warehouse_id, record.stocks))
            elif isinstance(record, OF_SALES):
                self._sales.append(record)
                self._close_roll(record)
                continue
            elif isinstance(record, PriceType) and not record.deleted:
                self._price_types.append(record)
            if (one := told_of(record)) is not None:
                told.append(one)
            if isinstance(record, Product):
                self._named += mark_of(record.id)
            if isinstance(record, Product | Offer):
                told += told_of_album(self._album, record)
            if len(told) >= CHUNK_RECORDS:
                yield told
                told = self._rest = []

    def ending(self) -> Ending:
        """Return what the file came to."""
        places = [one for key in sorted(self._places) if (one := told_of(StockPlace(key))) is not None]
        return Ending(
            rest=[*self._rest, *places],
            counts={_WORDS.get(kind, kind.__name__.lower()): n for kind, n in self._counts.items()},
            price_types=self._price_types,
            sales=self._sales,
            rolls=self._rolls,
        )

    def _close_roll(self, record: Read) -> None:
        """End the roll of a catalogue whose goods have been read: what it is, it says at its end."""
        if isinstance(record, PackageHeader) and self._named:
            catalogue, full = record.catalog_id or "", record.only_changes is False
            self._rolls.append(Roll(catalogue=catalogue, full=full, marks=bytes(self._named)))
            self._named.clear()


_WORDS: Final = {
    PriceType: "price_types",
    Group: "groups",
    Product: "products",
    Offer: "offers",
    OrderNews: "orders",
}
