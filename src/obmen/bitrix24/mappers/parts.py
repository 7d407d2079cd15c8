"""Pieces of calls that several mappers need."""

from __future__ import annotations

from typing import Final

from obmen.bitrix24.mappers.scene import Needed, Scene, call_name
from obmen.bitrix24.vocabulary import CRM_ITEM_UPDATE, SMART_INVOICE
from obmen.delivery.call import Call, ResultOf, Task
from obmen.delta.compare import FOREIGN
from obmen.domain.identity import EntityKind, Ref

ROOT: Final = 0  # the portal's word for "in no section"


def section_id(group_id: object, scene: Scene) -> int | ResultOf:
    """Return the section of a group; none is the root, and one that is no group is named by its id.

    Raises: Needed — the group's section does not exist yet.
    """
    if not group_id:
        return ROOT
    if str(group_id).startswith(FOREIGN):
        return int(str(group_id).removeprefix(FOREIGN))
    ref = Ref(EntityKind.SECTION, str(group_id))
    remote = scene.remote(ref)
    if remote is None:
        raise Needed(ref)
    return remote


def head_id(product_id: str, scene: Scene) -> int | ResultOf:
    """Return the product that a variation stands under; one that is not 1C's is named by its id.

    Raises: Needed — the product does not exist yet.
    """
    if product_id.startswith(FOREIGN):
        return int(product_id.removeprefix(FOREIGN))
    ref = Ref(EntityKind.PRODUCT, product_id)
    remote = scene.remote(ref)
    if remote is None:
        raise Needed(ref)
    return remote


def placed(sent: dict[str, object]) -> dict[str, object]:
    """Leave the root out of a new object: it is where new objects lie anyway."""
    return {name: value for name, value in sent.items() if (name, value) != ("iblockSectionId", ROOT)}


def invoice_update(task: Task, *, sent: dict[str, object], fields: dict[str, object]) -> Call:
    """Build the update of an invoice; the record's id is the invoice's."""
    invoice_id = task.remote_id if task.remote_id is not None else int(task.ref.id)
    params = {
        "entityTypeId": SMART_INVOICE,
        "id": invoice_id,
        "fields": sent,
        "useOriginalUfNames": True,
    }
    return Call(
        name=call_name(task), task_id=task.id, ref=task.ref, method=CRM_ITEM_UPDATE, params=params,
        fields=fields, target=invoice_id,
    )  # fmt: skip
