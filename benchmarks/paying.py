"""How long people wait: `python -m benchmarks paying [--offers 100000] [--seconds 90]`.

From the first byte of 1C's upload of a payment to the paid stage in the portal; and how long 1C waits for the
answer to `checkauth`. Both first with nothing else to do, then while a first load is taken in, compared,
planned and delivered. 1C and the portal are practice copies, the gateway is a real `obmen serve`.
"""

from __future__ import annotations

import argparse
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Final, Self

from benchmarks.counting import PRICE_TYPE, goods_for
from benchmarks.machine import describe, percentile, summed_up, verdict
from benchmarks.world import UNBOUNDED, Node, Portal, Served, portal, scratch, served, waited, write_shop
from obmen.cli.story.practice import PAID
from obmen_sandbox.onec.base import Base
from obmen_sandbox.onec.client import prepare, push_orders, run_exchange
from obmen_sandbox.onec.model import Family, Settings
from obmen_sandbox.stories.shop import fill

AT_REST: Final = 12  # payments with nothing else to do
AT_ONCE: Final = 45  # orders that one answer carries, nearly
PROBE_S: Final = 0.1
GAP_S: Final = 0.5


@dataclass
class Trial:
    """A gateway between a practice 1C, whose orders are taken in work, and a practice portal."""

    at: Portal
    gateway: Served
    base: Base
    unpaid: list[tuple[int, str]] = field(default_factory=list)  # invoice, number of its order

    def prepare(self, orders: int) -> None:
        """Deliver a few goods, then bill so many times and let 1C take the orders."""
        exchange(self.base)
        self.gateway.settled(within_s=120)
        product = next(iter(self.base.state.prices))
        prefix = self.gateway.gateway.do("exchange.show", name="bench")["settings"]["order_prefix"]
        while len(self.unpaid) < orders:
            made = [self.at.bill(product)["id"] for _ in range(AT_ONCE)]
            exchange(self.base)
            self.unpaid += [(number, f"{prefix}{number}") for number in made]
        for _, number in self.unpaid:
            self.base.approve(number)
        exchange(self.base)
        self.gateway.settled(within_s=120)

    def pay(self) -> float:
        """Pay an order in 1C, run the upload, and wait for the stage; returns seconds from the upload on."""
        invoice_id, number = self.unpaid.pop()
        self.base.pay(number)
        run = prepare(self.base)
        began_s: list[float] = []

        def upload() -> None:
            began_s.append(time.perf_counter())
            push_orders(run)

        uploading = threading.Thread(target=upload)
        uploading.start()
        waited(lambda: True if self.at.stage(invoice_id).endswith(PAID) else None, within_s=120, step_s=0.01)
        ended_s = time.perf_counter()
        uploading.join()
        return ended_s - began_s[0]


@dataclass
class Probe:
    """Asks `checkauth` again and again."""

    gateway: Served
    took_s: list[float] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.done.set()
        self._thread.join()

    def _ask(self) -> None:
        while not self.done.wait(PROBE_S):
            node = Node(self.gateway)
            began_s = time.perf_counter()
            node.log_in()
            self.took_s.append(time.perf_counter() - began_s)


def exchange(base: Base) -> None:
    """Run the practice 1C's exchange; raises when it has failed."""
    result = run_exchange(base)
    if not result.ok:
        raise RuntimeError("\n".join(result.log))


def measure(*, offers: int, seconds: float) -> None:
    """Measure at rest, then during a first load."""
    print(f"paying: first load of {offers:,} offers; {describe()}")
    with scratch() as folder:
        files = write_shop(folder, goods=goods_for(offers), offers=offers)
        settings = [*UNBOUNDED, f"price_type={PRICE_TYPE}", "vat_create=on"]
        with portal(folder) as at, served(folder, at, settings=settings) as gateway:
            node = Settings(family=Family.TRADE, address=gateway.onec_url, login=gateway.login,
                            password=gateway.password)  # fmt: skip
            base = Base(name="bench", settings=replace(node, knows_vat_22=True))
            fill(base, goods_count=10)
            at.add_units([item.unit_code for item in base.state.items.values()])
            trial = Trial(at, gateway, base)
            trial.prepare(orders=4 * AT_ONCE)
            at_rest(trial)
            under_load(trial, files, seconds=seconds)


def at_rest(trial: Trial) -> None:
    with Probe(trial.gateway) as probe:
        took_s = [trial.pay() for _ in range(AT_REST)]
    good = median(took_s) <= 1.0
    print(f"  payment to paid stage at rest: {summed_up(took_s)}; goal median ≤ 1 s: {verdict(good=good)}")
    print(f"  checkauth at rest: {summed_up(probe.took_s)}")


def under_load(trial: Trial, files: tuple[Path, Path], *, seconds: float) -> None:
    """Bring a first load, and pay and knock all the while."""
    began_s = time.perf_counter()
    ended_s: list[float] = []

    def bring() -> None:
        for path in files:
            Node(trial.gateway).upload(path)
        ended_s.append(time.perf_counter())

    bringing = threading.Thread(target=bring)
    bringing.start()
    took_s: list[float] = []
    with Probe(trial.gateway) as probe:
        while trial.unpaid and time.perf_counter() - began_s < seconds:
            took_s.append(trial.pay())
            time.sleep(GAP_S)
    bringing.join()
    status = trial.gateway.status()
    print(
        f"  first load: taken in after {ended_s[0] - began_s:.0f} s, watched for {seconds:.0f} s;"
        f" {status['products']:,} products delivered by then"
    )
    good = median(took_s) <= 1.0 and percentile(took_s, 0.95) <= 5.0
    print(f"  payment during it: {summed_up(took_s)}; goal median ≤ 1 s, p95 ≤ 5 s: {verdict(good=good)}")
    good = percentile(probe.took_s, 0.95) <= 0.1
    print(f"  checkauth during it: {summed_up(probe.took_s)}; goal p95 ≤ 100 ms: {verdict(good=good)}")


def main(argv: list[str] | None = None) -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--offers", type=int, default=100_000)
    arguments.add_argument("--seconds", type=float, default=90.0)
    asked = arguments.parse_args(argv)
    measure(offers=asked.offers, seconds=asked.seconds)


if __name__ == "__main__":
    main()
