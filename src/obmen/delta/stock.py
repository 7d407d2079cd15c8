"""What the portal should hold of an item's stock, and the adjustments that bring its stores there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from obmen.delta.parts import plain
from obmen.domain.catalog import Stock
from obmen.domain.identity import EntityKind, Ref

ELEMENTS: Final = 200  # lines of one document (issue 3); what it does not take waits for the next
TOTAL: Final = "stock"
"""Field of an item's level in the only store, when no warehouse has a store of its own."""
OF_WAREHOUSE: Final = "stock."
"""… and the beginning of a level's field with the warehouse's id."""
QUANTITY: Final = "quantity"
SPLIT: Final = "split"
SPLIT_PROPERTY: Final = "obmen-stock"  # xmlId of the property that holds the split
RECEIPT, WRITE_OFF = "S", "D"  # types of documents: storeTo, storeFrom
ZERO: Final = Decimal(0)
OF_ADJUSTMENTS: Final = frozenset(
    {
        EntityKind.STOCK_DOCUMENT,
        EntityKind.STOCK_ELEMENT,
        EntityKind.STOCK_CONDUCT,
        EntityKind.STOCK_DISCARD,
    }
)


def document_of(ref: Ref) -> Ref:
    """Return the document that a record of an adjustment belongs to: a line's is `number/line`."""
    return Ref(EntityKind.STOCK_DOCUMENT, ref.id.partition("/")[0])


def element_of(number: str, line: int) -> Ref:
    """Name a line of the document with this number."""
    return Ref(EntityKind.STOCK_ELEMENT, f"{number}/{line}")


@dataclass(frozen=True, slots=True, kw_only=True)
class StockContext:
    """What one exchange's stock is judged by."""

    inventory: bool  # documents write it; else the product itself holds it
    stores: Mapping[str, int]  # warehouse -> store
    only_store: int | None  # of a portal with one store, where everything goes when `stores` is empty
    names: Mapping[str, str]  # of warehouses
    former_store: int | None = None  # the only one of before, now that warehouses have stores of their own

    def store_of(self, name: str) -> int | None:
        """Return the store of a level's field."""
        if name == TOTAL:
            return self.former_store if self.stores else self.only_store
        return self.stores.get(name.removeprefix(OF_WAREHOUSE))


def desire_stock(
    quantity: Decimal | None, stocks: Sequence[Stock] | None, context: StockContext
) -> dict[str, object]:
    """Return the levels that the portal should hold; what 1C has not told is left out.

    Shape: with inventory management `stock.<warehouse>`, or `stock` for all of them in the only store;
    without it `quantity` and `split`. Below zero the portal holds 0: what is not there cannot be sold.
    """
    total = quantity if stocks is None else sum((stock.quantity for stock in stocks), ZERO)
    if not context.inventory:
        told: dict[str, object] = {} if total is None else {QUANTITY: _level(total)}
        return told if stocks is None else told | {SPLIT: split_text(stocks, context.names)}
    levels = {s.warehouse_id: _level(s.quantity) for s in stocks or () if s.warehouse_id in context.stores}
    if levels or context.stores or total is None or context.only_store is None:
        return {OF_WAREHOUSE + warehouse: level for warehouse, level in levels.items()}
    return {TOTAL: _level(total)}


def _level(quantity: Decimal) -> str:
    return plain(max(quantity, ZERO))


def moved_out(known: Mapping[str, object], context: StockContext) -> dict[str, object]:
    """Return that nothing is left in the only store of before: its stock lies in the warehouses' own ones."""
    held = known.get(TOTAL) not in (None, plain(ZERO))
    return {TOTAL: plain(ZERO)} if held and context.stores and context.former_store is not None else {}


def is_negative(quantity: Decimal | None, stocks: Sequence[Stock] | None) -> bool:
    """Tell whether 1C holds less than nothing of an item somewhere."""
    return any(stock.quantity < 0 for stock in stocks or ()) or (quantity or ZERO) < 0


def split_text(stocks: Iterable[Stock], names: Mapping[str, str]) -> str:
    """Write the levels by warehouse for people; empty warehouses are left out."""
    rows = sorted((names.get(s.warehouse_id, s.warehouse_id), s.quantity) for s in stocks if s.quantity)
    return "; ".join(f"{name}: {plain(quantity)}" for name, quantity in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One level that differs: a line of an adjustment."""

    key: str  # of the item
    product_id: int
    name: str  # field of the level
    store_id: int
    old: Decimal  # what the store holds
    new: Decimal

    @property
    def amount(self) -> Decimal:
        """How much comes in or goes out."""
        return abs(self.new - self.old)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One document: what comes in, or what goes out."""

    doc_type: str
    lines: tuple[Line, ...]


def adjustments(lines: Iterable[Line], *, limits: Mapping[str, int]) -> Iterator[Adjustment]:
    """Gather lines into documents: the fewest, except of items that a refused document held.

    `limits`: how many lines a document with this item may have, so that the faulty one is found by halving.
    """
    groups: defaultdict[tuple[int, str], list[Line]] = defaultdict(list)
    for line in lines:
        doc_type = RECEIPT if line.new > line.old else WRITE_OFF
        groups[limits.get(line.key, ELEMENTS), doc_type].append(line)
    for (limit, doc_type), group in sorted(groups.items(), reverse=True):
        for start in range(0, len(group), limit):
            yield Adjustment(doc_type, tuple(group[start : start + limit]))
