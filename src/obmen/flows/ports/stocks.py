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
class Held:
    """What lies where, and whether documents write it."""

    inventory: bool
    amounts: Mapping[Place, Decimal]  # what is not there is nothing


class Stocks(Protocol):
    """Reading stores and stock; all raise PortalHalted and PortalUnreachable."""

    async def stores(self) -> tuple[RemoteStore, ...]:
        """Every store, the oldest first."""
        ...

    async def held(self, places: Collection[Place]) -> Held:
        """Read amounts, 50 a command, with whether inventory management is on at this moment."""
        ...
