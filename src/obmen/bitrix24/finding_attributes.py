"""What a portal's product holds of the attributes that 1C tells: read back as 1C's values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from obmen.bitrix24.call import Command
from obmen.bitrix24.reading import Reader, Row, number, paged, string
from obmen.bitrix24.vocabulary import CATALOG_PRODUCT_PROPERTY_ENUM_LIST, LIST, LIST_PAGE, NUMBER
from obmen.delivery.profile import PortalProfile, PropertyShape
from obmen.delta.attributes import FIELD_OF, PREFIX
from obmen.domain.properties import Block, property_key

CARD: Final = ("detailText", "weight")


def attribute_select(profile: PortalProfile, block: Block) -> tuple[str, ...]:
    """Return the fields to read."""
    return (*CARD, *(f"property{shape.id}" for _, shape in _of_block(profile, block)))


async def value_names(
    reader: Reader, rows: Iterable[Row], profile: PortalProfile, block: Block
) -> dict[int, str]:
    """Read 1C's ids of the list values that products have."""
    lists = [shape for _, shape in _of_block(profile, block) if shape.type == LIST]
    used = {
        number(text) for row in rows for shape in lists for text in texts_in(row.get(f"property{shape.id}"))
    }
    commands = {
        f"e{index}": Command(
            CATALOG_PRODUCT_PROPERTY_ENUM_LIST,
            {"select": ["id", "propertyId", "xmlId"], "filter": {"@id": page}},
        )
        for index, page in enumerate(paged(sorted(used - {0}), LIST_PAGE))
    }
    pages = await reader.rows(commands) if commands else {}
    return {number(row.get("id")): string(row.get("xmlId")) for page in pages.values() for row in page}


def attributes_in(
    row: Row, names: Mapping[int, str], profile: PortalProfile, block: Block
) -> dict[str, object]:
    """Return the attributes of a product, empty ones as None."""
    fields: dict[str, object] = {
        "description": string(row.get("detailText")) or None,
        "weight": plain_number(row.get("weight")) if row.get("weight") else None,
    }
    for own_id, shape in _of_block(profile, block):
        name = FIELD_OF.get(own_id, PREFIX + own_id)
        texts = [_read(text, shape, names) for text in texts_in(row.get(f"property{shape.id}"))]
        fields[name] = (texts if shape.multiple else texts[0]) if texts else None
    return fields


def _of_block(profile: PortalProfile, block: Block) -> Iterator[tuple[str, PropertyShape]]:
    start = property_key(block, "")
    for key, shape in profile.properties.items():
        if key.startswith(start) and shape.id:
            yield key.removeprefix(start), shape


def _read(text: str, shape: PropertyShape, names: Mapping[int, str]) -> str:
    if shape.type == LIST:
        return names.get(number(text), text)
    return plain_number(text) if shape.type == NUMBER else text


def texts_in(value: object) -> list[str]:
    """Return the values of a property as it is read: `{"value": …, "valueId": …}` or a list of those."""
    items = value if isinstance(value, list) else [value]
    texts = [string(one.get("value") if isinstance(one, Mapping) else one) for one in items]
    return [text for text in texts if text]


def plain_number(value: object) -> str:
    """Write a number without exponent and idle zeros; what is none stays as it is."""
    try:
        return format(Decimal(string(value)).normalize(), "f")
    except InvalidOperation:
        return string(value)
