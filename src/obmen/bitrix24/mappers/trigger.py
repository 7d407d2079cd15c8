"""A trigger of the customer's automation. Bitrix24: crm.automation.trigger.execute."""

from __future__ import annotations

from obmen.bitrix24.mappers.scene import Scene, call_name
from obmen.bitrix24.vocabulary import CRM_AUTOMATION_TRIGGER_EXECUTE, SMART_INVOICE
from obmen.delivery.call import Call, Task


def map_trigger(task: Task, _scene: Scene) -> tuple[Call, ...]:
    """Fire a trigger once; whether a lost one was fired nobody can tell, so a person is asked."""
    if task.remote_id is not None:
        return ()
    desired = task.desired
    invoice_id = int(str(desired["invoice_id"]))
    params = {"CODE": desired["code"], "OWNER_TYPE_ID": SMART_INVOICE, "OWNER_ID": invoice_id}
    call = Call(
        name=call_name(task), task_id=task.id, ref=task.ref, method=CRM_AUTOMATION_TRIGGER_EXECUTE,
        params=params, fields=dict(desired), binds=task.ref, target=invoice_id,
    )  # fmt: skip
    return (call,)
