"""Lines changed in 1C become the rows of the invoice (`order_changes=update`), and nobody's work is lost."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final, assert_never

from obmen.delivery.profile import PortalProfile
from obmen.domain.billing import Terms
from obmen.domain.following import (
    Follow,
    Good,
    Keep,
    Shown,
    follow,
    lines_mark,
    parts_of_order,
    parts_of_rows,
)
from obmen.domain.identity import EntityKind, Ref
from obmen.domain.invoice import Invoice
from obmen.domain.lifecycle import News, Standing, standing_of
from obmen.domain.order import OrderNews, ReturnedLine
from obmen.domain.payment import payment_state
from obmen.domain.settlement import Piece, is_closed
from obmen.flows.catalog.items import ITEMS
from obmen.flows.ports.catalog import Due, OutboxRow
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import Invoices, PortalHalted, PortalUnreachable
from obmen.flows.ports.sales import LedgerRow, OrderState
from obmen.flows.ports.store import Store, Work
from obmen.flows.sales.enter import enter_invoice
from obmen.flows.sales.items import resolve_rows
from obmen.flows.sales.problems import note
from obmen.flows.sales.stages import AT_ONCE, NOWHERE, UNSEEN, UNSEEN_WAIT, Seen, forget_old
from obmen.flows.sales.tell import OF_STAGES, Told, in_words, set_rows, tell, withdraw_rows
from obmen.flows.sales.terms import Blocked, ladder_of, terms_of

UPDATE: Final = "update"  # of `order_changes`
BARS: Final[Mapping[Standing, str]] = {Standing.PAID: "kept.paid", Standing.CANCELLED: "kept.closed"}


def follow_lines(
    work: Work, exchange: Exchange, row: LedgerRow, found: Sequence[Piece], *, now: datetime
) -> tuple[LedgerRow, Sequence[Piece]]:
    """Let the invoice follow lines that 1C has just changed; the news say what becomes of it.

    Lines that were told before are left alone: a replay, or a payment, moves no row.
    """
    changed = any(piece.news is News.LINES_CHANGED for piece in found)
    if not changed or exchange.settings.order_changes != UPDATE:
        return row, found
    after, how = _set_out(work, exchange, row, now=now)
    told = [replace(p, facts={**how, **p.facts}) if p.news is News.LINES_CHANGED else p for p in found]
    return after, told


def _set_out(
    work: Work, exchange: Exchange, row: LedgerRow, *, now: datetime
) -> tuple[LedgerRow, Mapping[str, str]]:
    decided = _decide(work, exchange, row)
    match decided:
        case Follow():
            return _go(work, exchange, row, decided, now=now), {"how": "followed", "was": _total(row)}
        case Keep():
            withdraw_rows(work, exchange, row.invoice_id)
            note(work, row, "sales.rows_kept", _why(decided), now=now)
            return row, {"how": "kept", **_why(decided)}
        case None:
            return row, {}
        case _:
            assert_never(decided)


def _go(work: Work, exchange: Exchange, row: LedgerRow, decided: Follow, *, now: datetime) -> LedgerRow:
    """Send the rows on their way, and remember by what they will be known as our own."""
    set_rows(work, exchange, row.invoice_id, decided.rows, now=now)
    keys = {one.row_id: line.key for one, line in zip(decided.rows, _lines(row), strict=True)}
    mark = lines_mark(parts_of_rows(decided.rows, keys))
    note(
        work,
        row,
        "sales.rows_followed",
        {"total": f"{row.news.total.amount:.2f}" if row.news else ""},
        now=now,
    )
    return replace(row, written=(*(one for one in row.written if one != mark), mark))


def _decide(work: Work, exchange: Exchange, row: LedgerRow) -> Follow | Keep | None:
    """Decide whether the invoice can follow; None: it shows these lines already."""
    news, sent = row.news, row.sent
    if news is None or sent is None or row.state is not OrderState.TAKEN or is_closed(news):
        return Keep("kept.closed")
    discovery = work.exchanges.discovery(exchange.id)
    ladder = ladder_of(exchange, discovery.profile) if discovery else NOWHERE
    stage = row.goal or row.invoice.stage_id
    bar = BARS.get(standing_of(stage, ladder, paid=payment_state(news).level))
    if bar:
        return Keep(bar)
    keys = {row_id: item.key for row_id, item in resolve_rows(work, exchange, row.invoice).items()}
    shows = lines_mark(parts_of_rows(row.invoice.lines, keys))
    if shows != lines_mark(parts_of_order(sent.lines)):
        return Keep("kept.crm_changed")
    shown = Shown(invoice=row.invoice, keys=keys, goods=_goods(work, exchange, _new_keys(news, keys)))
    decided = follow(news, shown=shown, sent=sent)
    if isinstance(decided, Keep):
        return decided
    return _as_seen_again(work, exchange, row, decided, shows=shows)


def _as_seen_again(
    work: Work, exchange: Exchange, row: LedgerRow, decided: Follow, *, shows: str
) -> Follow | Keep | None:
    """Read the rows as the next poll will: each must be the item that 1C has in its line."""
    read = resolve_rows(work, exchange, replace(row.invoice, lines=decided.rows))
    keys = {row_id: item.key for row_id, item in read.items()}
    strangers = tuple(
        line.name
        for one, line in zip(decided.rows, _lines(row), strict=True)
        if keys.get(one.row_id) != line.key
    )
    if strangers:
        return Keep("kept.unbound", strangers)
    is_there = not row.written and lines_mark(parts_of_rows(decided.rows, keys)) == shows
    return None if is_there else decided


def _lines(row: LedgerRow) -> Sequence[ReturnedLine]:
    return row.news.lines if row.news else ()


def _new_keys(news: OrderNews, keys: Mapping[int, str]) -> frozenset[str]:
    return frozenset(line.key for line in news.lines if line.key) - set(keys.values())


def _goods(work: Work, exchange: Exchange, keys: Collection[str]) -> Mapping[str, Good]:
    """Find what the CRM sells items as; of a variant's two forms the one that is active."""
    refs = [Ref(kind, key) for kind in ITEMS for key in keys]
    bound = work.bindings.get(exchange.id, refs) if refs else {}
    active = [one for one in bound.values() if one.fields.get("active") is not False]
    return {one.ref.id: Good(one.remote_id, str(one.fields.get("name") or "")) for one in active}


def _total(row: LedgerRow) -> str:
    return f"{row.invoice.total.amount:.2f}"


def _why(kept: Keep) -> dict[str, str]:
    return {**in_words("why", [kept.reason]), "goods": "; ".join(kept.goods)}


async def confirm_rows(
    *, store: Store, invoices: Invoices, exchange_id: int, seen: Seen, now: datetime
) -> None:
    """Before rows go out, read their invoices once more: a manager may have changed them meanwhile.

    What was read a moment ago is not read again. A portal that does not tell is; until then these rows wait.
    """
    forget_old(seen, now=now)
    due = await store.aread(partial(_due, exchange_id=exchange_id, now=now))
    rows = [row for row in due if (row.id, row.version) not in seen]
    if not rows:
        return
    start = await store.aread(partial(_start, exchange_id=exchange_id))
    try:
        if start is None:
            raise PortalUnreachable
        read = await invoices.read([int(row.ref.id) for row in rows], profile=start[0])
    except (PortalUnreachable, PortalHalted):
        ids = [row.id for row in rows]
        await store.awrite(lambda work: work.outbox.postpone(ids, due_at=now + UNSEEN_WAIT, reason=UNSEEN))
        return
    await store.awrite(lambda work: _look_once_more(work, exchange_id, rows, read, start[1], now=now))
    seen.update({(row.id, row.version): now for row in rows})


def _due(work: Work, *, exchange_id: int, now: datetime) -> Sequence[OutboxRow]:
    return work.outbox.page(
        [exchange_id], Due.READY, limit=AT_ONCE, now=now, priorities=OF_STAGES, kinds=[EntityKind.ROWS]
    )


def _start(work: Work, *, exchange_id: int) -> tuple[PortalProfile, Terms] | None:
    """Return what invoices are read and judged by; None: a setting blocks them all, and says so."""
    discovery = work.exchanges.discovery(exchange_id)
    if discovery is None:
        return None
    terms = terms_of(work, work.exchanges.get(id=exchange_id), discovery.profile)
    return None if isinstance(terms, Blocked) else (discovery.profile, terms)


def _look_once_more(
    work: Work,
    exchange_id: int,
    rows: Sequence[OutboxRow],
    read: Sequence[Invoice],
    terms: Terms,
    *,
    now: datetime,
) -> None:
    exchange = work.exchanges.get(id=exchange_id)
    for invoice in read:
        enter_invoice(work, exchange, invoice, terms=terms, now=now)
    there = {invoice.id for invoice in read}
    for row in rows:
        known = work.ledger.get(exchange_id, invoice_id=int(row.ref.id))
        if known is None or known.invoice_id not in there:
            withdraw_rows(work, exchange, int(row.ref.id))
        else:
            _go_or_stay(work, exchange, known, row, now=now)


def _go_or_stay(work: Work, exchange: Exchange, known: LedgerRow, row: OutboxRow, *, now: datetime) -> None:
    """Rows that are still right go on; those that are there, or may not be any more, are taken back."""
    wanted = exchange.settings.order_changes == UPDATE
    just_read = replace(known, written=())  # what it shows is no guess
    decided = _decide(work, exchange, just_read) if wanted else Keep("kept.not_wanted")
    match decided:
        case Follow(rows) if rows == (row.desired or {}).get("rows"):
            return
        case Follow():
            work.ledger.put(_go(work, exchange, known, decided, now=now))
        case Keep():
            withdraw_rows(work, exchange, known.invoice_id)
            note(work, known, "sales.rows_kept", _why(decided), now=now)
            facts = _why(decided)
            key = f"{known.revision}:rows_left"
            tell(work, exchange, known, [Told(code="news.rows_left", key=key, facts=facts)], now=now)
        case None:
            withdraw_rows(work, exchange, known.invoice_id)
            work.ledger.put(just_read)
        case _:
            assert_never(decided)
