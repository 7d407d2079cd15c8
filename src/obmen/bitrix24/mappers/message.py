"""A line in an invoice's timeline. Bitrix24: crm.timeline.logmessage."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from obmen.bitrix24.mappers.scene import Scene, call_name
from obmen.bitrix24.vocabulary import CRM_TIMELINE_LOGMESSAGE_ADD, SMART_INVOICE
from obmen.delivery.call import Call, Task
from obmen.domain.identity import Ref

ICON: Final = "info"  # crm.timeline.icon.list


def marker(ref: Ref) -> str:
    """Return the short mark at a message's end by which the message is found again."""
    return f"[{sha256(ref.id.encode()).hexdigest()[:10]}]"


def map_message(task: Task, _scene: Scene) -> tuple[Call, ...]:
    """Add the message; it is never changed afterwards."""
    if task.remote_id is not None:
        return ()
    desired = task.desired
    fields = {
        "entityTypeId": SMART_INVOICE,
        "entityId": desired["invoice_id"],
        "title": desired["title"],
        "text": f"{desired['text']} {marker(task.ref)}",
        "iconCode": ICON,
    }
    call = Call(
        name=call_name(task), task_id=task.id, ref=task.ref, method=CRM_TIMELINE_LOGMESSAGE_ADD,
        params={"fields": fields}, fields=dict(desired), binds=task.ref,
    )  # fmt: skip
    return (call,)
