"""Where УНФ reads an order package otherwise than УТ (facts §3.2)."""

from decimal import Decimal

from obmen_sandbox.onec import vocabulary as v
from obmen_sandbox.onec.model import Family
from obmen_sandbox.onec.order_reader import read_orders
from tests.contract.onec.conftest import Clock
from tests.contract.onec.orders import Doc, line, package
from tests.contract.onec.small_base import loaded_lines, made


def test_unf_numbers_an_order_by_the_digits_of_the_site() -> None:
    base = made(Clock(), Family.UNF)

    read_orders(base, package(Doc(number="B24-77")))

    assert base.find_order("B24-77").number == "НФНФ-002477"


def test_unf_overwrites_an_order_in_work_and_skips_a_completed_one() -> None:
    base = made(Clock(), Family.UNF)
    read_orders(base, package(Doc()))
    base.approve("B24-1")
    changed = package(Doc(lines=[line(quantity="9", amount="1080.00")]))

    assert read_orders(base, changed).updated == ["B24-1"]
    base.pay("B24-1")
    base.ship("B24-1")
    assert read_orders(base, package(Doc())).skipped == ["B24-1"]


def test_unf_leaves_the_lines_of_an_order_that_has_a_payment() -> None:
    base = made(Clock(), Family.UNF)
    read_orders(base, package(Doc()))
    base.pay("B24-1", Decimal(100))

    read_orders(
        base, package(Doc(lines=[line(quantity="9", amount="1080.00")], requisites={"Склад": "Главный"}))
    )

    assert base.find_order("B24-1").total() == Decimal("240.00")
    assert base.find_order("B24-1").properties["Склад"] == "Главный"


def test_unf_reads_an_unknown_rate_as_no_vat_and_nothing_leaks() -> None:
    base = made(Clock(), Family.UNF)

    lines = loaded_lines(base, line(rate="22"), line(rate=None), line(rate="чужая"), line(rate="0"))

    assert [one.vat for one in lines] == ["22", v.NO_VAT, v.NO_VAT, "0"]


def test_unf_takes_a_payment_from_an_acquiring_subdocument_once() -> None:
    base = made(Clock(), Family.UNF)
    paper = (
        "<ПодчиненныеДокументы><ПодчиненныйДокумент><Ид>P1</Ид><Номер>P1</Номер><Дата>2026-11-24</Дата>"
        "<ХозОперация>Эквайринговая операция</ХозОперация><Сумма>100</Сумма></ПодчиненныйДокумент>"
        "</ПодчиненныеДокументы>"
    )

    read_orders(base, package(Doc(extra=paper)))
    read_orders(base, package(Doc(extra=paper)))

    assert [one.amount for one in base.find_order("B24-1").payments] == [Decimal(100)]


def test_unf_makes_a_payment_of_the_requisites_only_when_all_three_are_given() -> None:
    base = made(Clock(), Family.UNF)
    two = {"Дата оплаты": "2026-11-24", "Метод оплаты": "Карта"}

    read_orders(base, package(Doc(requisites=two)))
    before = len(base.find_order("B24-1").payments)
    for _ in range(2):
        read_orders(base, package(Doc(requisites=two | {"Номер платежного документа": "7"})))

    assert before == 0
    assert [one.amount for one in base.find_order("B24-1").payments] == [Decimal("240.00")]
