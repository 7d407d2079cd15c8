"""Stock that the item itself holds: its total, and the split by warehouse as a text.

Only without inventory management; with it, adjustments write stock. Bitrix24: catalog.product.update,
catalog.product.offer.update.
"""

from __future__ import annotations

from decimal import Decimal

from obmen.bitrix24.mappers.properties import property_field
from obmen.bitrix24.mappers.scene import Needed, Scene, call_name, changed
from obmen.bitrix24.vocabulary import CATALOG_PRODUCT_OFFER_UPDATE, CATALOG_PRODUCT_UPDATE
from obmen.delivery.call import Call, Task
from obmen.delta.stock import QUANTITY, SPLIT, SPLIT_PROPERTY
from obmen.domain.identity import EntityKind, Ref
from obmen.domain.properties import Block, property_key


def map_stock(task: Task, scene: Scene) -> tuple[Call, ...]:
    """Write what changed into the item; a portal without the property is given the total only.

    Raises: Needed — the item is not there yet.
    """
    item, method, block = _item(task, scene)
    fields, sent = changed(task), dict[str, object]()
    if QUANTITY in fields:
        sent["quantity"] = Decimal(str(fields[QUANTITY]))
    if SPLIT in fields and property_key(block, SPLIT_PROPERTY) in scene.profile.properties:
        name, value = property_field(block, SPLIT_PROPERTY, fields[SPLIT], scene)
        sent[name] = value
    if not sent:
        return ()
    call = Call(
        name=call_name(task), task_id=task.id, ref=task.ref, method=method,
        params={"id": item, "fields": sent}, fields={**task.known, **fields}, binds=task.ref, target=item,
    )  # fmt: skip
    return (call,)


def _item(task: Task, scene: Scene) -> tuple[int, str, Block]:
    """Return the product or the variation that holds the stock, and how it is changed."""
    variation = scene.bound.get(Ref(EntityKind.VARIATION, task.ref.id))
    if variation is not None and variation == task.remote_id:
        return variation, CATALOG_PRODUCT_OFFER_UPDATE, Block.OFFER
    product = Ref(EntityKind.PRODUCT, task.ref.id)
    if product not in scene.bound:
        raise Needed(product)
    return scene.bound[product], CATALOG_PRODUCT_UPDATE, Block.PRODUCT
