"""What the figures were measured on, how they are summed up, and how memory is watched."""

from __future__ import annotations

import os
import platform
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Final

LOOK_S: Final = 0.02
PAGE_MIB: Final = os.sysconf("SC_PAGE_SIZE") / 2**20


def describe() -> str:
    """Return one line: date, cores, memory, Python, and how busy the machine is without us."""
    cores = len(os.sched_getaffinity(0))
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {cores} cores, {memory_gib:.0f} GiB; "
        f"Python {platform.python_version()}; load before the run {load:.1f}"
    )


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of all don't exceed: one that was measured, never between two."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def summed_up(values: Sequence[float]) -> str:
    """Return median, p95 and worst of some times in seconds."""
    return (
        f"median {median(values) * 1000:.0f} ms, p95 {percentile(values, 0.95) * 1000:.0f} ms, "
        f"worst {max(values) * 1000:.0f} ms ({len(values)} times)"
    )


def verdict(*, good: bool) -> str:
    """Say in a word whether a goal was reached."""
    return "met" if good else "MISSED"


@dataclass
class Watched:
    """Resident memory of a process with all its descendants, in MiB."""

    now: float = 0.0
    peak: float = 0.0
    samples: int = 0
    done: threading.Event = field(default_factory=threading.Event)


@contextmanager
def watched_memory(pid: int) -> Iterator[Watched]:
    """Sample the memory of a process and its descendants all the time."""
    watched = Watched()

    def watch() -> None:
        while not watched.done.wait(LOOK_S):
            watched.now = resident_mib(pid)
            watched.peak = max(watched.peak, watched.now)
            watched.samples += 1

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield watched
    finally:
        watched.done.set()
        watcher.join()


def resident_mib(pid: int) -> float:
    """Return what a process and its descendants hold in memory, shared pages counted in each."""
    return sum(_resident_mib(one) for one in (pid, *_descendants(pid)))


def _resident_mib(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_MIB
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


def _descendants(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(one) for one in task.read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            continue
        for child in children:
            yield child
            yield from _descendants(child)


def spent_s(pid: int) -> float:
    """Return the seconds of processor time that a process has spent in threads that still run."""
    return sum(_of_thread_s(path) for path in Path(f"/proc/{pid}/task").glob("*/schedstat"))


def _of_thread_s(path: Path) -> float:
    try:
        return int(path.read_text().split()[0]) / 1e9
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
