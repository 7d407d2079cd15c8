"""CommerceML 3.1 of the portal vendor's add-on: one kind of data per file (facts §2.6, §1.9)."""

import base64
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from obmen_sandbox.onec.catalog_writer import offer_views, unit_of
from obmen_sandbox.onec.model import Item, State
from obmen_sandbox.onec.xml import local, render

NS_MODULE: Final = "urn:1C.ru:commerceml_3"
ORDER: Final = (
    "groups",
    "units",
    "storages",
    "priceLists",
    "goods",
    "offers",
    "prices",
    "rests",
)  # a real log's


def split_packages(
    state: State, items: Sequence[Item], *, formed_at: datetime, name_id: Callable[[str], str]
) -> dict[str, bytes]:
    """Return the files of an export by name, referenced data first."""
    context: dict[str, Any] = {
        "ns": NS_MODULE,
        "version": "3.1",
        "formed": f"{local(formed_at):%Y-%m-%dT%H:%M:%S}",
        "node": state.settings,
        "groups": _tree(state, None),
        "items": [_item(item) for item in items],
        "units": [unit_of(code) for code in sorted({item.unit_code for item in items})],
        "warehouses": list(state.warehouses.values()),
        "price_types": list(state.price_types.values()),
        "offers": [
            view | {"record": record_version(item)} for item in items for view in offer_views(state, item)
        ],
    }
    return {
        f"{kind}_1_1_{name_id(kind)}.xml": render("module.xml", context | {"kind": kind}) for kind in ORDER
    }


def record_version(item: Item) -> str:
    """НомерВерсии: opaque, another one after each write."""
    return base64.b64encode(item.version.to_bytes(8, "big")).decode()


def _item(item: Item) -> dict[str, Any]:
    return {"item": item, "unit": unit_of(item.unit_code), "record": record_version(item)}


def _tree(state: State, parent_id: str | None) -> list[dict[str, Any]]:
    return [
        {"id": group.id, "name": group.name, "groups": _tree(state, group.id)}
        for group in state.groups.values()
        if group.parent_id == parent_id
    ]
