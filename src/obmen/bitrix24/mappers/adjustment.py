"""Adjustments of stock: a draft, its lines, and that it takes effect. Bitrix24: catalog.document."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from obmen.bitrix24.mappers.scene import Needed, Scene, call_name
from obmen.bitrix24.vocabulary import (
    CATALOG_DOCUMENT_ADD,
    CATALOG_DOCUMENT_CONDUCT,
    CATALOG_DOCUMENT_DELETE,
    CATALOG_DOCUMENT_ELEMENT_ADD,
)
from obmen.delivery.call import Call, ResultOf, Task
from obmen.delta.stock import document_of

SITE: Final = "s1"  # every portal has this one (bitrix24.md §2.9)
STORE_FIELD: Final = {"S": "storeTo", "D": "storeFrom"}


def map_document(task: Task, scene: Scene) -> tuple[Call, ...]:
    """Begin the draft; its number is the record's, and is nobody else's."""
    if task.remote_id is not None:
        return ()
    fields = {
        "docType": task.desired["type"],
        "docNumber": task.ref.id,
        "currency": scene.profile.base_currency,
        "responsibleId": scene.profile.user_id,
        "siteId": SITE,
        "title": task.desired["title"],
        "commentary": task.ref.id,
    }
    call = Call(
        name=call_name(task), task_id=task.id, ref=task.ref, method=CATALOG_DOCUMENT_ADD,
        params={"fields": fields}, fields=dict(task.desired), binds=task.ref,
    )  # fmt: skip
    return (call,)


def map_element(task: Task, scene: Scene) -> tuple[Call, ...]:
    """Add one line to the draft.

    Raises: Needed — the draft is not there yet.
    """
    desired = task.desired
    fields = {
        "docId": _document(task, scene),
        "elementId": desired["product_id"],
        STORE_FIELD[str(desired["type"])]: desired["store_id"],
        "amount": Decimal(str(desired["amount"])),
    }
    call = Call(
        name=call_name(task), task_id=task.id, ref=task.ref, method=CATALOG_DOCUMENT_ELEMENT_ADD,
        params={"fields": fields},
    )  # fmt: skip
    return (call,)


def map_conduct(task: Task, scene: Scene) -> tuple[Call, ...]:
    """Let the document take effect."""
    return (_whole(task, scene, CATALOG_DOCUMENT_CONDUCT),)


def map_discard(task: Task, scene: Scene) -> tuple[Call, ...]:
    """Remove a draft that the portal would not let take effect."""
    return (_whole(task, scene, CATALOG_DOCUMENT_DELETE),)


def _whole(task: Task, scene: Scene, method: str) -> Call:
    document = _document(task, scene)
    return Call(
        name=call_name(task), task_id=task.id, ref=task.ref, method=method, params={"id": document},
        target=document if isinstance(document, int) else None,
    )  # fmt: skip


def _document(task: Task, scene: Scene) -> int | ResultOf:
    ref = document_of(task.ref)
    remote = scene.remote(ref)
    if remote is None:
        raise Needed(ref)
    return remote
