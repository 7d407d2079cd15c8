"""The invoice's own fields for 1C's number and date are made when the first news is to be kept there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from obmen.delivery.profile import CheckState, Finding, PortalProfile
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.exchanges import Discovery, Exchange
from obmen.flows.ports.portal import FIELDS, FIELDS_COMING, Lookups, PortalHalted, PortalUnreachable
from obmen.flows.ports.store import Store, Work
from obmen.flows.sales.rows import AT_ONCE
from obmen.flows.sales.settle import keep_order_on_invoice
from obmen.flows.sales.tell import OF_INVOICES

OWED: Final = (
    "fields_owed"  # name in `Exchange.learnt`: the portal could not when there was something to keep
)


async def complete_fields(*, store: Store, lookups: Lookups, exchange: Exchange, now: datetime) -> None:
    """Make the fields once there is something to keep, and keep in them what 1C has told before.

    Raises: PortalHalted, PortalUnreachable — the fields are asked for again.
    """
    profile = await store.aread(partial(_asks_for, exchange_id=exchange.id))
    if profile is None:
        return
    try:
        names = await lookups.create_invoice_fields(profile)
    except (PortalHalted, PortalUnreachable):
        await store.awrite(lambda work: work.exchanges.update(exchange.id, learnt={OWED: "1"}))
        raise
    await store.awrite(lambda work: _keep(work, exchange.id, profile, names))
    after: int | None = 0
    while after is not None and names != profile.invoice_user_fields:
        after = await store.awrite(partial(_tell_again, exchange=exchange, after=after, now=now))


def _asks_for(work: Work, *, exchange_id: int) -> PortalProfile | None:
    """Return the portal that is to get fields; None: it has them, may not, or nothing waits for them."""
    discovery = work.exchanges.discovery(exchange_id)
    if discovery is None or all(finding.id != FIELDS_COMING for finding in discovery.findings):
        return None
    owed = work.exchanges.get(id=exchange_id).learnt.get(OWED)
    waiting = owed or work.outbox.page([exchange_id], Due.READY, limit=1, priorities=OF_INVOICES)
    return discovery.profile if waiting else None


def _keep(work: Work, exchange_id: int, profile: PortalProfile, names: tuple[str, ...]) -> None:
    """Store which fields there are now; the pre-flight says whether the portal has refused."""
    known = work.exchanges.discovery(exchange_id)
    if known is None:
        return
    made = names != profile.invoice_user_fields
    finding = Finding(id=FIELDS, state=CheckState.OK if made else CheckState.DEGRADED)
    findings = tuple(finding if one.id == FIELDS_COMING else one for one in known.findings)
    work.exchanges.update(exchange_id, learnt={OWED: ""})
    whole = replace(known.profile, invoice_user_fields=names)
    work.exchanges.put_discovery(exchange_id, Discovery(profile=whole, findings=findings))


def _tell_again(work: Work, *, exchange: Exchange, after: int, now: datetime) -> int | None:
    """Keep on a page of invoices what 1C told of their orders; returns where to go on, None: the end."""
    rows = work.ledger.rows(exchange.id, after=after, limit=AT_ONCE)
    for row in rows:
        if row.news is not None and not row.gone:
            keep_order_on_invoice(work, exchange, row.invoice_id, row.news, now=now)
    return rows[-1].invoice_id if len(rows) == AT_ONCE else None
