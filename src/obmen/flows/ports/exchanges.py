"""Exchanges: one 1C base joined to one Bitrix24 portal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from obmen.delivery.profile import Finding, PortalProfile
from obmen.domain.settings import ExchangeSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One 1C base joined to one portal; secrets do not print."""

    id: int
    name: str
    login: str
    password_hash: str = field(repr=False)  # argon2
    portal_url: str = field(repr=False)  # the webhook, with its secret; encrypted at rest
    portal_host: str  # host[:port] of the portal: the key of pacing, lease and breaker
    settings: ExchangeSettings
    created_at: datetime
    learnt: Mapping[str, str]  # what the dialogue taught: `onec_family`, `price_type`, `client`, …


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """The stored result of the last pre-flight."""

    profile: PortalProfile
    findings: tuple[Finding, ...]


class Exchanges(Protocol):
    """The exchanges of this installation."""

    def add(
        self,
        *,
        name: str,
        login: str,
        password_hash: str,
        portal_url: str,
        portal_host: str,
        settings: ExchangeSettings,
        now: datetime,
    ) -> Exchange:
        """Make an exchange; raises Refused when the name, the login or the order prefix is taken."""
        ...

    def all(self) -> tuple[Exchange, ...]: ...

    def get(self, *, name: str | None = None, login: str | None = None, id: int | None = None) -> Exchange:  # noqa: A002
        """Find one exchange by name, login or id; raises NotFound."""
        ...

    def update(
        self,
        exchange_id: int,
        *,
        settings: ExchangeSettings | None = None,
        password_hash: str | None = None,
        portal_url: str | None = None,
        portal_host: str | None = None,
        learnt: Mapping[str, str] | None = None,
    ) -> None:
        """Change what is given; `learnt` is merged into what is known."""
        ...

    def remove(self, exchange_id: int) -> None:
        """Forget the exchange and all that belongs to it; nothing changes on either side."""
        ...

    def discovery(self, exchange_id: int) -> Discovery | None: ...

    def put_discovery(self, exchange_id: int, discovery: Discovery) -> None: ...
