"""Variants as variations under their product, with their prices. Bitrix24: catalog.product.offer."""

from __future__ import annotations

from obmen.bitrix24.mappers.card import sent_card
from obmen.bitrix24.mappers.goods import card_call, changed_card, prices_after
from obmen.bitrix24.mappers.scene import Impossible, Scene
from obmen.bitrix24.vocabulary import CATALOG_PRODUCT_OFFER_ADD, CATALOG_PRODUCT_OFFER_UPDATE
from obmen.delivery.call import Call, Task
from obmen.domain.properties import Block


def map_variation(task: Task, scene: Scene) -> tuple[Call, ...]:
    """Create a variation under its head and its prices by reference, or send what changed."""
    return (*_card(task, changed_card(task), scene), *prices_after(task, scene))


def _card(task: Task, card: dict[str, object], scene: Scene) -> tuple[Call, ...]:
    iblock = scene.profile.offers_iblock_id
    if iblock is None:
        raise Impossible("offers_block.missing")
    if task.remote_id is not None:
        if not card:
            return ()
        params: dict[str, object] = {"id": task.remote_id, "fields": sent_card(card, scene, Block.OFFER)}
        return (card_call(task, CATALOG_PRODUCT_OFFER_UPDATE, params, card),)
    fields = {"iblockId": iblock, "xmlId": task.ref.id, **sent_card(card, scene, Block.OFFER)}
    return (card_call(task, CATALOG_PRODUCT_OFFER_ADD, {"fields": fields}, card),)
