"""Prices of a product: the base one and those of further types. Bitrix24: catalog.price.

`catalog.price.modify` deletes every price that it is not told, and deletes first (bitrix24.md §2.7): it is
used only for a product that the same batch makes. Known rows are changed by their ids, new ones added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from obmen.bitrix24.mappers.scene import Impossible, Scene, call_name
from obmen.bitrix24.vocabulary import CATALOG_PRICE_ADD, CATALOG_PRICE_MODIFY, CATALOG_PRICE_UPDATE
from obmen.delivery.call import Call, ResultOf, Task
from obmen.delta.compare import MONEY, PRICE_PREFIX
from obmen.domain.identity import Ref, price_ref

PRICE_PART: Final = "c"


@dataclass(frozen=True, slots=True)
class _Price:
    """One price of a product: its row, its price type of the CRM, and the fields that it is."""

    ref: Ref
    group: int
    amount: Decimal
    currency: str
    fields: Mapping[str, object]

    def sent(self) -> dict[str, object]:
        return {"price": self.amount, "currency": self.currency}


def map_prices(
    task: Task, changed: Mapping[str, object], scene: Scene, *, owner: int | ResultOf
) -> tuple[Call, ...]:
    """Write the changed prices of a product with the fewest commands.

    Raises: Impossible — the portal lacks the price type or the currency.
    """
    prices = [*_base(task, changed, scene), *_further(task, changed, scene)]
    if task.remote_id is None and len(prices) > 1:
        return (_all_at_once(task, prices, owner),)
    return tuple(_one(task, price, scene, owner) for price in prices)


def _base(task: Task, changed: Mapping[str, object], scene: Scene) -> Iterator[_Price]:
    """The price to hold: told now, or known while only the currency changes."""
    amount = task.desired.get("price", task.known.get("price"))
    if amount is None or not MONEY & changed.keys():
        return
    if scene.profile.base_price_type_id is None:
        raise Impossible("price_type.missing")
    currency = task.desired.get("currency") or task.known.get("currency") or scene.profile.base_currency
    told = {name: value for name, value in task.desired.items() if name in MONEY}
    yield _Price(
        price_ref(task.ref),
        scene.profile.base_price_type_id,
        Decimal(str(amount)),
        _known_currency(str(currency), scene),
        {**told, "price": str(amount)},
    )


def _further(task: Task, changed: Mapping[str, object], scene: Scene) -> Iterator[_Price]:
    for name, value in changed.items():
        if not name.startswith(PRICE_PREFIX) or not isinstance(value, list | tuple):
            continue
        price_type = name.removeprefix(PRICE_PREFIX)
        group = scene.profile.price_type_ids.get(price_type)
        if group is None:
            raise Impossible("price_type.missing", price_type)
        currency = _known_currency(str(value[1]), scene)
        yield _Price(
            price_ref(task.ref, price_type), group, Decimal(str(value[0])), currency, {name: list(value)}
        )


def _known_currency(currency: str, scene: Scene) -> str:
    if scene.profile.currencies and currency not in scene.profile.currencies:
        raise Impossible("currency.missing", currency)
    return currency


def _all_at_once(task: Task, prices: Sequence[_Price], owner: int | ResultOf) -> Call:
    rows = [{"catalogGroupId": price.group, **price.sent()} for price in prices]
    return Call(
        name=call_name(task, PRICE_PART), task_id=task.id, ref=task.ref, method=CATALOG_PRICE_MODIFY,
        params={"fields": {"product": {"id": owner, "prices": rows}}},
        fields={name: value for price in prices for name, value in price.fields.items()},
        rows={str(price.group): price.ref for price in prices},
    )  # fmt: skip


def _one(task: Task, price: _Price, scene: Scene, owner: int | ResultOf) -> Call:
    known = scene.bound.get(price.ref) if task.remote_id is not None else None
    if known is not None:
        return _call(task, price, CATALOG_PRICE_UPDATE, {"id": known, "fields": price.sent()}, known)
    fields = {"productId": owner, "catalogGroupId": price.group, **price.sent()}
    return _call(task, price, CATALOG_PRICE_ADD, {"fields": fields}, None)


def _call(task: Task, price: _Price, method: str, params: Mapping[str, object], known: int | None) -> Call:
    part = f"{PRICE_PART}{price.group}" if PRICE_PREFIX in next(iter(price.fields)) else PRICE_PART
    return Call(
        name=call_name(task, part), task_id=task.id, ref=task.ref, method=method, params=params,
        fields=price.fields, binds=price.ref if known is None else None, target=known,
        rows={str(price.group): price.ref} if known is None else {},
    )  # fmt: skip
