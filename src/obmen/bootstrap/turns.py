"""How long one thread keeps Python from the others."""

from __future__ import annotations

import sys
from typing import Final

TURN_S: Final = 0.0005  # Python's own 5 ms made a page wait as long at each of its questions to the database


def take_short_turns() -> None:
    """Let pages and 1C have their turn soon while a thread reads a package.

    Who has waited for the database waits for Python afterwards: for a whole turn of the thread that computes.
    """
    sys.setswitchinterval(TURN_S)
