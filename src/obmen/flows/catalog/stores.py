"""Warehouses become stores: found by 1C's id, made when missing, renamed with their warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from obmen.delta.compare import Action, compare, wanted
from obmen.domain.catalog import Warehouse
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.catalog.stock_reading import warehouses_of
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.stocks import RemoteStore, Survey
from obmen.flows.ports.store import Work

STORE_PRIORITY: Final = 58  # before the documents that need them


def desire_store(warehouse: Warehouse) -> dict[str, object]:
    """Return the fields of a warehouse's store; one that is deleted in 1C goes inactive."""
    address = warehouse.address or warehouse.name  # the portal wants one
    return {"name": warehouse.name, "address": address, "active": not warehouse.deleted}


def held_by(store: RemoteStore) -> dict[str, object]:
    """Return what a store of the portal holds, in the same fields."""
    return {"name": store.name, "address": store.address, "active": store.active}


def plan_stores(work: Work, *, exchange: Exchange, survey: Survey, now: datetime) -> int:
    """Mark the stores that differ from their warehouses, but for those under way; returns how many.

    A store that the portal refuses waits parked, and the others go on. Without inventory management nothing
    lies in stores, and none are made.
    """
    if not survey.inventory:
        return 0
    warehouses = warehouses_of(work, exchange.id)
    refs = [Ref(EntityKind.STORE, key) for key in warehouses]
    _bind_found(work, exchange.id, warehouses, survey)
    known = work.bindings.get(exchange.id, refs)
    rows = work.outbox.of(exchange.id, refs)
    given: dict[Ref, Mapping[str, object]] = {}
    for ref in refs:
        binding = known.get(ref)
        fields = binding.fields if binding else None
        change = compare(ref, desired=desire_store(warehouses[ref.id]), known=fields, owners={})
        if change.action is not Action.NOTHING and ref not in rows:
            given[ref] = wanted(change, known=fields)
    work.outbox.mark_given(exchange.id, given, now=now, priority=STORE_PRIORITY)
    return len(given)


def stores_under_way(work: Work, exchange_id: int) -> bool:
    """Tell whether a store is still to be made or changed; a refused one keeps nobody waiting."""
    refs = [Ref(EntityKind.STORE, key) for key in warehouses_of(work, exchange_id)]
    return any(row.state is not Due.PARKED for row in work.outbox.of(exchange_id, refs).values())


def _bind_found(work: Work, exchange_id: int, warehouses: Mapping[str, Warehouse], survey: Survey) -> None:
    """Bind what the portal has by 1C's id; forget what a person has deleted there."""
    by_key: dict[str, RemoteStore] = {}
    for store in survey.stores:
        by_key.setdefault(store.key, store)
    refs = [Ref(EntityKind.STORE, key) for key in warehouses]
    known, there = work.bindings.get(exchange_id, refs), {store.id for store in survey.stores}
    for ref in refs:
        binding, there_now = known.get(ref), by_key.get(ref.id)
        if binding is not None and binding.remote_id not in there:
            work.bindings.forget(exchange_id, ref)
            binding = None
        if binding is None and there_now is not None:
            work.bindings.put(exchange_id, [Binding(ref, there_now.id, held_by(there_now))])
