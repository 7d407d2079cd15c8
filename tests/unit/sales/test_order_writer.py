"""The answer to `mode=query` in the subset that every 1C reads safely."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from obmen.domain.counterparty import BankAccount, ClientKind
from obmen.domain.order import CustomerOrder
from obmen.domain.vat import NO_VAT, Vat
from obmen.onec.commerceml.writers.orders import write_orders
from tests.unit.sales.samples import COMPANY, SOLE, order, order_line

NEVER = ("Заказ оплачен", "Метод оплаты", "Метод оплаты ИД", "Дата оплаты", "Дата отгрузки")


def written(*orders: CustomerOrder, charset: str = "windows-1251", family: str = "trade") -> str:
    body = write_orders(orders, charset=charset, generated_at="2026-11-24T10:00:00", family=family)
    return body.decode("cp1251" if charset == "windows-1251" else charset)


def elements(*orders: CustomerOrder, family: str = "trade") -> etree._Element:
    return etree.fromstring(
        write_orders(orders, charset="utf-8", generated_at="2026-11-24T10:00:00", family=family)
    )


def names(parent: etree._Element | None) -> list[str]:
    assert parent is not None
    return [str(child.tag) for child in parent]


def test_no_orders_make_a_document_without_a_document() -> None:
    text = written()

    assert text.startswith('<?xml version="1.0" encoding="windows-1251"?>')
    assert 'ВерсияСхемы="2.05" ДатаФормирования="2026-11-24T10:00:00"' in text
    assert "<Документ>" not in text


def test_elements_stand_in_the_order_of_the_schema() -> None:
    root = elements(order(cancelled=True))

    assert names(root.find("Документ")) == [
        "Ид", "Номер", "Дата", "ХозОперация", "Роль", "Валюта", "Курс", "Сумма", "Контрагенты", "Время",
        "Комментарий", "Налоги", "Товары", "ЗначенияРеквизитов",
    ]  # fmt: skip
    assert names(root.find(".//Товар")) == [
        "Ид", "Артикул", "Наименование", "БазоваяЕдиница", "СтавкиНалогов", "ЗначенияРеквизитов",
        "ЦенаЗаЕдиницу", "Количество", "Сумма", "Единица", "Коэффициент", "Налоги",
    ]  # fmt: skip


def test_the_head_says_what_1c_finds_the_order_by() -> None:
    document = elements(order()).find("Документ")

    assert document is not None
    told = {str(e.tag): e.text for e in document if len(e) == 0}
    assert told == {
        "Ид": "B24D128", "Номер": "B24-128", "Дата": "2026-11-20", "Время": "23:30:00",
        "ХозОперация": "Заказ товара", "Роль": "Продавец", "Валюта": "RUB", "Курс": "1", "Сумма": "240.00",
        "Комментарий": "№ 128",
    }  # fmt: skip


def test_every_line_tells_rate_unit_and_coefficient() -> None:
    lines = (order_line(), order_line("guid-2", vat=NO_VAT), order_line("guid-3", vat=Vat(Decimal(0))))
    rows = elements(order(*lines)).findall(".//Товар")

    told = [
        tuple(row.findtext(path) for path in ("СтавкиНалогов/СтавкаНалога/Ставка", "Налоги/Налог/Ставка"))
        for row in rows
    ]
    assert told == [("20", "20"), ("Без НДС", "Без НДС"), ("0", "0")]
    assert {(row.findtext("Единица"), row.findtext("Коэффициент")) for row in rows} == {("006", "1")}


@pytest.mark.parametrize(
    ("rates", "default"),
    [
        (("20", "20"), "20"),
        (("20", "0"), "0"),
        (("20", "none"), "Без НДС"),
        (("20", "22"), "22"),
        (("10", "20"), "10"),
    ],
)
def test_the_documents_rate_does_no_harm_to_a_line_that_1c_reads_as_zero(
    rates: tuple[str, ...], default: str
) -> None:
    vats = [NO_VAT if rate == "none" else Vat(Decimal(rate)) for rate in rates]
    lines = [order_line(f"guid-{i}", vat=vat) for i, vat in enumerate(vats)]

    assert elements(order(*lines)).findtext("Документ/Налоги/Налог/Ставка") == default


def test_prices_include_vat_and_the_sum_of_the_document_is_that_of_its_lines() -> None:
    root = elements(order(order_line(), order_line("guid-2", price="10.005", quantity="2")))

    assert {e.text for e in root.iter("УчтеноВСумме")} == {"true"}
    assert [e.text for e in root.iter("ЦенаЗаЕдиницу")] == ["120.00", "10.005"]
    assert root.findtext("Документ/Сумма") == "260.01"
    assert root.findtext("Документ/Налоги/Налог/Сумма") == "43.34"


def test_a_company_is_known_by_its_official_name_and_kpp() -> None:
    account = BankAccount(number="40702810", bank="Банк", bic="044525225", correspondent="30101810")
    whole = replace(
        COMPANY, legal_address="Москва", actual_address="Тула", phone="+7", email="a@b.ru", account=account
    )

    buyer = elements(order(client=whole)).find(".//Контрагент")

    assert names(buyer) == [
        "Ид", "Наименование", "ОфициальноеНаименование", "ЮридическийАдрес", "ИНН", "КПП", "РасчетныеСчета",
        "Адрес", "Контакты", "Роль",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("family", "name"),
    [("trade", "ПолноеНаименование"), ("module", "ПолноеНаименование"), ("unf", "ОфициальноеНаименование")],
)
def test_an_entrepreneur_has_the_form_of_the_family(family: str, name: str) -> None:
    buyer = elements(order(client=SOLE), family=family).find(".//Контрагент")

    assert names(buyer) == ["Ид", "Наименование", name, "ИНН", "Роль"]


@pytest.mark.parametrize("family", ["trade", "unf"])
def test_a_person_is_never_a_company(family: str) -> None:
    person = replace(SOLE, kind=ClientKind.PERSON, tax_id="")

    assert "ОфициальноеНаименование" not in written(order(client=person), family=family)


def test_a_hash_in_a_name_becomes_a_number_sign() -> None:
    assert elements(order()).findtext(".//Товар/Наименование") == "Кабель №3"


def test_what_the_charset_lacks_becomes_a_reference() -> None:
    text = written(order(client=replace(COMPANY, name="Zażółć ☃")))

    assert "Za&#380;" in text
    assert "&#9731;" in text


def test_a_cancelled_order_says_so_and_a_live_one_says_nothing() -> None:
    assert "Отменен" in written(order(cancelled=True))
    assert "Отменен" not in written(order())


def test_payment_facts_are_never_sent() -> None:
    text = written(order(cancelled=True))

    assert not [name for name in NEVER if name in text]


def test_an_account_goes_whole_or_not_at_all() -> None:
    half = BankAccount(number="40702810", bank="", bic="044525225")

    assert "РасчетныеСчета" not in written(order(client=replace(COMPANY, account=half)))


def walk(root: etree._Element) -> Iterator[etree._Element]:
    yield from root.iter()


@given(st.text(), st.text(), st.text(), st.sampled_from(["windows-1251", "utf-8"]))
def test_whatever_people_write_1c_can_read(name: str, comment: str, client: str, charset: str) -> None:
    line = replace(order_line(), name=name, article=comment)
    one = replace(order(line, client=replace(COMPANY, name=client, email=name)), comment=comment)

    body = write_orders((one,), charset=charset, generated_at="2026-11-24T10:00:00", family="trade")

    root = etree.fromstring(body)
    assert body.startswith(b"<?xml")
    assert b"xmlns" not in body
    assert all(len(e) or (e.text or "").strip() for e in walk(root))
    assert "#" not in (root.findtext(".//Товар/Наименование") or "")


def test_time_is_that_of_the_base() -> None:
    moment = datetime.fromisoformat("2026-01-02T03:04:05+05:00")

    document = elements(replace(order(), placed_at=moment)).find("Документ")

    assert document is not None
    assert (document.findtext("Дата"), document.findtext("Время")) == ("2026-01-02", "03:04:05")
