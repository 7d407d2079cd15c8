"""Goods as products of the CRM with their base price. Bitrix24: catalog.product and catalog.price."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from obmen.bitrix24.mappers.parts import placed, section_id
from obmen.bitrix24.mappers.scene import Impossible, Scene, call_name, changed
from obmen.bitrix24.vocabulary import (
    CATALOG_PRICE_ADD,
    CATALOG_PRICE_UPDATE,
    CATALOG_PRODUCT_ADD,
    CATALOG_PRODUCT_UPDATE,
)
from obmen.delivery.call import Call, ResultOf, Task
from obmen.domain.identity import EntityKind, Ref

PRICE_FIELDS: Final = ("price", "currency")
PRODUCT_PART, PRICE_PART = "p", "c"


def map_product(task: Task, scene: Scene) -> tuple[Call, ...]:
    """Create a product and its price by reference, or send what changed of either."""
    fields = changed(task)
    card = {name: value for name, value in fields.items() if name not in PRICE_FIELDS}
    calls = _card(task, card, scene)
    if any(name in fields for name in PRICE_FIELDS) and _amount(task) is not None:
        calls = (*calls, _price(task, scene))
    return calls


def _card(task: Task, card: dict[str, object], scene: Scene) -> tuple[Call, ...]:
    iblock = scene.profile.product_iblock_id
    if iblock is None:
        raise Impossible("catalog.missing")
    if task.remote_id is not None:
        if not card:
            return ()
        params: dict[str, object] = {"id": task.remote_id, "fields": _sent(card, scene)}
        return (_call(task, CATALOG_PRODUCT_UPDATE, params, card),)
    fields = {"iblockId": iblock, "xmlId": task.ref.id, **placed(_sent(card, scene))}
    return (_call(task, CATALOG_PRODUCT_ADD, {"fields": fields}, card),)


def _call(task: Task, method: str, params: dict[str, object], fields: dict[str, object]) -> Call:
    return Call(
        name=call_name(task, PRODUCT_PART), task_id=task.id, ref=task.ref, method=method, params=params,
        fields=fields, binds=task.ref if task.remote_id is None else None, target=task.remote_id,
    )  # fmt: skip


def _sent(card: dict[str, object], scene: Scene) -> dict[str, object]:
    sent: dict[str, object] = {}
    for name, value in card.items():
        match name:
            case "name":
                sent["name"] = value
            case "section":
                sent["iblockSectionId"] = section_id(value, scene)
            case "active":
                sent["active"] = bool(value)
            case "vat" if value is not None:
                sent["vatId"] = _vat_id(str(value), scene)
            case "vat_included" if value is not None:
                sent["vatIncluded"] = bool(value)
            case "unit" if value:
                sent["measure"] = _measure_id(str(value), scene)
    return sent


def _vat_id(code: str, scene: Scene) -> int:
    """Find the VAT row of a rate; "без НДС" has a row of its own, which is not the row of 0."""
    if code not in scene.profile.vat_ids:
        raise Impossible("vat.missing", code)
    return scene.profile.vat_ids[code]


def _measure_id(code: str, scene: Scene) -> int:
    if code not in scene.profile.measure_ids:
        raise Impossible("measure.missing", code)
    return scene.profile.measure_ids[code]


def _amount(task: Task) -> object:
    """Return the price to hold: told now, or known while only the currency changes."""
    return task.desired.get("price", task.known.get("price"))


def _price(task: Task, scene: Scene) -> Call:
    ref = Ref(EntityKind.PRICE, task.ref.id)
    known = scene.bound.get(ref) if task.remote_id is not None else None
    price, currency = str(_amount(task)), _currency(task, scene)
    sent: dict[str, object] = {"price": Decimal(price), "currency": currency}
    if known is None:
        sent = {"productId": _owner(task), "catalogGroupId": _price_type(scene), **sent}
    params: dict[str, object] = {"fields": sent} if known is None else {"id": known, "fields": sent}
    told = {name: value for name, value in task.desired.items() if name in PRICE_FIELDS}
    return Call(
        name=call_name(task, PRICE_PART), task_id=task.id, ref=task.ref,
        method=CATALOG_PRICE_ADD if known is None else CATALOG_PRICE_UPDATE, params=params,
        fields={**told, "price": price},
        binds=ref if known is None else None, target=known,
    )  # fmt: skip


def _owner(task: Task) -> int | ResultOf:
    return task.remote_id if task.remote_id is not None else ResultOf(call_name(task, PRODUCT_PART))


def _price_type(scene: Scene) -> int:
    if scene.profile.base_price_type_id is None:
        raise Impossible("price_type.missing")
    return scene.profile.base_price_type_id


def _currency(task: Task, scene: Scene) -> str:
    currency = str(task.desired.get("currency") or task.known.get("currency") or scene.profile.base_currency)
    if scene.profile.currencies and currency not in scene.profile.currencies:
        raise Impossible("currency.missing", currency)
    return currency
