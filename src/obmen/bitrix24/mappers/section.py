"""Groups of goods as sections. 1C: Группа. Bitrix24: catalog.section."""

from __future__ import annotations

from obmen.bitrix24.mappers.parts import placed, section_id
from obmen.bitrix24.mappers.scene import Impossible, Scene, call_name, changed
from obmen.bitrix24.vocabulary import CATALOG_SECTION_ADD, CATALOG_SECTION_UPDATE
from obmen.delivery.call import Call, Task
from obmen.delta.compare import XML_ID


def map_section(task: Task, scene: Scene) -> tuple[Call, ...]:
    """Create a section under its parent, or send what changed."""
    iblock = scene.profile.product_iblock_id
    if iblock is None:
        raise Impossible("catalog.missing")
    fields = changed(task)
    if task.remote_id is not None and not fields:
        return ()
    sent = _sent(fields, scene)
    if task.remote_id is None:
        sent = {"iblockId": iblock, "xmlId": task.ref.id, **placed(sent)}
        return (_call(task, CATALOG_SECTION_ADD, {"fields": sent}, fields),)
    return (_call(task, CATALOG_SECTION_UPDATE, {"id": task.remote_id, "fields": sent}, fields),)


def _call(task: Task, method: str, params: dict[str, object], fields: dict[str, object]) -> Call:
    return Call(
        name=call_name(task), task_id=task.id, ref=task.ref, method=method, params=params, fields=fields,
        binds=task.ref if task.remote_id is None else None, target=task.remote_id,
    )  # fmt: skip


def _sent(fields: dict[str, object], scene: Scene) -> dict[str, object]:
    sent: dict[str, object] = {}
    if "name" in fields:
        sent["name"] = fields["name"]
    if "parent" in fields:
        sent["iblockSectionId"] = section_id(fields["parent"], scene)
    if XML_ID in fields:
        sent["xmlId"] = fields[XML_ID]
    if "active" in fields:
        sent["active"] = bool(fields["active"])
    return sent
