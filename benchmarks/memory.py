"""How much memory a large package takes: `python -m benchmarks memory [--offers 1000000]`.

A package is sent to a real `obmen serve` as 1C sends it: parts of `file_limit`, then `import`. Watched is the
resident memory of the whole process group, from before the upload until nothing is left to compare.
"""

from __future__ import annotations

import argparse
import time
from typing import Final

from benchmarks.machine import describe, resident_mib, verdict, watched_memory
from benchmarks.world import UNBOUNDED, Node, portal, scratch, served, waited, write_shop

GOAL_MIB: Final = 100.0
REST_S: Final = 2.0


def measure(*, offers: int) -> None:
    """Upload a package and print the peak over idle; nothing is delivered: a price type has to be chosen."""
    print(f"memory: {offers:,} offers; {describe()}")
    with scratch() as folder, portal(folder) as at, served(folder, at, settings=UNBOUNDED) as gateway:
        _, path = write_shop(folder, goods=0, offers=offers)
        time.sleep(REST_S)
        idle_mib = resident_mib(gateway.process.pid)
        with watched_memory(gateway.process.pid) as watched:
            sent_s, read_s = Node(gateway).upload(path)
            read_mib = watched.peak
            began_s = time.perf_counter()
            waited(lambda: True if gateway.status()["held"] >= offers else None, within_s=1800, step_s=0.1)
            compared_s = time.perf_counter() - began_s
        over = watched.peak - idle_mib
        print(
            f"  {path.stat().st_size / 1e6:.0f} MB sent in {sent_s:.1f} s, read in {read_s:.1f} s,"
            f" compared {compared_s:.1f} s later; idle {idle_mib:.0f} MiB,"
            f" peak +{read_mib - idle_mib:.0f} MiB while reading,"
            f" +{over:.0f} MiB to the end of comparing ({watched.samples} looks);"
            f" goal +{GOAL_MIB:.0f}: {verdict(good=over <= GOAL_MIB)}"
        )


def main(argv: list[str] | None = None) -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--offers", type=int, default=100_000)
    asked = arguments.parse_args(argv)
    measure(offers=asked.offers)


if __name__ == "__main__":
    main()
