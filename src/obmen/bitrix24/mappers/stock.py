"""Stock that the product itself holds: its total, and the split by warehouse as a text.

Only without inventory management; with it, adjustments write stock. Bitrix24: catalog.product.update.
"""

from __future__ import annotations

from decimal import Decimal

from obmen.bitrix24.mappers.properties import property_field
from obmen.bitrix24.mappers.scene import Needed, Scene, call_name, changed
from obmen.bitrix24.vocabulary import CATALOG_PRODUCT_UPDATE
from obmen.delivery.call import Call, Task
from obmen.delta.stock import QUANTITY, SPLIT, SPLIT_PROPERTY
from obmen.domain.identity import EntityKind, Ref
from obmen.domain.properties import Block, property_key


def map_stock(task: Task, scene: Scene) -> tuple[Call, ...]:
    """Write what changed into the item's product; a portal without the property is given the total only.

    Raises: Needed — the item is not there yet.
    """
    product = Ref(EntityKind.PRODUCT, task.ref.id)
    if product not in scene.bound:
        raise Needed(product)
    fields, sent = changed(task), dict[str, object]()
    if QUANTITY in fields:
        sent["quantity"] = Decimal(str(fields[QUANTITY]))
    if SPLIT in fields and property_key(Block.PRODUCT, SPLIT_PROPERTY) in scene.profile.properties:
        name, value = property_field(Block.PRODUCT, SPLIT_PROPERTY, fields[SPLIT], scene)
        sent[name] = value
    if not sent:
        return ()
    item = scene.bound[product]
    call = Call(
        name=call_name(task), task_id=task.id, ref=task.ref, method=CATALOG_PRODUCT_UPDATE,
        params={"id": item, "fields": sent}, fields={**task.known, **fields}, binds=task.ref, target=item,
    )  # fmt: skip
    return (call,)
