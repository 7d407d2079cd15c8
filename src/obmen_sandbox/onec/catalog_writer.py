"""Goods and offers of a base into CommerceML files (facts §2.1–2.6)."""

import base64
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO, Final
from uuid import NAMESPACE_OID, uuid5

from obmen_sandbox.onec import vocabulary as v
from obmen_sandbox.onec.model import Characteristic, Family, Item, State, offer_key
from obmen_sandbox.onec.xml import local, render, render_to, shown

NS_TRADE: Final = "urn:1C.ru:commerceml_2"
NS_UNF: Final = "urn:1C.ru:commerceml_210"
VERSION_TRADE: Final = "2.07"
VERSION_UNF: Final = "2.08"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit of measure as the elements need it."""

    code: str
    short: str
    full: str
    international: str
    padded: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PortionPlace:
    """Where a portion stands in its export."""

    with_classifier: bool
    only_changes: bool
    formed_at: datetime


def unit_of(code: str) -> Unit:
    """Return the unit by its ОКЕИ code; an unknown one keeps its code as the name."""
    short, full, international = v.UNITS.get(code, (code, code, ""))
    return Unit(code=code, short=short, full=full, international=international, padded=f"{code:<4}")


def write_catalogue(state: State, items: Sequence[Item], place: PortionPlace) -> bytes:
    """Write `import….xml` of one portion."""
    unf = state.settings.family is Family.UNF
    kinds = {item.kind for item in items}
    units = {item.unit_code for item in items}
    return render(
        "import_unf.xml" if unf else "import_trade.xml",
        _catalogue(state, items, place)
        | {
            "kinds": [{"id": _kind_id(kind), "name": kind} for kind in sorted(kinds)],
            "units": [unit_of(code) for code in sorted(units)],
        },
    )


def _catalogue(state: State, items: Iterable[Item], place: PortionPlace) -> dict[str, Any]:
    return _header(state, place) | {
        "groups": _group_tree(state, None),
        "items": card_views(state, items),
    }


def stream_catalogue(stream: BinaryIO, state: State, items: Iterable[Item], place: PortionPlace) -> None:
    """Write a УТ `import….xml` of any size as it is made."""
    render_to(stream, "import_trade.xml", _catalogue(state, items, place))


def stream_offers(stream: BinaryIO, state: State, items: Iterable[Item], place: PortionPlace) -> None:
    """Write a УТ `offers….xml` of any size as it is made."""
    offers = (view for item in items for view in offer_views(state, item))
    render_to(stream, "offers_trade.xml", _header(state, place) | {"offers": offers})


def stream_changes(
    stream: BinaryIO, state: State, parts: Iterable[tuple[Item, bool, bool]], place: PortionPlace
) -> None:
    """Write УТ changes of any size as they are made."""
    context = _header(state, place) | {"offers": change_views(state, parts), "unf": False}
    render_to(stream, "changes.xml", context)


def card_views(state: State, items: Iterable[Item]) -> Iterator[dict[str, Any]]:
    """Return the cards of a catalogue; by the node's option each characteristic has one too (facts §2.3)."""
    for item in items:
        yield _item_view(item)
        if state.settings.characteristics_in_goods:
            for one in item.characteristics.values():
                name = v.CHARACTERISTIC_SHOWN.format(item=item.name, characteristic=one.name)
                yield _item_view(item) | {"id": offer_key(item.id, one.id), "name": name}


def picture_files(items: Sequence[Item]) -> dict[str, bytes]:
    """Return the pictures of items by their path in the export folder."""
    return {one.path(item.id): base64.b64decode(one.data_base64) for item in items for one in item.pictures}


def write_offers(state: State, items: Sequence[Item], place: PortionPlace) -> bytes:
    """Write `offers….xml` of one portion: whole offers."""
    unf = state.settings.family is Family.UNF
    offers = [view for item in items for view in offer_views(state, item)]
    return render("offers_unf.xml" if unf else "offers_trade.xml", _header(state, place) | {"offers": offers})


def write_changes(state: State, parts: Iterable[tuple[Item, bool, bool]], place: PortionPlace) -> bytes:
    """Write ИзмененияПакетаПредложений: items with whether prices and whether rests travel."""
    unf = state.settings.family is Family.UNF
    context = _header(state, place) | {"offers": change_views(state, parts), "unf": unf}
    return render("changes.xml", context)


def change_views(state: State, parts: Iterable[tuple[Item, bool, bool]]) -> Iterator[dict[str, Any]]:
    for item, with_prices, with_rests in parts:
        for view in offer_views(state, item):
            yield view | {"with_prices": with_prices, "with_rests": with_rests}


def _header(state: State, place: PortionPlace) -> dict[str, Any]:
    unf = state.settings.family is Family.UNF
    return {
        "ns": NS_UNF if unf else NS_TRADE,
        "version": VERSION_UNF if unf else VERSION_TRADE,
        "formed": f"{local(place.formed_at):%Y-%m-%dT%H:%M:%S}",
        "node": state.settings,
        "with_classifier": place.with_classifier,
        "only_changes": place.only_changes,
        "price_types": list(state.price_types.values()),
        "warehouses": list(state.warehouses.values()),
        "properties": [one for one in state.properties.values() if not one.for_offers],
        "offer_properties": [one for one in state.properties.values() if one.for_offers],
    }


def _group_tree(state: State, parent_id: str | None) -> list[dict[str, Any]]:
    return [
        {"id": group.id, "name": group.name, "groups": _group_tree(state, group.id)}
        for group in state.groups.values()
        if group.parent_id == parent_id
    ]


def _kind_id(kind: str) -> str:
    return str(uuid5(NAMESPACE_OID, kind))


def _item_view(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "name": item.name,
        "full_name": item.full_name or item.name,
        "code": item.code,
        "article": item.article,
        "barcode": item.barcode if 8 <= len(item.barcode) <= 14 else "",
        "description": item.description,
        "kind": item.kind,
        "kind_id": _kind_id(item.kind),
        "type": item.type,
        "unf_type": v.TYPE_STOCK if item.type == v.TYPE_PRODUCT else item.type,
        "pictures": [{"path": one.path(item.id), "description": one.description} for one in item.pictures],
        "group_id": item.group_id,
        "unit": unit_of(item.unit_code),
        "vat": item.vat,
        "deleted": item.deleted,
        "version": item.version,
        "country": item.country,
        "brand": item.brand,
        "maker": item.maker,
        "maker_id": _kind_id(f"maker/{item.maker}"),
        "weight": item.weight,
        "html": item.html,
        "properties": item.properties,
    }


def offer_views(state: State, item: Item) -> list[dict[str, Any]]:
    """Return what is sold of an item: its characteristics, or itself when it has none."""
    if not item.characteristics:
        return [_offer_view(state, item, None)]
    base = [_base_offer(state, item)] if state.settings.base_offers else []
    return base + [_offer_view(state, item, one) for one in item.characteristics.values()]


def _base_offer(state: State, item: Item) -> dict[str, Any]:
    """The offer without `#` that some bases send beside the characteristics: nothing of it can be sold."""
    nothing = [{"id": store, "quantity": Decimal(0)} for store in state.warehouses]
    return _offer_view(state, item, None) | {"stores": nothing, "quantity": Decimal(0)}


def _offer_view(state: State, item: Item, one: Characteristic | None) -> dict[str, Any]:
    key = offer_key(item.id, one.id if one else "")
    stocks = state.stocks.get(key, {})
    return _item_view(item) | {
        "id": key,
        "item_id": item.id,
        "characteristic_id": one.id if one else "",
        "name": (f"{item.name} ({one.name})" if one else item.name)[:250],
        "traits": _traits(one),
        "properties": one.properties if one else {},
        "barcode": _barcode_of(item, one),
        "deleted": item.deleted or bool(one and one.deleted),
        "prices": _price_views(state, item, key),
        "stores": [{"id": store, "quantity": stocks.get(store, Decimal(0))} for store in state.warehouses],
        "quantity": sum(stocks.values(), Decimal(0)),
    }


def _barcode_of(item: Item, one: Characteristic | None) -> str:
    """A characteristic has a barcode of its own; only УНФ tells it (facts §2.4)."""
    barcode = one.barcode if one else item.barcode
    return barcode if 8 <= len(barcode) <= 14 else ""


def _traits(one: Characteristic | None) -> list[dict[str, str]]:
    values = one.values if one else {}
    return [{"id": _kind_id(name), "name": name, "value": value} for name, value in values.items()]


def _price_views(state: State, item: Item, key: str) -> list[dict[str, Any]]:
    prices = state.prices.get(key) or state.prices.get(item.id, {})
    unit = unit_of(item.unit_code)
    name = unit.international or unit.short
    return [
        {
            "type": kind,
            "price": prices[kind.id],
            "unit": name if len(name) <= 3 else "",
            "shown": v.PRICE_SHOWN.format(price=shown(prices[kind.id]), currency=kind.currency, unit=name),
        }
        for kind in state.price_types.values()
        if kind.id in prices
    ]
