"""Warehouses as stores. 1C: Склад. Bitrix24: catalog.store."""

from __future__ import annotations

from obmen.bitrix24.mappers.scene import Scene, call_name, changed
from obmen.bitrix24.vocabulary import CATALOG_STORE_ADD, CATALOG_STORE_UPDATE
from obmen.delivery.call import Call, Task

SENT_AS = {"name": "title", "address": "address", "active": "active"}


def map_store(task: Task, _scene: Scene) -> tuple[Call, ...]:
    """Create a store, or send what changed; the portal wants an address of each."""
    fields = changed(task)
    if not fields:
        return ()
    sent = {SENT_AS[name]: value for name, value in fields.items() if name in SENT_AS}
    if task.remote_id is None:
        sent["xmlId"] = task.ref.id
    params = {"fields": sent} if task.remote_id is None else {"id": task.remote_id, "fields": sent}
    call = Call(
        name=call_name(task), task_id=task.id, ref=task.ref,
        method=CATALOG_STORE_ADD if task.remote_id is None else CATALOG_STORE_UPDATE, params=params,
        fields=fields, binds=task.ref if task.remote_id is None else None, target=task.remote_id,
    )  # fmt: skip
    return (call,)
