"""Rows of a portal's directories are made by one at a time, whichever exchange or process asks for them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Final

from obmen.flows.ports.portal import Announce, PortalUnreachable
from obmen.flows.ports.store import Store

SETTLED_AFTER: Final = timedelta(seconds=100)
"""So long a request may still make rows: its wait for a turn, its 60 s, and the 5 s of certainty."""
SETTLING: Final = "directories.settling"


@asynccontextmanager
async def making_alone(store: Store, *, host: str, now: datetime) -> AsyncIterator[Announce]:
    """Keep all others of a portal from making rows until this is through; yields what tells of each request.

    An answer that was lost keeps them out until its request has ended: then what is there is read first.
    Raises: PortalUnreachable — somebody else is making rows, or may be.
    """
    name = f"{host} directories"
    claim = await store.awrite(lambda work: work.leases.claim(name, ttl=SETTLED_AFTER, now=now))
    if claim is None:
        raise PortalUnreachable(SETTLING)
    may_be_making = False

    async def announce(moment: datetime) -> None:
        nonlocal may_be_making
        kept = await store.awrite(
            lambda work: work.leases.take(host=name, owner=claim.owner, ttl=SETTLED_AFTER, now=moment)
        )
        if kept is None or kept.epoch != claim.epoch:  # what was read is no longer what is there
            raise PortalUnreachable(SETTLING)
        may_be_making = True

    try:
        yield announce
        may_be_making = False
    finally:
        if not may_be_making:
            await store.awrite(lambda work: work.leases.give_back(owner=claim.owner))
