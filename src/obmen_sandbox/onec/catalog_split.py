"""CommerceML 3.1 of the portal vendor's add-on: one kind of data per file (facts §2.6, §1.9)."""

import base64
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from obmen_sandbox.onec.catalog_writer import offer_views, picture_files, unit_of
from obmen_sandbox.onec.model import Item, Part, State
from obmen_sandbox.onec.xml import local, render

NS_MODULE: Final = "urn:1C.ru:commerceml_3"
KINDS: Final[Mapping[str, Part]] = {  # kind of data -> whose change it tells, in a real log's order
    "groups": Part.CARD,
    "units": Part.CARD,
    "storages": Part.REST,
    "priceLists": Part.PRICE,
    "propertiesGoods": Part.CARD,
    "propertiesOffers": Part.OFFER,
    "goods": Part.CARD,
    "offers": Part.OFFER,
    "prices": Part.PRICE,
    "rests": Part.REST,
}
NEEDED: Final = {"propertiesGoods": "properties", "propertiesOffers": "offer_properties"}  # nothing, no file
FILE_NAME: Final = "{kind}_1_1_{id}.xml"


def split_packages(
    state: State,
    items: Mapping[Part, Sequence[Item]],
    *,
    formed_at: datetime,
    name_id: Callable[[str], str],
) -> list[dict[str, bytes]]:
    """Return the files of an export, a package each; only kinds of data that have something to tell.

    Pictures travel with the goods.
    """
    packages: list[dict[str, bytes]] = []
    for kind, part in KINDS.items():
        if not items[part]:
            continue
        context = _context(state, items[part], formed_at)
        if not context.get(NEEDED.get(kind, "node")):
            continue
        name = FILE_NAME.format(kind=kind, id=name_id(kind))
        pictures = picture_files(items[part]) if kind == "goods" else {}
        packages.append({name: render("module.xml", context | {"kind": kind}), **pictures})
    return packages


def _context(state: State, items: Sequence[Item], formed_at: datetime) -> dict[str, Any]:
    return {
        "ns": NS_MODULE,
        "version": "3.1",
        "formed": f"{local(formed_at):%Y-%m-%dT%H:%M:%S}",
        "node": state.settings,
        "groups": _tree(state, None),
        "items": [_item(item) for item in items],
        "units": [unit_of(code) for code in sorted({item.unit_code for item in items})],
        "warehouses": list(state.warehouses.values()),
        "price_types": list(state.price_types.values()),
        "properties": [one for one in state.properties.values() if not one.for_offers],
        "offer_properties": [one for one in state.properties.values() if one.for_offers],
        "offers": [
            view | {"record": record_version(item)} for item in items for view in offer_views(state, item)
        ],
    }


def record_version(item: Item) -> str:
    """НомерВерсии: opaque, another one after each write."""
    return base64.b64encode(item.version.to_bytes(8, "big")).decode()


def _item(item: Item) -> dict[str, Any]:
    pictures = [one.path(item.id) for one in item.pictures]
    return {
        "item": item,
        "unit": unit_of(item.unit_code),
        "record": record_version(item),
        "pictures": pictures,
    }


def _tree(state: State, parent_id: str | None) -> list[dict[str, Any]]:
    return [
        {"id": group.id, "name": group.name, "groups": _tree(state, group.id)}
        for group in state.groups.values()
        if group.parent_id == parent_id
    ]
