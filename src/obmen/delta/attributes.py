"""Which attributes of goods travel, and what the CRM should hold of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Final

from obmen.delta.markup import sanitised
from obmen.domain.catalog import Offer, Product, Property, PropertyKind
from obmen.domain.properties import Block, PropertyNeed

ALL: Final = "all"
NOTHING: Final = "none"
PREFIX: Final = "attr."  # + 1C's Ид of a property: its field
PROPERTY_OF: Final[Mapping[str, str]] = {  # field of a card -> xmlId of the property that it travels in
    "article": "obmen-article",
    "barcode": "obmen-barcode",
    "full_name": "obmen-full-name",
    "brand": "obmen-brand",
    "country": "obmen-country",
    "code": "obmen-code",
    "characteristic": "obmen-characteristic",
}
FIELD_OF: Final = {own_id: name for name, own_id in PROPERTY_OF.items()}
CHARACTERISTIC: Final = "characteristic"
"""Of a variation: what sets it apart, in one text, where 1C tells no properties with values."""
BUILT_IN: Final = (*(name for name in PROPERTY_OF if name != CHARACTERISTIC), "description", "weight")
OF_VARIATIONS: Final = ("article", "barcode")
"""What a variation may have for itself; the rest is said once, by its head."""
GRAMS: Final = 1000  # 1C weighs in kilograms, the portal in grams (bitrix24.md §2.3)


def property_of(name: str) -> str:
    """Return the xmlId of the property that a field travels in; empty: it is no property."""
    return PROPERTY_OF.get(name) or (name.removeprefix(PREFIX) if name.startswith(PREFIX) else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributes:
    """The attributes that the exchange carries."""

    built_in: frozenset[str] = frozenset()
    properties: Mapping[str, Property] = field(default_factory=dict)  # of 1C, by Ид
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # of lists: text by Ид of the value


def names_properties(asked: Sequence[str]) -> bool:
    """Tell whether a setting may name properties of 1C: else nobody has to read them."""
    return bool(set(asked) - {*BUILT_IN, NOTHING})


def choose_attributes(asked: Sequence[str], properties: Mapping[str, Property]) -> Attributes:
    """Return the attributes that a setting names: `all`, fields of cards, properties by name or Ид."""
    names = {name.casefold() for name in asked}
    chosen = {
        key: one
        for key, one in properties.items()
        if not one.deleted and (ALL in asked or names & {key.casefold(), one.name.strip().casefold()})
    }
    built_in = frozenset(BUILT_IN) if ALL in asked else frozenset(BUILT_IN) & frozenset(asked)
    return _with_texts(built_in, chosen)


def _with_texts(built_in: frozenset[str], properties: Mapping[str, Property]) -> Attributes:
    lists = {key: one for key, one in properties.items() if one.kind is PropertyKind.LIST}
    return Attributes(
        built_in=built_in,
        properties=properties,
        texts={key: dict(one.values) for key, one in lists.items()},
    )


def variation_attributes(chosen: Attributes, properties: Mapping[str, Property]) -> Attributes:
    """Return what variations carry: what sets them apart, and of the chosen what is their own."""
    own = chosen.built_in & frozenset(OF_VARIATIONS)
    alive = {key: one for key, one in properties.items() if not one.deleted}
    return _with_texts(own | {CHARACTERISTIC}, alive)


def unknown_attributes(asked: Sequence[str], properties: Mapping[str, Property]) -> tuple[str, ...]:
    """Return what a setting names and nobody knows: 1C may not have told it yet."""
    known = {one.name.strip().casefold() for one in properties.values()} | {k.casefold() for k in properties}
    known |= {ALL, NOTHING, *BUILT_IN}
    return tuple(name for name in asked if name.casefold() not in known)


def attribute_fields(
    card: Product, offer: Offer | None, attributes: Attributes, *, is_variant: bool
) -> dict[str, object]:
    """Return what the CRM should hold of the attributes that 1C tells; what it does not tell is left out.

    Shape: a text, or a list of texts where there may be several; of a list property 1C's ids of the values.
    """
    told = dict(_told(card, offer, is_variant=is_variant))
    fields: dict[str, object] = {name: value for name, value in told.items() if name in attributes.built_in}
    values = dict(card.properties) | dict(offer.properties if offer else ())
    for key in attributes.properties.keys() & values.keys():
        value = _value(attributes.properties[key], values[key])
        if value is not None:
            fields[PREFIX + key] = value
    return fields


def variation_fields(card: Product | None, offer: Offer | None, attributes: Attributes) -> dict[str, object]:
    """Return what a variation has for itself; `card`: its own, where 1C puts variants into the catalogue.

    What sets it apart goes as properties where 1C tells them with their values, else as one text.
    """
    told = {
        "article": (offer.article if offer else None) or (card.article if card else None),
        "barcode": (offer.barcode if offer else None) or (card.barcode if card else None),
    }
    fields: dict[str, object] = {n: text for n, text in told.items() if text and n in attributes.built_in}
    for key, texts in offer.properties if offer else ():
        own = attributes.properties.get(key)
        value = _value(own, texts) if own is not None else None
        if value is not None:
            fields[PREFIX + key] = value
    pairs = offer.characteristics if offer else ()
    if pairs and not any(name.startswith(PREFIX) for name in fields):
        fields[CHARACTERISTIC] = "; ".join(
            f"{name}: {text}" if name else text for name, text in pairs if text
        )
    return fields


def _told(card: Product, offer: Offer | None, *, is_variant: bool) -> Iterator[tuple[str, str]]:
    """What a good tells of itself; a variant has no barcode of its good, for that is another's."""
    own = offer.barcode if offer else None
    texts = {
        "article": (offer.article if offer else None) or card.article,
        "barcode": own if is_variant else own or card.barcode,
        "full_name": card.full_name,
        "brand": card.brand,
        "country": card.country,
        "code": card.code,
        "description": sanitised(card.description or ""),
        "weight": _grams(card.weight),
    }
    yield from ((name, text) for name, text in texts.items() if text)


def _grams(weight: str | None) -> str:
    number = _number(weight or "")
    return _plain(number * GRAMS) if number else ""  # 0 is a weight that nobody has entered


def _value(own: Property, texts: Sequence[str]) -> object:
    """Return the value of a property; None: 1C tells a number that is none."""
    if own.kind is PropertyKind.NUMBER:
        numbers = [number for text in texts if (number := _number(text)) is not None]
        texts = [_plain(number) for number in numbers]
    if own.multiple or len(texts) > 1:
        return list(dict.fromkeys(texts)) or None
    return texts[0] if texts else None


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal("".join(text.split()).replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


def needs_of(fields: Mapping[str, object], attributes: Attributes, block: Block) -> tuple[PropertyNeed, ...]:
    """Return the properties that the fields of a record travel in."""
    needs: list[PropertyNeed] = []
    for name, value in fields.items():
        if name in PROPERTY_OF:
            own_id = PROPERTY_OF[name]
            needs.append(PropertyNeed(block=block, id=own_id, name="", kind=PropertyKind.STRING))
        elif name.startswith(PREFIX):
            own = attributes.properties.get(name.removeprefix(PREFIX))
            if own is not None:
                needs.append(need_of(own, value, block, texts=attributes.texts.get(own.id, {})))
    return tuple(needs)


def need_of(own: Property, value: object, block: Block, *, texts: Mapping[str, str]) -> PropertyNeed:
    """Return the need of one property of 1C with the values in use; `texts`: of a list's values by Ид."""
    used = [value] if isinstance(value, str) else list(value) if isinstance(value, list | tuple) else []
    is_list = own.kind is PropertyKind.LIST
    return PropertyNeed(
        block=block,
        id=own.id,
        name=own.name,
        kind=own.kind,
        multiple=own.multiple or len(used) > 1,
        values={one: texts.get(one) or one for one in map(str, used)} if is_list else {},
        spare=next((pair for pair in own.values if pair[0] not in used), None) if is_list else None,
    )


def with_emptied(
    desired: Mapping[str, object], known: Mapping[str, object] | None, attributes: Attributes
) -> Mapping[str, object]:
    """Add the attributes that the CRM holds and 1C has emptied: a card is always told whole."""
    if not known or "name" not in desired:
        return desired
    carried = {*attributes.built_in, *(PREFIX + key for key in attributes.properties)}
    gone = {
        name: None
        for name, value in known.items()
        if value not in (None, "", []) and name not in desired and name in carried
    }
    return {**desired, **gone} if gone else desired
