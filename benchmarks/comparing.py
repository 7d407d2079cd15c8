"""What staging and comparing cost: `python -m benchmarks.comparing [--offers 1000000] [--url postgresql://…]`.

Stages packages of generated offers through the store, with the database on disk: a first load, the same
content again, one offer in a hundred changed, every price changed. For each it prints how fast staging and
comparing were, the longest transaction of each (so long a payment may wait on SQLite), and what was marked.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar, cast
from uuid import UUID

from obmen.delta.parts import Told, digest_of
from obmen.domain.identity import EntityKind
from obmen.domain.settings import ExchangeSettings
from obmen.flows.catalog.apply import apply_next
from obmen.flows.ports.inbox import PackageState
from obmen.flows.ports.store import Store, Work
from obmen.storage.database import open_store
from obmen.storage.secrets import load_key
from obmen.storage.unit_of_work import SqlStore

T = TypeVar("T")

NOW = datetime(2026, 11, 24, tzinfo=UTC)
COMMIT_OFFERS = 2_000


@dataclass(frozen=True, slots=True)
class Story:
    """One package: which offers differ from the last one, and which prices."""

    name: str
    changed_offers: int = 0  # every so many-th; 0: none
    changed_prices: int = 0


STORIES = (
    Story("first load"),
    Story("the same content again"),
    Story("1 % of offers and prices changed", changed_offers=100, changed_prices=100),
    Story("every price changed", changed_offers=100, changed_prices=1),
)


def offers_of(count: int, story: Story) -> Iterator[Told]:
    """Make offers with prices, their keys in no order, as in 1C."""
    chance = random.Random(1)
    for number in range(count):
        key = f"{UUID(int=chance.getrandbits(128))}#{UUID(int=chance.getrandbits(128))}"
        new = story.changed_offers and number % story.changed_offers == 0
        told = {
            "article": f"A-{number}",
            "barcode": f"46{number:011}",
            "characteristics": [["Размер", "42"], ["Цвет", "чёрный"]],
            "name": f"Ботинки зимние {number}{' новые' if new else ''}",
            "unit": ["796", "шт"],
        }
        dear = story.changed_prices and number % story.changed_prices == 0
        body = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        prices = f'{{"retail":["{number}.{5 if dear else 25}","RUB"]}}'
        yield Told(EntityKind.OFFER, key, body, prices, None, digest_of(body), digest_of(prices), None)


@dataclass
class Watched:
    """A store whose transactions are timed."""

    store: SqlStore
    total_s: float = 0.0
    longest_s: float = 0.0

    def read(self, flow: Callable[[Work], T]) -> T:
        return self.store.read(flow)

    def write(self, flow: Callable[[Work], T]) -> T:
        began = time.perf_counter()
        result = self.store.write(flow)
        took_s = time.perf_counter() - began
        self.total_s, self.longest_s = self.total_s + took_s, max(self.longest_s, took_s)
        return result


def stage(store: SqlStore, package_id: int, offers: Iterator[Told]) -> Watched:
    """Put offers in small commits."""
    watched = Watched(store)
    while chunk := list(islice(offers, COMMIT_OFFERS)):
        watched.write(lambda work, chunk=chunk: work.staging.put(package_id, chunk))  # type: ignore[misc]
    store.write(lambda work: work.inbox.set_state(package_id, PackageState.STAGED))
    return watched


def run(store: SqlStore, exchange_id: int, *, count: int, story: Story) -> None:
    package_id = store.write(lambda work: receive(work, exchange_id, story))
    staged = stage(store, package_id, offers_of(count, story))
    compared, began = Watched(store), time.perf_counter()
    apply_next(cast("Store", compared), exchange_id=exchange_id, now=NOW)
    comparing_s = time.perf_counter() - began
    changed = store.read(lambda work: work.journal.latest(exchange_id, "onec.package_applied"))
    marked = store.read(lambda work: sum(work.outbox.totals(exchange_id).values()))
    print(
        f"{story.name:34} staged {count / staged.total_s:>9,.0f} offers/s,",
        f"longest commit {staged.longest_s * 1000:4.0f} ms;",
        f"compared in {comparing_s:5.2f} s, longest {compared.longest_s * 1000:4.0f} ms,",
        f"{changed.facts['changed'] if changed else 0:,} parts changed, {marked:,} marked in all",
    )


def receive(work: Work, exchange_id: int, story: Story) -> int:
    return work.inbox.add(
        exchange_id=exchange_id, session_id=None, name="offers.xml", path="", size_bytes=0,
        digest=story.name.encode(), now=NOW,
    ).id  # fmt: skip


def add_exchange(work: Work) -> int:
    return work.exchanges.add(
        name="bench",
        login="bench",
        password_hash="",
        portal_url="",
        portal_host="",
        settings=ExchangeSettings(),
        now=NOW,
    ).id


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--offers", type=int, default=1_000_000)
    parser.add_argument("--url", default="", help="an empty database instead of SQLite")
    given = parser.parse_args(argv)
    with TemporaryDirectory(prefix="obmen-bench-") as folder:
        store = open_store(url=given.url, data_dir=Path(folder), key=load_key(Path(folder)))
        exchange_id = store.write(add_exchange)
        for story in STORIES:
            run(store, exchange_id, count=given.offers, story=story)
        store.close()
        size = sum(file.stat().st_size for file in Path(folder).iterdir())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"database {size / 2**20:,.0f} MiB, peak memory of this process {peak / 1024:,.0f} MiB")


if __name__ == "__main__":
    main()
