"""A file that 1C brought is read to its end and staged: only then 1C hears `success`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO, Final, Protocol, Self

from obmen.delta.parts import told_of
from obmen.delta.selection import Roll, mark_of
from obmen.domain.catalog import Group, Offer, PackageHeader, PriceType, Product, StockPlace
from obmen.domain.counterparty import Counterparty
from obmen.domain.identity import EntityKind, Ref
from obmen.domain.order import OrderNews
from obmen.flows.catalog.bringing import Album, open_album, told_of_album
from obmen.flows.catalog.context import PRICE_TYPE
from obmen.flows.catalog.holding import hold_first_run
from obmen.flows.catalog.sweeping import welcome_back
from obmen.flows.ports.catalog import Told
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.inbox import Package, PackageState
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.onec import BadFile, BadRecord, PackageReader, Read
from obmen.flows.ports.pictures import PictureFiles
from obmen.flows.ports.store import Store, Work

CHUNK_RECORDS = 2_000  # one commit of staging: well under 200 ms
_warehouse_id = attrgetter("warehouse_id")
OF_SALES = (PackageHeader, OrderNews, BadRecord, Counterparty)


class SettlePackage(Protocol):
    """Sales' part of a package: what 1C tells of orders, and records that cannot be understood."""

    def __call__(self, work: Work, exchange: Exchange, reads: Iterable[Read], *, now: datetime) -> object: ...


ContentDigest = Callable[[BinaryIO], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """How files are accepted: the reader of the wire, the database, and sales' part of a package."""

    store: Store
    data_dir: Path
    read: PackageReader
    digest: ContentDigest
    settle: SettlePackage
    pictures: PictureFiles
    clock: Callable[[], datetime]


def accept_file(
    tools: Acceptance, *, exchange: Exchange, session_id: int | None, name: str, path: Path
) -> Package:
    """Register a kept file, read it to the end and stage it; the same content again costs nothing.

    Raises: BadFile — the package is kept as failed, with line and reason. Blocks: run it in a thread.
    """
    with path.open("rb") as source:
        digest = tools.digest(source)
    album = _album(tools, exchange, path)
    if album is not None:
        digest = album.added_to(digest)
    package, repeated = tools.store.write(
        lambda work: _register(work, tools, exchange, session_id, name, path, digest)
    )
    if repeated:
        return package
    try:
        return _stage(tools, exchange, package, path, album)
    except BadFile as bad:
        tools.store.write(partial(_fail, tools=tools, package=package, bad=bad))
        raise


def _album(tools: Acceptance, exchange: Exchange, path: Path) -> Album | None:
    if not exchange.settings.images:
        return None
    return open_album(tools.pictures, path=path, data_dir=tools.data_dir)


def _register(
    work: Work,
    tools: Acceptance,
    exchange: Exchange,
    session_id: int | None,
    name: str,
    path: Path,
    digest: bytes,
) -> tuple[Package, bool]:
    same = work.inbox.same_content(exchange_id=exchange.id, session_id=session_id, digest=digest)
    now = tools.clock()
    package = work.inbox.add(
        exchange_id=exchange.id,
        session_id=session_id,
        name=name,
        path=str(path.relative_to(tools.data_dir)) if path.is_relative_to(tools.data_dir) else str(path),
        size_bytes=path.stat().st_size,
        digest=digest,
        now=now,
    )
    if same is None or not _names_again(work, exchange, package, same, now=now):
        return package, False
    work.inbox.set_state(package.id, PackageState.REPEATED, counts=same.counts)
    facts = {"package": name, "same_as": same.name}
    work.journal.add(exchange.id, [Entry(at=now, event="onec.package_repeated", ref=None, facts=facts)])
    return replace(package, state=PackageState.REPEATED, counts=same.counts), True


def _names_again(work: Work, exchange: Exchange, package: Package, twin: Package, *, now: datetime) -> bool:
    """Let the goods of known content be named anew; False: which they were is not known any more."""
    if not (twin.counts or {}).get("products"):
        return True
    if not work.rolls.repeat(package.id, twin_id=twin.id):
        return False
    welcome_back(work, exchange, twin.id, now=now)
    return True


def _stage(
    tools: Acceptance, exchange: Exchange, package: Package, path: Path, album: Album | None
) -> Package:
    tally = _Tally(album)
    with path.open("rb") as source, _Commits(tools.store, package.id) as commits:
        for told in tally.chunks(tools.read(source)):
            commits.put(told)
    return tools.store.write(lambda work: _complete(work, tools, exchange, package, tally))


class _Commits:
    """Stages chunks while the file is read on; one is under way at most."""

    def __init__(self, store: Store, package_id: int) -> None:
        self._store, self._package_id = store, package_id
        self._hand = ThreadPoolExecutor(1, thread_name_prefix="obmen-staging")
        self._under_way: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Wait for the last chunk; it raises what went wrong with it, unless something else has already."""
        self._hand.shutdown()
        if self._under_way is not None and kind is None:
            self._under_way.result()

    def put(self, told: list[Told]) -> None:
        """Begin to stage a chunk as soon as the one before it is safe."""
        if self._under_way is not None:
            self._under_way.result()
        self._under_way = self._hand.submit(self._put, told)

    def _put(self, told: list[Told]) -> None:
        self._store.write(lambda work: work.staging.put(self._package_id, told))


class _Tally:
    """What was seen on the way through a file, and what is left of it to stage."""

    def __init__(self, album: Album | None) -> None:
        self._album = album
        self.counts: dict[str, int] = {}
        self.price_types: list[PriceType] = []
        self.sales: list[Read] = []
        self.rest: list[Told] = []
        self.rolls: list[Roll] = []
        self._places: set[str] = set()  # warehouses that levels of stock name
        self._named = bytearray()  # of the catalogue that is being read

    def chunks(self, records: Iterator[Read]) -> Iterator[list[Told]]:
        """Yield what goes in one commit each; the last of it stays in `rest`, for the package's end."""
        counts: dict[type[Read], int] = defaultdict(int)
        told = self.rest
        for record in records:
            counts[type(record)] += 1
            if isinstance(record, Offer):  # of which there are most
                if record.stocks:
                    self._places.update(map(_warehouse_id, record.stocks))
            elif isinstance(record, OF_SALES):
                self.sales.append(record)
                self._close_roll(record)
                continue
            elif isinstance(record, PriceType) and not record.deleted:
                self.price_types.append(record)
            if (one := told_of(record)) is not None:
                told.append(one)
            if isinstance(record, Product):
                self._named += mark_of(record.id)
            if isinstance(record, Product | Offer):
                told += told_of_album(self._album, record)
            if len(told) >= CHUNK_RECORDS:
                yield told
                told = self.rest = []
        self.rest += [one for key in sorted(self._places) if (one := told_of(StockPlace(key))) is not None]
        self.counts = {_WORDS.get(kind, kind.__name__.lower()): count for kind, count in counts.items()}

    def _close_roll(self, record: Read) -> None:
        """End the roll of a catalogue whose goods have been read: what it is, it says at its end."""
        if isinstance(record, PackageHeader) and self._named:
            catalogue, full = record.catalog_id or "", record.only_changes is False
            self.rolls.append(Roll(catalogue=catalogue, full=full, marks=bytes(self._named)))
            self._named.clear()


_WORDS: Final = {
    PriceType: "price_types",
    Group: "groups",
    Product: "products",
    Offer: "offers",
    OrderNews: "orders",
}


def _complete(work: Work, tools: Acceptance, exchange: Exchange, package: Package, tally: _Tally) -> Package:
    work.staging.put(package.id, tally.rest)
    work.rolls.put(exchange.id, package.id, tally.rolls)
    state = PackageState.APPLIED if _only_sales(tally) else PackageState.STAGED
    counts = tally.counts
    work.inbox.set_state(package.id, state, counts=counts)
    if counts.get("orders") or counts.get("badrecord"):
        _note_told(work, package, tally.sales, now=tools.clock())
        tools.settle(work, exchange, tally.sales, now=tools.clock())
    now = tools.clock()
    _learn_price_type(work, exchange, tally.price_types, now=now)
    facts = {"package": package.name, "counts": counts}
    work.journal.add(exchange.id, [Entry(at=now, event="onec.package_staged", ref=None, facts=facts)])
    return replace(package, state=state, counts=counts)


def _note_told(work: Work, package: Package, reads: Iterable[Read], *, now: datetime) -> None:
    """Let each order's history name the file that told of it."""
    facts = {"package": package.id, "file": package.name}
    refs = [Ref(EntityKind.ORDER, one.number) for one in reads if isinstance(one, OrderNews)]
    told = [Entry(at=now, event="sales.order_told", ref=ref, facts=facts) for ref in refs]
    work.journal.add(package.exchange_id, told)


def _only_sales(tally: _Tally) -> bool:
    """Tell a package of orders, whose news are settled at once, from one that has to be compared."""
    return "orders" in tally.counts and not tally.counts.keys() - {
        "orders",
        "packageheader",
        "counterparty",
        "badrecord",
    }


def _learn_price_type(work: Work, exchange: Exchange, types: list[PriceType], *, now: datetime) -> None:
    """The first price type of the first package that has any is the price, until a person sets another.

    With several and no choice, or where a plan is to be signed, the first run is a plan only.
    """
    if not types or work.exchanges.get(id=exchange.id).learnt.get(PRICE_TYPE):
        return
    work.exchanges.update(exchange.id, learnt={PRICE_TYPE: types[0].id})
    hold_first_run(work, exchange, types, now=now)


def _fail(work: Work, *, tools: Acceptance, package: Package, bad: BadFile) -> None:
    work.staging.drop(package.id)
    work.inbox.set_state(package.id, PackageState.FAILED, error=f"{bad.reason}:{bad.line}")
    facts = {"file": package.name, "line": bad.line, "reason": bad.reason, "detail": bad.detail}
    ref = Ref(EntityKind.ORDER, package.name)
    now = tools.clock()
    work.problems.raise_(
        package.exchange_id, kind="file.bad", ref=ref, record=package.name, facts=facts, now=now
    )
    work.journal.add(package.exchange_id, [Entry(at=now, event="onec.package_failed", ref=None, facts=facts)])
