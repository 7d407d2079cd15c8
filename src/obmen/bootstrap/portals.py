"""The portals of this process: one client per exchange, one connection pool and one pace per host."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from obmen.bitrix24.address import Endpoint, Gate, Webhook, calling_of
from obmen.bitrix24.client import AiohttpTransport, World
from obmen.bitrix24.oauth import OAuthServer
from obmen.bitrix24.pace import is_resting
from obmen.bitrix24.portal import Portal, check_url, create_portal, key_of, surroundings
from obmen.bitrix24.transport import Transport
from obmen.flows.admin.manage import move_portal
from obmen.flows.application.renewing import TokenKeeper
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.pictures import PictureFiles
from obmen.flows.ports.store import Store


class SharedPace:
    """Keeps the picture of a portal in the database: processes share it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def update(self, host: str, change: Callable[[Mapping[str, object]], Mapping[str, object]]) -> None:
        """Replace the stored picture by what `change` makes of it, in one transaction."""
        await self._store.awrite(lambda work: work.leases.change_pacing(host, change))


class Portals:
    """Makes and keeps the portal of each exchange; a changed address or limit makes it anew."""

    def __init__(
        self,
        *,
        store: Store,
        pictures: PictureFiles,
        clock: Callable[[], datetime],
        allow_hosts: tuple[str, ...],
    ) -> None:
        self._store, self._pictures, self._clock = store, pictures, clock
        self._gate = Gate(allowed=allow_hosts)
        self._transport = AiohttpTransport(self._gate)
        self._around = surroundings(
            transport=self._transport,
            getter=self._transport,
            world=World(clock=clock, jitter=random.random),
            gate=self._gate,
            pace_store=SharedPace(store),
        )
        self.authority = OAuthServer(self._transport)
        self._portals: dict[int, tuple[tuple[object, ...], Portal]] = {}

    @property
    def transport(self) -> Transport:
        """The connections that portals are reached by, kept to public addresses."""
        return self._transport

    def admit(self, url: str) -> None:
        """Refuse an address that may not be connected to; raises BadAddress."""
        check_url(url, gate=self._gate)

    def of(self, exchange: Exchange) -> Portal:
        """Return the portal of an exchange."""
        settings = exchange.settings
        limits = (settings.rate_per_second, settings.burst, settings.operating_seconds)
        made_of = (exchange.portal_url, *limits, settings.image_max_px)
        known = self._portals.get(exchange.id)
        if known is None or known[0] != made_of:
            known = (made_of, self._make(exchange))
            self._portals[exchange.id] = known
        return known[1]

    def _make(self, exchange: Exchange) -> Portal:
        async def on_rename(url: str) -> None:
            await self._store.awrite(
                partial(move_portal, exchange_id=exchange.id, url=url, now=self._clock())
            )

        keeper = TokenKeeper(
            store=self._store,
            authority=self.authority,
            exchange_id=exchange.id,
            new_id=lambda: uuid.uuid4().hex,
            clock=self._clock,
            sleep=asyncio.sleep,
        )
        return create_portal(
            url=exchange.portal_url,
            settings=exchange.settings,
            around=self._around,
            contents=partial(self._pictures.content, max_px=exchange.settings.image_max_px),
            on_rename=on_rename,
            keeper=keeper,
            application_key=application_key(exchange),
        )

    def is_resting(self, exchange: Exchange, pacing: Mapping[str, object]) -> bool:
        """Tell by a portal's shared picture whether it takes nothing from an exchange now."""
        return is_resting(pacing, key=self.key_of(exchange))

    def key_of(self, exchange: Exchange) -> str:
        """Return what tells an exchange's caller from others in the shared picture of its portal."""
        return key_of(exchange.portal_url, application_key=application_key(exchange))

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.close()


def application_key(exchange: Exchange) -> str:
    """Return what tells an exchange's application from other callers of its portal."""
    return f"application:{exchange.id}"


def has_webhook(exchange: Exchange) -> bool:
    """Tell whether an exchange has a webhook; without one its application does everything."""
    return isinstance(calling_of(exchange.portal_url), Webhook)


def origin_of(exchange: Exchange) -> str:
    """Return an exchange's portal as a browser names it."""
    return Endpoint.of(exchange.portal_url).origin
