"""Invoices and orders as values."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from obmen.domain.billing import Item, Terms
from obmen.domain.catalog import Unit
from obmen.domain.counterparty import ClientKind, Counterparty
from obmen.domain.invoice import Invoice, InvoiceLine, Semantics
from obmen.domain.lifecycle import Ladder, Rung
from obmen.domain.money import Money
from obmen.domain.order import CustomerOrder, DocumentMark, OrderLine, OrderNews, PaymentNews, ReturnedLine
from obmen.domain.vat import Vat, vat_within

VAT_20 = Vat(Decimal(20))
NOW = datetime(2026, 11, 24, 20, 30, tzinfo=UTC)
COMPANY = Counterparty(
    id="B24C311",
    kind=ClientKind.LEGAL_ENTITY,
    name="ООО Ромашка",
    official_name='ООО "Ромашка"',
    tax_id="7707083893",
    kpp="773601001",
)
SOLE = replace(
    COMPANY, id="B24C5", kind=ClientKind.ENTREPRENEUR, name="ИП Иванов", tax_id="500100732259", kpp=""
)

RUNGS = {
    rung.id: rung
    for rung in (
        Rung("N", 10, Semantics.PROCESS),
        Rung("S", 20, Semantics.PROCESS),
        Rung("H", 30, Semantics.PROCESS),
        Rung("G", 40, Semantics.PROCESS),
        Rung("P", 50, Semantics.SUCCESS),
        Rung("F", 60, Semantics.FAILURE),
    )
}
LADDER = Ladder(rungs=RUNGS, paid="P", partly_paid="H", shipped="G", cancelled="F")
TERMS = Terms(
    prefix="B24-",
    own_company_id=4,
    since=datetime(2026, 1, 1, tzinfo=UTC),
    rungs=RUNGS,
    from_stage="",
    strict=False,
    zone=ZoneInfo("Europe/Moscow"),
)


def row(row_id: int = 1, *, price: str = "120.00", quantity: str = "2", vat: Vat = VAT_20) -> InvoiceLine:
    return InvoiceLine(
        row_id=row_id,
        product_id=900 + row_id,
        name=f"Товар {row_id}",
        price=Decimal(price),
        quantity=Decimal(quantity),
        vat=vat,
        unit_code="006",
        unit_name="м",
    )


def invoice(*rows: InvoiceLine, total: str) -> Invoice:
    return Invoice(
        id=128,
        number="128/А",
        title="Счёт",
        begin_date=date(2026, 11, 20),
        created_at=NOW,
        updated_at=NOW,
        stage_id="N",
        own_company_id=4,
        total=Money(Decimal(total), "RUB"),
        is_manual_total=False,
        tax_value=Decimal(0),
        responsible_id=7,
        company_id=311,
        contact_id=0,
        deal_id=0,
        xml_id="",
        comment="[b]Оплата[/b] 100%",
        lines=rows,
        counterparty=COMPANY,
    )


def items(*rows: InvoiceLine) -> dict[int, Item]:
    return {one.row_id: Item(f"guid-{one.row_id}") for one in rows}


def order_line(
    key: str = "guid-1", *, price: str = "120.00", quantity: str = "2", vat: Vat = VAT_20
) -> OrderLine:
    total = Decimal(price) * Decimal(quantity)
    return OrderLine(
        key=key,
        name="Кабель #3",
        article="A-1",
        unit=Unit("6", "м"),
        price=Decimal(price),
        quantity=Decimal(quantity),
        total=total,
        vat=vat,
        vat_sum=vat_within(total, vat),
    )


def order(*lines: OrderLine, client: Counterparty = COMPANY, cancelled: bool = False) -> CustomerOrder:
    rows = lines or (order_line(),)
    return CustomerOrder(
        invoice_id=128,
        number="B24-128",
        placed_at=datetime(2026, 11, 20, 23, 30, tzinfo=ZoneInfo("Europe/Moscow")),
        total=Money(sum((one.total for one in rows), Decimal("0.00")), "RUB"),
        counterparty=client,
        lines=rows,
        comment="№ 128",
        cancelled=cancelled,
    )


def news(**fields: object) -> OrderNews:
    whole = OrderNews(
        id="guid",
        number="B24-128",
        date=date(2026, 11, 20),
        total=Money(Decimal("240.00"), "RUB"),
        lines=(
            ReturnedLine(
                key="guid-1",
                name="Кабель",
                price=Decimal("120.00"),
                quantity=Decimal(2),
                total=Decimal("240.00"),
                vat=Vat(Decimal(20)),
            ),
        ),
        onec=DocumentMark(number="", date=None),
    )
    return replace(whole, **fields)  # type: ignore[arg-type]


def mark(number: str = "ПП-1") -> DocumentMark:
    return DocumentMark(number=number, date=NOW)


def paid(id_: str, amount: str) -> PaymentNews:
    return PaymentNews(id=id_, mark=mark(id_), amount=Money(Decimal(amount), "RUB"))
