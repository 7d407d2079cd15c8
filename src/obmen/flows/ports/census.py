"""What people have entered in a portal so far, counted before the exchange begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A company of the portal by what 1C would know it by."""

    name: str
    tax_id: str  # ИНН; empty: none was entered
    kpp: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """The companies of a portal, and the stages at which no invoice stands."""

    clients: Sequence[Client]
    unused_stages: Sequence[str]  # by name
