"""A person's word: send chosen or earlier invoices, also again; try held ones anew; bind a row; go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum, auto
from functools import partial
from typing import Final

from obmen.delivery.profile import PortalProfile
from obmen.domain.billing import Terms
from obmen.domain.errors import NotFound, Refused
from obmen.domain.identity import EntityKind
from obmen.domain.invoice import Invoice
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import Invoices
from obmen.flows.ports.sales import LedgerRow, Offering, OrderState
from obmen.flows.ports.store import Store, Work
from obmen.flows.sales.enter import enter_invoice
from obmen.flows.sales.hold import let_go
from obmen.flows.sales.items import signature_of
from obmen.flows.sales.poll import READ_AT_ONCE
from obmen.flows.sales.problems import QUARANTINED, keep_problem, note, order_ref
from obmen.flows.sales.rows import each_row
from obmen.flows.sales.settle import apply_held
from obmen.flows.sales.terms import ROW_PREFIX, Blocked, terms_of

LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


class SendAs(StrEnum):
    """What 1C shall make of an order that it has already."""

    AGAIN = (
        auto()
    )  # the same number: 1C overwrites it while it waits for approval, or makes it after a backup
    NEW = auto()  # a new number: another order


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One invoice of a preview, or what became of it."""

    invoice_id: int
    number: str
    client: str
    total: str
    before: str  # state in the ledger; empty: not there yet
    after: str  # state once it is sent; empty in a preview, or when no order starts here
    reason: str


@dataclass(frozen=True, slots=True)
class _Start:
    exchange: Exchange
    profile: PortalProfile
    terms: Terms


async def preview_send(
    *,
    store: Store,
    invoices: Invoices,
    exchange_id: int,
    ids: Sequence[int] = (),
    since: datetime | None = None,
) -> Sequence[Sending]:
    """List what `send_orders` would take, chosen by id or made since a moment; nothing changes.

    Raises: Refused — the exchange's sales are blocked by a setting, or the portal was not looked at yet.
    """
    start = await store.aread(partial(_start, exchange_id=exchange_id))
    read = await _read(invoices, start, ids=ids, since=since)
    return await store.aread(partial(_list, start=start, read=read))


async def send_orders(
    *,
    store: Store,
    invoices: Invoices,
    exchange_id: int,
    ids: Sequence[int] = (),
    since: datetime | None = None,
    send_as: SendAs = SendAs.AGAIN,
    now: datetime,
) -> Sequence[Sending]:
    """Put invoices into the next answers to 1C, also those that it has acknowledged; doubts do not hold them.

    Raises: Refused — as `preview_send`.
    """
    start = await store.aread(partial(_start, exchange_id=exchange_id))
    read = await _read(invoices, start, ids=ids, since=since)
    return await store.awrite(partial(_send, start=start, read=read, send_as=send_as, now=now))


def _start(work: Work, *, exchange_id: int) -> _Start:
    exchange = work.exchanges.get(id=exchange_id)
    discovery = work.exchanges.discovery(exchange_id)
    if discovery is None:
        raise Refused("not_discovered", exchange=exchange.name)
    terms = terms_of(work, exchange, discovery.profile)
    if isinstance(terms, Blocked):
        raise Refused(terms.kind, **terms.facts)
    return _Start(exchange, discovery.profile, replace(terms, since=LONG_AGO, strict=False))


async def _read(
    invoices: Invoices, start: _Start, *, ids: Sequence[int], since: datetime | None
) -> Sequence[Invoice]:
    """Read invoices by id, or those made since a moment: an invoice is never changed before it is made."""
    wanted = list(dict.fromkeys(ids))
    if since is not None:
        page = await invoices.changed_since(since, own_company_id=start.terms.own_company_id)
        wanted += [i for i in page.ids if i not in wanted]
    read: list[Invoice] = []
    for first in range(0, len(wanted), READ_AT_ONCE):
        read += await invoices.read(wanted[first : first + READ_AT_ONCE], profile=start.profile)
    return [i for i in read if i.id in ids or since is None or i.created_at >= since]


def _list(work: Work, *, start: _Start, read: Sequence[Invoice]) -> Sequence[Sending]:
    rows = [work.ledger.get(start.exchange.id, invoice_id=invoice.id) for invoice in read]
    return [_sending(invoice, row, None) for invoice, row in zip(read, rows, strict=True)]


def _sending(invoice: Invoice, before: LedgerRow | None, after: LedgerRow | None) -> Sending:
    shown = after or before
    return Sending(
        invoice_id=invoice.id,
        number=shown.number if shown else "",
        client=invoice.counterparty.name if invoice.counterparty else "",
        total=f"{invoice.total.amount:f} {invoice.total.currency}",
        before=before.state if before else "",
        after=after.state if after else "",
        reason=shown.reason if shown else "",
    )


def _send(
    work: Work, *, start: _Start, read: Sequence[Invoice], send_as: SendAs, now: datetime
) -> Sequence[Sending]:
    told = []
    for invoice in read:
        before = work.ledger.get(start.exchange.id, invoice_id=invoice.id)
        if before is not None and send_as is SendAs.NEW:
            work.ledger.put(_as_new(work, before))
        enter_invoice(work, start.exchange, invoice, terms=replace(start.terms, from_stage=""), now=now)
        after = work.ledger.get(start.exchange.id, invoice_id=invoice.id)
        if after is not None and after.order is not None and after.state not in _NOT_SENDABLE:
            after = _let_go(work, after, now=now)
        told.append(_sending(invoice, before, after))
    return told


_NOT_SENDABLE: Final = (OrderState.WAITING, OrderState.LEFT)


def _as_new(work: Work, row: LedgerRow) -> LedgerRow:
    """Forget what 1C said of the earlier order: the next edition is an order of its own."""
    if row.sent is None and row.news is None:
        return row
    work.problems.solve(row.exchange_id, ref=order_ref(row))
    return LedgerRow(
        exchange_id=row.exchange_id,
        invoice_id=row.invoice_id,
        number=row.number,
        state=OrderState.WAITING,
        reason="",
        seen_at=row.seen_at,
        invoice=row.invoice,
        edition=row.edition + 1,
        revision=row.revision,
    )


def _let_go(work: Work, row: LedgerRow, *, now: datetime) -> LedgerRow:
    """Make an order due whatever 1C has acknowledged; after a backup it may come back with another GUID."""
    if row.state is OrderState.HELD and not _is_letting(row):
        return row
    due = replace(
        row, state=OrderState.DUE, reason="", facts={}, allowed=row.digest, sent_digest=b"", onec_id="",
        offering=Offering(),
    )  # fmt: skip
    due = keep_problem(work, due, now=now)
    work.ledger.put(due)
    note(work, due, "sales.order_released", {"digest": due.digest.hex()}, now=now)
    return due


def _is_letting(row: LedgerRow) -> bool:
    """A held order can go by a person's word alone when it is whole: nothing but the word is missing."""
    return row.reason in (QUARANTINED, "order.changed")


async def retry_held(
    *, store: Store, invoices: Invoices, exchange_id: int, ids: Sequence[int] = (), now: datetime
) -> int:
    """Try held and waiting invoices anew, all of them or by id; returns how many are due now."""
    start = await store.aread(partial(_start, exchange_id=exchange_id))
    states = [OrderState.HELD, OrderState.WAITING]
    held = await store.aread(lambda work: [r.invoice_id for r in each_row(work, exchange_id, states=states)])
    wanted = [invoice_id for invoice_id in held if not ids or invoice_id in ids]
    read = await _read(invoices, start, ids=wanted, since=None)
    return await store.awrite(partial(_retry, exchange_id=exchange_id, read=read, now=now))


def _retry(work: Work, *, exchange_id: int, read: Sequence[Invoice], now: datetime) -> int:
    exchange = work.exchanges.get(id=exchange_id)
    discovery = work.exchanges.discovery(exchange_id)
    terms = terms_of(work, exchange, discovery.profile) if discovery else None
    if terms is None or isinstance(terms, Blocked):
        return 0
    due = 0
    for invoice in read:
        row = work.ledger.get(exchange_id, invoice_id=invoice.id)
        if row is not None and row.reason == QUARANTINED:
            work.ledger.put(replace(row, reason="", offering=Offering()))
        due += enter_invoice(work, exchange, invoice, terms=terms, now=now) is OrderState.DUE
    return due


def bind_row(
    work: Work, *, exchange_id: int, invoice_id: int, row_id: int, key: str, now: datetime
) -> OrderState:
    """Bind a row that 1C would not know to one of its items, here and wherever it comes again.

    Raises: NotFound — the invoice, its row, or the item `key` is not known.
    """
    exchange = work.exchanges.get(id=exchange_id)
    row = work.ledger.get(exchange_id, invoice_id=invoice_id)
    line = next((one for one in row.invoice.lines if one.row_id == row_id), None) if row else None
    if row is None or line is None:
        raise NotFound(f"{invoice_id}/{row_id}", invoice=invoice_id, row=row_id)
    kinds = (EntityKind.CARD, EntityKind.OFFER)
    if not any(work.records.bodies(exchange_id, kind, [key]) for kind in kinds):
        raise NotFound(key, item=key)
    signature = signature_of(work, exchange, row.invoice, line)
    work.exchanges.update(exchange_id, learnt={ROW_PREFIX + signature: key})
    note(work, row, "sales.row_bound", {"row": line.name, "key": key}, now=now)
    exchange = work.exchanges.get(id=exchange_id)
    discovery = work.exchanges.discovery(exchange_id)
    terms = terms_of(work, exchange, discovery.profile) if discovery else None
    if terms is None or isinstance(terms, Blocked):
        return row.state
    return enter_invoice(work, exchange, row.invoice, terms=terms, now=now) or row.state


def release_sales(work: Work, *, exchange_id: int, now: datetime) -> int:
    """Let sales go on after a stop, with what came meanwhile; returns how many news were applied."""
    exchange = work.exchanges.get(id=exchange_id)
    if not let_go(work, exchange):
        return 0
    return apply_held(work, work.exchanges.get(id=exchange_id), now=now)
