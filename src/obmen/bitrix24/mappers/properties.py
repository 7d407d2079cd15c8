"""Values of 1C in the portal's properties. Source: bitrix24.md §2.4."""

from __future__ import annotations

from typing import Final

from obmen.bitrix24.mappers.scene import Impossible, Scene
from obmen.bitrix24.vocabulary import LIST
from obmen.delivery.call import ResultOf
from obmen.delivery.profile import PropertyShape
from obmen.domain.properties import Block, property_key, value_ref
from obmen.flows.ports.portal import PROPERTY_UNKNOWN

EMPTY: Final = ""


def property_field(block: Block, property_id: str, value: object, scene: Scene) -> tuple[str, object]:
    """Return the field of a product that a property is, with its value: texts, or 1C's ids of list values.

    Shape:  `property101`, `{"value": "…"}` or a list of those; what has no value is an empty text or list.
    Raises: Impossible — the property or the value is not there: it has to be made first.
    """
    shape = scene.profile.properties.get(property_key(block, property_id))
    if shape is None:
        raise Impossible(PROPERTY_UNKNOWN, property_id)
    texts = [value] if isinstance(value, str) else list(value) if isinstance(value, list | tuple) else []
    written = [{"value": _written(str(text), shape, scene)} for text in texts if text != EMPTY]
    if shape.multiple:
        return f"property{shape.id}", written
    return f"property{shape.id}", written[0] if written else EMPTY


def _written(text: str, shape: PropertyShape, scene: Scene) -> str | int | ResultOf:
    """Return what the portal calls a value: a list's by its id there, everything else is the text."""
    if shape.type != LIST:
        return text
    remote = scene.remote(value_ref(shape.id, text))
    if remote is None:
        raise Impossible(PROPERTY_UNKNOWN, text)
    return remote
