"""Goods as products of the CRM with their prices. Bitrix24: catalog.product and catalog.price."""

from __future__ import annotations

from typing import Final

from obmen.bitrix24.mappers.card import sent_card
from obmen.bitrix24.mappers.parts import placed
from obmen.bitrix24.mappers.prices import map_prices
from obmen.bitrix24.mappers.scene import Impossible, Scene, call_name, changed
from obmen.bitrix24.vocabulary import CATALOG_PRODUCT_ADD, CATALOG_PRODUCT_UPDATE
from obmen.delivery.call import Call, ResultOf, Task
from obmen.delta.compare import is_money
from obmen.domain.properties import Block

PRODUCT_PART: Final = "p"


def map_product(task: Task, scene: Scene) -> tuple[Call, ...]:
    """Create a product and its prices by reference, or send what changed of either."""
    fields = changed(task)
    card = {name: value for name, value in fields.items() if not is_money(name)}
    return (*_card(task, card, scene), *map_prices(task, fields, scene, owner=_owner(task)))


def _card(task: Task, card: dict[str, object], scene: Scene) -> tuple[Call, ...]:
    iblock = scene.profile.product_iblock_id
    if iblock is None:
        raise Impossible("catalog.missing")
    if task.remote_id is not None:
        if not card:
            return ()
        params: dict[str, object] = {"id": task.remote_id, "fields": sent_card(card, scene, Block.PRODUCT)}
        return (_call(task, CATALOG_PRODUCT_UPDATE, params, card),)
    fields = {"iblockId": iblock, "xmlId": task.ref.id, **placed(sent_card(card, scene, Block.PRODUCT))}
    return (_call(task, CATALOG_PRODUCT_ADD, {"fields": fields}, card),)


def _call(task: Task, method: str, params: dict[str, object], fields: dict[str, object]) -> Call:
    return Call(
        name=call_name(task, PRODUCT_PART), task_id=task.id, ref=task.ref, method=method, params=params,
        fields=fields, binds=task.ref if task.remote_id is None else None, target=task.remote_id,
    )  # fmt: skip


def _owner(task: Task) -> int | ResultOf:
    return task.remote_id if task.remote_id is not None else ResultOf(call_name(task, PRODUCT_PART))
