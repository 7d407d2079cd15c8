"""What products and variations have in common: the call for a card, and those for the prices after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from obmen.bitrix24.mappers.prices import map_prices
from obmen.bitrix24.mappers.scene import Scene, call_name, changed
from obmen.delivery.call import Call, ResultOf, Task
from obmen.delta.compare import HEAD, is_money

CARD_PART: Final = "p"


def changed_card(task: Task) -> dict[str, object]:
    """Return the fields of a card to send: what is delivered with the prices stays out."""
    return {n: value for n, value in changed(task).items() if not is_money(n) and n != HEAD}


def card_call(task: Task, method: str, params: Mapping[str, object], fields: Mapping[str, object]) -> Call:
    """Build the call that makes or changes a card."""
    return Call(
        name=call_name(task, CARD_PART), task_id=task.id, ref=task.ref, method=method, params=params,
        fields=fields, binds=task.ref if task.remote_id is None else None, target=task.remote_id,
    )  # fmt: skip


def prices_after(task: Task, scene: Scene) -> tuple[Call, ...]:
    """Build the calls for what changed of the prices; those of a new card refer to it."""
    owner = task.remote_id if task.remote_id is not None else ResultOf(call_name(task, CARD_PART))
    return map_prices(task, changed(task), scene, owner=owner)
