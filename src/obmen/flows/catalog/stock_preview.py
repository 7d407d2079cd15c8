"""Stock in the dry run: the levels that a run would write, found by the same comparison."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from obmen.delta.compare import Action, Change, compare
from obmen.delta.parts import card_from
from obmen.delta.stock import (
    OF_WAREHOUSE,
    QUANTITY,
    SPLIT,
    TOTAL,
    Line,
    StockContext,
    adjustments,
)
from obmen.domain.identity import EntityKind, Ref, split_item_key
from obmen.flows.catalog.stock_reading import StockRow, read_stock, stock_context, warehouses_of
from obmen.flows.catalog.stocks import PAGE, STOCK, STOCK_PRIORITY, judge_stock
from obmen.flows.catalog.stores import desire_store, held_by
from obmen.flows.ports.catalog import Due, OutboxRow
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.stocks import Stocks, Survey
from obmen.flows.ports.store import Store, Work
from obmen.messages.stocks import crm_text

PLANNED: Final = 0  # stands for the id of a store or a product that a run would make


@dataclass(slots=True)
class StockPlan:
    """What a run would do to stores and stock."""

    changes: list[Change] = field(default_factory=list)
    names: dict[Ref, str] = field(default_factory=dict)
    field_names: dict[str, str] = field(default_factory=dict)
    calls: int = 0


async def preview_stock(
    store: Store, stocks: Stocks, *, exchange_id: int, coming: Collection[str]
) -> StockPlan:
    """Compare the stock that is due, also of goods that the same run makes (`coming`); nothing is written.

    Raises: PortalHalted, PortalUnreachable.
    """
    plan = StockPlan()
    exchange = await store.aread(lambda work: work.exchanges.get(id=exchange_id))
    if not exchange.settings.stocks:
        return plan
    survey = await stocks.survey()
    context = await store.aread(partial(_begin, exchange=exchange, survey=survey, plan=plan))
    keys = await store.aread(partial(_keys, exchange_id=exchange_id, coming=coming))
    lines: list[Line] = []
    for start in range(0, len(keys), PAGE):
        some = keys[start : start + PAGE]
        rows = await store.aread(
            partial(_rows, exchange=exchange, keys=some, coming=coming, context=context, plan=plan)
        )
        judged = await judge_stock(stocks, rows, context)
        lines += [line for one in rows for line in judged.lines[one.row.id]]
        plan.changes += [
            change for one in rows if (change := _change(one, judged.lines[one.row.id], context))
        ]
    plan.calls += _calls(lines) if context.inventory else len(plan.changes)
    return plan


def _begin(work: Work, *, exchange: Exchange, survey: Survey, plan: StockPlan) -> StockContext:
    """Plan the stores, and return the context as it will be when they are there."""
    context = stock_context(work, exchange, survey)
    warehouses = warehouses_of(work, exchange.id)
    plan.field_names |= {QUANTITY: crm_text("stock.quantity"), SPLIT: crm_text("stock.split")}
    plan.field_names |= {TOTAL: crm_text("stock.total")}
    plan.field_names |= {
        OF_WAREHOUSE + key: f"{crm_text('stock.total')}: {w.name}" for key, w in warehouses.items()
    }
    if not survey.inventory:
        return context
    refs = [Ref(EntityKind.STORE, key) for key in warehouses]
    known, rows = work.bindings.get(exchange.id, refs), work.outbox.of(exchange.id, refs)
    found = {one.key: one for one in reversed(survey.stores)}
    stores = dict(context.stores)
    for ref in refs:
        binding, there = known.get(ref), found.get(ref.id)
        fields = binding.fields if binding and ref.id in context.stores else None
        if fields is None and there is not None:
            fields, stores[ref.id] = held_by(there), there.id
        parked = ref in rows and rows[ref].state is Due.PARKED
        change = compare(ref, desired=desire_store(warehouses[ref.id]), known=fields, owners={})
        if change.action is Action.NOTHING or parked:
            continue
        stores.setdefault(ref.id, PLANNED)
        plan.changes.append(change)
        plan.names[ref] = warehouses[ref.id].name
        plan.calls += 1
    return replace(context, stores=stores)


def _keys(work: Work, *, exchange_id: int, coming: Collection[str]) -> list[str]:
    """Return the items whose stock waits, and those that get a place in the portal."""
    keys: dict[str, None] = {}
    for state in Due:
        after = 0
        while rows := work.outbox.page([exchange_id], state, limit=PAGE, after=after, kinds=STOCK):
            keys |= dict.fromkeys(row.ref.id for row in rows)
            after = max(row.id for row in rows)
    told = work.records.bodies(exchange_id, EntityKind.STOCKS, coming)
    return [*keys, *(key for key in told if key not in keys)]


def _rows(
    work: Work,
    *,
    exchange: Exchange,
    keys: Sequence[str],
    coming: Collection[str],
    context: StockContext,
    plan: StockPlan,
) -> list[StockRow]:
    rows = [
        replace(one, product_id=PLANNED) if one.product_id is None and one.row.ref.id in coming else one
        for one in read_stock(
            work, exchange, [_marked(exchange, key, i) for i, key in enumerate(keys)], context
        )
    ]
    ids = {split_item_key(key)[0] for key in keys}
    names = {
        key: card_from(body).name
        for key, body in work.records.bodies(exchange.id, EntityKind.CARD, ids).items()
    }
    plan.names |= {one.row.ref: names.get(split_item_key(one.row.ref.id)[0], one.row.ref.id) for one in rows}
    return [one for one in rows if one.product_id is not None]


def _marked(exchange: Exchange, key: str, number: int) -> OutboxRow:
    """Return a row as marking the item would make it: of goods that are only planned there is none yet."""
    return OutboxRow(
        id=number, exchange_id=exchange.id, ref=Ref(EntityKind.STOCK, key), state=Due.NEW,
        priority=STOCK_PRIORITY, rank=0, attempts=0, version=0, due_at=exchange.created_at, desired=None,
    )  # fmt: skip


def _change(row: StockRow, lines: Sequence[Line], context: StockContext) -> Change | None:
    fields: Mapping[str, tuple[object, object]]
    if context.inventory:
        fields = {line.name: (f"{line.old:f}", f"{line.new:f}") for line in lines}
    else:
        fields = {n: (row.known.get(n), v) for n, v in row.desired.items() if row.known.get(n) != v}
    return Change(ref=row.row.ref, action=Action.CHANGE, fields=fields) if fields else None


def _calls(lines: Sequence[Line]) -> int:
    """Count lines, and two calls a document: that it begins, and that it takes effect."""
    return len(lines) + 2 * sum(1 for _ in adjustments(lines, limits={}))
