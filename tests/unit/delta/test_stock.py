from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from obmen.delta.stock import (
    ELEMENTS,
    RECEIPT,
    WRITE_OFF,
    Line,
    StockContext,
    adjustments,
    desire_stock,
    is_negative,
)
from obmen.domain.catalog import Stock

NAMES = {"w1": "Основной", "w2": "Магазин"}
LEVELS = (Stock("w1", Decimal("12.50")), Stock("w2", Decimal(3)))


def context(
    *, inventory: bool = True, stores: dict[str, int] | None = None, only: int | None = None
) -> StockContext:
    known = {"w1": 7, "w2": 8} if stores is None else stores
    return StockContext(inventory=inventory, stores=known, only_store=only, names=NAMES)


def line(number: int, *, old: str = "0", new: str = "1") -> Line:
    return Line(
        key=f"p{number}", product_id=number, name="stock.w1", store_id=7, old=Decimal(old), new=Decimal(new)
    )


def test_each_warehouse_has_its_level_in_its_store() -> None:
    desired = desire_stock(Decimal("15.5"), LEVELS, context())

    assert desired == {"stock.w1": "12.5", "stock.w2": "3"}


def test_a_warehouse_that_was_not_told_stays_as_it_is() -> None:
    desired = desire_stock(None, LEVELS[:1], context())

    assert desired == {"stock.w1": "12.5"}


def test_a_warehouse_without_a_store_is_left_out_while_others_have_theirs() -> None:
    desired = desire_stock(None, LEVELS, context(stores={"w1": 7}, only=7))

    assert desired == {"stock.w1": "12.5"}


def test_a_portal_of_one_store_holds_all_warehouses_together() -> None:
    alone = context(stores={}, only=1)

    assert desire_stock(None, LEVELS, alone) == {"stock": "15.5"}
    assert desire_stock(Decimal(4), None, alone) == {"stock": "4"}
    assert alone.store_of("stock") == 1


def test_a_total_without_warehouses_goes_nowhere_when_there_are_several_stores() -> None:
    desired = desire_stock(Decimal(4), None, context())

    assert desired == {}


def test_without_inventory_management_the_product_holds_total_and_split() -> None:
    desired = desire_stock(Decimal(99), LEVELS, context(inventory=False))

    assert desired == {"quantity": "15.5", "split": "Магазин: 3; Основной: 12.5"}


def test_a_total_without_warehouses_leaves_the_split_alone() -> None:
    desired = desire_stock(Decimal(4), None, context(inventory=False))

    assert desired == {"quantity": "4"}


def test_less_than_nothing_is_nothing_in_the_portal_and_is_seen_in_the_split() -> None:
    levels = (Stock("w1", Decimal(-5)), Stock("w2", Decimal(3)))

    assert desire_stock(None, levels, context()) == {"stock.w1": "0", "stock.w2": "3"}
    assert desire_stock(None, levels, context(inventory=False)) == {
        "quantity": "0",
        "split": "Магазин: 3; Основной: -5",
    }
    assert is_negative(None, levels)
    assert not is_negative(Decimal(1), LEVELS)


def test_what_comes_in_and_what_goes_out_are_documents_of_their_own() -> None:
    lines = [line(1, new="5"), line(2, old="5", new="2")]

    documents = list(adjustments(lines, limits={}))

    assert {(one.doc_type, one.lines[0].key, one.lines[0].amount) for one in documents} == {
        (RECEIPT, "p1", Decimal(5)),
        (WRITE_OFF, "p2", Decimal(3)),
    }


def test_what_a_refused_document_held_goes_in_smaller_ones() -> None:
    limits = {f"p{number}": 2 for number in range(4)}

    documents = list(adjustments([line(number) for number in range(10)], limits=limits))

    assert [len(one.lines) for one in documents] == [6, 2, 2]


@given(st.lists(st.booleans(), max_size=900))
def test_documents_hold_every_line_once_and_are_the_fewest(signs: list[bool]) -> None:
    lines = [line(n, old="3", new="4" if up else "1") for n, up in enumerate(signs)]

    documents = list(adjustments(lines, limits={}))

    assert sorted(one.key for d in documents for one in d.lines) == sorted(one.key for one in lines)
    assert all(0 < len(d.lines) <= ELEMENTS for d in documents)
    assert len(documents) == -(-sum(signs) // ELEMENTS) + -(-(len(signs) - sum(signs)) // ELEMENTS)
