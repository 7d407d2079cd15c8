"""The engine that runs work by itself. Implemented by obmen.jobs."""

from __future__ import annotations

from typing import Protocol


class Jobs(Protocol):
    """Wakes work; never holds it: what has to be done stands in our tables."""

    def nudge(self, topic: str) -> None:
        """Wake the loop of a topic (`apply`, `deliver`, `poll`) at once, from any thread."""
        ...
