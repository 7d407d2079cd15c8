"""How many requests a catalogue costs: `python -m benchmarks counting [--products 5000]`.

A practice 1C brings its shop, a practice portal counts. Everything is included: discovery, look-ups, retries,
sections, prices. Then everything is sent again unchanged, and with one price in a hundred changed. The same
for a portal that has as many other products already and a gateway that knows nothing of them; and for a
portal that enforces its limits, where the share of refused commands counts.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from benchmarks.machine import describe, verdict
from benchmarks.world import UNBOUNDED, Portal, Served, portal, scratch, served
from obmen.cli.story.children import Sandbox
from obmen.cli.story.loopback import ask
from obmen.cli.story.practice import Base, Traffic
from obmen_sandbox.stories.shop import goods, offers_of

PRICE_TYPE: Final = "Розничная"
# Each offer is a product, so that 2N commands are the minimum; whole.py has variations.
FLAT: Final = "variants=flat"
QUIET: Final = (
    "poll_seconds=3600", "interval_minutes=1440", f"price_type={PRICE_TYPE}", "vat_create=on", FLAT
)  # fmt: skip
COMPRESSION: Final = 30
READS_OF_NOTHING: Final = 5
REFUSED: Final = ("QUERY_LIMIT_EXCEEDED", "OPERATION_TIME_LIMIT", "OVERLOAD_LIMIT")


@dataclass(frozen=True, slots=True)
class Trial:
    """One gateway between a practice 1C and a practice portal."""

    at: Portal
    gateway: Served
    base: Base

    def exchange(self) -> tuple[Traffic, float]:
        """Run 1C's exchange and wait until everything is delivered; returns what it cost."""
        before, began_s = self.at.traffic(), time.perf_counter()
        if not self.base.run().ok:
            raise RuntimeError("\n".join(self.base.run().log))
        self.gateway.settled(within_s=1800)
        return self.at.traffic().since(before), time.perf_counter() - began_s

    def products(self) -> int:
        return int(self.at.stats()["counts"]["products"])


@contextmanager
def trial(
    folder: Path, at: Portal, *, count: int, name: str, settings: Sequence[str], hurry: int = 1
) -> Iterator[Trial]:
    """Start a gateway and a base with so many goods."""
    with served(folder, at, settings=[*QUIET, *settings], name=name, hurry=hurry) as gateway:
        base = Base(Sandbox(at.webhook), name)
        node = {"family": "trade", "goods": count, "address": gateway.onec_url, "login": gateway.login}
        base.make({**node, "password": gateway.password, "options": {"knows_vat_22": True}})
        at.add_units([item["unit_code"] for item in base.dump()["items"].values()])
        yield Trial(at, gateway, base)


@dataclass(frozen=True, slots=True)
class Load:
    """So many products made, and the requests that it took."""

    products: int
    requests: int

    @property
    def least(self) -> int:
        """Fifty commands in each request: a product and its price are two."""
        return math.ceil(2 * self.products / 50)

    @property
    def bound(self) -> float:
        """What it may cost with discovery, sections, look-ups and retries."""
        return self.least * 1.05 + 20


def goods_for(products: int) -> int:
    """Return how many goods of the shop have so many offers; each is a product of its own."""
    made = 0
    for number, item in enumerate(goods(products, 1), 1):
        made += sum(1 for _ in offers_of(item, number, 1))
        if made >= products:
            return number
    return products


def measure(*, products: int) -> None:
    """Count requests on an empty portal, on a half-filled one, and under the portal's limits."""
    print(f"counting: {products:,} new products; {describe()}")
    half, whole = goods_for(products), goods_for(2 * products)
    with scratch() as folder, portal(folder) as at:
        with trial(folder, at, count=half, name="empty", settings=UNBOUNDED) as one:
            first_load(one, "empty portal")
            nothing_new(one)
            changed_prices(one)
        with trial(folder, at, count=whole, name="half-filled", settings=UNBOUNDED) as one:
            first_load(one, "half-filled portal, new gateway")
    limits = ["--limits", "--compression", str(COMPRESSION)]
    with (
        scratch() as folder,
        portal(folder, *limits) as at,
        trial(folder, at, count=half, name="limited", settings=(), hurry=COMPRESSION) as one,
    ):
        first_load(one, f"portal with limits, time {COMPRESSION} times faster")
        refusals(at)


def first_load(one: Trial, where: str) -> Load:
    before = one.products()
    cost, took_s = one.exchange()
    load = Load(one.products() - before, cost.requests)
    print(
        f"  {where}: {load.products:,} products made in {took_s:.0f} s, {cost.requests} requests with"
        f" {cost.commands:,} commands; minimum ⌈2N/50⌉ = {load.least}, goal ≤ {load.bound:.0f}:"
        f" {verdict(good=cost.requests <= load.bound)}; {one.gateway.status()['problems']} problems"
    )
    return load


def nothing_new(one: Trial) -> Traffic:
    one.base.send_everything_again()
    cost, took_s = one.exchange()
    good = cost.writes == 0 and cost.requests <= READS_OF_NOTHING
    print(
        f"  everything again unchanged: {cost.writes} writing commands, {cost.requests} requests,"
        f" {took_s:.0f} s; goal 0 and ≤ {READS_OF_NOTHING}: {verdict(good=good)}"
    )
    return cost


def changed_prices(one: Trial) -> None:
    """Change one price in a hundred in 1C."""
    held = one.base.dump()
    price_type = next(key for key, row in held["price_types"].items() if row["name"] == PRICE_TYPE)
    chosen = list(islice(held["prices"].items(), 0, None, 100))
    for key, prices in chosen:
        _reprice(one.base, key, price_type, Decimal(prices[price_type]) + 1)
    cost, took_s = one.exchange()
    least = math.ceil(len(chosen) / 50)
    good = cost.requests <= least + READS_OF_NOTHING and cost.writes == len(chosen)
    print(
        f"  {len(chosen)} prices changed: {cost.writes} writing commands, {cost.requests} requests,"
        f" {took_s:.0f} s; minimum {least}, goal ≤ {least + READS_OF_NOTHING}: {verdict(good=good)}"
    )


def _reprice(base: Base, key: str, price_type: str, price: Decimal) -> None:
    item, _, characteristic = key.partition("#")
    body = {"price": str(price), "price_type": price_type, "characteristic": characteristic}
    ask(f"{base.at.url}/onec/api/bases/{quote(base.name)}/items/{item}/price", body=body)


def refusals(at: Portal) -> None:
    told: Any = at.stats()
    refused = sum(told["errors"].get(code, 0) for code in REFUSED)
    commands = sum(told["commands"].values())
    share = refused / max(commands, 1)
    print(
        f"  refused for its limits: {refused} of {commands:,} commands, {share * 1000:.2f} ‰;"
        f" goal < 1 ‰: {verdict(good=share < 0.001)}; all errors {told['errors']}"
    )


def main(argv: list[str] | None = None) -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--products", type=int, default=5_000)
    measure(products=arguments.parse_args(argv).products)


if __name__ == "__main__":
    main()
