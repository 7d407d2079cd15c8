"""The dry run: the same comparison as the run, with no writing call and nothing stored."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from obmen.delta.compare import HEAD, MONEY, PRICE_PREFIX, Action, Change, is_money
from obmen.delta.desire import CatalogContext
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.catalog.context import read_context, read_portal
from obmen.flows.catalog.directories import Making, as_found, as_if_complete, makings
from obmen.flows.catalog.doubts import doubted, with_doubts
from obmen.flows.catalog.found_galleries import Look
from obmen.flows.catalog.holding import with_holds
from obmen.flows.catalog.items import ITEMS, with_properties_of
from obmen.flows.catalog.judging import Judged, judge
from obmen.flows.catalog.picture_preview import Arriving, look_at_none, preview_pictures
from obmen.flows.catalog.planning import PAGE, look_up, unbound
from obmen.flows.catalog.pricing import read_unpriced, with_gaps
from obmen.flows.catalog.reading import COMPUTED, read_page
from obmen.flows.catalog.stock_preview import preview_stock
from obmen.flows.catalog.sweeping import LeftOut, read_left_out
from obmen.flows.catalog.wording import names_in
from obmen.flows.ports.catalog import OutboxRow
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import Lookups
from obmen.flows.ports.stocks import Stocks
from obmen.flows.ports.store import Store, Work

SHOWN = (Action.CREATE, Action.CHANGE, Action.DEACTIVATE, Action.REACTIVATE, Action.REFUSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run would do, record by record."""

    changes: tuple[Change, ...]
    names: Mapping[Ref, str]  # what people call the records
    field_names: Mapping[str, str] = field(default_factory=dict)  # what people call prices and attributes
    value_names: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict
    )  # by field: groups, list values
    makes: tuple[Making, ...] = ()  # rows of directories that the records lean on
    price_type: str = ""  # what 1C calls the one that is the price; empty: none is known
    left_out: LeftOut = field(default_factory=LeftOut)
    pictures_unseen: int = 0  # found products whose own pictures were not looked at: see PicturePlan
    requests: int
    seconds: float

    def totals(self) -> dict[str, dict[str, int]]:
        """Count the changes by kind and action."""
        counts = {kind: dict.fromkeys(map(str, SHOWN), 0) for kind in ("product", "section", "variation")}
        for change in self.changes:
            of_kind = counts.setdefault(str(change.ref.kind), dict.fromkeys(map(str, SHOWN), 0))
            of_kind[str(change.action)] += 1
        return counts


async def preview(
    store: Store, lookups: Lookups, stocks: Stocks, *, exchange_id: int, look: Look = look_at_none
) -> Plan:
    """Compare all that is pending and say what would change; the portal is only read."""
    whole = await _all_compared(store, lookups, exchange_id)
    exchange = await store.aread(lambda work: work.exchanges.get(id=exchange_id))
    doubts = await store.aread(lambda work: doubted(work, exchange_id))
    held = with_doubts(await store.aread(lambda work: with_holds(work, exchange, whole.judged)), doubts)
    changes = [_shown(change) for change in with_gaps(held, whole.unpriced, whole.prices)]
    coming = {one.ref.id for one in changes if one.action is Action.CREATE and one.ref.kind in ITEMS}
    stock = await preview_stock(store, stocks, exchange_id=exchange_id, coming=coming)
    arriving = Arriving(made=coming, found=whole.found, look=look)
    pictures = await preview_pictures(store, exchange=exchange, arriving=arriving)
    calls = sum(_calls_of(change) for change in changes) + stock.calls
    requests = -(-calls // 50) + pictures.requests
    context = await store.aread(lambda work: _wording(work, exchange, changes))
    field_names, value_names = names_in(changes, context)
    price_type = context.price_types.get(context.price_type_id or "")
    return Plan(
        changes=(*changes, *stock.changes, *pictures.changes),
        names={**whole.names, **stock.names, **pictures.names},
        field_names=field_names | stock.field_names,
        value_names=_with_heads(value_names, changes, whole.names),
        makes=tuple(dict.fromkeys(whole.makes)),
        price_type=price_type.name if price_type else "",
        pictures_unseen=pictures.unseen,
        left_out=await store.aread(partial(read_left_out, exchange_id=exchange_id)),
        requests=requests,
        seconds=_seconds(exchange, requests=requests, calls=calls + pictures.requests),
    )


def _seconds(exchange: Exchange, *, requests: int, calls: int) -> float:
    """Reckon how long the portal takes for so many requests with so many calls in them."""
    settings = exchange.settings
    waiting = max(requests - settings.burst * 0.8, 0) / settings.rate_per_second
    return round(waiting + calls * 0.2, 1)


def _wording(work: Work, exchange: Exchange, changes: Sequence[Change]) -> CatalogContext:
    names = {name for change in changes if change.ref.kind is EntityKind.VARIATION for name in change.fields}
    return with_properties_of(work, exchange.id, read_context(work, exchange), names)


def _with_heads(
    values: Mapping[str, Mapping[str, str]], changes: Sequence[Change], names: Mapping[Ref, str]
) -> Mapping[str, Mapping[str, str]]:
    """Add the names of the goods that variations stand under."""
    heads = {
        head: name
        for change in changes
        if change.ref.kind is EntityKind.VARIATION
        for head in map(str, change.fields.get("parent", ()))
        if (name := names.get(Ref(EntityKind.PRODUCT, head)))
    }
    return {**values, "parent": {**values.get("parent", {}), **heads}} if heads else values


def _shown(change: Change) -> Change:
    """Leave out what only says how a record is made."""
    return replace(change, fields={name: pair for name, pair in change.fields.items() if name != HEAD})


def _rows(work: Work, *, exchange_id: int, after: int) -> Sequence[OutboxRow]:
    return work.outbox.walk(exchange_id, after=after, limit=PAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compared:
    """A page of what is pending: what would change, and what is to be said beside."""

    judged: Sequence[Judged]
    names: Mapping[Ref, str]
    makes: Sequence[Making]
    unpriced: frozenset[Ref]
    prices: Mapping[Ref, object]  # that the CRM holds
    found: Mapping[str, int]  # products that the portal has, by 1C's id


async def _all_compared(store: Store, lookups: Lookups, exchange_id: int) -> _Compared:
    """Compare page after page."""
    pages: list[_Compared] = []
    after = 0
    while rows := await store.aread(partial(_rows, exchange_id=exchange_id, after=after)):
        after = rows[-1].id
        computed = [row for row in rows if row.ref.kind in COMPUTED]
        pages.append(await _compared(store, lookups, exchange_id, computed))
    return _Compared(
        judged=[one for page in pages for one in page.judged],
        names={ref: name for page in pages for ref, name in page.names.items()},
        makes=[one for page in pages for one in page.makes],
        unpriced=frozenset[Ref]().union(*(page.unpriced for page in pages)),
        prices={ref: price for page in pages for ref, price in page.prices.items()},
        found={key: remote for page in pages for key, remote in page.found.items()},
    )


async def _compared(store: Store, lookups: Lookups, exchange_id: int, rows: Sequence[OutboxRow]) -> _Compared:
    exchange, known = await store.aread(lambda work: read_portal(work, exchange_id))
    page = await store.aread(partial(read_page, exchange=exchange, rows=rows))
    portal = await as_found(lookups, profile=known, page=page)
    found = await look_up(lookups, unbound(page), profile=portal)
    profile = as_if_complete(portal, exchange=exchange, page=page)
    judged = await asyncio.to_thread(judge, page, found, exchange, profile)
    prices = {ref: remote.fields.get("price") for ref, remote in found.items()}
    prices |= {ref: binding.fields.get("price") for ref, binding in page.bindings.items()}
    return _Compared(
        judged=[one for one in judged if one.change.action is not Action.NOTHING],
        names={one.change.ref: one.name for one in judged},
        makes=makings(page, portal, exchange),
        unpriced=await store.aread(partial(read_unpriced, exchange=exchange, page=page)),
        prices=prices,
        found={ref.id: remote.id for ref, remote in found.items() if ref.kind is EntityKind.PRODUCT},
    )


def _calls_of(change: Change) -> int:
    """Count the commands: the card is one, the prices of a new product are one together, else one each."""
    if change.action is Action.REFUSE:
        return 0
    card = any(not is_money(name) for name in change.fields)
    base = any(name in MONEY for name in change.fields)
    further = sum(name.startswith(PRICE_PREFIX) for name in change.fields)
    prices = base + further
    return card + (min(prices, 1) if change.action is Action.CREATE else prices)


def as_document(plan: Plan) -> Mapping[str, object]:
    """Return the plan in the shape that the command line and the API fix."""
    return {
        "totals": plan.totals(),
        "requests": plan.requests,
        "seconds": plan.seconds,
        "price_type": plan.price_type,
        "makes": [{"kind": one.kind, "id": one.id, "name": one.name} for one in plan.makes],
        "pictures_unseen": plan.pictures_unseen,
        "left_out": _left_out(plan.left_out),
        "words": {"fields": plan.field_names, "values": plan.value_names},
        "changes": [
            {
                "kind": str(change.ref.kind),
                "id": change.ref.id,
                "name": plan.names[change.ref],
                "action": str(change.action),
                "fields": {name: list(pair) for name, pair in change.fields.items()},
                "reason": change.reason,
            }
            for change in plan.changes
        ],
    }


def _left_out(left_out: LeftOut) -> Mapping[str, object]:
    records = [{"id": key, "name": name} for key, name in left_out.by_groups.items()]
    return {"groups": {"count": len(records), "records": records}, "selection": {"count": left_out.left}}
