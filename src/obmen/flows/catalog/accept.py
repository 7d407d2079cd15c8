"""A file that 1C brought is read to its end and staged: only then 1C hears `success`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final, Protocol, Self

from obmen.domain.catalog import PriceType
from obmen.domain.identity import EntityKind, Ref
from obmen.domain.order import OrderNews
from obmen.flows.catalog.bringing import Album, open_album
from obmen.flows.catalog.context import PRICE_TYPE
from obmen.flows.catalog.holding import hold_first_run
from obmen.flows.catalog.sweeping import welcome_back
from obmen.flows.catalog.telling import Ending, ReaderGone, Teller
from obmen.flows.ports.catalog import Told
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.inbox import Package, PackageState
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.onec import BadFile, Read
from obmen.flows.ports.pictures import PictureFiles
from obmen.flows.ports.store import Store, Work

READINGS: Final = 2  # of a file whose reader goes away in the midst of it


class SettlePackage(Protocol):
    """Sales' part of a package: what 1C tells of orders, and records that cannot be understood."""

    def __call__(self, work: Work, exchange: Exchange, reads: Iterable[Read], *, now: datetime) -> object: ...


ContentDigest = Callable[[BinaryIO], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """How files are accepted: who tells what they say, the database, and sales' part of a package."""

    store: Store
    data_dir: Path
    tell: Teller
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
    for _ in range(READINGS):
        with suppress(ReaderGone):
            return _stage_once(tools, exchange, package, path, album)
        tools.store.write(lambda work: work.staging.drop(package.id))
    raise BadFile(line=0, reason="file.reader_gone")


def _stage_once(
    tools: Acceptance, exchange: Exchange, package: Package, path: Path, album: Album | None
) -> Package:
    with closing(tools.tell(path, album)) as telling, _Commits(tools.store, package.id) as commits:
        for told in telling:
            if isinstance(told, Ending):
                ending = told
            else:
                commits.put(told)
    return tools.store.write(lambda work: _complete(work, tools, exchange, package, ending))


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

    def put(self, told: Sequence[Told]) -> None:
        """Begin to stage a chunk as soon as the one before it is safe."""
        if self._under_way is not None:
            self._under_way.result()
        self._under_way = self._hand.submit(self._put, told)

    def _put(self, told: Sequence[Told]) -> None:
        self._store.write(lambda work: work.staging.put(self._package_id, told))


def _complete(work: Work, tools: Acceptance, exchange: Exchange, package: Package, ending: Ending) -> Package:
    work.staging.put(package.id, ending.rest)
    work.rolls.put(exchange.id, package.id, ending.rolls)
    state = PackageState.APPLIED if _only_sales(ending) else PackageState.STAGED
    counts = dict(ending.counts)
    work.inbox.set_state(package.id, state, counts=counts)
    if counts.get("orders") or counts.get("badrecord"):
        _note_told(work, package, ending.sales, now=tools.clock())
        tools.settle(work, exchange, ending.sales, now=tools.clock())
    now = tools.clock()
    _learn_price_type(work, exchange, ending.price_types, now=now)
    facts = {"package": package.name, "counts": counts}
    work.journal.add(exchange.id, [Entry(at=now, event="onec.package_staged", ref=None, facts=facts)])
    return replace(package, state=state, counts=counts)


def _note_told(work: Work, package: Package, reads: Iterable[Read], *, now: datetime) -> None:
    """Let each order's history name the file that told of it."""
    facts = {"package": package.id, "file": package.name}
    refs = [Ref(EntityKind.ORDER, one.number) for one in reads if isinstance(one, OrderNews)]
    told = [Entry(at=now, event="sales.order_told", ref=ref, facts=facts) for ref in refs]
    work.journal.add(package.exchange_id, told)


def _only_sales(ending: Ending) -> bool:
    """Tell a package of orders, whose news are settled at once, from one that has to be compared."""
    return "orders" in ending.counts and not ending.counts.keys() - {
        "orders",
        "packageheader",
        "counterparty",
        "badrecord",
    }


def _learn_price_type(work: Work, exchange: Exchange, types: Sequence[PriceType], *, now: datetime) -> None:
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
