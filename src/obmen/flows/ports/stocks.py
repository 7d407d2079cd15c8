"""The portal's stores and what lies in them. Implemented by obmen.bitrix24."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

Place = tuple[int, int]
"""A store and a product of the portal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteStore:
    """A store that the portal has. Bitrix24: catalog.store."""

    id: int
    key: str  # xmlId
    name: str
    address: str
    active: bool


@dataclass(frozen=True, slots=True)
class Survey:
    """Every store, the oldest first, and whether documents write stock at this moment."""

    inventory: bool
    stores: tuple[RemoteStore, ...]


class Stocks(Protocol):
    """Reading stores and stock; both raise PortalHalted and PortalUnreachable."""

    async def survey(self) -> Survey:
        """Read the stores and the mode, in one request."""
        ...

    async def amounts(self, places: Collection[Place]) -> Mapping[Place, Decimal]:
        """Read what lies where, 50 places a command; what is left out is nothing."""
        ...
