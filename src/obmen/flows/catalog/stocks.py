"""Stock goes to the portal in runs: at its own rhythm, each level as a difference from what is found there.

A run begins when no document of an earlier one is under way, takes the items that are due by then, and leaves
documents in the outbox: from there on they go their way like every other record, one call after the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Final

from obmen.delta.compare import ChangeClass
from obmen.delta.stock import (
    OF_ADJUSTMENTS,
    Adjustment,
    Line,
    StockContext,
    adjustments,
    element_of,
)
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.catalog.context import CATALOGUE_HELD, keep_profile, variants_of
from obmen.flows.catalog.neighbours import neighbours
from obmen.flows.catalog.splits import complete_split
from obmen.flows.catalog.stock_reading import (
    StockRow,
    lines_of,
    moved_by_others,
    places_of,
    read_stock,
    stock_context,
)
from obmen.flows.catalog.stores import plan_stores, stores_under_way
from obmen.flows.ports.catalog import Due, OutboxRow, Ready
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.journal import Entry
from obmen.flows.ports.portal import HALTED, Directories
from obmen.flows.ports.stocks import Place, Stocks, Survey
from obmen.flows.ports.store import Store, Work
from obmen.messages.stocks import crm_text

STOCK: Final = frozenset({EntityKind.STOCK})
ALL: Final = 10_000_000
REFUSED: Final = "stock.refused"  # why an item waits: the portal takes no documents now
REJECTED: Final = "delivery.rejected"
PAGE: Final = 1_000  # items of one transaction
STOCK_PRIORITY: Final = 60  # after cards and prices
RUN: Final = "stock_run"  # names in `Exchange.learnt`: how many runs there were,
RUN_AT: Final = "stock_run_at"  # and when the last one began
RUN_ENDED: Final = "stock.run"
MOVED: Final = "stock.moved_by_others"
JUDGED: Final = "stock_judged"  # … and how the items to write were chosen
MODE: Final = "stock_mode"  # … and how the last one wrote


def stock_due(exchange: Exchange, now: datetime) -> datetime:
    """Return when stock that changes now is written: at once, unless it was written a short while ago."""
    last = exchange.learnt.get(RUN_AT)
    if not last:
        return now
    return max(now, datetime.fromisoformat(last) + timedelta(minutes=exchange.settings.stock_minutes))


def mark_stock(work: Work, exchange: Exchange, items: Sequence[Ref], *, now: datetime) -> None:
    """Mark the stock of products that have just got their place in the portal."""
    if not exchange.settings.stocks or not items:
        return
    told = work.records.bodies(exchange.id, EntityKind.STOCKS, [ref.id for ref in items])
    work.outbox.mark(exchange.id, [Ref(EntityKind.STOCK, key) for key in told], now=stock_due(exchange, now))


@dataclass(slots=True, kw_only=True)
class _Run:
    """One run under way."""

    number: int
    last: int  # row of the outbox; what is marked later belongs to the next run
    began: datetime
    context: StockContext
    chunk: int = 0
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("items", "lines", "documents", "negative", "homeless"), 0)
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    """A page of items: which differ in nothing, and the levels of the others."""

    rows: Sequence[StockRow]
    lines: Mapping[int, Sequence[Line]]  # by row of the outbox


def judge_stock_anew(work: Work, exchange: Exchange, *, now: datetime) -> None:
    """Mark all stock when it begins to travel or other items carry it; drop what waits when it ceases."""
    judged = repr((variants_of(work, exchange), exchange.settings.groups)) if exchange.settings.stocks else ""
    if exchange.learnt.get(JUDGED, "") == judged:
        return
    work.exchanges.update(exchange.id, learnt={JUDGED: judged})
    if judged:
        work.outbox.mark_all(exchange.id, EntityKind.STOCK, now=now)
        return
    for state in (Due.NEW, Due.READY, Due.PARKED):
        rows = work.outbox.page([exchange.id], state, limit=ALL, kinds=STOCK)
        work.outbox.done({row.id: row.version for row in rows})


async def plan_stocks(
    store: Store,
    stocks: Stocks,
    directories: Directories,
    *,
    exchange_id: int,
    now: datetime,
    patient: bool,
) -> int:
    """Begin a run if stock is due, and leave its documents in the outbox; returns how many rows it took.

    `patient`: what changed within `stock_minutes` after the last run waits for its turn.
    Raises: PortalHalted, PortalUnreachable.
    """
    exchange = await store.aread(partial(_wanting, exchange_id=exchange_id, now=now, patient=patient))
    if exchange is None:
        return 0
    survey = await stocks.survey()
    made = await store.awrite(partial(plan_stores, exchange=exchange, survey=survey, now=now))
    if made:
        return made  # stores first: they go out, and a later call goes on when they are there
    if not survey.inventory:
        await complete_split(store, directories, exchange=exchange, now=now)
    run = await store.awrite(partial(_begin, exchange_id=exchange_id, survey=survey, now=now))
    return await _take(store, stocks, exchange_id, run, patient=patient) if run else 0


def _wanting(work: Work, *, exchange_id: int, now: datetime, patient: bool) -> Exchange | None:
    """Return the exchange when a run may begin."""
    exchange = work.exchanges.get(id=exchange_id)
    if work.exchanges.discovery(exchange_id) is None or exchange.learnt.get(CATALOGUE_HELD):
        return None
    if work.inbox.is_applying(exchange_id=exchange_id):  # what the rest tells would wait for the next run
        return None
    if _under_way(work, exchange_id, neighbours(work, exchange_id)):
        return None
    if not _turn_of(work, exchange_id, after=0, now=now, patient=patient):
        return None
    return exchange


def _turn_of(
    work: Work, exchange_id: int, *, after: int, now: datetime, patient: bool
) -> Sequence[OutboxRow]:
    """Return the next rows whose turn it is; who is impatient waits only for a portal that has refused."""
    while True:
        rows = work.outbox.page(
            [exchange_id], Due.NEW, limit=PAGE, now=now if patient else None, after=after, kinds=STOCK
        )
        mine = [row for row in rows if row.due_at <= now or row.reason != REFUSED]
        if mine or not rows:
            return mine
        after = rows[-1].id


def _under_way(work: Work, exchange_id: int, others: Sequence[int]) -> bool:
    """Tell whether documents will still move stock here, also another exchange's that can go out."""
    going = [exchange_id, *(one for one in others if not work.problems.open(one, kind=HALTED))]
    return any(work.outbox.extent(one, OF_ADJUSTMENTS)[0] > 0 for one in going)


def _begin(work: Work, *, exchange_id: int, survey: Survey, now: datetime) -> _Run | None:
    """Take a number; another process that has begun a run meanwhile goes on alone.

    Who is reading the same stores for another exchange of the portal begins anew after this run.
    """
    others = neighbours(work, exchange_id) if survey.inventory else []
    for one in sorted((exchange_id, *others)):
        work.inbox.apply_alone(exchange_id=one)
    if _under_way(work, exchange_id, others) or (survey.inventory and stores_under_way(work, exchange_id)):
        return None
    exchange = work.exchanges.get(id=exchange_id)
    number = _next_number(exchange)
    for one in others:
        work.exchanges.update(one, learnt={RUN: str(_next_number(work.exchanges.get(id=one)))})
    context = stock_context(work, exchange, survey)
    mode = _mode(context)
    if exchange.learnt.get(MODE, mode) != mode:  # what was written the other way is written anew
        work.outbox.mark_all(exchange_id, EntityKind.STOCK, now=now)
    learnt = {RUN: str(number), RUN_AT: now.isoformat(), MODE: mode}
    work.exchanges.update(exchange_id, learnt=learnt)
    keep_profile(work, exchange_id, lambda known: replace(known, inventory=survey.inventory))
    return _Run(
        number=number,
        last=work.outbox.extent(exchange_id, STOCK)[1],
        began=now,
        context=context,
    )


def _next_number(exchange: Exchange) -> int:
    return int(exchange.learnt.get(RUN, "0")) + 1


def _mode(context: StockContext) -> str:
    """Name how stock is written: by the product, into the only store, or into a store for each warehouse."""
    if not context.inventory:
        return "quantity"
    return "documents" if context.stores else "total"


async def _take(store: Store, stocks: Stocks, exchange_id: int, run: _Run, *, patient: bool) -> int:
    taken, after = 0, 0
    while True:
        rows = await store.aread(
            partial(_page, exchange_id=exchange_id, run=run, after=after, patient=patient)
        )
        if not rows:
            await store.awrite(partial(_end, exchange_id=exchange_id, run=run))
            return taken
        after = rows[-1].row.id
        judged = await judge_stock(stocks, rows, run.context)
        if not await store.awrite(partial(_record, exchange_id=exchange_id, run=run, judged=judged)):
            return taken
        taken += len(rows)


def _page(work: Work, *, exchange_id: int, run: _Run, after: int, patient: bool) -> Sequence[StockRow]:
    rows = _turn_of(work, exchange_id, after=after, now=run.began, patient=patient)
    mine = [row for row in rows if row.id <= run.last]
    return read_stock(work, work.exchanges.get(id=exchange_id), mine, run.context)


async def judge_stock(stocks: Stocks, rows: Sequence[StockRow], context: StockContext) -> _Judged:
    """Compare the levels of a page with what lies in the stores: the same for dry run and run."""
    places = places_of(rows, context)
    amounts: Mapping[Place, Decimal] = await stocks.amounts(places) if places else {}
    return _Judged(rows, {one.row.id: lines_of(one, context, amounts) for one in rows})


def _record(work: Work, *, exchange_id: int, run: _Run, judged: _Judged) -> bool:
    """Turn a page into documents; False: another run has begun, and this one ends."""
    work.inbox.apply_alone(exchange_id=exchange_id)
    exchange = work.exchanges.get(id=exchange_id)
    if exchange.learnt.get(RUN) != str(run.number):
        return False
    current = work.outbox.current({one.row.id: one.row.version for one in judged.rows})
    rows = [one for one in judged.rows if one.row.id in current]
    _count(run, rows, judged)
    if not run.context.inventory:
        _leave_to_products(work, exchange_id, rows, now=run.began)
        return True
    work.outbox.done({one.row.id: one.row.version for one in rows})
    settled = [one for one in rows if one.product_id is not None and not judged.lines[one.row.id]]
    work.bindings.put(exchange_id, [_binding(one) for one in settled if one.desired])
    work.problems.solve_of(exchange_id, [one.row.ref for one in settled], kinds=(REJECTED,))
    limits = {one.row.ref.id: one.limit for one in rows if one.limit is not None}
    lines = [line for one in rows for line in judged.lines[one.row.id]]
    for document in adjustments(lines, limits=limits):
        _put(work, exchange, run, document)
    _tell_moved(work, exchange_id, run, rows, judged)
    return True


def _leave_to_products(work: Work, exchange_id: int, rows: Sequence[StockRow], *, now: datetime) -> None:
    """Without inventory management stock goes out as fields of the product; what differs in nothing ends."""
    ready = [one for one in rows if one.product_id is not None and one.differs]
    work.outbox.set_ready([Ready(one.row.id, STOCK_PRIORITY, 0, ChangeClass.ORDINARY) for one in ready])
    early = [one.row.id for one in ready if one.row.due_at > now]  # somebody would not wait for the rhythm
    work.outbox.postpone(early, due_at=now, reason="")
    ending = {one.row.id for one in rows} - {one.row.id for one in ready}
    work.outbox.done({one.row.id: one.row.version for one in rows if one.row.id in ending})
    idle = [one.row.ref for one in rows if one.row.id in ending]
    work.problems.solve_of(exchange_id, idle, kinds=(REJECTED,))


def _binding(row: StockRow) -> Binding:
    return Binding(row.row.ref, row.product_id or 0, {**row.known, **row.desired})


def _put(work: Work, exchange: Exchange, run: _Run, document: Adjustment) -> None:
    """Leave a document and its lines in the outbox, in the order in which they go out."""
    run.chunk += 1
    run.counts["documents"] += 1
    number = f"1C-{exchange.settings.order_prefix}{run.began:%y%m%d%H%M}-{run.number}-{run.chunk}"
    lines = [[line.key, line.name, line.product_id, str(line.new)] for line in document.lines]
    desired = {"type": document.doc_type, "title": crm_text("stock.document_title"), "lines": lines}
    given: dict[Ref, Mapping[str, object]] = {Ref(EntityKind.STOCK_DOCUMENT, number): desired}
    for index, line in enumerate(document.lines):
        given[element_of(number, index)] = {
            "type": document.doc_type,
            "product_id": line.product_id,
            "store_id": line.store_id,
            "amount": str(line.amount),
        }
    work.outbox.mark_given(exchange.id, given, now=run.began, priority=STOCK_PRIORITY)


def _count(run: _Run, rows: Sequence[StockRow], judged: _Judged) -> None:
    run.counts["items"] += len(rows)
    run.counts["lines"] += sum(len(judged.lines[one.row.id]) for one in rows)
    run.counts["negative"] += sum(one.negative for one in rows)
    run.counts["homeless"] += sum(one.product_id is not None and not one.desired for one in rows)


def _tell_moved(work: Work, exchange_id: int, run: _Run, rows: Sequence[StockRow], judged: _Judged) -> None:
    entries = [
        Entry(at=run.began, event=MOVED, ref=one.row.ref, facts=moved)
        for one in rows
        if (moved := moved_by_others(one, judged.lines[one.row.id], run.context))
    ]
    work.journal.add(exchange_id, entries)


def _end(work: Work, *, exchange_id: int, run: _Run) -> None:
    facts = {"run": run.number, "inventory": run.context.inventory, **run.counts}
    work.journal.add(exchange_id, [Entry(at=run.began, event=RUN_ENDED, ref=None, facts=facts)])
