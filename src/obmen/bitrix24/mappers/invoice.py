"""What we keep on an invoice of its order in 1C: GUID, number, date. Bitrix24: crm.item.update."""

from __future__ import annotations

from typing import Final

from obmen.bitrix24.mappers.parts import invoice_update
from obmen.bitrix24.mappers.scene import Scene, changed
from obmen.bitrix24.vocabulary import UF_ONEC_DATE, UF_ONEC_NUMBER
from obmen.delivery.call import Call, Task

SENT_AS: Final = {"xml_id": "xmlId", "onec_number": UF_ONEC_NUMBER, "onec_date": UF_ONEC_DATE}


def map_invoice(task: Task, scene: Scene) -> tuple[Call, ...]:
    """Write what changed, as far as the portal has the fields; what it lacks is told once it has them."""
    writable = {"xmlId", *scene.profile.invoice_user_fields}
    fields = {name: value for name, value in changed(task).items() if SENT_AS.get(name) in writable}
    sent = {SENT_AS[name]: value for name, value in fields.items()}
    return (invoice_update(task, sent=sent, fields=fields),) if sent else ()
