"""The rows of an invoice that follows its order, all at once. Bitrix24: crm.item.productrow.set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from obmen.bitrix24.mappers.scene import Scene, call_name
from obmen.bitrix24.vocabulary import CRM_ITEM_PRODUCTROW_SET, INVOICE_ROWS
from obmen.delivery.call import Call, Task
from obmen.domain.invoice import InvoiceLine

STEP: Final = 10  # between two rows in the portal's order


def map_rows(task: Task, _scene: Scene) -> tuple[Call, ...]:
    """Set the rows, whatever was set before: what stands there now was looked at."""
    rows = task.desired.get("rows")
    lines: Sequence[InvoiceLine] = rows if isinstance(rows, tuple) else ()
    invoice_id = int(task.ref.id)
    params = {
        "ownerType": INVOICE_ROWS,
        "ownerId": invoice_id,
        "productRows": [_row(line, place) for place, line in enumerate(lines, start=1)],
    }
    call = Call(
        name=call_name(task), task_id=task.id, ref=task.ref, method=CRM_ITEM_PRODUCTROW_SET, params=params,
        fields=_facts(lines), target=invoice_id,
    )  # fmt: skip
    return (call,) if lines else ()


def _row(line: InvoiceLine, place: int) -> Mapping[str, object]:
    """Write one row: `price` is gross whatever the flag, and no rate is "without VAT" (bitrix24.md §3.5)."""
    rate = line.vat.rate
    row: dict[str, object] = {
        "productName": line.name,
        "price": line.price,
        "quantity": line.quantity,
        "taxRate": None if rate is None else Decimal(line.vat.code),
        "taxIncluded": rate is not None,
        "sort": place * STEP,
    }
    product = {"productId": line.product_id} if line.product_id else {}
    unit = {"measureCode": int(line.unit_code)} if line.unit_code.isdigit() else {}
    return {**product, **row, **unit}


def _facts(lines: Sequence[InvoiceLine]) -> Mapping[str, object]:
    """Say what the invoice holds now, for its passport."""
    return {"rows": [f"{line.name}: {line.quantity:f} × {line.price:f}" for line in lines]}
