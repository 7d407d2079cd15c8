"""Goods of either block: the call that makes or changes a card, and those for the prices after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from obmen.bitrix24.mappers.card import sent_card
from obmen.bitrix24.mappers.parts import placed
from obmen.bitrix24.mappers.prices import map_prices
from obmen.bitrix24.mappers.scene import Scene, call_name, changed
from obmen.delivery.call import Call, ResultOf, Task
from obmen.delta.compare import HEAD, is_money
from obmen.domain.properties import Block

CARD_PART: Final = "p"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where goods of a kind stand, and by which methods they are made and changed."""

    iblock_id: int
    block: Block
    add: str
    update: str


def map_good(task: Task, scene: Scene, shelf: Shelf) -> tuple[Call, ...]:
    """Make a good and its prices by reference, or send what changed of either."""
    return (*_card(task, scene, shelf), *_prices(task, scene))


def _card(task: Task, scene: Scene, shelf: Shelf) -> tuple[Call, ...]:
    card = {n: value for n, value in changed(task).items() if not is_money(n) and n != HEAD}
    if task.remote_id is None:
        made = {"iblockId": shelf.iblock_id, "xmlId": task.ref.id}
        fields = {**made, **placed(sent_card(card, scene, shelf.block))}
        return (_call(task, shelf.add, {"fields": fields}, card),)
    if not card:
        return ()
    params = {"id": task.remote_id, "fields": sent_card(card, scene, shelf.block)}
    return (_call(task, shelf.update, params, card),)


def _call(task: Task, method: str, params: Mapping[str, object], fields: Mapping[str, object]) -> Call:
    return Call(
        name=call_name(task, CARD_PART), task_id=task.id, ref=task.ref, method=method, params=params,
        fields=fields, binds=task.ref if task.remote_id is None else None, target=task.remote_id,
    )  # fmt: skip


def _prices(task: Task, scene: Scene) -> tuple[Call, ...]:
    """Build the calls for what changed of the prices; those of a new card refer to it."""
    owner = task.remote_id if task.remote_id is not None else ResultOf(call_name(task, CARD_PART))
    return map_prices(task, changed(task), scene, owner=owner)
