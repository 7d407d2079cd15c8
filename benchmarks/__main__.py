"""What it costs: `python -m benchmarks NAME [options]`; without a name all of them, small.

Names: reading, accepting, comparing, memory, counting, whole, paying, pages. Each prints what it measured
beside its goal; `python -m benchmarks NAME --help` tells its options.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from benchmarks import accepting, comparing, counting, memory, pages, paying, reading, whole

Main = Callable[[list[str] | None], None]
ALL: Final[Mapping[str, tuple[Main, Sequence[str]]]] = {
    "reading": (reading.main, ("--offers", "50000", "--rounds", "2")),
    "accepting": (accepting.main, ("--offers", "50000", "--rounds", "2")),
    "comparing": (comparing.main, ("--offers", "100000")),
    "memory": (memory.main, ("--offers", "100000")),
    "counting": (counting.main, ("--products", "5000")),
    "whole": (whole.main, ("--goods", "2000")),
    "paying": (paying.main, ("--offers", "100000", "--seconds", "45")),
    "pages": (pages.main, ("--goods", "10000", "--offers", "10000", "--invoices", "1000", "--rounds", "5")),
}


def main() -> int:
    """Run one benchmark with the given options, or all of them small."""
    name, *options = sys.argv[1:] or ["all"]
    if name == "all":
        for each, (run, small) in ALL.items():
            began_s = time.monotonic()
            run(list(small))
            print(f"  ({each}: {time.monotonic() - began_s:.0f} s)", flush=True)
        return 0
    if name not in ALL:
        print(__doc__, file=sys.stderr)
        return 0 if name in {"-h", "--help"} else 2
    ALL[name][0](options)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
