"""What 1C's catalogue and the ledger come to in numbers: counted now and then, read at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Numbers that take long to count."""

    counted_at: datetime
    goods: int = 0
    variants: int = 0  # offers that are characteristics of a good
    priced: int = 0  # goods and variants that have a price
    by_group: Mapping[str, int] = field(default_factory=dict)  # goods by the Ид of their group
    by_price_type: Mapping[str, int] = field(default_factory=dict)  # goods and variants so priced
    by_attribute: Mapping[str, int] = field(default_factory=dict)  # goods by field of the card
    by_property: Mapping[str, int] = field(default_factory=dict)  # goods by the Ид of a property
    by_reason: Mapping[str, int] = field(default_factory=dict)  # invoices by why they stand where they do
    by_stage: Mapping[str, int] = field(default_factory=dict)  # invoices that are there, by STATUS_ID
    pictured: int = 0  # goods whose card names pictures
    levels: int = 0  # of stock, those that are nothing left out
    kept: int = 0  # files of 1C
    kept_bytes: int = 0


class FiguresKept(Protocol):
    """The numbers of each exchange, as they were counted last."""

    def count(self, exchange_id: int, *, now: datetime) -> Figures:
        """Count everything; takes a second for 100,000 goods."""
        ...

    def keep(self, exchange_id: int, figures: Figures) -> None: ...

    def of(self, exchange_id: int) -> Figures | None:
        """Return what was counted last; None: nothing has been."""
        ...
