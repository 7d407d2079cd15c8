"""How often Python looks for garbage that refers to itself."""

from __future__ import annotations

import gc
from typing import Final

SELDOM: Final = (50_000, 20, 100)  # Python's own 700 made a fifth of the time that a large package takes


def collect_seldom() -> None:
    """Look for cycles after as many new objects as a process makes that reads millions of records.

    What we make in numbers (records, rows) has no cycles, and goes as soon as nobody refers to it.
    """
    gc.set_threshold(*SELDOM)
