"""What an exchange stands at, in numbers: the database's, and the halt of its own webhook."""

from __future__ import annotations

from obmen.bootstrap.app import App
from obmen.flows.admin.status import read_status
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work


async def read_status_of(app: App, exchange: Exchange) -> dict[str, object]:
    """Return the status document of one exchange."""
    key = app.portals.key_of(exchange)

    def read(work: Work) -> dict[str, object]:
        return read_status(work, work.exchanges.get(id=exchange.id), webhook_key=key, now=app.clock())

    return await app.store.aread(read)
