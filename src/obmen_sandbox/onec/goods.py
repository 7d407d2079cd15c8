"""What people do with goods in a practice base beside prices and stocks: pictures, properties, groups."""

import base64
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from obmen_sandbox.onec.base import Base, NotPossible
from obmen_sandbox.onec.model import Group, Item, Picture, Property


def item_of(base: Base, item_id: str) -> Item:
    """Return an item. Raises: NotPossible."""
    if item_id not in base.state.items:
        raise NotPossible(item_id)
    return base.state.items[item_id]


def change(base: Base, item_id: str, **fields: Any) -> Item:
    """Write an item with other fields and register it."""
    item = item_of(base, item_id)
    return base.put_item(replace(item, version=item.version + 1, **fields))


def put_property(base: Base, one: Property) -> Property:
    """Write a property, with its values when it is a list."""
    with base.lock:
        base.state.properties[one.id] = one
    return one


def set_property(base: Base, item_id: str, property_id: str, values: Sequence[str]) -> Item:
    """Give an item values of a property: GUIDs of a list's values, or texts.

    Raises: NotPossible — no such property or value.
    """
    owner = base.state.properties.get(property_id)
    if owner is None or (owner.values and not set(values) <= owner.values.keys()):
        raise NotPossible(property_id)
    return change(base, item_id, properties=item_of(base, item_id).properties | {property_id: list(values)})


def replace_picture(base: Base, item_id: str, picture_id: str, data: bytes) -> Item:
    """Put another content into an attached file: its name in the export stays."""
    item = item_of(base, item_id)
    _picture(item, picture_id)
    content = base64.b64encode(data).decode()
    return change(
        base,
        item_id,
        pictures=[
            replace(one, data_base64=content) if one.id == picture_id else one for one in item.pictures
        ],
    )


def remove_picture(base: Base, item_id: str, picture_id: str) -> Item:
    """Take an attached file away."""
    item = item_of(base, item_id)
    _picture(item, picture_id)
    return change(base, item_id, pictures=[one for one in item.pictures if one.id != picture_id])


def main_picture(base: Base, item_id: str, picture_id: str) -> Item:
    """Make a picture the first one."""
    item = item_of(base, item_id)
    first = _picture(item, picture_id)
    return change(base, item_id, pictures=[first, *(one for one in item.pictures if one.id != picture_id)])


def _picture(item: Item, picture_id: str) -> Picture:
    found = next((one for one in item.pictures if one.id == picture_id), None)
    if found is None:
        raise NotPossible(picture_id)
    return found


def mark_characteristic_deleted(
    base: Base, item_id: str, characteristic_id: str, *, deleted: bool = True
) -> Item:
    """Set or take back the deletion mark of a characteristic; its offer goes on travelling."""
    item = item_of(base, item_id)
    if characteristic_id not in item.characteristics:
        raise NotPossible(characteristic_id)
    marked = replace(item.characteristics[characteristic_id], deleted=deleted)
    return change(base, item_id, characteristics=item.characteristics | {characteristic_id: marked})


def drop_characteristics(base: Base, item_id: str) -> Item:
    """Stop keeping an item by characteristics."""
    return change(base, item_id, characteristics={})


def move_item(base: Base, item_id: str, group_id: str | None) -> Item:
    """Put an item into another group."""
    if group_id is not None and group_id not in base.state.groups:
        raise NotPossible(group_id)
    return change(base, item_id, group_id=group_id)


def put_group(base: Base, group: Group) -> Group:
    """Write a group: new, renamed or moved; it travels with the next classifier."""
    with base.lock:
        base.state.groups[group.id] = group
    return group
