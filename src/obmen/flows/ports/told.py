"""When 1C told what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from obmen.domain.identity import EntityKind


class Told(Protocol):
    """How old a record of 1C is."""

    def when(self, exchange_id: int, kind: EntityKind, keys: Iterable[str]) -> Mapping[str, datetime]:
        """Return when the package came that told these records as they are now."""
        ...
