"""A card's fields as the portal's: of products, and of variations in their own block."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from obmen.bitrix24.mappers.parts import head_id, section_id
from obmen.bitrix24.mappers.properties import property_field
from obmen.bitrix24.mappers.scene import Impossible, Scene
from obmen.delta import compare
from obmen.delta.attributes import property_of
from obmen.delta.markup import is_markup
from obmen.domain.properties import Block

PLAIN: Final = {"name": "name", compare.XML_ID: "xmlId"}


def sent_card(card: Mapping[str, object], scene: Scene, block: Block) -> dict[str, object]:
    """Return the fields to send for the changed fields of a card.

    Raises: Needed, Impossible.
    """
    sent: dict[str, object] = {}
    for name, value in card.items():
        match name:
            case "name" | compare.XML_ID:
                sent[PLAIN[name]] = value
            case "section" | "parent":
                sent |= _place(name, value, scene)
            case "active":
                sent["active"] = bool(value)
            case "vat" if value is not None:
                sent["vatId"] = _vat_id(str(value), scene)
            case "vat_included" if value is not None:
                sent["vatIncluded"] = bool(value)
            case "unit" if value:
                sent["measure"] = _measure_id(str(value), scene)
            case "description":
                sent |= _description(str(value or ""))
            case "weight":
                sent["weight"] = value or 0
            case _:
                sent |= _property(name, value, scene, block)
    return sent


def _place(name: str, value: object, scene: Scene) -> dict[str, object]:
    """Say where a product or a variation stands."""
    if name == "parent":
        return {"parentId": head_id(str(value), scene)}
    return {"iblockSectionId": section_id(value, scene)}


def _description(text: str) -> dict[str, object]:
    return {"detailText": text, "detailTextType": "html" if is_markup(text) else "text"}


def _property(name: str, value: object, scene: Scene, block: Block) -> dict[str, object]:
    own_id = property_of(name)
    return dict([property_field(block, own_id, value, scene)]) if own_id else {}


def _vat_id(code: str, scene: Scene) -> int:
    """Find the VAT row of a rate; "без НДС" has a row of its own, which is not the row of 0."""
    if code not in scene.profile.vat_ids:
        raise Impossible("vat.missing", code)
    return scene.profile.vat_ids[code]


def _measure_id(code: str, scene: Scene) -> int:
    if code not in scene.profile.measure_ids:
        raise Impossible("measure.missing", code)
    return scene.profile.measure_ids[code]
