"""A notification to a user. Bitrix24: im.notify.system.add."""

from __future__ import annotations

from typing import Final

from obmen.bitrix24.mappers.scene import Scene, call_name
from obmen.bitrix24.vocabulary import IM_NOTIFY_SYSTEM_ADD
from obmen.delivery.call import Call, Task

CLIENT_ID: Final = "obmen"  # a webhook has to name one when it uses TAG


def map_notice(task: Task, _scene: Scene) -> tuple[Call, ...]:
    """Notify; a notice with the same tag replaces the earlier one."""
    if task.remote_id is not None:
        return ()
    desired = task.desired
    params = {
        "USER_ID": desired["user_id"],
        "MESSAGE": desired["text"],
        "TAG": desired["tag"],
        "CLIENT_ID": CLIENT_ID,
    }
    call = Call(
        name=call_name(task), task_id=task.id, ref=task.ref, method=IM_NOTIFY_SYSTEM_ADD, params=params,
        fields=dict(desired), binds=task.ref,
    )  # fmt: skip
    return (call,)
