"""A page of items whose stock is due: what 1C says, where it goes, and what was written last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from obmen.delta.desire import Left, kind_of_variants
from obmen.delta.parts import stocks_from, warehouse_from
from obmen.delta.stock import OF_WAREHOUSE, Line, StockContext, desire_stock, is_negative, moved_out
from obmen.domain.catalog import Warehouse
from obmen.domain.identity import EntityKind, Ref, is_variant
from obmen.flows.catalog.context import read_context, variants_of
from obmen.flows.catalog.items import ITEMS, desire_items
from obmen.flows.ports.catalog import OutboxRow
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.stocks import Place, Survey
from obmen.flows.ports.store import Work

IN_PARTS: Final = "stock.in_parts"
"""Why an item goes in a smaller document: the one that held it was refused. The size follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRow:
    """One item whose stock is due."""

    row: OutboxRow
    product_id: int | None  # of the portal; None: the item has no place there
    desired: Mapping[str, object]
    known: Mapping[str, object]  # what was written last
    negative: bool = False

    @property
    def differs(self) -> bool:
        """Tell whether the product shall hold something else than was written last."""
        return any(self.known.get(name) != value for name, value in self.desired.items())

    @property
    def limit(self) -> int | None:
        """How many lines the document may have that this item goes in."""
        name, _, size = self.row.reason.partition(" ")
        return int(size) if name == IN_PARTS else None


def warehouses_of(work: Work, exchange_id: int) -> dict[str, Warehouse]:
    """Return the warehouses that 1C has told; one that it has not named goes by its id."""
    bodies = work.records.all(exchange_id, EntityKind.WAREHOUSE)
    named = {key: warehouse_from(key, body) for key, body in bodies.items()}
    return {key: Warehouse(id=key, name=key) for key in nameless_warehouses(work, exchange_id)} | named


def nameless_warehouses(work: Work, exchange_id: int) -> list[str]:
    """Return the ids of warehouses that levels of stock name and 1C has not told of."""
    places = work.records.all(exchange_id, EntityKind.STOCK_PLACE)
    return sorted(places.keys() - work.records.all(exchange_id, EntityKind.WAREHOUSE).keys())


def stock_context(work: Work, exchange: Exchange, survey: Survey) -> StockContext:
    """Return which warehouse is which store, as bound, and how stock is written."""
    warehouses = warehouses_of(work, exchange.id)
    there = {store.id for store in survey.stores}
    bindings = work.bindings.get(exchange.id, [Ref(EntityKind.STORE, key) for key in warehouses])
    active = [store.id for store in survey.stores if store.active]
    stores = {ref.id: bound.remote_id for ref, bound in bindings.items() if bound.remote_id in there}
    free = [store for store in active if store not in stores.values()]
    return StockContext(
        inventory=survey.inventory,
        stores=stores,
        former_store=free[0] if free else None,
        only_store=active[0] if len(active) == 1 else None,
        names={key: warehouse.name for key, warehouse in warehouses.items()},
    )


def read_stock(
    work: Work, exchange: Exchange, rows: Sequence[OutboxRow], context: StockContext
) -> list[StockRow]:
    """Read what the portal should hold of the items of a page."""
    keys = [row.ref.id for row in rows]
    bodies = work.records.bodies(exchange.id, EntityKind.STOCKS, keys)
    known = work.bindings.get(exchange.id, [row.ref for row in rows])
    products = items_of(work, exchange, keys)
    found = []
    for row in rows:
        told = stocks_from(bodies[row.ref.id]) if row.ref.id in bodies else (None, None)
        binding, product_id = known.get(row.ref), products.get(row.ref.id)
        is_same = binding is not None and binding.remote_id == product_id  # not made anew since
        held = binding.fields if binding and is_same else {}
        found.append(
            StockRow(
                row=row,
                product_id=product_id,
                desired=desire_stock(*told, context)
                | (moved_out(held, context) if context.inventory else {}),
                known=held,
                negative=is_negative(*told),
            )
        )
    return found


def quantity_context(work: Work, exchange: Exchange) -> StockContext:
    """Return the context of stock that the products themselves hold."""
    names = {key: warehouse.name for key, warehouse in warehouses_of(work, exchange.id).items()}
    return StockContext(inventory=False, stores={}, only_store=None, names=names)


def items(key: str) -> set[Ref]:
    """Return the records that may hold an item's stock."""
    return {Ref(kind, key) for kind in ITEMS}


def items_of(work: Work, exchange: Exchange, keys: Sequence[str]) -> dict[str, int]:
    """Return the product or variation of the portal that each item is.

    A head holds no stock itself, and what the chosen groups leave out stays as it is.
    """
    heads = work.records.variants(exchange.id, {key for key in keys if not is_variant(key)})
    variants = variants_of(work, exchange)
    mine = [
        key
        for key in keys
        if (variants != "off" if is_variant(key) else variants == "off" or key not in heads)
    ]
    kind = kind_of_variants(variants)
    refs = [Ref(kind if is_variant(key) else EntityKind.PRODUCT, key) for key in mine]
    if exchange.settings.groups:
        desires = desire_items(work, exchange.id, refs, read_context(work, exchange)).desires
        refs = [ref for ref in refs if desires[ref] is not Left.OUTSIDE_GROUPS]
    return {ref.id: bound.remote_id for ref, bound in work.bindings.get(exchange.id, refs).items()}


def places_of(rows: Sequence[StockRow], context: StockContext) -> set[Place]:
    """Return the places whose amounts have to be known."""
    return {
        (store, row.product_id)
        for row in rows
        if row.product_id is not None
        for name in row.desired
        if (store := context.store_of(name)) is not None
    }


def lines_of(row: StockRow, context: StockContext, amounts: Mapping[Place, Decimal]) -> list[Line]:
    """Return the levels of an item that differ from what its stores hold."""
    lines = []
    for name, value in sorted(row.desired.items()):
        store = context.store_of(name)
        if store is None or row.product_id is None:
            continue
        old, new = amounts.get((store, row.product_id), Decimal(0)), Decimal(str(value))
        if old != new:
            key = row.row.ref.id
            lines.append(
                Line(key=key, product_id=row.product_id, name=name, store_id=store, old=old, new=new)
            )
    return lines


def moved_by_others(row: StockRow, lines: Sequence[Line], context: StockContext) -> dict[str, list[str]]:
    """Return the levels that others have changed since ours: what we wrote, and what was found."""
    moved = {}
    for line in lines:
        ours = row.known.get(line.name)
        if ours is not None and Decimal(str(ours)) != line.old:
            warehouse = line.name.removeprefix(OF_WAREHOUSE)
            moved[context.names.get(warehouse, warehouse)] = [str(ours), f"{line.old:f}"]
    return moved
