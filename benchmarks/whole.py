"""How many requests a whole catalogue costs: `python -m benchmarks whole [--goods 100000] [--speed 60]`.

Goods, every fourth with three variations, two price types, one to five of five warehouses for each item, an
empty portal with inventory management that enforces its limits; time runs faster for both sides. Everything
counts, discovery and look-ups and retries too. Then everything again, its offers in another order,
and with one retail price in a hundred changed. Time on the wall says nothing here: limits set the pace.

The fewest writing commands, fifty of which are a request: one for each section, product, head and variation
(every one is made by a command of its own); one for all prices of an item, however many types there are
(`price.modify`); one for each level that isn't 0 (an element of a document), and two for each document of 200
elements, to make and to conduct it; one for each store, for each further price type and its name, and for
each property of variations. Reading is not in the minimum.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks.counting import READS_OF_NOTHING, REFUSED
from benchmarks.machine import describe, verdict
from benchmarks.wares import BATCH, RETAIL, Wares
from benchmarks.world import scratch
from obmen.domain.settings import ExchangeSettings
from tests.integration.bitrix24.practice import attached, running
from tests.integration.catalogue.practice_shop import Shop, opened

GOODS: Final = 100_000
SPEED: Final = 60.0
DEARER: Final = 100  # every so many-th item
SETTINGS: Final = replace(
    ExchangeSettings(), stocks=True, price_type=RETAIL, price_types=("all",), vat_create=True
)
SHARE: Final = 1.05
FEW: Final = 2  # requests beside those that changed prices need
SELDOM: Final = 0.001


@dataclass(frozen=True, slots=True)
class Cost:
    """What a portal has been asked."""

    requests: int
    writes: int
    commands: int
    refused: int  # for its limits
    methods: Mapping[str, int]

    def since(self, earlier: Cost) -> Cost:
        """Return what came after an earlier look."""
        methods = {name: count - earlier.methods.get(name, 0) for name, count in self.methods.items()}
        return Cost(
            self.requests - earlier.requests,
            self.writes - earlier.writes,
            self.commands - earlier.commands,
            self.refused - earlier.refused,
            {name: count for name, count in methods.items() if count},
        )


@dataclass(frozen=True, slots=True)
class Costs:
    """What one catalogue costs: new, again unchanged, and with some prices changed."""

    first: Cost  # with discovery
    again: Cost
    dearer: Cost
    changed: int  # prices


async def run(wares: Wares, folder: Path, *, speed: float) -> Costs:
    """Bring a catalogue three times through the real flows to a practice portal of its own process."""
    again, dearer = replace(wares, backwards=True), replace(wares, dearer=DEARER)
    portal = ("--plan", "pro", "--empty", "--inventory", "--limits", "--compression", f"{speed:g}")
    with running(*portal) as url:
        async with opened(url, folder, "", settings=SETTINGS, attach=partial(attached, speed=speed)) as shop:
            first = await exchange(shop, wares)
            unchanged = (await exchange(shop, again)).since(first)
            before = await cost(shop)
            repriced = (await exchange(shop, dearer)).since(before)
    return Costs(first, unchanged, repriced, dearer.changed())


async def exchange(shop: Shop, wares: Wares) -> Cost:
    """Bring what 1C tells and deliver it; returns what the portal has been asked by then."""
    shop.bring(wares.cards_xml(), wares.offers_xml())
    await shop.deliver()
    if shop.pending() or shop.problems():
        raise RuntimeError((shop.pending(), shop.problems()))
    return await cost(shop)


async def cost(shop: Shop) -> Cost:
    """Ask the practice portal what it has been asked."""
    told: Any = await shop.practice.control("stats")
    return Cost(
        requests=told["requests"].get("http", 0),
        writes=told["writes"],
        commands=sum(told["commands"].values()),
        refused=sum(told["errors"].get(code, 0) for code in REFUSED),
        methods=told["commands"],
    )


def report(wares: Wares, costs: Costs) -> None:
    """Print each figure beside its goal."""
    first, least, again, dearer = costs.first, wares.minimum(), costs.again, costs.dearer
    share, refused = first.requests / least.requests, first.refused / max(first.commands, 1)
    print(
        f"  first load: {first.requests:,} requests with {first.commands:,} commands, {first.writes:,} of"
        f" them writing; minimum {least.requests:,} with {least.commands:,}; {share:.3f} times,"
        f" goal ≤ {SHARE}: {verdict(good=share <= SHARE)}"
    )
    print(f"    {least}")
    print(f"    {dict(sorted(first.methods.items()))}")
    print(
        f"  refused for its limits: {first.refused} of {first.commands:,} commands, {refused * 1000:.2f} ‰;"
        f" goal < 1 ‰: {verdict(good=refused < SELDOM)}"
    )
    good = again.writes == 0 and again.requests <= READS_OF_NOTHING
    print(
        f"  everything again unchanged: {again.writes} writing commands, {again.requests} requests;"
        f" goal 0 and ≤ {READS_OF_NOTHING}: {verdict(good=good)}"
    )
    bound = math.ceil(costs.changed / BATCH)
    good = dearer.writes == costs.changed and abs(dearer.requests - bound) <= FEW
    print(
        f"  {costs.changed} prices changed: {dearer.writes} writing commands, {dearer.requests} requests;"
        f" goal {bound} ± {FEW}: {verdict(good=good)}"
    )


def main(argv: list[str] | None = None) -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--goods", type=int, default=GOODS)
    arguments.add_argument("--speed", type=float, default=SPEED)
    asked = arguments.parse_args(argv)
    wares = Wares(asked.goods)
    items = sum(1 for _ in wares.items())
    print(f"whole: {wares.goods:,} goods, {items:,} items, time {asked.speed:g} times faster; {describe()}")
    began_s = time.monotonic()
    with scratch() as folder:
        report(wares, asyncio.run(run(wares, folder, speed=asked.speed)))
    print(f"  ({time.monotonic() - began_s:.0f} s on the wall)")


if __name__ == "__main__":
    main()
