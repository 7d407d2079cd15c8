"""What `check` and `status` say of stock: how it is written, when next, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from obmen.delivery.profile import CheckState, Finding, PortalProfile
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.catalog.stock_reading import nameless_warehouses, warehouses_of
from obmen.flows.catalog.stocks import RUN_ENDED, STOCK
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work
from obmen.messages.stocks import crm_text


def stock_findings(work: Work, exchange: Exchange, profile: PortalProfile) -> Iterator[Finding]:
    """Return what stock lacks on the portal or in 1C; nothing while it does not travel."""
    if not exchange.settings.stocks:
        return
    facts: Mapping[str, object]
    if not profile.inventory:
        facts = {"property": crm_text("stock.split")}
        yield Finding(id="stock.quantity", state=CheckState.DEGRADED, facts=facts)
    else:
        yield from _stores(work, exchange)
    if nameless := nameless_warehouses(work, exchange.id):
        facts = {"count": len(nameless), "ids": ", ".join(nameless)}
        yield Finding(id="stock.nameless", state=CheckState.DEGRADED, facts=facts)
    last = work.journal.latest(exchange.id, RUN_ENDED)
    for name in ("negative", "homeless"):
        if last is not None and last.facts.get(name):
            facts = {"count": last.facts[name]}
            yield Finding(id=f"stock.{name}", state=CheckState.DEGRADED, facts=facts)


def _stores(work: Work, exchange: Exchange) -> Iterator[Finding]:
    warehouses = warehouses_of(work, exchange.id)
    bound = work.bindings.get(exchange.id, [Ref(EntityKind.STORE, key) for key in warehouses])
    yield Finding(id="stock.documents", state=CheckState.OK, facts={"stores": len(bound)})
    missing = _refused(work, exchange)
    if missing and not bound:
        yield Finding(id="stock.only_store", state=CheckState.DEGRADED, facts={"names": ", ".join(missing)})
    elif missing:
        yield Finding(id="stock.stores", state=CheckState.DEGRADED, facts={"names": ", ".join(missing)})


def _refused(work: Work, exchange: Exchange) -> list[str]:
    """Name the warehouses whose stores the portal has refused to make."""
    names = {key: warehouse.name for key, warehouse in warehouses_of(work, exchange.id).items()}
    rows = work.outbox.of(exchange.id, [Ref(EntityKind.STORE, key) for key in names])
    return sorted(names[ref.id] for ref, row in rows.items() if row.state is Due.PARKED)


def stock_status(work: Work, exchange: Exchange, *, now: datetime) -> Mapping[str, object]:
    """Return how stock stands; `resting`: items that wait for the next writing, which are not pending."""
    last = work.journal.latest(exchange.id, RUN_ENDED)
    discovery = work.exchanges.discovery(exchange.id)
    inventory = discovery is not None and discovery.profile.inventory
    on = "documents" if inventory else "quantity"
    return {
        "mode": on if exchange.settings.stocks else "off",
        "resting": work.outbox.extent(exchange.id, STOCK, after=now)[0],
        "last_run": last.at.isoformat() if last else None,
        "stores_missing": _refused(work, exchange),
        "negative": last.facts.get("negative", 0) if last else 0,
    }
