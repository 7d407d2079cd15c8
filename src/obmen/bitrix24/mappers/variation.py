"""Variants as variations under their product, with their prices. Bitrix24: catalog.product.offer."""

from __future__ import annotations

from obmen.bitrix24.mappers.goods import Shelf, map_good
from obmen.bitrix24.mappers.scene import Impossible, Scene
from obmen.bitrix24.vocabulary import CATALOG_PRODUCT_OFFER_ADD, CATALOG_PRODUCT_OFFER_UPDATE
from obmen.delivery.call import Call, Task
from obmen.domain.properties import Block


def map_variation(task: Task, scene: Scene) -> tuple[Call, ...]:
    """Create a variation under its head and its prices by reference, or send what changed."""
    iblock = scene.profile.offers_iblock_id
    if iblock is None:
        raise Impossible("offers_block.missing")
    shelf = Shelf(iblock, Block.OFFER, CATALOG_PRODUCT_OFFER_ADD, CATALOG_PRODUCT_OFFER_UPDATE)
    return map_good(task, scene, shelf)
