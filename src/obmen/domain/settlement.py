"""What is new in a message of 1C about an order, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from obmen.domain.lifecycle import News
from obmen.domain.order import CustomerOrder, DocumentMark, OrderNews
from obmen.domain.payment import NOTHING, Paid, PaymentState, payment_state

SHOWN: Final = 10  # changed lines in one text


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of news with the facts that its text shows."""

    news: News
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LineSum:
    """What the lines of one item come to."""

    name: str
    quantity: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class LineChange:
    """An item whose quantity or sum is another in 1C; None: the item is not there."""

    name: str
    ours: LineSum | None
    theirs: LineSum | None


def carried(news: OrderNews, before: OrderNews | None) -> OrderNews:
    """Return the message with the number in 1C that an earlier one told, if this one does not."""
    if before is None or news.onec.number:
        return news
    return replace(news, onec=before.onec)


def pieces(news: OrderNews, before: OrderNews | None, *, sent: CustomerOrder | None) -> tuple[Piece, ...]:
    """Compare a message with the one before it: nothing new makes no piece.

    Shape: in the order of their telling; what closes an order comes last.
    """
    return (
        *_numbered(news, before),
        *_lines(news, before, sent),
        *_shipped(news, before),
        *_paid(payment_state(news), payment_state(before), news),
        *_cancelled(news, before),
    )


def _numbered(news: OrderNews, before: OrderNews | None) -> Iterator[Piece]:
    known = before.onec.number if before else ""
    if news.onec.number and news.onec.number != known:
        yield Piece(News.NUMBERED, _document(news.onec))


def _shipped(news: OrderNews, before: OrderNews | None) -> Iterator[Piece]:
    now, was = is_shipped(news), before is not None and is_shipped(before)
    if now and not was:
        mark = news.shipped_mark or (news.shipments[-1].mark if news.shipments else None)
        yield Piece(News.SHIPPED, _document(mark))
        return
    if was and not now:
        yield Piece(News.SHIPMENT_GONE)
        return
    known = {s.id for s in (before.shipments or ())} if before else set()
    for shipment in () if now else news.shipments or ():
        if shipment.id not in known:
            yield Piece(News.PARTLY_SHIPPED, _document(shipment.mark))


def is_shipped(news: OrderNews) -> bool:
    """Tell whether an order is shipped in full."""
    return bool(news.shipped) or news.shipped_mark is not None


def _paid(now: PaymentState, was: PaymentState, news: OrderNews) -> Iterator[Piece]:
    facts = _amounts(now, news) | {"was": _text(was.amount)}
    full = (Paid.FULL, Paid.EXCESS)
    if now.level is Paid.EXCESS and now.excess > was.excess:
        yield Piece(News.OVERPAID, facts)
    elif now.level in full and was.level not in full:
        yield Piece(News.PAID_IN_FULL, facts)
    elif now.level in full and now.excess < was.excess:
        yield Piece(News.EXCESS_RETURNED, facts)
    elif now.level in full:
        return
    elif now.amount < was.amount:
        yield Piece(News.PAYMENT_GONE, facts)
    elif now.level is Paid.PART and (now.level is not was.level or now.amount > was.amount):
        yield Piece(News.PAID_IN_PART, facts)


def _cancelled(news: OrderNews, before: OrderNews | None) -> Iterator[Piece]:
    now, was = is_closed(news), before is not None and is_closed(before)
    if now and not was:
        yield Piece(News.CANCELLED, {"how": "deleted" if news.deleted else "cancelled"})
    elif was and not now:
        yield Piece(News.RESTORED)


def is_closed(news: OrderNews) -> bool:
    """Tell whether an order was cancelled, or marked for deletion."""
    return news.cancelled or news.deleted


def _lines(news: OrderNews, before: OrderNews | None, sent: CustomerOrder | None) -> Iterator[Piece]:
    if is_closed(news) or sent is None or sent.cancelled:
        return
    ours = sums_of_order(sent)
    known = sums_of_news(before) if before is not None and not is_closed(before) else ours
    if line_changes(known, sums_of_news(news)):
        changes = line_changes(ours, sums_of_news(news))
        how = {} if changes else {"how": "back"}
        told = "\n".join(f"{c.name}: {_shown(c.ours)} → {_shown(c.theirs)}" for c in changes[:SHOWN])
        yield Piece(News.LINES_CHANGED, {"total": _text(news.total.amount), "changes": told, **how})


def _shown(line: LineSum | None) -> str:
    return f"{line.quantity.normalize():f} = {line.total:.2f}" if line else "—"


def sums_of_order(order: CustomerOrder) -> dict[str, LineSum]:
    """Add up an order's lines by item."""
    return _sums([(line.key, line.name, line.quantity, line.total) for line in order.lines])


def sums_of_news(news: OrderNews) -> dict[str, LineSum]:
    """Add up the lines that 1C told by item."""
    return _sums([(line.key, line.name, line.quantity, line.total) for line in news.lines])


def _sums(lines: Sequence[tuple[str, str, Decimal, Decimal]]) -> dict[str, LineSum]:
    sums: dict[str, LineSum] = {}
    for key, name, quantity, total in lines:
        known = sums.get(key, LineSum(name, Decimal(0), NOTHING))
        sums[key] = LineSum(known.name, known.quantity + quantity, known.total + total)
    return sums


def line_changes(ours: Mapping[str, LineSum], theirs: Mapping[str, LineSum]) -> tuple[LineChange, ...]:
    """Return the items that differ."""
    changes = []
    for key in (*ours, *(k for k in theirs if k not in ours)):
        left, right = ours.get(key), theirs.get(key)
        if _amounts_of(left) != _amounts_of(right):
            name = left.name if left else right.name if right else key
            changes.append(LineChange(name=name, ours=left, theirs=right))
    return tuple(changes)


def _amounts_of(line: LineSum | None) -> tuple[Decimal, Decimal] | None:
    return (line.quantity, line.total) if line else None


def _document(mark: DocumentMark | None) -> dict[str, str]:
    if mark is None:
        return {"document": "", "date": ""}
    return {"document": mark.number, "date": mark.date.strftime("%d.%m.%Y") if mark.date else ""}


def _amounts(state: PaymentState, news: OrderNews) -> dict[str, str]:
    document = _document(news.paid_mark or (news.payments[-1].mark if news.payments else None))
    return document | {
        "amount": _text(state.amount), "total": _text(state.total), "rest": _text(state.rest),
        "excess": _text(state.excess), "currency": news.total.currency,
    }  # fmt: skip


def _text(amount: Decimal) -> str:
    return format(amount, ".2f")
