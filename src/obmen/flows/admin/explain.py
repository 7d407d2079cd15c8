"""The passport of one record: both sides' values, every message, every decision and why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from obmen.delta.desire import Left
from obmen.delta.pictures import pictures_from
from obmen.domain.errors import NotFound
from obmen.domain.identity import EntityKind, Ref, split_item_key
from obmen.flows.admin.whys import Standing, fields_of, runs_of, why
from obmen.flows.catalog.galleries import PICTURED
from obmen.flows.catalog.reading import COMPUTED, desire_one
from obmen.flows.ports.catalog import OutboxRow
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.journal import Entry, Problem
from obmen.flows.ports.sales import LedgerRow
from obmen.flows.ports.store import Work

TOLD = (
    EntityKind.GROUP, EntityKind.CARD, EntityKind.OFFER, EntityKind.PRICES, EntityKind.STOCKS,
    *PICTURED,
)  # fmt: skip
OF_AN_INVOICE = (EntityKind.INVOICE, EntityKind.STAGE, EntityKind.ROWS)
OTHER_FORM = {EntityKind.PRODUCT: Left.AS_VARIATION, EntityKind.VARIATION: Left.AS_PRODUCT}
SALES = (*OF_AN_INVOICE, EntityKind.MESSAGE, EntityKind.NOTICE, EntityKind.ORDER)


def explain(work: Work, exchange: Exchange, record_id: str) -> dict[str, Any]:
    """Collect what is known of a record by its 1C Ид, invoice id or order number; raises NotFound."""
    told = _told_by_onec(work, exchange, record_id)
    row = row_of(work, exchange, record_id)
    refs = _refs(record_id, row)
    bindings = work.bindings.get(exchange.id, refs)
    if not told and not bindings and row is None:
        raise NotFound("record", reason="record", id=record_id)
    history = work.journal.of(exchange.id, refs)
    standing = [] if row else _standing(work, exchange, record_id, bindings)
    touched = {one.ref: work.runs.of(exchange.id, one.ref) for one in standing}
    return {
        "id": record_id,
        "why": {str(one.ref.kind): why(exchange, one) for one in standing},
        "fields": {str(one.ref.kind): fields_of(exchange, one, touched[one.ref]) for one in standing},
        "runs": [run for runs in touched.values() for run in runs_of(runs)],
        "onec": told,
        "crm": {str(ref.kind): {"id": b.remote_id, **b.fields} for ref, b in bindings.items()},
        "desired": _desired(standing[0]) if standing else {},
        "pending": [_pending(row) for row in work.outbox.of(exchange.id, refs).values()],
        "invoice": _invoice(row) if row else None,
        "problems": _problems(work, exchange.id, record_id, row),
        "history": [_event(entry) for entry in sorted(history, key=lambda e: e.at)],
    }


def _problems(work: Work, exchange_id: int, record_id: str, row: LedgerRow | None) -> list[Problem]:
    if row is not None:
        refs = _refs(record_id, row)
        return [problem for ref in refs for problem in work.problems.open(exchange_id, ref=ref)]
    of_section = work.problems.open(exchange_id, ref=Ref(EntityKind.SECTION, record_id))
    of_goods = work.shelf.troubles(exchange_id, split_item_key(record_id)[0])
    return [*of_section, *(one for one in of_goods if one.ref and one.ref.id == record_id)]


def _standing(
    work: Work, exchange: Exchange, record_id: str, bindings: Mapping[Ref, Binding]
) -> list[Standing]:
    """Return a record of the catalogue in the form in which it shall stand, and as it stands now."""
    desired_ref, desired = desire_one(work, exchange, record_id)
    refs = dict.fromkeys([desired_ref, *(ref for ref in bindings if ref.kind in COMPUTED)])
    rows = work.outbox.of(exchange.id, refs)
    return [
        Standing(
            ref=ref,
            desired=desired if ref == desired_ref else OTHER_FORM.get(ref.kind),
            binding=bindings.get(ref),
            row=rows.get(ref),
        )
        for ref in refs
    ]


def _refs(record_id: str, row: LedgerRow | None) -> list[Ref]:
    """An invoice is found by its id or its order's number, and is meant with all that hangs on it."""
    if row is None:
        return [Ref(kind, record_id) for kind in (*COMPUTED, EntityKind.STOCK, EntityKind.GALLERY, *SALES)]
    of_invoice = [Ref(kind, str(row.invoice_id)) for kind in OF_AN_INVOICE]
    return [Ref(EntityKind.ORDER, row.number), *of_invoice]


def _told_by_onec(work: Work, exchange: Exchange, record_id: str) -> dict[str, object]:
    keys = {record_id, split_item_key(record_id)[0]}
    told: dict[str, object] = {}
    for kind in TOLD:
        for key, body in work.records.bodies(exchange.id, kind, keys).items():
            told[f"{kind} {key}"] = _pictures(body) if kind in PICTURED else json.loads(body)
    return told


def _pictures(body: str) -> Mapping[str, str]:
    """Say by path what a picture is kept as, or why it is of no use; nothing: its file has not come."""
    return {one.path: one.file or one.fault for one in pictures_from(body)}


def _desired(first: Standing) -> Mapping[str, object]:
    desired = first.desired
    return {"left_out": str(desired)} if isinstance(desired, Left) else desired or {}


def _pending(row: OutboxRow) -> dict[str, object]:
    return {
        "kind": str(row.ref.kind),
        "state": str(row.state),
        "reason": row.reason,
        "due_at": row.due_at.isoformat(),
    }


def row_of(work: Work, exchange: Exchange, record_id: str) -> LedgerRow | None:
    """Find an invoice by its id or its order's number."""
    row = work.ledger.get(exchange.id, number=record_id)
    if row is None and record_id.isdigit():
        row = work.ledger.get(exchange.id, invoice_id=int(record_id))
    return row


def _invoice(row: LedgerRow) -> dict[str, object]:
    return {
        "invoice_id": row.invoice_id,
        "number": row.number,
        "state": str(row.state),
        "reason": row.reason,
        "stage": row.invoice.stage_id,
        "total": str(row.invoice.total.amount),
        "currency": row.invoice.total.currency,
        "rows": [
            {"row": place, "name": line.name, "quantity": f"{line.quantity:f}", "price": f"{line.price:f}"}
            for place, line in enumerate(row.invoice.lines, start=1)
        ],
        "onec_id": row.onec_id,
        "onec_number": row.news.onec.number if row.news else "",
        "paid": row.paid_amount,
    }


def _event(entry: Entry) -> dict[str, object]:
    return {"at": entry.at.isoformat(), "event": entry.event, **entry.facts}
