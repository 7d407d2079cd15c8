"""The stage that 1C's news lead an invoice to. Bitrix24: crm.item.update, stageId."""

from __future__ import annotations

from obmen.bitrix24.mappers.parts import invoice_update
from obmen.bitrix24.mappers.scene import Scene
from obmen.delivery.call import Call, Task


def map_stage(task: Task, _scene: Scene) -> tuple[Call, ...]:
    """Move an invoice to a stage, whatever was told before: where it stands now was asked."""
    return (invoice_update(task, sent={"stageId": task.desired["stage"]}, fields=dict(task.desired)),)
