"""An invoice that follows its order: the lines that 1C has become its rows, or it says why they can't."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from obmen.domain.billing import line_total
from obmen.domain.invoice import Invoice, InvoiceLine
from obmen.domain.money import round_kopeck
from obmen.domain.order import CustomerOrder, OrderLine, OrderNews, ReturnedLine
from obmen.domain.settlement import line_changes, sums_of_news, sums_of_order
from obmen.domain.vat import LOST_BY_SOME_RELEASES, NO_VAT, ZERO_VAT, Vat

Part = tuple[str, Decimal, Decimal, Vat]
"""What a line comes to: key of the item, quantity, gross total, rate."""
ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Good:
    """What the CRM sells an item of 1C as."""

    product_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Follow:
    """The rows that the invoice shall have, in the order of 1C's lines."""

    rows: tuple[InvoiceLine, ...]


@dataclass(frozen=True, slots=True)
class Keep:
    """The invoice stays as it is; `reason` is a code of obmen.messages, `goods` the lines that bar it."""

    reason: str
    goods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the invoice shows now, and what the CRM sells the items by that it does not show."""

    invoice: Invoice
    keys: Mapping[int, str]  # by row id
    goods: Mapping[str, Good] = field(default_factory=dict)  # by key


def follow(news: OrderNews, *, shown: Shown, sent: CustomerOrder) -> Follow | Keep:
    """Turn the lines that 1C told into rows: all of them, to the kopeck, or none."""
    if not news.lines:
        return Keep("kept.no_lines")
    if shown.invoice.is_manual_total:
        return Keep("kept.manual_total")
    if news.total.currency != shown.invoice.total.currency:
        return Keep("kept.currency")
    rows = tuple(_rows(news, shown, sent))
    for reason, goods in _doubts(news.lines, rows).items():
        if goods:
            return Keep(reason, tuple(goods))
    made = [replace(row, row_id=place) for place, row in enumerate(filter(None, rows), start=1)]
    return Follow(tuple(made)) if _comes_to(made, news) else Keep("kept.sum")


def _doubts(lines: Sequence[ReturnedLine], rows: Sequence[InvoiceLine | None]) -> dict[str, list[str]]:
    """Name the lines that no row can show, by the reason, gravest first."""
    pairs = list(zip(lines, rows, strict=True))
    return {
        "kept.amounts": [line.name for line in lines if line.quantity <= 0 or line.total < 0],
        "kept.units": [line.name for line in lines if line.coefficient != ONE],
        "kept.unbound": [line.name for line, row in pairs if row is None],
        "kept.prices": [
            line.name for line, row in pairs if row and line_total(row) != round_kopeck(line.total)
        ],
    }


def _comes_to(rows: Sequence[InvoiceLine], news: OrderNews) -> bool:
    """Tell whether the rows come to 1C's sum, however the portal rounds: line by line, or all at once."""
    asked = round_kopeck(news.total.amount)
    exact = sum((row.price * row.quantity for row in rows), Decimal(0))
    return sum(map(line_total, rows), Decimal(0)) == asked == round_kopeck(exact)


def _rows(news: OrderNews, shown: Shown, sent: CustomerOrder) -> Iterator[InvoiceLine | None]:
    """Give each line the look of the row that it had: name, product and unit are the CRM's."""
    rates = _rates(sent)
    looks = _looks(news.lines, shown)
    for line, look in zip(news.lines, looks, strict=True):
        if look is None or line.quantity <= 0:
            yield look
            continue
        vat = rate_of(line, rates.get(line.key, frozenset()), look.vat)
        yield replace(look, price=_unit_price(line), quantity=line.quantity, vat=vat)


def _looks(lines: Sequence[ReturnedLine], shown: Shown) -> list[InvoiceLine | None]:
    """Find the row that each line was: first those that have not changed, then the others in their order."""
    left = [row for row in shown.invoice.lines if shown.keys.get(row.row_id)]
    found: dict[int, InvoiceLine] = {}
    for same in (True, False):
        for place, line in enumerate(lines):
            mine = (row for row in left if shown.keys[row.row_id] == line.key)
            match = next((row for row in mine if not same or _is_same(row, line)), None)
            if place not in found and match is not None:
                found[place] = match
                left.remove(match)
    return [found.get(place) or _look(line, shown) for place, line in enumerate(lines)]


def _is_same(row: InvoiceLine, line: ReturnedLine) -> bool:
    return (row.quantity, line_total(row)) == (line.quantity, round_kopeck(line.total))


def _look(line: ReturnedLine, shown: Shown) -> InvoiceLine | None:
    """Make the row of an item that has none left: a further one of the same, or a new one of the CRM's."""
    twin = next((row for row in shown.invoice.lines if shown.keys.get(row.row_id) == line.key), None)
    good = shown.goods.get(line.key)
    if twin is not None or good is None:
        return twin
    return InvoiceLine(
        row_id=0, product_id=good.product_id, name=good.name or line.name, price=line.price,
        quantity=line.quantity, vat=line.vat or NO_VAT, unit_code="",
    )  # fmt: skip


def _unit_price(line: ReturnedLine) -> Decimal:
    """Return the gross price in kopecks; 1C's own where it gives the line's sum."""
    told = round_kopeck(line.price)
    if round_kopeck(told * line.quantity) == round_kopeck(line.total):
        return told
    return round_kopeck(line.total / line.quantity)


def _rates(sent: CustomerOrder) -> Mapping[str, frozenset[Vat]]:
    rates: dict[str, set[Vat]] = {}
    for line in sent.lines:
        rates.setdefault(line.key, set()).add(line.vat)
    return {key: frozenset(found) for key, found in rates.items()}


def rate_of(line: ReturnedLine, sent: frozenset[Vat], otherwise: Vat) -> Vat:
    """Return a line's rate; one that this release of 1C has lost on the way stays as it was sent."""
    known = next(iter(sent)) if len(sent) == 1 else None
    if line.vat is None:
        return known or otherwise
    lost = known is not None and known.code in LOST_BY_SOME_RELEASES and line.vat in (NO_VAT, ZERO_VAT)
    return known if lost and known else line.vat


def lines_mark(parts: Iterable[Part]) -> str:
    """Return what some lines are recognised by, in whatever order and by whatever names they stand."""
    written = sorted(
        (key, f"{quantity.normalize():f}", f"{round_kopeck(total):f}", vat.code)
        for key, quantity, total, vat in parts
    )
    return hashlib.blake2b(repr(written).encode(), digest_size=8).hexdigest()


def parts_of_order(lines: Iterable[OrderLine]) -> list[Part]:
    """Return what the lines of an order come to."""
    return [(line.key, line.quantity, line.total, line.vat) for line in lines]


def parts_of_rows(rows: Iterable[InvoiceLine], keys: Mapping[int, str]) -> list[Part]:
    """Return what the rows of an invoice come to; a row that 1C would not know has no key."""
    return [(keys.get(row.row_id, ""), row.quantity, line_total(row), row.vat) for row in rows]


def is_agreed(order: CustomerOrder, news: OrderNews, *, sent: CustomerOrder) -> bool:
    """Tell whether an invoice shows the lines that 1C has told: items, quantities, sums and rates."""
    if order.total.currency != news.total.currency or order.total.amount != round_kopeck(news.total.amount):
        return False
    if line_changes(sums_of_order(order), sums_of_news(news)):
        return False
    ours, known = _rates(order), _rates(sent)
    return all(
        rate_of(line, known.get(line.key, frozenset()), next(iter(ours[line.key]))) in ours[line.key]
        for line in news.lines
    )
