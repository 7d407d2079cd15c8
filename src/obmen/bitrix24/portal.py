"""One portal as the flows see it, and the pool of what portals share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from obmen.bitrix24.address import Calling, Endpoint, Gate, Webhook, calling_of
from obmen.bitrix24.authorisation import (
    ApplicationAuthorisation,
    Authorisation,
    VisitorAuthorisation,
    WebhookAuthorisation,
)
from obmen.bitrix24.belongings import PortalBelongings
from obmen.bitrix24.census import PortalCensus
from obmen.bitrix24.client import Client, World
from obmen.bitrix24.deliveries import Contents, PortalDeliveries
from obmen.bitrix24.directories import create_measures
from obmen.bitrix24.discovery import discover
from obmen.bitrix24.finding import find
from obmen.bitrix24.inside.portal import PortalApplication
from obmen.bitrix24.invoices import PortalInvoices
from obmen.bitrix24.pace import Limits, MemoryPaceStore, Pace, PaceStore
from obmen.bitrix24.pictures import PortalPictures
from obmen.bitrix24.price_types import create_price_types, rename_price_types
from obmen.bitrix24.properties import create_properties, find_properties
from obmen.bitrix24.reading import Reader
from obmen.bitrix24.routing import RoutedDeliveries
from obmen.bitrix24.stocks import PortalStocks
from obmen.bitrix24.transport import Getter, Transport
from obmen.bitrix24.user_fields import create_invoice_fields
from obmen.bitrix24.vat_rows import create_vat
from obmen.delivery.profile import Finding, PortalProfile, PropertyShape
from obmen.domain.identity import EntityKind
from obmen.domain.properties import PropertyNeed
from obmen.domain.settings import ExchangeSettings
from obmen.flows.ports.application import NOT_INSTALLED, Keeper, Tokens
from obmen.flows.ports.portal import Announce, MadeProperties, PortalHalted, Remote


class PortalLookups:
    """Implements `Lookups` for one portal."""

    def __init__(self, client: Client, reader: Reader) -> None:
        self._client, self._reader = client, reader

    async def find(
        self, kind: EntityKind, keys: Sequence[str], *, profile: PortalProfile
    ) -> Mapping[str, Remote]:
        """Find sections, products or variations by xmlId."""
        return await find(self._reader, kind, keys, profile=profile)

    async def create_vat(self, code: str, *, announce: Announce) -> int | None:
        """Make the VAT row of a rate (`22`); None: the portal refuses it."""
        return await create_vat(self._client, self._reader, code, announce=announce)

    async def create_measures(self, names: Mapping[str, str]) -> Mapping[str, int]:
        """Make units of measure by OKEI code and name; those that the portal refuses are left out."""
        return await create_measures(self._client, self._reader, names)

    async def create_invoice_fields(self, profile: PortalProfile) -> tuple[str, ...]:
        """Make the invoice's fields for 1C's number and date, if the webhook may."""
        return await create_invoice_fields(self._client, self._reader, profile)

    async def find_properties(
        self, needs: Sequence[PropertyNeed], *, profile: PortalProfile
    ) -> Mapping[str, PropertyShape]:
        """Find properties of the blocks; nothing is made."""
        return await find_properties(self._reader, needs, profile=profile)

    async def create_properties(
        self, needs: Sequence[PropertyNeed], *, profile: PortalProfile, announce: Announce
    ) -> MadeProperties:
        """Find or make properties of the blocks with the values of lists."""
        return await create_properties(self._client, self._reader, needs, profile=profile, announce=announce)

    async def create_price_types(
        self, names: Mapping[str, str], *, announce: Announce
    ) -> tuple[Mapping[str, int], str]:
        """Find or make price types; returns ids, and what the portal said of the others."""
        return await create_price_types(self._client, self._reader, names, announce=announce)

    async def rename_price_types(
        self, names: Mapping[str, str], *, ids: Mapping[str, int], announce: Announce
    ) -> None:
        """Label price types anew by 1C's Ид and name."""
        await rename_price_types(self._client, self._reader, names, ids=ids, announce=announce)

    async def discover(self) -> tuple[PortalProfile, Sequence[Finding]]:
        """Read what the portal is like."""
        now = self._client.world.clock()
        return await discover(self._reader, user_id=self._client.user_id, now=now)


@dataclass(frozen=True, slots=True)
class Portal:
    """Writing, looking up, reading invoices and stock; `client` is shared by all of them.

    With a webhook that is what calls; the application does what no webhook may, or all where there is none.
    """

    deliveries: RoutedDeliveries
    lookups: PortalLookups
    belongings: PortalBelongings
    census: PortalCensus
    invoices: PortalInvoices
    stocks: PortalStocks
    pictures: PortalPictures
    client: Client
    application: PortalApplication

    def probe(self) -> None:
        """A person asks: the next request goes at once, however long the pause was to be."""
        for client in (self.client, self.application.client):
            client.pace.probe(client.world.clock())


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the portals of one process share."""

    transport: Transport
    getter: Getter
    world: World
    gate: Gate
    pace_store: PaceStore


def surroundings(
    *, transport: Transport, getter: Getter, world: World, gate: Gate, pace_store: PaceStore | None = None
) -> Surroundings:
    """Put together what portals share; without a store the pace is this process's own."""
    return Surroundings(
        transport=transport, getter=getter, world=world, gate=gate, pace_store=pace_store or MemoryPaceStore()
    )


def check_url(url: str, *, gate: Gate) -> Calling:
    """Read a portal's address and refuse what may not be connected to.

    Raises: BadAddress.
    """
    calling = calling_of(url)
    gate.check(calling.url)
    return calling


class NoKeeper:
    """Implements `Keeper` where there is no application."""

    async def current(self) -> Tokens:
        raise PortalHalted(NOT_INSTALLED)

    async def renewed(self, stale: Tokens) -> Tokens:  # noqa: ARG002 — there is nothing to renew
        raise PortalHalted(NOT_INSTALLED)


NOBODY: Final = NoKeeper()
APPLICATION: Final = "application"
Renamed = Callable[[str], Awaitable[None]]


def key_of(url: str, *, application_key: str = APPLICATION) -> str:
    """Return what tells a portal's caller from others in its shared picture."""
    calling = calling_of(url)
    return WebhookAuthorisation(calling).key if isinstance(calling, Webhook) else application_key


def create_portal(
    *,
    url: str,
    settings: ExchangeSettings,
    around: Surroundings,
    contents: Contents,
    on_rename: Renamed,
    keeper: Keeper = NOBODY,
    application_key: str = APPLICATION,
) -> Portal:
    """Build the portal of one exchange; `on_rename` is given the new address when the portal has moved.

    Raises: BadAddress.
    """
    calling = check_url(url, gate=around.gate)
    endpoint = Endpoint.of(url)
    make = partial(_client, settings=settings, around=around, on_rename=on_rename)
    application = make(ApplicationAuthorisation(endpoint=endpoint, key=application_key, keeper=keeper))
    client = make(WebhookAuthorisation(calling)) if isinstance(calling, Webhook) else application
    reader = Reader(client)
    return Portal(
        RoutedDeliveries(
            PortalDeliveries(client, reader, contents),
            PortalDeliveries(application, Reader(application), contents),
        ),
        PortalLookups(client, reader),
        PortalBelongings(reader),
        PortalCensus(reader),
        PortalInvoices(reader),
        PortalStocks(reader),
        PortalPictures(client, reader, around.getter),
        client,
        PortalApplication(application, lambda token: make(VisitorAuthorisation(endpoint, token))),
    )


def _client(
    authorisation: Authorisation, *, settings: ExchangeSettings, around: Surroundings, on_rename: Renamed
) -> Client:
    limits = Limits(
        rate_per_s=settings.rate_per_second,
        burst=settings.burst,
        operating_s=float(settings.operating_seconds),
    )
    host = authorisation.address.netloc
    pace = Pace(host=host, key=authorisation.key, limits=limits, store=around.pace_store)
    return Client(
        authorisation=authorisation, transport=around.transport, pace=pace, world=around.world,
        gate=around.gate, on_rename=on_rename,
    )  # fmt: skip
