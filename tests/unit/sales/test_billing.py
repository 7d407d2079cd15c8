"""An invoice becomes an order that agrees to the kopeck, waits, is held, or starts none."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obmen.domain.billing import (
    Hold,
    Out,
    Ready,
    Wait,
    cancelled,
    differences,
    digest_of,
    doubts_about,
    invoice_of_number,
    judge_invoice,
    order_number,
)
from obmen.domain.counterparty import ClientKind
from obmen.domain.invoice import Invoice
from obmen.domain.vat import NO_VAT, Vat
from tests.unit.sales.samples import COMPANY, SOLE, TERMS, invoice, items, order, order_line, row


def judged(one: Invoice, **terms: object) -> object:
    known = replace(TERMS, **terms)  # type: ignore[arg-type]
    return judge_invoice(one, terms=known, items=items(*one.lines), number=order_number("B24-", one.id))


def test_a_whole_invoice_is_an_order() -> None:
    ready = judged(invoice(row(), row(2, price="10.01", quantity="3"), total="270.03"))

    assert isinstance(ready, Ready)
    assert ready.order.number == "B24-128"
    assert ready.order.comment == "№ 128/А. Оплата 100%"
    assert [(line.key, line.unit.code, line.total) for line in ready.order.lines] == [
        ("guid-1", "6", Decimal("240.00")),
        ("guid-2", "6", Decimal("30.03")),
    ]


def test_the_order_has_the_invoices_date_and_the_clock_of_the_base() -> None:
    ready = judged(invoice(row(), total="240"))

    assert isinstance(ready, Ready)
    assert ready.order.placed_at.isoformat() == "2026-11-20T23:30:00+03:00"


def test_an_invoice_without_a_date_has_the_day_of_its_making_in_the_base() -> None:
    late = replace(
        invoice(row(), total="240"), begin_date=None, created_at=datetime(2026, 11, 24, 22, tzinfo=UTC)
    )

    ready = judged(late)

    assert isinstance(ready, Ready)
    assert ready.order.placed_at.date() == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("change", "terms", "expected"),
    [
        ({"own_company_id": 5}, {}, Out("invoice.other_company")),
        ({}, {"since": datetime(2027, 1, 1, tzinfo=UTC)}, Out("invoice.earlier")),
        ({"stage_id": "F"}, {}, Out("invoice.failed")),
        ({"stage_id": "N"}, {"from_stage": "S"}, Wait("invoice.stage_early")),
        ({"lines": ()}, {}, Wait("invoice.no_rows")),
        ({"counterparty": None}, {}, Wait("invoice.no_client")),
    ],
)
def test_not_every_invoice_is_an_order(
    change: dict[str, object], terms: dict[str, object], expected: object
) -> None:
    one = replace(invoice(row(), total="240"), **change)  # type: ignore[arg-type]

    assert judged(one, **terms) == expected


def test_success_counts_whatever_the_first_stage() -> None:
    assert isinstance(judged(replace(invoice(row(), total="240"), stage_id="P"), from_stage="G"), Ready)


@pytest.mark.parametrize(("manual", "reason"), [(False, "sum.differs"), (True, "sum.manual")])
def test_a_total_that_differs_by_a_kopeck_holds(manual: bool, reason: str) -> None:
    held = judged(replace(invoice(row(), total="240.01"), is_manual_total=manual))

    assert held == Hold(reason, {"rows": "240.00", "total": "240.01"})


def test_an_unknown_row_holds_by_name() -> None:
    held = judge_invoice(invoice(row(), total="240"), terms=TERMS, items={}, number="B24-128")

    assert held == Hold("row.unknown", {"rows": "Товар 1"})


def test_a_row_that_1c_would_drop_holds() -> None:
    held = judged(invoice(row(), row(2, quantity="0"), total="240"))

    assert held == Hold("row.bad_amount", {"rows": "Товар 2"})


def test_a_number_too_long_for_1c_holds() -> None:
    held = judged(replace(invoice(row(), total="240"), id=12_345_678))

    assert held == Hold("number.too_long", {"number": "B24-12345678", "limit": "11"})


@pytest.mark.parametrize(
    ("client", "doubt", "twin", "doubts"),
    [
        (COMPANY, "", False, ()),
        (SOLE, "", False, ()),
        (replace(COMPANY, kpp=""), "", False, ("client.no_kpp",)),
        (replace(COMPANY, tax_id=""), "", False, ("client.no_tax_id",)),
        (replace(COMPANY, tax_id="7707083894"), "", False, ("client.bad_tax_id",)),
        (replace(COMPANY, tax_id=SOLE.tax_id), "", False, ("client.bad_tax_id",)),
        (replace(SOLE, kind=ClientKind.PERSON, tax_id=""), "", False, ()),
        (COMPANY, "several_requisites", False, ("client.several_requisites",)),
        (COMPANY, "", True, ("client.twin",)),
    ],
)
def test_what_makes_a_client_doubtful(client: object, doubt: str, twin: bool, doubts: object) -> None:
    assert doubts_about(client, requisite_doubt=doubt, has_twin=twin) == doubts  # type: ignore[arg-type]


def test_doubts_are_told_by_default_and_hold_when_strict() -> None:
    one = replace(invoice(row(), total="240"), counterparty=replace(COMPANY, kpp=""))

    told, held = judged(one), judged(one, strict=True)

    assert isinstance(told, Ready)
    assert told.doubts == ("client.no_kpp",)
    assert held == Hold("client.held", {"doubts": "client.no_kpp"})


@given(st.integers(1, 10**9), st.integers(0, 5))
def test_a_number_leads_back_to_its_invoice(invoice_id: int, edition: int) -> None:
    assert invoice_of_number(order_number("B24-", invoice_id, edition), "B24-") == invoice_id


@pytest.mark.parametrize("number", ["", "B24-", "B24-x", "WEB-128", "B24-128-", "XB24-128"])
def test_a_foreign_number_names_no_invoice(number: str) -> None:
    assert invoice_of_number(number, "B24-") is None


AMOUNTS = st.decimals("0", "99999.99", places=2)
QUANTITIES = st.decimals("0.001", "999.999", places=3)
RATES = st.sampled_from([NO_VAT, *(Vat(Decimal(r)) for r in (0, 5, 7, 10, 20, 22))])


@given(st.lists(st.tuples(AMOUNTS, QUANTITIES, RATES), min_size=1, max_size=12))
def test_money_agrees_to_the_kopeck(rows: list[tuple[Decimal, Decimal, Vat]]) -> None:
    lines = [
        row(index, price=str(price), quantity=str(quantity), vat=vat)
        for index, (price, quantity, vat) in enumerate(rows, start=1)
    ]
    total = sum((line.price * line.quantity).quantize(Decimal("0.01"), ROUND_HALF_UP) for line in lines)

    ready = judged(invoice(*lines, total=str(total)))

    assert isinstance(ready, Ready)
    assert ready.order.total.amount == sum(line.total for line in ready.order.lines) == total
    assert all(Decimal(0) <= line.vat_sum <= line.total for line in ready.order.lines)


def test_a_digest_sees_what_matters_to_1c() -> None:
    known = digest_of(order())

    assert digest_of(order(order_line(price="121.00"))) != known
    assert digest_of(order(order_line(vat=NO_VAT))) != digest_of(order(order_line(vat=Vat(Decimal(0)))))
    assert digest_of(cancelled(order())) != known


def test_a_digest_does_not_see_how_to_reach_the_client_nor_how_numbers_are_written() -> None:
    known = digest_of(order())

    assert digest_of(order(client=replace(COMPANY, phone="+7 900", legal_address="Москва"))) == known
    assert digest_of(order(order_line(price="120.0", quantity="2.000"))) == known


def test_differences_are_named() -> None:
    assert differences(order(), order()) == ()
    assert differences(order(), order(order_line(price="121.00"))) == ("differs.total", "differs.lines")
    assert differences(order(), cancelled(order(client=SOLE))) == ("differs.cancelled", "differs.client")
