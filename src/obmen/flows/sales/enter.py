"""An invoice read from the portal takes its place in the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, assert_never

from obmen.domain.billing import (
    DOUBTS,
    Hold,
    Judgement,
    Out,
    Ready,
    Terms,
    Wait,
    cancelled,
    differences,
    digest_of,
    judge_invoice,
    order_number,
)
from obmen.domain.following import is_agreed, lines_mark, parts_of_order
from obmen.domain.invoice import Invoice
from obmen.domain.order import CustomerOrder
from obmen.domain.payment import is_paid_at_other_sum
from obmen.domain.settlement import is_closed
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.sales import LedgerRow, Offering, OrderState, tax_key_of
from obmen.flows.ports.store import Work
from obmen.flows.sales.items import resolve_rows
from obmen.flows.sales.problems import (
    CHANGED,
    DIFFERS,
    PAID_OTHER_SUM,
    QUARANTINED,
    keep_problem,
    note,
    order_ref,
)
from obmen.flows.sales.rows import each_row
from obmen.flows.sales.stages import yielded
from obmen.flows.sales.tell import Told, in_words, tell

ON_THE_WAY: Final = (OrderState.WAITING, OrderState.HELD, OrderState.DUE)


def enter_invoice(
    work: Work, exchange: Exchange, invoice: Invoice, *, terms: Terms, now: datetime
) -> OrderState | None:
    """Judge one invoice as it is now and store where it stands; None: it is none of this exchange's.

    An older reading than the one we have changes nothing; neither does an echo of our own writing.
    """
    known = row = work.ledger.get(exchange.id, invoice_id=invoice.id)
    if row is not None and invoice.updated_at < row.invoice.updated_at:
        return row.state
    judged = judge_invoice(
        invoice,
        terms=_terms_for(row, terms),
        items=resolve_rows(work, exchange, invoice),
        number=_number(row, invoice, terms),
        has_twin=_has_twin(work, exchange.id, invoice),
    )
    if row is None:
        if isinstance(judged, Out):
            return None
        row = _new_row(exchange, invoice, terms, now=now)
    if is_paid_at_other_sum(row.news, row.invoice.total) and not is_paid_at_other_sum(
        row.news, invoice.total
    ):
        work.problems.solve(exchange.id, kind=PAID_OTHER_SUM, ref=order_ref(row))
    read = replace(row, invoice=invoice, gone=False, goal=_goal(work, exchange, row, invoice, now=now))
    after = keep_problem(work, _place(work, exchange, read, judged, now=now), now=now)
    if after != known:
        work.ledger.put(after)
    return after.state


def judge_again(work: Work, exchange: Exchange, *, terms: Terms, now: datetime) -> None:
    """Judge every invoice on its way anew, as last read: settings or bindings have changed meanwhile."""
    for row in each_row(work, exchange.id, states=ON_THE_WAY):
        if not row.gone:
            enter_invoice(work, exchange, row.invoice, terms=terms, now=now)


def _goal(work: Work, exchange: Exchange, row: LedgerRow, invoice: Invoice, *, now: datetime) -> str:
    """A stage on its way yields to a manager who moved the invoice on meanwhile: it never goes back."""
    if not row.goal or invoice.stage_id == row.invoice.stage_id:
        return row.goal
    return yielded(work, exchange, row, target=row.goal, stage=invoice.stage_id, now=now).goal


def _terms_for(row: LedgerRow | None, terms: Terms) -> Terms:
    """An invoice that is in the ledger stays whatever its age; what a person sent is not doubted again."""
    if row is None:
        return terms
    known = replace(terms, since=datetime.min.replace(tzinfo=UTC))
    return replace(known, from_stage="", strict=False) if row.allowed else known


def _number(row: LedgerRow | None, invoice: Invoice, terms: Terms) -> str:
    """A number that 1C may know stays, whatever becomes of the prefix."""
    if row is not None and _may_be_in_1c(row):
        return row.number
    return order_number(terms.prefix, invoice.id, row.edition if row else 0)


def _new_row(exchange: Exchange, invoice: Invoice, terms: Terms, *, now: datetime) -> LedgerRow:
    return LedgerRow(
        exchange_id=exchange.id,
        invoice_id=invoice.id,
        number=order_number(terms.prefix, invoice.id),
        state=OrderState.WAITING,
        reason="",
        seen_at=now,
        invoice=invoice,
    )


def _place(work: Work, exchange: Exchange, row: LedgerRow, judged: Judgement, *, now: datetime) -> LedgerRow:
    taken = row.state is OrderState.TAKEN
    match judged:
        case Ready(order, doubts):
            return offer(work, exchange, row, order, doubts=doubts, now=now)
        case Wait(reason):
            return replace(row, state=row.state if taken else OrderState.WAITING, reason=reason, facts={})
        case Hold(reason, facts):
            told = {**facts, **in_words(DOUBTS, list(filter(None, facts.get(DOUBTS, "").split(", "))))}
            return replace(row, state=row.state if taken else OrderState.HELD, reason=reason, facts=told)
        case Out(reason):
            return leave(work, exchange, row, reason, now=now)
        case _:
            assert_never(judged)


def leave(work: Work, exchange: Exchange, row: LedgerRow, reason: str, *, now: datetime) -> LedgerRow:
    """Take an invoice back that failed or was deleted: 1C is told only of an order that it may have."""
    last = row.sent or row.order
    if last is not None and _may_be_in_1c(row):
        return offer(work, exchange, row, cancelled(last), doubts=(), now=now)
    return replace(row, state=OrderState.LEFT, reason=reason, facts={})


def _may_be_in_1c(row: LedgerRow) -> bool:
    """Tell whether 1C could have the order: it may have read an answer and not acknowledged it."""
    if row.reason == QUARANTINED:
        return False
    going = row.state is OrderState.DUE and row.order is not None and row.order.cancelled
    return row.was_sent or row.state is OrderState.TAKEN or row.offering.deliveries > 0 or going


def offer(
    work: Work,
    exchange: Exchange,
    row: LedgerRow,
    order: CustomerOrder,
    *,
    doubts: tuple[str, ...],
    now: datetime,
) -> LedgerRow:
    """Decide whether an order goes to 1C: at once, after a person's word, or not any more."""
    digest = digest_of(order)
    changed = digest != row.digest
    facts = in_words(DOUBTS, doubts)
    fresh = replace(
        row, order=order, digest=digest, facts=facts, reason="", number=order.number,
        offering=Offering() if changed else row.offering,
    )  # fmt: skip
    if row.state is OrderState.TAKEN:
        return _taken(work, exchange, fresh, changed=changed, now=now)
    if digest == row.sent_digest:
        return replace(fresh, state=OrderState.SENT)
    if not row.was_sent or digest == row.allowed or exchange.settings.resend == "auto":
        if row.reason == QUARANTINED and not changed:
            return replace(fresh, state=OrderState.HELD, reason=QUARANTINED, facts=row.facts)
        return replace(fresh, state=OrderState.DUE)
    told = {**facts, **in_words("differences", differences(row.sent, order) if row.sent else ())}
    state = OrderState.HELD if exchange.settings.resend == "ask" else OrderState.SENT
    return replace(fresh, state=state, reason=CHANGED, facts=told)


def _taken(work: Work, exchange: Exchange, row: LedgerRow, *, changed: bool, now: datetime) -> LedgerRow:
    """1C works with the order: nothing is sent, the difference is told to both sides once."""
    differing = _differing(agreed(row))
    if changed and differing.reason == DIFFERS:
        tell_difference(work, exchange, differing, now=now)
    return differing


def take(work: Work, exchange: Exchange, row: LedgerRow, *, now: datetime) -> LedgerRow:
    """1C has named the order: it is in work there, and a change that waited for its turn stays here."""
    if row.state in (OrderState.TAKEN, OrderState.LEFT):
        return row
    known = replace(
        row, state=OrderState.TAKEN, reason="", facts={}, offering=Offering(),
        sent=row.sent or row.order, sent_digest=row.sent_digest or row.digest,
    )  # fmt: skip
    note(work, row, "sales.order_taken", {}, now=now)
    differing = _differing(known)
    if differing.reason == DIFFERS:
        tell_difference(work, exchange, differing, now=now)
    return differing


def agreed(row: LedgerRow) -> LedgerRow:
    """Take the lines of an invoice for known to both, when they are what 1C told or what we wrote after it.

    Whoever brought them round, a manager or we: nothing differs, and nothing goes back to 1C.
    """
    if row.sent is None or row.order is None or row.order.cancelled:
        return row
    mark, known = lines_mark(parts_of_order(row.order.lines)), lines_mark(parts_of_order(row.sent.lines))
    ours = mark in row.written
    theirs = row.news is not None and is_agreed(row.order, row.news, sent=row.sent)
    if mark == known or not (ours or theirs):
        return row
    sent = replace(row.sent, lines=row.order.lines, total=row.order.total)
    rest = row.written[row.written.index(mark) + 1 :] if ours else ()
    return replace(row, sent=sent, sent_digest=digest_of(sent), written=rest)


def agreed_at_last(row: LedgerRow) -> LedgerRow:
    """After news of 1C: an invoice that shows what it tells differs in nothing any more."""
    after = agreed(row)
    return _differing(after) if after is not row else row


def _differing(row: LedgerRow) -> LedgerRow:
    told = differences(row.sent, row.order) if row.sent and row.order else ()
    both_closed = row.news is not None and is_closed(row.news) and row.order and row.order.cancelled
    if not told or both_closed:  # an invoice that failed because its order was cancelled differs in nothing
        return replace(row, reason="", facts={})
    number = row.news.onec.number if row.news else ""
    return replace(row, reason=DIFFERS, facts={**in_words("differences", told), "onec_number": number})


def tell_difference(work: Work, exchange: Exchange, row: LedgerRow, *, now: datetime) -> None:
    """Tell the invoice's responsible that 1C keeps another state of it."""
    note(work, row, "sales.differs", row.facts, now=now)
    if not row.gone:
        key = f"differs:{row.digest.hex()[:12]}"
        tell(work, exchange, row, [Told(code=DIFFERS, key=key, facts=row.facts)], now=now)


def _has_twin(work: Work, exchange_id: int, invoice: Invoice) -> bool:
    """Tell whether another client of the CRM was billed under the same ИНН and КПП."""
    tax_key, client = tax_key_of(invoice), invoice.counterparty
    return bool(tax_key and client and work.ledger.clients(exchange_id, tax_key=tax_key) - {client.id})
