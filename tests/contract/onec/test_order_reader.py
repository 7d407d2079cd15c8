"""What 1C takes from an order package, and what it refuses, drops or skips (facts §3.1–3.2)."""

from decimal import Decimal

import pytest

from obmen_sandbox.onec import journal as j
from obmen_sandbox.onec import vocabulary as v
from obmen_sandbox.onec.base import Base
from obmen_sandbox.onec.model import Family, OrderLine
from obmen_sandbox.onec.order_reader import read_orders
from tests.contract.onec.conftest import Clock
from tests.contract.onec.orders import GUID_A, Doc, line, package
from tests.contract.onec.small_base import CHAR, GUID_B, loaded_lines, made


@pytest.fixture
def base(clock: Clock) -> Base:
    return made(clock)


# ---- the package


def test_an_order_of_the_safe_subset_is_created(base: Base) -> None:
    loaded = read_orders(base, package(Doc()))

    order = base.find_order("B24-1")
    assert loaded.ok
    assert loaded.created == ["B24-1"]
    assert (order.total(), order.state, order.vat_included) == (Decimal("240.00"), v.S_AWAITS_APPROVAL, True)
    assert order.comment == "Комментарий менеджера на сайте: счёт 15"
    assert order.delivery_address == "Москва, Ленина, 1"


@pytest.mark.parametrize(
    "text", ["", "\n" + package(), "\ufeff" + package(), "failure\nno", "PK\x03\x04", "<html/>"]
)
def test_the_answer_must_begin_with_the_prolog(base: Base, text: str) -> None:
    loaded = read_orders(base, text)

    assert not loaded.ok
    assert loaded.log == [j.ORDERS_UNREADABLE]


def test_unf_also_takes_a_bare_root() -> None:
    base = made(Clock(), Family.UNF)
    bare = package(Doc()).partition("\n")[2]

    assert read_orders(base, bare, bare_root=True).ok
    assert not read_orders(base, bare).ok


def test_a_package_without_documents_is_a_success(base: Base) -> None:
    loaded = read_orders(base, package())

    assert loaded.ok
    assert loaded.documents == 0


def test_broken_xml_is_refused_whole(base: Base) -> None:
    assert not read_orders(base, package(Doc())[:-10]).ok
    assert base.state.orders == {}


@pytest.mark.parametrize(
    "bad",
    [
        Doc(number="B24-2", operation="Выплата безналичных денег"),
        Doc(number="B24-2", currency=""),
        Doc(number="B24-2", buyer=""),
        Doc(number=""),
    ],
    ids=["operation", "currency", "counterparty", "number"],
)
def test_a_bad_document_leaves_the_earlier_ones_and_forbids_success(base: Base, bad: Doc) -> None:
    loaded = read_orders(base, package(Doc(), bad, Doc(number="B24-3")))

    assert not loaded.ok
    assert [order.site_number for order in base.state.orders.values()] == ["B24-1"]


def test_the_operation_is_compared_without_regard_to_case(base: Base) -> None:
    assert read_orders(base, package(Doc(operation="ЗАКАЗ ТОВАРА"))).ok


def test_the_same_package_again_changes_nothing(base: Base) -> None:
    read_orders(base, package(Doc()))
    before = base.dump()

    again = read_orders(base, package(Doc()))

    assert again.updated == ["B24-1"]
    assert base.dump() == before


# ---- exceptions roll the package back


def test_a_hash_in_a_name_without_one_in_the_id_rolls_the_package_back(base: Base) -> None:
    before = base.dump()

    loaded = read_orders(base, package(Doc(), Doc(number="B24-2", lines=[line(name="Стол #2")])))

    assert not loaded.ok
    assert loaded.created == []
    assert base.dump() == before


def test_a_hash_in_the_name_names_a_new_characteristic_when_the_id_has_one(base: Base) -> None:
    new = "44444444-4444-4444-8444-444444444444"

    lines = loaded_lines(base, line(f"{GUID_B}#{new}", name="Рубашка#белый, L"))

    assert lines[0].characteristic_id == new
    assert base.state.items[GUID_B].characteristics[new].name == "белый, L"


STORE_ADDRESS = "<Адрес><АдресноеПоле><Тип>Регион</Тип><Значение>Москва</Значение></АдресноеПоле>{}</Адрес>"
STORE_CONTACTS = "<Контакты><Контакт><Тип>Почта</Тип><Значение>a@b.ru</Значение></Контакт></Контакты>"


def test_warehouses_want_exactly_one_address_field_and_one_contact(base: Base) -> None:
    good = f"<Склады><Склад><Ид>S1</Ид>{STORE_ADDRESS.format('')}{STORE_CONTACTS}</Склад></Склады>"

    assert read_orders(base, package(Doc(extra=good))).ok
    assert base.find_order("B24-1").warehouse_id == "S1"


@pytest.mark.parametrize(
    "inside",
    [
        "",
        STORE_CONTACTS,
        STORE_ADDRESS.format(""),
        STORE_ADDRESS.format("<АдресноеПоле><Тип>Дом</Тип><Значение>1</Значение></АдресноеПоле>")
        + STORE_CONTACTS,
    ],
    ids=["nothing", "no address", "no contact", "two fields"],
)
def test_any_other_shape_of_warehouses_rolls_the_package_back(base: Base, inside: str) -> None:
    stores = f"<Склады><Склад><Ид>S1</Ид>{inside}</Склад></Склады>"

    loaded = read_orders(base, package(Doc(), Doc(number="B24-2", extra=stores)))

    assert not loaded.ok
    assert base.state.orders == {}


# ---- finding and overwriting


def test_an_order_awaiting_approval_is_overwritten_whole(base: Base) -> None:
    read_orders(base, package(Doc()))
    base.edit_lines("B24-1", quantities={0: Decimal(7)})

    loaded = read_orders(base, package(Doc()))

    assert loaded.updated == ["B24-1"]
    assert base.find_order("B24-1").lines[0].quantity == 2


def test_an_approved_order_is_skipped_silently(base: Base) -> None:
    read_orders(base, package(Doc()))
    base.approve("B24-1")

    loaded = read_orders(base, package(Doc(lines=[line(quantity="9", amount="1080.00")])))

    assert loaded.ok
    assert loaded.skipped == ["B24-1"]
    assert base.find_order("B24-1").total() == Decimal("240.00")


def test_an_order_without_active_lines_is_skipped(base: Base) -> None:
    read_orders(base, package(Doc(requisites={"Отменен": "true"})))

    assert base.find_order("B24-1").active_lines() == []
    assert read_orders(base, package(Doc())).skipped == ["B24-1"]


def test_a_number_above_eleven_characters_never_finds_itself(base: Base) -> None:
    read_orders(base, package(Doc(number="B24-12345678")))

    again = read_orders(base, package(Doc(number="B24-12345678")))

    assert again.created == ["B24-12345678"]
    assert len(base.state.orders) == 2


def test_a_long_number_falls_on_another_order_with_the_same_eleven_characters(base: Base) -> None:
    read_orders(base, package(Doc(number="B24-1234567")))

    loaded = read_orders(base, package(Doc(number="B24-12345678")))

    assert loaded.updated == ["B24-12345678"]
    assert len(base.state.orders) == 1


def test_a_mapped_status_sets_the_state_and_an_unknown_one_does_not(clock: Clock) -> None:
    base = made(clock, statuses={"Согласован": v.S_IN_WORK})

    read_orders(base, package(Doc(requisites={"Статус заказа": "Согласован"})))
    read_orders(base, package(Doc(number="B24-2", requisites={"Статус заказа": "Черновик"})))

    assert base.find_order("B24-1").state == v.S_IN_WORK
    assert base.find_order("B24-2").state == v.S_AWAITS_APPROVAL


def test_an_unknown_currency_becomes_the_bases_own(clock: Clock) -> None:
    base = made(clock, foreign_currencies=["EUR"])

    read_orders(base, package(Doc(currency="USD"), Doc(number="B24-2", currency="EUR")))

    assert [order.currency for order in base.state.orders.values()] == ["RUB", "EUR"]


# ---- lines


def test_a_line_finds_item_and_characteristic_by_id(base: Base) -> None:
    lines = loaded_lines(base, line(f"{GUID_B}#{CHAR}"))

    assert (lines[0].item_id, lines[0].characteristic_id) == (GUID_B, CHAR)


def test_without_a_known_id_the_article_decides_and_then_the_name(base: Base) -> None:
    lines = loaded_lines(
        base,
        line("x-1", name="Иное", extra="<Артикул>СТ-1</Артикул>"),
        line("x-2", name="Рубашка"),
    )

    assert [one.item_id for one in lines] == [GUID_A, GUID_B]


def test_an_unknown_guid_makes_a_new_item_with_that_guid(base: Base) -> None:
    new = "55555555-5555-4555-8555-555555555555"

    loaded_lines(base, line(new, name="Новинка"))

    assert base.state.items[new].name == "Новинка"


@pytest.mark.parametrize("dropped", [line(quantity="0"), line("x-9", name="")], ids=["quantity 0", "no name"])
def test_a_line_that_cannot_be_loaded_is_dropped_without_an_error(base: Base, dropped: str) -> None:
    lines = loaded_lines(base, dropped, line())

    assert len(lines) == 1


def test_rate_unit_and_coefficient_leak_into_lines_that_omit_them(base: Base) -> None:
    lines = loaded_lines(
        base,
        line(rate="10", unit="778", coefficient="5"),
        line(rate=None, unit=None, coefficient=None),
    )

    assert (lines[1].vat, lines[1].unit_code, lines[1].coefficient) == ("10", "778", Decimal(5))


def test_a_discount_outside_the_sum_is_taken_off(base: Base) -> None:
    row = (
        "<Скидки><Скидка><Наименование>5</Наименование><Сумма>{}</Сумма>"
        "<УчтеноВСумме>{}</УчтеноВСумме></Скидка></Скидки>"
    )

    lines = loaded_lines(base, line(extra=row.format("40", "false")), line(extra=row.format("40", "true")))

    assert [one.amount for one in lines] == [Decimal("200.00"), Decimal("240.00")]


# ---- VAT


DOCUMENT_RATE = (
    "<Налоги><Налог><Наименование>НДС</Наименование><УчтеноВСумме>true</УчтеноВСумме>"
    "<Ставка>{}</Ставка></Налог></Налоги>"
)


@pytest.mark.parametrize(
    ("text", "vat"), [("20", "20"), ("20.00", "20"), ("20/120", "20"), ("18%", "18"), ("10", "10")]
)
def test_the_converter_knows_its_rates(base: Base, text: str, vat: str) -> None:
    assert loaded_lines(base, line(rate=text))[0].vat == vat


@pytest.mark.parametrize("text", ["22", "5", "7", "0", "Без НДС"])
def test_an_unknown_or_zero_rate_falls_to_the_documents(clock: Clock, text: str) -> None:
    with_default, without = made(clock), made(clock)

    falls = loaded_lines(with_default, line(rate=text), taxes=DOCUMENT_RATE.format("10"))
    nothing = loaded_lines(without, line(rate=text), taxes=DOCUMENT_RATE.format("22"))

    assert falls[0].vat == "10"
    assert nothing[0].vat == v.NO_VAT


@pytest.mark.parametrize("text", ["22", "5", "7"])
def test_a_newer_release_knows_the_new_rates(clock: Clock, text: str) -> None:
    assert loaded_lines(made(clock, knows_vat_22=True), line(rate=text))[0].vat == text


def test_the_lines_own_tax_beats_the_rates_of_the_item(base: Base) -> None:
    own = "<Налоги><Налог><Наименование>НДС</Наименование><Ставка>10</Ставка></Налог></Налоги>"

    assert loaded_lines(base, line(rate="20", extra=own))[0].vat == "10"


@pytest.mark.parametrize(
    ("amount", "vat", "included", "tax"),
    [
        ("240.00", "20", True, "40.00"),
        ("100.00", "22", True, "18.03"),
        ("0.03", "20", True, "0.01"),  # 0.005 is rounded up
        ("100.00", "10", False, "10.00"),
        ("100.00", v.NO_VAT, True, "0.00"),
    ],
)
def test_tax_is_computed_per_line_half_up(amount: str, vat: str, included: bool, tax: str) -> None:
    one = OrderLine(item_id="x", quantity=Decimal(1), price=Decimal(amount), amount=Decimal(amount), vat=vat)

    assert one.vat_amount(included=included) == Decimal(tax)


@pytest.mark.parametrize(("methods", "payments"), [([], 0), (["Карта"], 1)])
def test_a_paid_order_makes_a_card_operation_when_the_method_is_mapped(
    clock: Clock, methods: list[str], payments: int
) -> None:
    base = made(clock, card_payment_methods=methods)

    read_orders(base, package(Doc(requisites={"Заказ оплачен": "true", "Метод оплаты": "Карта"})))

    assert len(base.find_order("B24-1").payments) == payments
