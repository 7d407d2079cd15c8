"""What 1C tells of our orders: the ledger, the stage, the timeline; a replay changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from obmen.delivery.profile import CheckState
from obmen.domain.billing import invoice_of_number
from obmen.domain.catalog import PackageHeader
from obmen.domain.identity import EntityKind, Ref
from obmen.domain.lifecycle import Ask, Move, News, decide
from obmen.domain.order import CustomerOrder, OrderNews
from obmen.domain.payment import is_paid_at_other_sum, payment_state
from obmen.domain.settlement import Piece, carried, pieces
from obmen.flows.ports.exchanges import Discovery, Exchange
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.onec import BadRecord, Read
from obmen.flows.ports.portal import FIELDS
from obmen.flows.ports.sales import LedgerRow
from obmen.flows.ports.store import Work
from obmen.flows.sales.enter import agreed_at_last, take
from obmen.flows.sales.follow import follow_lines
from obmen.flows.sales.hold import COPY_OF_BASE, hold_sales, is_held
from obmen.flows.sales.notices import Notice, send_notices
from obmen.flows.sales.problems import PAID_OTHER_SUM, keep_problem, note, order_ref, raise_about
from obmen.flows.sales.rates import check_rates
from obmen.flows.sales.rows import each_row
from obmen.flows.sales.stages import ASKS, NOWHERE
from obmen.flows.sales.tell import Told, keep_fields, move_stage, put_messages
from obmen.flows.sales.terms import family_of, ladder_of
from obmen.flows.sales.triggers import fire_triggers

UNKNOWN_ORDER: Final = "onec.unknown_order"
BAD_RECORD: Final = "onec.bad_record"
FIELDS_OWED: Final = "fields_owed"  # name in `Exchange.learnt`: what 1C told is still to be kept in them
SOLVES: Final[Mapping[News, tuple[str, ...]]] = {
    News.PAID_IN_FULL: ("payment.gone", "payment.short"),
    News.OVERPAID: ("payment.gone", "payment.short"),
    News.SHIPPED: ("shipment.gone",),
    News.CANCELLED: ("order.restored",),
    News.RESTORED: ("order.cancelled_paid",),
}


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of the orders of one file."""

    orders: int
    bad: int


@dataclass(slots=True)
class _Hearing:
    """One file while it is heard, and what its orders add up to."""

    exchange: Exchange
    now: datetime
    held: bool
    told_at: str = ""
    notices: list[Notice] = field(default_factory=list)
    returned: list[tuple[OrderNews, CustomerOrder | None]] = field(default_factory=list)


def settle_package(work: Work, exchange: Exchange, reads: Iterable[Read], *, now: datetime) -> Settled:
    """Apply what one file of 1C tells of orders, in its order."""
    hearing = _hearing(work, exchange, now=now)
    orders, bad = 0, 0
    for read in reads:
        match read:
            case PackageHeader():
                hearing.told_at = stamp_of(read.generated_at, now=now, zone=exchange.settings.zone)
            case OrderNews():
                orders += 1
                _settle(work, hearing, read)
            case BadRecord():
                bad += 1
                _raise_bad(work, exchange, read, now=now)
            case _:
                pass  # goods and counterparties in a file of orders: the catalogue's business
    check_rates(work, exchange, hearing.returned, now=now)
    send_notices(work, exchange, hearing.notices, now=now)
    return Settled(orders, bad)


def settle(work: Work, exchange: Exchange, news: OrderNews, *, told_at: str = "", now: datetime) -> None:
    """Apply what 1C tells of one order; `told_at` is the file's ДатаФормирования."""
    hearing = _hearing(work, exchange, now=now)
    hearing.told_at = told_at
    _settle(work, hearing, news)
    check_rates(work, exchange, hearing.returned, now=now)
    send_notices(work, exchange, hearing.notices, now=now)


def _hearing(work: Work, exchange: Exchange, *, now: datetime) -> _Hearing:
    return _Hearing(exchange, now, held=is_held(work, exchange))


def stamp_of(generated_at: str, *, now: datetime, zone: ZoneInfo) -> str:
    """Return a file's moment in UTC as comparable text; a clock that runs ahead of ours counts as ours.

    1C tells its local time without a zone. When clocks are set back an hour comes twice: of the two moments
    that it may mean the one nearer to `now` is meant.
    """
    try:
        told = datetime.fromisoformat(generated_at)
    except ValueError:
        return ""
    meant = [told] if told.tzinfo else [told.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    nearest = min((moment.astimezone(UTC) for moment in meant), key=lambda moment: abs(moment - now))
    return min(nearest, now.astimezone(UTC)).isoformat(timespec="seconds")


def _settle(work: Work, hearing: _Hearing, news: OrderNews) -> None:
    exchange, now, told_at = hearing.exchange, hearing.now, hearing.told_at
    row = _find(work, exchange, news, now=now)
    if row is None:
        return
    if not hearing.held and row.onec_id and news.id != row.onec_id:
        facts = {"number": row.number, "known": row.onec_id, "told": news.id}
        hold_sales(work, exchange, COPY_OF_BASE, facts, now=now)
        hearing.held = True
    if hearing.held:
        work.ledger.put(replace(row, held_news=news))
        note(work, row, "sales.news_held", {"onec_id": news.id}, now=now)
    elif told_at and row.news_at and told_at < row.news_at:
        note(work, row, "sales.news_late", {"told_at": told_at, "known_at": row.news_at}, now=now)
    else:
        _apply(work, hearing, row, news)


def _find(work: Work, exchange: Exchange, news: OrderNews, *, now: datetime) -> LedgerRow | None:
    row = work.ledger.get(exchange.id, number=news.number)
    if row is not None:
        return row
    ref = Ref(EntityKind.ORDER, news.number)
    invoice_id = invoice_of_number(news.number, exchange.settings.order_prefix)
    facts = {"number": news.number, "onec_id": news.id, "onec_number": news.onec.number}
    if invoice_id is None:  # an order of another site of the same base
        event = "sales.foreign_order"
    elif work.ledger.get(exchange.id, invoice_id=invoice_id) is not None:  # sent anew under a later number
        event = "sales.former_order"
    else:
        event = "sales.unknown_order"
        work.problems.raise_(
            exchange.id, kind=UNKNOWN_ORDER, ref=ref, record=f"order {news.number}", facts=facts, now=now
        )
    work.journal.add(exchange.id, [Entry(at=now, event=event, ref=ref, facts=facts)])
    return None


def _apply(work: Work, hearing: _Hearing, row: LedgerRow, news: OrderNews) -> None:
    exchange, now, before = hearing.exchange, hearing.now, row.news
    news = carried(news, before)
    taken = take(work, exchange, row, now=now)
    sent = taken.sent or taken.order
    found = pieces(news, before, sent=sent)
    hearing.returned.append((news, sent))
    after = replace(
        taken, news=news, news_at=max(hearing.told_at, row.news_at), onec_id=news.id, held_news=None,
        revision=row.revision + (1 if found else 0), paid_amount=format(payment_state(news).amount, "f"),
    )  # fmt: skip
    for piece in found:
        note(work, after, f"sales.{piece.news}", piece.facts, now=now)
    after = agreed_at_last(after)
    if not row.gone:  # a deleted invoice shows nothing
        after = _follow(work, exchange, after, before, found, now=now)
        after, told = follow_lines(work, exchange, after, found, now=now)
        fire_triggers(work, exchange, after, found, was=payment_state(before).level, now=now)
        _compare_sums(work, after, before, now=now)
        hearing.notices += _tell(work, exchange, after, told, now=now)
        if (row.onec_id, before.onec if before else None) != (news.id, news.onec):
            keep_order_on_invoice(work, exchange, row.invoice_id, news, now=now)
    work.ledger.put(keep_problem(work, after, now=now))


def _compare_sums(work: Work, row: LedgerRow, before: OrderNews | None, *, now: datetime) -> None:
    """A payment of another sum than was billed pays the invoice, and a person hears of it once."""
    billed = row.invoice.total
    differed, differs = is_paid_at_other_sum(before, billed), is_paid_at_other_sum(row.news, billed)
    if differed and not differs:
        work.problems.solve(row.exchange_id, kind=PAID_OTHER_SUM, ref=order_ref(row))
    if row.news is None or not differs or (differed and before and before.total == row.news.total):
        return
    paid = payment_state(row.news).amount
    facts = {
        "amount": f"{paid:.2f}",
        "total": f"{row.news.total.amount:.2f}",
        "billed": f"{billed.amount:.2f}",
    }
    raise_about(work, row, PAID_OTHER_SUM, facts, now=now)


def keep_order_on_invoice(
    work: Work, exchange: Exchange, invoice_id: int, news: OrderNews, *, now: datetime
) -> None:
    """Keep on an invoice what its order is known by in 1C: GUID, number, date; fields that lack are owed."""
    when = news.onec.date.date().isoformat() if news.onec.date else ""
    fields = {"xml_id": news.id, "onec_number": news.onec.number, "onec_date": when}
    keep_fields(work, exchange, invoice_id, fields, now=now)
    discovery = work.exchanges.discovery(exchange.id)
    if discovery is None or not has_fields(discovery):
        work.exchanges.update(exchange.id, learnt={FIELDS_OWED: "1"})


def has_fields(discovery: Discovery) -> bool:
    """Tell whether the portal's invoices have fields for 1C's number and date."""
    return any((one.id, one.state) == (FIELDS, CheckState.OK) for one in discovery.findings)


def _tell(
    work: Work, exchange: Exchange, row: LedgerRow, found: Sequence[Piece], *, now: datetime
) -> list[Notice]:
    """Put every piece into the timeline."""
    news = [
        Told(code=_code(exchange, piece), key=f"{row.revision}:{index}:{piece.news}", facts=piece.facts)
        for index, piece in enumerate(found)
    ]
    return put_messages(work, exchange, row, news, now=now)


def _code(exchange: Exchange, piece: Piece) -> str:
    if piece.news is News.NUMBERED and family_of(exchange) == "trade":
        return "news.numbered_trade"
    if piece.news is News.CANCELLED:
        return f"news.{piece.facts['how']}"
    if piece.news is News.LINES_CHANGED:
        return f"news.lines_{piece.facts.get('how', 'changed')}"
    return f"news.{piece.news}"


def _follow(
    work: Work,
    exchange: Exchange,
    row: LedgerRow,
    before: OrderNews | None,
    found: Sequence[Piece],
    *,
    now: datetime,
) -> LedgerRow:
    """Move the stage up the table piece by piece; what the table does not know becomes a problem."""
    if not found:
        return row
    discovery = work.exchanges.discovery(exchange.id)
    ladder = ladder_of(exchange, discovery.profile) if discovery else NOWHERE
    stage = row.goal or row.invoice.stage_id
    paid, now_paid = payment_state(before).level, payment_state(row.news).level
    for piece in found:
        level = now_paid if piece.news in (News.CANCELLED, News.RESTORED) else paid
        for kind in SOLVES.get(piece.news, ()):
            work.problems.solve(exchange.id, kind=kind, ref=order_ref(row))
        match decide(piece.news, stage=stage, ladder=ladder, paid=level):
            case Move(target):
                stage = target
            case Ask():
                raise_about(work, row, ASKS[piece.news], dict(piece.facts), now=now)
            case left:
                note(work, row, "sales.stage_left", {"news": piece.news, "reason": left.reason}, now=now)
    if stage == (row.goal or row.invoice.stage_id):
        return row
    move_stage(work, exchange, row.invoice_id, stage, now=now)
    note(work, row, "sales.stage_moved", {"from": row.invoice.stage_id, "to": stage}, now=now)
    return replace(row, goal=stage)


def apply_held(work: Work, exchange: Exchange, *, now: datetime) -> int:
    """After a release: apply the last news of each order that came meanwhile; another base's stay out."""
    hearing = _hearing(work, exchange, now=now)
    applied = sum(_apply_held(work, hearing, row) for row in each_row(work, exchange.id))
    check_rates(work, exchange, hearing.returned, now=now)
    send_notices(work, exchange, hearing.notices, now=now)
    return applied


def _apply_held(work: Work, hearing: _Hearing, row: LedgerRow) -> bool:
    if row.held_news is None:
        return False
    known = replace(row, held_news=None)
    if row.onec_id and row.held_news.id != row.onec_id:
        work.ledger.put(known)
        note(work, row, "sales.news_dropped", {"onec_id": row.held_news.id}, now=hearing.now)
        return False
    _apply(work, hearing, known, row.held_news)
    return True


def _raise_bad(work: Work, exchange: Exchange, bad: BadRecord, *, now: datetime) -> None:
    facts = {"line": bad.line, "element": bad.element, "id": bad.id, "reason": bad.reason}
    facts["detail"] = bad.detail
    ref = Ref(EntityKind.ORDER, bad.id)
    record = f"{bad.element} {bad.id}"
    work.problems.raise_(exchange.id, kind=BAD_RECORD, ref=ref, record=record, facts=facts, now=now)
