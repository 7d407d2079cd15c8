"""What 1C tells of orders and counterparties, in the spellings of each of its families."""

from __future__ import annotations

from decimal import Decimal

import pytest

from obmen.domain.counterparty import ClientKind, Counterparty
from obmen.domain.order import OrderNews
from obmen.domain.vat import Vat
from obmen.flows.ports.onec import BadRecord
from tests.unit.onec.reading import only, read_order, read_text, requisites


def test_an_order_of_bitrix_has_its_status_with_a_code_and_its_requisites_without_blanks() -> None:
    order = read_order(requisites(СтатусЗаказа="[N] Принят ", Отменен="Истина", Заказ_оплачен="true"))

    assert (order.status, order.cancelled, order.paid) == ("Принят", True, True)


def test_what_an_order_does_not_tell_stays_unknown() -> None:
    order = read_order("")

    assert (order.posted, order.paid, order.paid_mark, order.shipped, order.shipped_mark) == (None,) * 5
    assert (order.payments, order.shipments, order.deleted, order.cancelled) == (None, None, False, False)


@pytest.mark.parametrize(
    "told", [requisites(ПометкаУдаления="true"), "<ПометкаУдаления>true</ПометкаУдаления>"]
)
def test_an_order_is_deleted_by_a_requisite_or_an_element(told: str) -> None:
    assert read_order(told).deleted


def test_a_payment_that_bitrix_only_expects_is_no_payment() -> None:
    payment = "<Ид>p</Ид><ХозОперация>Эквайринговая операция</ХозОперация><Сумма>5</Сумма>"
    expected = f"<ПодчиненныйДокумент>{payment}{requisites(Оплачен='false')}</ПодчиненныйДокумент>"

    order = read_order(f"<ПодчиненныеДокументы>{expected}</ПодчиненныеДокументы>")

    assert order.payments == ()


@pytest.mark.parametrize(
    ("told", "mark"),
    [
        (requisites(Номер_документа_отгрузки="РТ-7", Дата_документа_отгрузки="2026-11-26"), ("РТ-7", 26)),
        (requisites(Номер_документа_отгрузки="РТ-7"), ("РТ-7", 25)),
        (requisites(Дата_документа_отгрузки="2026-11-26"), ("9", 26)),
        ("", ("9", 25)),
    ],
)
def test_a_shipment_has_number_and_date_by_its_requisites_else_its_own(
    told: str, mark: tuple[str, int]
) -> None:
    shipment = (
        "<Ид>s</Ид><Номер>9</Номер><Дата>2026-11-25</Дата><ХозОперация>Отпуск товара</ХозОперация>" + told
    )

    order = read_order(
        f"<ПодчиненныеДокументы><ПодчиненныйДокумент>{shipment}</ПодчиненныйДокумент></ПодчиненныеДокументы>"
    )

    assert order.shipments is not None
    [read] = order.shipments
    assert read.mark.date is not None
    assert (read.mark.number, read.mark.date.day) == mark


def test_a_line_without_a_price_has_it_from_its_total() -> None:
    order = read_order(
        "<Товары><Товар><Ид>1</Ид><Количество>4</Количество><Сумма>10</Сумма></Товар></Товары>"
    )

    assert order.lines[0].price == Decimal("2.5")
    assert order.lines[0].vat is None


def test_a_line_of_free_text_does_not_hold_the_order() -> None:
    order = read_order(
        "<Товары><Товар><Наименование>Доставка</Наименование><Сумма>10</Сумма></Товар></Товары>"
    )

    assert (order.lines[0].key, order.lines[0].quantity, order.lines[0].total) == (
        "",
        Decimal(0),
        Decimal(10),
    )


def test_a_lines_rate_stands_in_for_its_own_tax() -> None:
    order = read_order(
        "<Товары><Товар><Ид>1</Ид><Количество>1</Количество><Сумма>10</Сумма><СтавкиНалогов><СтавкаНалога>"
        "<Наименование>НДС</Наименование><Ставка>7</Ставка></СтавкаНалога></СтавкиНалогов></Товар></Товары>"
    )

    assert order.lines[0].vat == Vat(Decimal(7))


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("<Ид>1</Ид><ХозОперация>Отпуск товара</ХозОперация>", "order.not_an_order"),
        ("<Ид>1</Ид><ХозОперация>Заказ товара</ХозОперация>", "order.no_number"),
        ("<Ид>1</Ид><Номер>1</Номер><Сумма>x</Сумма>", "record.bad_number"),
    ],
)
def test_a_document_that_is_no_good_order_is_parked(document: str, reason: str) -> None:
    records = read_text(f"<Документ>{document}</Документ><Документ><Номер>2</Номер></Документ>")

    assert [(bad.element, bad.reason) for bad in only(records, BadRecord)] == [("Документ", reason)]
    assert len(only(records, OrderNews)) == 1


def test_a_counterparty_with_twelve_digits_is_no_company_whatever_its_name() -> None:
    name = "<Ид>1</Ид><Наименование>Ким</Наименование><ОфициальноеНаименование>ИП</ОфициальноеНаименование>"
    account = "<РасчетныйСчет><НомерСчета>{}</НомерСчета></РасчетныйСчет>"
    accounts = f"<РасчетныеСчета>{account.format(1)}{account.format(2)}</РасчетныеСчета>"
    party = f"<Контрагент>{name}<ИНН>770123456789</ИНН>{accounts}</Контрагент>"

    [trader] = only(read_text(f"<Контрагенты>{party}</Контрагенты>"), Counterparty)

    assert trader.kind is ClientKind.ENTREPRENEUR
    assert trader.account is not None
    assert trader.account.number == "1"


def test_a_container_without_an_order_is_parked() -> None:
    [_, bad] = read_text("<Контейнер><Документ><ХозОперация>Прочие</ХозОперация></Документ></Контейнер>")

    assert isinstance(bad, BadRecord)
    assert (bad.element, bad.reason) == ("Контейнер", "order.not_an_order")


def test_a_warehouse_of_an_order_is_no_record() -> None:
    order = read_order("<Склады><Склад><Ид>s</Ид><Наименование>Склад</Наименование></Склад></Склады>")

    assert order.number == "B24-1"
