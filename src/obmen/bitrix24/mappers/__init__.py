"""Records as calls: one file for each kind of record that the CRM holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from obmen.bitrix24.mappers import (
    adjustment,
    gallery,
    invoice,
    message,
    notice,
    product,
    rows,
    section,
    stage,
    stock,
    store,
    trigger,
    variation,
)
from obmen.bitrix24.mappers.scene import Mapper
from obmen.domain.identity import EntityKind

MAPPERS: Final[Mapping[EntityKind, Mapper]] = {
    EntityKind.SECTION: section.map_section,
    EntityKind.PRODUCT: product.map_product,
    EntityKind.VARIATION: variation.map_variation,
    EntityKind.GALLERY: gallery.map_gallery,
    EntityKind.STORE: store.map_store,
    EntityKind.STOCK: stock.map_stock,
    EntityKind.STOCK_DOCUMENT: adjustment.map_document,
    EntityKind.STOCK_ELEMENT: adjustment.map_element,
    EntityKind.STOCK_CONDUCT: adjustment.map_conduct,
    EntityKind.STOCK_DISCARD: adjustment.map_discard,
    EntityKind.ROWS: rows.map_rows,
    EntityKind.STAGE: stage.map_stage,
    EntityKind.INVOICE: invoice.map_invoice,
    EntityKind.MESSAGE: message.map_message,
    EntityKind.NOTICE: notice.map_notice,
    EntityKind.TRIGGER: trigger.map_trigger,
}
