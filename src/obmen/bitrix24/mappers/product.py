"""Goods as products of the CRM with their prices. Bitrix24: catalog.product, catalog.product.sku."""

from __future__ import annotations

from obmen.bitrix24.mappers.goods import Shelf, map_good
from obmen.bitrix24.mappers.scene import Impossible, Scene
from obmen.bitrix24.vocabulary import CATALOG_PRODUCT_ADD, CATALOG_PRODUCT_SKU_ADD, CATALOG_PRODUCT_UPDATE
from obmen.delivery.call import Call, Task
from obmen.delta.compare import HEAD
from obmen.domain.properties import Block


def map_product(task: Task, scene: Scene) -> tuple[Call, ...]:
    """Create a product, or a head of variations, and its prices by reference; or send what changed.

    A product that is known keeps its method, whatever it has become: the portal settles its type.
    """
    iblock = scene.profile.product_iblock_id
    if iblock is None:
        raise Impossible("catalog.missing")
    add = CATALOG_PRODUCT_SKU_ADD if task.desired.get(HEAD) else CATALOG_PRODUCT_ADD
    return map_good(task, scene, Shelf(iblock, Block.PRODUCT, add, CATALOG_PRODUCT_UPDATE))
