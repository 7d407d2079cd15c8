"""An invoice follows its order: 1C's lines become its rows to the kopeck, or it says why they can't."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obmen.domain.following import Follow, Good, Keep, Shown, follow, is_agreed, lines_mark, parts_of_order
from obmen.domain.invoice import Invoice, InvoiceLine
from obmen.domain.money import Money, round_kopeck
from obmen.domain.order import OrderNews, ReturnedLine
from obmen.domain.vat import NO_VAT, Vat
from tests.unit.sales.samples import VAT_20, invoice, news, order, order_line, row

VAT_22 = Vat(Decimal(22))


def line(
    key: str = "guid-1", *, quantity: str = "2", total: str = "240.00", **fields: object
) -> ReturnedLine:
    price = Decimal(total) / Decimal(quantity) if Decimal(quantity) else Decimal(0)
    told = ReturnedLine(
        key=key, name=f"1С {key}", price=price, quantity=Decimal(quantity), total=Decimal(total), vat=VAT_20
    )
    return replace(told, **fields)  # type: ignore[arg-type]


def told(*lines: ReturnedLine, total: str = "") -> OrderNews:
    summed = sum((one.total for one in lines), Decimal("0.00"))
    return news(lines=lines, total=Money(Decimal(total) if total else summed, "RUB"))


def billed(*rows: InvoiceLine, total: str = "240.00") -> Invoice:
    return invoice(*(rows or (row(),)), total=total)


def shown(bill: Invoice, **goods: Good) -> Shown:
    keys = {one.row_id: f"guid-{one.row_id}" for one in bill.lines}
    return Shown(invoice=bill, keys=keys, goods={f"guid-{name[1:]}": good for name, good in goods.items()})


def followed(message: OrderNews, seen: Shown) -> tuple[InvoiceLine, ...]:
    decided = follow(message, shown=seen, sent=order())
    assert isinstance(decided, Follow), decided
    return decided.rows


def test_a_line_keeps_the_look_of_its_row() -> None:
    [kept] = followed(told(line(quantity="3", total="330.00")), shown(billed()))

    assert (kept.product_id, kept.name, kept.unit_code) == (901, "Товар 1", "006")
    assert (kept.price, kept.quantity, kept.vat) == (Decimal("110.00"), Decimal(3), VAT_20)


def test_an_item_that_is_new_in_1c_is_sold_as_the_crm_sells_it() -> None:
    new = line("guid-7", quantity="1", total="99.90", vat=NO_VAT)

    rows = followed(told(line(), new), shown(billed(), g7=Good(977, "Кофе")))

    assert [(one.product_id, one.name, one.price, one.vat) for one in rows] == [
        (901, "Товар 1", Decimal("120.00"), VAT_20),
        (977, "Кофе", Decimal("99.90"), NO_VAT),
    ]


def test_rows_follow_the_order_of_1c_and_one_that_is_gone_goes() -> None:
    bill = billed(row(1), row(2, price="50.00"), total="340.00")

    rows = followed(told(line("guid-2", quantity="2", total="100.00")), shown(bill))

    assert [one.product_id for one in rows] == [902]


def test_of_two_rows_of_one_item_the_unchanged_one_is_kept() -> None:
    delivery = replace(row(1, price="1500.00", quantity="1"), product_id=0, name="Доставка")
    mounting = replace(row(2, price="3000.00", quantity="1"), product_id=0, name="Монтаж")
    keys = {1: "service", 2: "service"}
    seen = Shown(invoice=billed(delivery, mounting, total="4500.00"), keys=keys)

    rows = followed(told(line("service", quantity="1", total="3000.00")), seen)

    assert [(one.name, one.price) for one in rows] == [("Монтаж", Decimal("3000.00"))]


def test_a_line_that_1c_has_split_is_two_rows() -> None:
    rows = followed(
        told(line(quantity="1", total="120.00"), line(quantity="2", total="200.00")), shown(billed())
    )

    assert [(one.name, one.quantity, one.price) for one in rows] == [
        ("Товар 1", Decimal(1), Decimal("120.00")),
        ("Товар 1", Decimal(2), Decimal("100.00")),
    ]


def test_the_price_of_one_is_what_gives_the_lines_sum_after_a_discount() -> None:
    [discounted] = followed(told(line(total="216.00", price=Decimal("120.00"))), shown(billed()))

    assert discounted.price == Decimal("108.00")


@pytest.mark.parametrize(
    ("sent", "came", "shown_as"),
    [
        (VAT_22, Vat(Decimal(0)), VAT_22),
        (VAT_22, NO_VAT, VAT_22),
        (VAT_22, None, VAT_22),
        (VAT_22, Vat(Decimal(10)), Vat(Decimal(10))),
        (VAT_20, NO_VAT, NO_VAT),
    ],
)
def test_a_rate_that_the_release_has_lost_stays_as_it_was(sent: Vat, came: Vat | None, shown_as: Vat) -> None:
    bill = billed(row(vat=sent))
    message = told(line(quantity="3", total="360.00", vat=came))

    decided = follow(message, shown=shown(bill), sent=order(order_line(vat=sent)))

    assert isinstance(decided, Follow)
    assert [one.vat for one in decided.rows] == [shown_as]


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        (told(), Keep("kept.no_lines")),
        (told(line("guid-9")), Keep("kept.unbound", ("1С guid-9",))),
        (told(line(quantity="0", total="0.00")), Keep("kept.amounts", ("1С guid-1",))),
        (told(line(total="-5.00")), Keep("kept.amounts", ("1С guid-1",))),
        (told(line(coefficient=Decimal(10))), Keep("kept.units", ("1С guid-1",))),
        (told(line(quantity="3", total="100.00")), Keep("kept.prices", ("1С guid-1",))),
        (told(line(), total="288.00"), Keep("kept.sum")),
        (replace(told(line()), total=Money(Decimal("240.00"), "EUR")), Keep("kept.currency")),
    ],
)
def test_what_no_row_can_show_to_the_kopeck_leaves_the_invoice_alone(message: OrderNews, kept: Keep) -> None:
    decided = follow(message, shown=shown(billed()), sent=order())

    assert decided == kept


def test_a_total_that_a_person_has_set_bars_the_way() -> None:
    bill = replace(billed(), is_manual_total=True)

    assert follow(told(line()), shown=shown(bill), sent=order()) == Keep("kept.manual_total")


def test_a_sum_that_depends_on_how_the_portal_rounds_bars_the_way() -> None:
    lines = [line(quantity="0.5", total="0.01", price=Decimal("0.01")) for _ in range(2)]

    assert follow(told(*lines), shown=shown(billed()), sent=order()) == Keep("kept.sum")


QUANTITIES = st.one_of(st.integers(1, 999).map(Decimal), st.decimals("0.001", "99", places=3))
AMOUNTS = st.tuples(QUANTITIES, st.decimals("0", "9999", places=2), st.sampled_from("127"))


@given(st.lists(AMOUNTS, min_size=1, max_size=6))
def test_an_invoice_that_follows_comes_to_1cs_sum(amounts: list[tuple[Decimal, Decimal, str]]) -> None:
    sums = [(key, quantity, round_kopeck(price * quantity)) for quantity, price, key in amounts]
    message = told(*(line(f"guid-{key}", quantity=str(many), total=str(total)) for key, many, total in sums))

    decided = follow(message, shown=shown(billed(), g2=Good(2, "Б"), g7=Good(7, "В")), sent=order())

    if isinstance(decided, Follow):
        exact = sum((one.price * one.quantity for one in decided.rows), Decimal(0))
        assert round_kopeck(exact) == message.total.amount
        assert all(one.price == round_kopeck(one.price) for one in decided.rows)
    else:
        assert decided.reason in {"kept.prices", "kept.sum"}


def test_lines_are_recognised_in_whatever_order_and_by_whatever_names() -> None:
    two = [order_line(), order_line("guid-2", price="50.00")]
    renamed = [replace(one, name="Другое имя") for one in reversed(two)]

    mark = lines_mark(parts_of_order(two))

    assert mark == lines_mark(parts_of_order(renamed))
    assert mark != lines_mark(parts_of_order([order_line(vat=NO_VAT), two[1]]))


@pytest.mark.parametrize(
    ("lines", "agreed"),
    [
        ((line(),), True),
        ((line(quantity="1", total="120.00"), line(quantity="1", total="120.00")), True),
        ((line(vat=None),), True),
        ((line(vat=NO_VAT),), False),
        ((line(quantity="1", total="240.00"),), False),
        ((line("guid-2"),), False),
    ],
)
def test_agreement_is_items_quantities_sums_and_rates(lines: tuple[ReturnedLine, ...], agreed: bool) -> None:
    assert is_agreed(order(), told(*lines), sent=order()) is agreed
