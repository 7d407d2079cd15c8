"""Goods as products of the CRM with their prices. Bitrix24: catalog.product, catalog.product.sku."""

from __future__ import annotations

from obmen.bitrix24.mappers.card import sent_card
from obmen.bitrix24.mappers.goods import card_call, changed_card, prices_after
from obmen.bitrix24.mappers.parts import placed
from obmen.bitrix24.mappers.scene import Impossible, Scene
from obmen.bitrix24.vocabulary import CATALOG_PRODUCT_ADD, CATALOG_PRODUCT_SKU_ADD, CATALOG_PRODUCT_UPDATE
from obmen.delivery.call import Call, Task
from obmen.delta.compare import HEAD
from obmen.domain.properties import Block


def map_product(task: Task, scene: Scene) -> tuple[Call, ...]:
    """Create a product, or a head of variations, and its prices by reference; or send what changed."""
    return (*_card(task, changed_card(task), scene), *prices_after(task, scene))


def _card(task: Task, card: dict[str, object], scene: Scene) -> tuple[Call, ...]:
    """A product that is known keeps its method, whatever it has become: the portal settles its type."""
    iblock = scene.profile.product_iblock_id
    if iblock is None:
        raise Impossible("catalog.missing")
    if task.remote_id is not None:
        if not card:
            return ()
        params: dict[str, object] = {"id": task.remote_id, "fields": sent_card(card, scene, Block.PRODUCT)}
        return (card_call(task, CATALOG_PRODUCT_UPDATE, params, card),)
    method = CATALOG_PRODUCT_SKU_ADD if task.desired.get(HEAD) else CATALOG_PRODUCT_ADD
    fields = {"iblockId": iblock, "xmlId": task.ref.id, **placed(sent_card(card, scene, Block.PRODUCT))}
    return (card_call(task, method, {"fields": fields}, card),)
