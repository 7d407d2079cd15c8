"""What a package costs from the kept file to the plan: `python -m benchmarks accepting [--offers 1000000]`.

The same bytes in turns: `lxml.iterparse(tag=…)` with `clear`, which does nothing with what it finds; and ours
as a whole, through digest, reader, parts, staging and comparing, with the database on disk. Then what comes
again: identical bytes, the same content formed at another time, the same content written otherwise (so that
no digest of the file helps), and one price in a hundred changed. Times are those of the clock on the wall:
staging and parsing are two processes. On a busy machine that says more of the machine than of us, so the
first load's ratio is also told in processor time of both; a PostgreSQL server's own is not in it. Each round
begins with an empty database.
"""

from __future__ import annotations

import argparse
import os
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.machine import describe, verdict
from benchmarks.reading import bare, package_of
from benchmarks.world import scratch
from obmen.bootstrap.garbage import collect_seldom
from obmen.bootstrap.reader import tell_package
from obmen.domain.settings import ExchangeSettings
from obmen.flows.catalog.accept import Acceptance, accept_file
from obmen.flows.catalog.apply import apply_next
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.store import Work
from obmen.flows.sales.settle import settle_package
from obmen.onec.commerceml.readers.digest import content_digest
from obmen.pictures.keeping import KeptPictures
from obmen.storage.database import open_store
from obmen.storage.secrets import load_key
from obmen.storage.unit_of_work import SqlStore
from tests.support.postgres import running_postgres

NOW: Final = datetime(2026, 11, 24, tzinfo=UTC)
PROCESSOR: Final = "ratio in processor time"
PAGE: Final = 5_000
GOALS: Final = {"first load": 0.35, "identical bytes": 20.0, "formed at another time": 1.3}


def processor_s() -> float:
    """Return the processor time of this process and of those that it has begun and that have ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


@dataclass(frozen=True, slots=True)
class Files:
    """One package, and what 1C may send after it."""

    first: Path
    reformed: Path  # another ДатаФормирования, all else equal
    rewritten: Path  # the same said otherwise: the article's place in an offer is another
    repriced: Path  # one price in a hundred is another


def write_files(folder: Path, offers: int) -> Files:
    """Write the packages as streams."""
    files = Files(*(folder / f"{name}.xml" for name in ("first", "reformed", "rewritten", "repriced")))
    with ExitStack() as stack:
        first, reformed, rewritten, repriced = (
            stack.enter_context(path.open("w", encoding="utf-8"))
            for path in (files.first, files.reformed, files.rewritten, files.repriced)
        )
        for number, text in enumerate(package_of(offers)):
            first.write(text)
            reformed.write(text.replace("2026-11-24T10:00:00", "2026-11-24T10:10:00"))
            rewritten.write(_ARTICLE.sub(r"\2\1", text))
            repriced.write(_PRICE.sub(r"\g<1>1\2", text) if number % 100 == 1 else text)
    return files


_ARTICLE: Final = re.compile(r"(\t*<Артикул>.*?</Артикул>\n)(\t*<Наименование>.*?</Наименование>\n)")
_PRICE: Final = re.compile(r"(<ЦенаЗаЕдиницу>)([^<]*)")


@dataclass(frozen=True, slots=True)
class Gateway:
    """What takes a package in, as `serve` does it."""

    acceptance: Acceptance
    exchange_id: int

    def take(self, path: Path) -> tuple[float, float]:
        """Accept a file and compare it; return both times in seconds."""
        store = self.acceptance.store
        exchange = store.read(lambda work: work.exchanges.get(id=self.exchange_id))
        began_s = time.perf_counter()
        accept_file(self.acceptance, exchange=exchange, session_id=None, name=path.name, path=path)
        accepted_s = time.perf_counter()
        while apply_next(store, exchange_id=self.exchange_id, now=NOW):
            pass
        return accepted_s - began_s, time.perf_counter() - accepted_s

    def delivered(self) -> int:
        """Take everything marked off the outbox, as if it were delivered; returns how much it was."""
        count = 0
        while took := self.acceptance.store.write(self._deliver):
            count += took
        return count

    def _deliver(self, work: Work) -> int:
        rows = work.outbox.page([self.exchange_id], Due.NEW, limit=PAGE)
        work.outbox.done({row.id: row.version for row in rows})
        return len(rows)


@contextmanager
def opened(folder: Path, url: str) -> Iterator[Gateway]:
    """Open an empty database with one exchange."""
    store: SqlStore = open_store(url=url, data_dir=folder, key=load_key(folder))
    try:
        exchange = store.write(
            lambda work: work.exchanges.add(
                name="bench", login="bench", password_hash="", portal_url="", portal_host="",
                settings=ExchangeSettings(), now=NOW,
            )
        )  # fmt: skip
        acceptance = Acceptance(
            store=store,
            data_dir=folder,
            tell=tell_package,
            digest=content_digest,
            settle=settle_package,
            pictures=KeptPictures(folder),
            clock=lambda: NOW,
        )
        yield Gateway(acceptance, exchange.id)
    finally:
        store.close()


def one_round(files: Files, new_url: Callable[[], str]) -> dict[str, float]:
    """Measure everything once; returns seconds by name, and rows of the outbox."""
    took: dict[str, float] = {}
    began_s, began_cpu_s = time.perf_counter(), processor_s()
    bare(files.first)
    took["iterparse, clear"], bare_cpu_s = time.perf_counter() - began_s, processor_s() - began_cpu_s
    with scratch() as folder, opened(folder, new_url()) as gateway:
        for name, path in (
            ("first load", files.first),
            ("identical bytes", files.first),
            ("formed at another time", files.reformed),
            ("written otherwise", files.rewritten),
            ("1 % of prices changed", files.repriced),
        ):
            began_cpu_s = processor_s()
            accepted_s, compared_s = gateway.take(path)
            took.setdefault(PROCESSOR, bare_cpu_s / (processor_s() - began_cpu_s))
            took[name], took[f"{name}: compare"] = accepted_s + compared_s, compared_s
            took[f"{name}: rows"] = gateway.delivered()
    return took


def report(rounds: list[dict[str, float]], *, offers: int, size_mb: float) -> None:
    """Print medians over the rounds; a ratio is taken within its round."""
    gathered: dict[str, list[float]] = defaultdict(list)
    for took in rounds:
        for name, value in took.items():
            gathered[name].append(value)
    bare_s = median(gathered["iterparse, clear"])
    print(f"  {'iterparse, clear':26}{bare_s:7.2f} s  {size_mb / bare_s:6.1f} MB/s")
    print(f"  first load, ratio in processor time: {median(gathered[PROCESSOR]):.2f}")
    for name in (n for n in gathered if f"{n}: compare" in gathered):
        compared_s = median(gathered[f"{name}: compare"])
        taken_s = median(gathered[name])
        against = "iterparse, clear" if name == "first load" else "first load"
        ratios = [took[against] / took[name] for took in rounds]
        print(
            f"  {name:26}{taken_s:7.2f} s  {size_mb / taken_s:6.1f} MB/s, of it comparing {compared_s:.2f} s;"
            f" {'ratio to iterparse' if name == 'first load' else 'times faster than the first'}"
            f" {median(ratios):.2f} ({min(ratios):.2f}…{max(ratios):.2f}){_verdict(name, median(ratios))};"
            f" {taken_s / offers * 1e6:.0f} µs an offer; {int(max(gathered[f'{name}: rows'])):,} rows marked"
        )


def _verdict(name: str, ratio: float) -> str:
    if name not in GOALS:
        return ""
    return f" goal {GOALS[name]}: {verdict(good=ratio >= GOALS[name])}"


def measure(*, offers: int, rounds: int, databases: list[str]) -> None:
    """Measure packages of so many offers on each database, in a process that is set up as `serve` is."""
    collect_seldom()
    with scratch() as folder:
        files = write_files(folder, offers)
        size_mb = files.first.stat().st_size / 1e6
        for database in databases:
            print(
                f"accepting, {database}: {offers:,} offers, {size_mb:.0f} MB, {rounds} rounds; {describe()}"
            )
            with _databases(database) as new_url:
                took = [one_round(files, new_url) for _ in range(rounds)]
            report(took, offers=offers, size_mb=size_mb)


@contextmanager
def _databases(database: str) -> Iterator[Callable[[], str]]:
    """Hand out addresses of empty databases."""
    if database == "sqlite":
        yield lambda: ""
        return
    with running_postgres() as postgres:
        numbers = iter(range(1_000_000))
        yield lambda: postgres.create_database(name=f"bench{next(numbers)}")


def main(argv: list[str] | None = None) -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--offers", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--database", action="append", choices=["sqlite", "postgresql"])
    asked = arguments.parse_args(argv)
    databases = asked.database or ["sqlite", "postgresql"]
    measure(offers=asked.offers, rounds=asked.rounds, databases=databases)


if __name__ == "__main__":
    main()
