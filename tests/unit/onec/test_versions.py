"""One file of each kind of 1C, read whole."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from obmen.domain.catalog import (
    Group,
    Offer,
    PackageHeader,
    Price,
    PriceType,
    Product,
    Property,
    PropertyKind,
    Stock,
    Unit,
    Warehouse,
)
from obmen.domain.counterparty import BankAccount, ClientKind, Counterparty
from obmen.domain.money import Money
from obmen.domain.order import DocumentMark, OrderNews, PaymentNews, ReturnedLine, ShipmentNews
from obmen.domain.vat import NO_VAT, Vat
from tests.unit.onec.reading import only, records_of

SHOE = "d0000000-0000-4000-8000-000000000001"
RED_41 = "90000000-0000-4000-8000-000000000041"


def test_a_catalogue_of_trade_11_is_read_whole() -> None:
    records = records_of("ut_2_07_catalogue.xml")

    assert only(records, PackageHeader) == [
        PackageHeader(schema_version="2.07", generated_at="2026-11-24T10:00:00"),
        PackageHeader(
            schema_version="2.07",
            generated_at="2026-11-24T10:00:00",
            catalog_id="c0000000-0000-4000-8000-000000000001",
            only_changes=False,
        ),
    ]
    assert [(g.id[-1], g.name, g.parent_id and g.parent_id[-1]) for g in only(records, Group)] == [
        ("1", "Обувь", None),
        ("2", "Кроссовки", "1"),
    ]
    assert [(p.name, p.kind, p.values) for p in only(records, Property)] == [
        ("Материал", PropertyKind.LIST, (("b0000000-0000-4000-8000-0000000000a1", "Кожа"),)),
        ("Высота, мм", PropertyKind.NUMBER, ()),
    ]
    shoe, galoshes, repair = only(records, Product)
    assert shoe == Product(
        id=SHOE,
        name="Кроссовки беговые",
        full_name="Кроссовки для бега по дороге",
        article="KR-1",
        barcode="4607000000011",
        group_ids=("a0000000-0000-4000-8000-000000000002",),
        unit=Unit("715", "Пара (2 шт.)"),
        vat=Vat(Decimal(22)),
        description="Лёгкие <b>кроссовки</b>",
        brand="Фабрика обуви",
        images=(
            "import_files/d0/d0000000000040008000000000000001_1.jpg",
            "import_files/d0/d0000000000040008000000000000001_2.jpg",
        ),
        properties=(("b0000000-0000-4000-8000-000000000001", ("b0000000-0000-4000-8000-0000000000a1",)),),
    )
    assert galoshes.deleted
    assert repair.is_service
    assert repair.vat == NO_VAT


def test_offers_of_trade_11_carry_price_stock_and_characteristic() -> None:
    records = records_of("ut_2_07_offers.xml")

    assert only(records, PriceType) == [
        PriceType(
            id="f0000000-0000-4000-8000-000000000001", name="Розничная", currency="RUB", vat_included=True
        )
    ]
    assert only(records, Warehouse) == [
        Warehouse(id="50000000-0000-4000-8000-000000000001", name="Магазин", address="Москва, Арбат, 1")
    ]
    offer, deleted = only(records, Offer)
    assert offer == Offer(
        product_id=SHOE,
        variant_id=RED_41,
        name="Кроссовки беговые (41, красный)",
        article="KR-1",
        unit=Unit("715", "Пара (2 шт.)"),
        characteristics=(("Размер", "41"), ("Цвет", "красный")),
        prices=(Price("f0000000-0000-4000-8000-000000000001", Decimal("5990.50"), "RUB"),),
        quantity=Decimal(7),
        stocks=(Stock("50000000-0000-4000-8000-000000000001", Decimal(7)),),
    )
    assert deleted.deleted
    assert deleted.prices is None
    assert deleted.stocks is None


def test_a_package_of_rests_names_the_characteristic_apart_and_tells_no_prices() -> None:
    records = records_of("ut_2_07_rests_only.xml")

    assert only(records, Offer) == [
        Offer(
            product_id=SHOE,
            variant_id=RED_41,
            quantity=Decimal(6),
            stocks=(Stock("50000000-0000-4000-8000-000000000001", Decimal(6)),),
        ),
        Offer(product_id="d0000000-0000-4000-8000-000000000004", variant_id=None, quantity=Decimal(3)),
    ]
    assert only(records, PackageHeader)[-1].only_changes is True


def test_trade_10_has_properties_in_elements_and_deletion_in_a_child() -> None:
    records = records_of("trade10_2_04.xml")

    [colour] = only(records, Property)
    assert (colour.kind, colour.values) == (PropertyKind.LIST, (("7-1", "Белый"),))
    [cup] = only(records, Product)
    assert cup.deleted
    assert cup.barcode == "4607000000028"
    assert cup.unit == Unit("796", "шт")
    assert cup.vat == Vat(Decimal(18))


def test_version_2_03_in_windows_1251_has_its_header_at_the_end() -> None:
    records = records_of("old_2_03_windows_1251.xml")

    [television] = only(records, Product)
    assert television.name == "Телевизор"
    assert television.unit == Unit("796", "шт.")
    assert only(records, PackageHeader)[-1].catalog_id == "catalog-1"
    assert only(records, PackageHeader)[-1].only_changes is False


def test_small_firm_2_08_has_offer_properties_units_and_prices_by_quantity() -> None:
    records = records_of("unf_2_08.xml")

    [size] = only(records, Property)
    assert size.for_offers
    assert only(records, Unit) == [Unit("796", "Штука")]
    [shirt] = only(records, Offer)
    assert shirt.barcode == "4607000000035"
    assert shirt.properties == (("5585670c-7b89-4000-8000-000000000001", ("M",)),)
    assert shirt.prices == (Price("p1", Decimal(100), "RUB"),)
    assert shirt.stocks == (Stock("s1", Decimal("1.5")),)


def test_the_module_3_1_puts_the_catalogue_before_the_classifier() -> None:
    records = records_of("module_3_1_goods.xml")

    [dumbbell] = only(records, Product)
    assert dumbbell.deleted
    assert dumbbell.barcode is None
    assert dumbbell.unit == Unit("796", "")
    [group] = only(records, Group)
    assert group.deleted
    assert only(records, Unit) == [Unit("6", "м")]
    assert only(records, PriceType) == [PriceType(id="p2", name="Опт", currency="RUB")]
    assert only(records, PackageHeader)[-1].catalog_id is None


def test_rests_of_the_module_3_1_come_by_warehouse_or_as_a_total() -> None:
    by_warehouse, total = only(records_of("module_3_1_rests.xml"), Offer)

    assert by_warehouse.stocks == (Stock("s1", Decimal(2)), Stock("s2", Decimal(0)))
    assert by_warehouse.quantity is None
    assert total.stocks is None
    assert total.quantity == Decimal(215)


def test_a_price_list_in_utf_16_has_a_comma_and_a_hard_blank() -> None:
    [offer] = only(records_of("price_list_utf_16.xml"), Offer)

    assert offer.prices == (Price("p1", Decimal("1250.5"), "RUB"),)


def test_prices_within_goods_become_an_offer() -> None:
    records = records_of("look_alike_prices_in_goods.xml")

    [product] = only(records, Product)
    [offer] = only(records, Offer)
    assert offer.product_id == product.id
    assert offer.prices == (Price("BASE", Decimal(1002), "UAH"),)


def test_an_order_of_trade_11_tells_what_is_paid_in_full() -> None:
    [order] = only(records_of("orders_ut.xml"), OrderNews)

    assert order == OrderNews(
        id="0d000000-0000-4000-8000-000000000001",
        number="B24-1532",
        date=date(2026, 11, 24),
        total=Money(Decimal(11981), "RUB"),
        lines=(
            ReturnedLine(
                key=f"{SHOE}#{RED_41}",
                name="Кроссовки беговые (41, красный)",
                price=Decimal("5990.50"),
                quantity=Decimal(2),
                total=Decimal(11981),
                vat=Vat(Decimal(22)),
            ),
        ),
        onec=DocumentMark(number="ТДЦУ-000001", date=datetime.fromisoformat("2026-11-24T09:43:45")),
        posted=True,
        paid_mark=DocumentMark(number="ТДЦУ-000007", date=datetime.fromisoformat("2026-11-25T00:00:00")),
    )


def test_an_order_of_a_small_firm_tells_each_payment_refund_and_shipment() -> None:
    [order] = only(records_of("orders_unf_sub_documents.xml"), OrderNews)

    assert (order.paid, order.shipped, order.status) == (False, False, "В работе")
    assert order.payments == (
        PaymentNews(
            id="ba000000-0000-4000-8000-000000000001",
            mark=DocumentMark(number="НФНФ-000003", date=datetime.fromisoformat("2026-11-25")),
            amount=Money(Decimal(5000), "RUB"),
        ),
        PaymentNews(
            id="ba000000-0000-4000-8000-000000000002",
            mark=DocumentMark(number="", date=datetime.fromisoformat("2026-11-26")),
            amount=Money(Decimal("-100.50"), "RUB"),
        ),
    )
    assert order.shipments == (
        ShipmentNews(
            id="5b000000-0000-4000-8000-000000000001",
            mark=DocumentMark(number="НФНФ-000009", date=datetime.fromisoformat("2026-11-27")),
            lines=((f"{SHOE}#{RED_41}", Decimal(1)),),
        ),
    )


def test_a_container_of_3_1_is_an_order_with_its_payments() -> None:
    [order] = only(records_of("orders_container_3_1.xml"), OrderNews)

    assert (order.number, order.deleted, order.onec.number) == ("7", True, "ТД-7")
    assert order.payments is not None
    assert [payment.amount for payment in order.payments] == [Money(Decimal(50), "RUB")]


def test_counterparties_of_2_09_carry_their_requisites() -> None:
    company, person = only(records_of("counterparties_2_09.xml"), Counterparty)

    assert company == Counterparty(
        id="021e0e3f-e329-4000-8000-000000000001",
        kind=ClientKind.LEGAL_ENTITY,
        name="Ромашка",
        official_name='ООО "Ромашка"',
        tax_id="7701234567",
        kpp="770101001",
        legal_address="Москва, Арбат, 1",
        phone="+7 495 000-00-01",
        email="a@example.org",
        account=BankAccount(
            number="40702810000000000001", bank="Банк", bic="044525225", correspondent="30101810400000000225"
        ),
    )
    assert person.kind is ClientKind.PERSON
