"""When 1C told what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol


class Moments(Protocol):
    """How old what 1C says is."""

    def of_prices(self, exchange_id: int, keys: Iterable[str]) -> Mapping[str, datetime]:
        """Return when the package came that told the prices of these items as they are now."""
        ...
