"""What staging and comparing cost: `python -m benchmarks.comparing [--parts 1000000] [--url postgresql://…]`.

Stages packages of generated parts through the store, with the database on disk: a first load, the same
content again, one part in a hundred changed, every price changed. For each it prints how fast staging was,
its longest commit, how long comparing held the transaction, and what was marked.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from obmen.delta.parts import Part
from obmen.domain.identity import EntityKind
from obmen.domain.settings import ExchangeSettings
from obmen.flows.ports.store import Work
from obmen.storage.database import open_store
from obmen.storage.secrets import load_key
from obmen.storage.unit_of_work import SqlStore

NOW = datetime(2026, 11, 24, tzinfo=UTC)
COMMIT_PARTS = 5_000


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


def parts_of(count: int, story: Story) -> Iterator[Part]:
    """Make an OFFER and a PRICES part for each of count/2 variants, their keys in no order, as in 1C."""
    chance = random.Random(1)
    for number in range(count // 2):
        key = f"{UUID(int=chance.getrandbits(128))}#{UUID(int=chance.getrandbits(128))}"
        new = story.changed_offers and number % story.changed_offers == 0
        body = {
            "article": f"A-{number}",
            "barcode": f"46{number:011}",
            "characteristics": {"Цвет": "чёрный", "Размер": "42"},
            "deleted": False,
            "name": f"Ботинки зимние {number}{' новые' if new else ''}",
            "unit": ["796", "шт"],
        }
        yield part(EntityKind.OFFER, key, json.dumps(body, ensure_ascii=False))
        dear = story.changed_prices and number % story.changed_prices == 0
        yield part(EntityKind.PRICES, key, f'{{"retail":["{number}.{50 if dear else 0}","RUB"]}}')


def part(kind: EntityKind, key: str, body: str) -> Part:
    return Part(kind, key, body, blake2b(body.encode(), digest_size=16).digest())


def stage(store: SqlStore, package_id: int, parts: Iterator[Part]) -> tuple[float, float]:
    """Put parts in small commits; return the time that the store took, and its longest commit."""
    total_s = longest_s = 0.0
    while chunk := list(islice(parts, COMMIT_PARTS)):
        began = time.perf_counter()
        store.write(lambda work, chunk=chunk: work.staging.put(package_id, chunk))  # type: ignore[misc]
        took_s = time.perf_counter() - began
        total_s, longest_s = total_s + took_s, max(longest_s, took_s)
    return total_s, longest_s


def run(store: SqlStore, exchange_id: int, *, count: int, story: Story) -> None:
    package_id = store.write(lambda work: receive(work, exchange_id, story))
    staging_s, longest_s = stage(store, package_id, parts_of(count, story))
    began = time.perf_counter()
    changed = store.write(lambda work: work.staging.compare(package_id, exchange_id=exchange_id))
    comparing_s = time.perf_counter() - began
    marked = store.read(lambda work: sum(work.outbox.totals(exchange_id).values()))
    print(
        f"{story.name:34} staged {count / staging_s:>9,.0f} parts/s,",
        f"longest commit {longest_s * 1000:4.0f} ms;",
        f"compared in {comparing_s:5.2f} s, {changed:,} changed, {marked:,} marked in all",
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
    parser.add_argument("--parts", type=int, default=1_000_000)
    parser.add_argument("--url", default="", help="an empty database instead of SQLite")
    given = parser.parse_args(argv)
    with TemporaryDirectory(prefix="obmen-bench-") as folder:
        store = open_store(url=given.url, data_dir=Path(folder), key=load_key(Path(folder)))
        exchange_id = store.write(add_exchange)
        for story in STORIES:
            run(store, exchange_id, count=given.parts, story=story)
        store.close()
        size = sum(file.stat().st_size for file in Path(folder).iterdir())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"database {size / 2**20:,.0f} MiB, peak memory of this process {peak / 1024:,.0f} MiB")


if __name__ == "__main__":
    main()
