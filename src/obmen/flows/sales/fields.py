"""The invoice's own fields for 1C's number and date are made when the first news is to be kept there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from obmen.delivery.profile import CheckState, Finding, PortalProfile
from obmen.flows.ports.exchanges import Discovery, Exchange
from obmen.flows.ports.portal import FIELDS, FIELDS_COMING, Lookups
from obmen.flows.ports.store import Store, Work
from obmen.flows.sales.rows import AT_ONCE
from obmen.flows.sales.settle import FIELDS_OWED, has_fields, keep_order_on_invoice


async def complete_fields(*, store: Store, lookups: Lookups, exchange: Exchange, now: datetime) -> None:
    """Make the fields once there is something to keep, and keep in them what 1C has told before.

    They are owed until all of it is kept: whoever is killed in between goes on here.
    Raises: PortalHalted, PortalUnreachable — the fields are asked for again.
    """
    discovery = await store.aread(partial(_owed, exchange_id=exchange.id))
    if discovery is None:
        return
    if not has_fields(discovery):
        names = await lookups.create_invoice_fields(discovery.profile)
        await store.awrite(lambda work: _keep(work, exchange.id, discovery.profile, names))
        if names == discovery.profile.invoice_user_fields:
            return
    after: int | None = 0
    while after is not None:
        after = await store.awrite(partial(_tell_again, exchange=exchange, after=after, now=now))


def _owed(work: Work, *, exchange_id: int) -> Discovery | None:
    """Return what the portal is like when fields are owed and it has them, or may get them."""
    discovery = work.exchanges.discovery(exchange_id)
    if discovery is None or not work.exchanges.get(id=exchange_id).learnt.get(FIELDS_OWED):
        return None
    coming = any(finding.id == FIELDS_COMING for finding in discovery.findings)
    return discovery if coming or has_fields(discovery) else None


def _keep(work: Work, exchange_id: int, profile: PortalProfile, names: tuple[str, ...]) -> None:
    """Store which fields there are now; the pre-flight says whether the portal has refused."""
    known = work.exchanges.discovery(exchange_id)
    if known is None:
        return
    made = names != profile.invoice_user_fields
    finding = Finding(id=FIELDS, state=CheckState.OK if made else CheckState.DEGRADED)
    findings = tuple(finding if one.id == FIELDS_COMING else one for one in known.findings)
    whole = replace(known.profile, invoice_user_fields=names)
    work.exchanges.put_discovery(exchange_id, Discovery(profile=whole, findings=findings))


def _tell_again(work: Work, *, exchange: Exchange, after: int, now: datetime) -> int | None:
    """Keep on a page of invoices what 1C told of their orders; returns where to go on, None: the end."""
    rows = work.ledger.rows(exchange.id, after=after, limit=AT_ONCE)
    for row in rows:
        if row.news is not None and not row.gone:
            keep_order_on_invoice(work, exchange, row.invoice_id, row.news, now=now)
    if len(rows) == AT_ONCE:
        return rows[-1].invoice_id
    work.exchanges.update(exchange.id, learnt={FIELDS_OWED: ""})
    return None
