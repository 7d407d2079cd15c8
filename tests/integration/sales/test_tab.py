"""What the tab of a card shows is what 1C has told, and nothing else."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from obmen.bitrix24.inside.vocabulary import TRIGGERS
from obmen.domain.identity import EntityKind
from obmen.domain.lifecycle import News
from obmen.domain.money import Money
from obmen.domain.order import PaymentNews, ShipmentNews
from obmen.domain.payment import Paid
from obmen.flows.desk.tab import TabCard, TabInvoice, TabLine, read_card, read_invoice
from obmen.flows.ports.application import Application, Standing
from obmen.flows.ports.sales import OrderState
from obmen.flows.sales.settle import settle
from obmen.flows.sales.triggers import FIRED_BY, Trigger
from tests.integration.bringing import accept_xml, apply_all
from tests.integration.sales.world import CABLE, World, invoice, line, mark, told

OFFERS = f"""<?xml version="1.0" encoding="UTF-8"?>
<КоммерческаяИнформация ВерсияСхемы="2.07"><ПакетПредложений><Ид>c#</Ид>
<ТипыЦен><ТипЦены><Ид>r</Ид><Наименование>Розничная</Наименование><Валюта>руб</Валюта></ТипЦены></ТипыЦен>
<Склады><Склад><Ид>w1</Ид><Наименование>Главный</Наименование></Склад>
<Склад><Ид>w2</Ид><Наименование>Дальний</Наименование></Склад></Склады><Предложения><Предложение><Ид>{CABLE}</Ид>
<Наименование>Кабель</Наименование><Цены><Цена><ИдТипаЦены>r</ИдТипаЦены><ЦенаЗаЕдиницу>120</ЦенаЗаЕдиницу></Цена>
</Цены><Склад ИдСклада="w1" КоличествоНаСкладе="5"/><Склад ИдСклада="w2" КоличествоНаСкладе="0.5"/>
</Предложение></Предложения></ПакетПредложений></КоммерческаяИнформация>"""


def card(world: World, *ids: int) -> TabCard:
    return world.store.read(lambda work: read_card(work, world.exchange, ids))


def shown(world: World, invoice_id: int = 128) -> tuple[TabInvoice, tuple[TabLine, ...]]:
    found = world.store.read(lambda work: read_invoice(work, world.exchange, invoice_id))
    assert found is not None
    return found


def hear(world: World, **fields: object) -> None:
    news = told(world.row().sent, **fields)
    world.store.write(lambda work: settle(work, world.exchange, news, now=world.now))


async def test_an_invoice_is_shown_with_its_number_sums_and_papers(any_world: World) -> None:
    world = any_world
    world.portal.put(invoice())
    await world.exchange_once()
    before, _ = shown(world)
    hear(
        world,
        payments=(PaymentNews(id="p1", mark=mark("ПП-1"), amount=Money(Decimal("100.00"), "RUB")),),
        shipments=(ShipmentNews(id="s1", mark=mark("РТУ-7")),),
    )

    after, _ = shown(world)

    assert (before.state, before.onec_number, before.rest) == (OrderState.SENT, "", Decimal("240.00"))
    assert (after.state, after.onec_number, after.posted) == (OrderState.TAKEN, "ТД00-000017", True)
    assert (after.paid, after.paid_amount, after.rest) == (Paid.PART, Decimal("100.00"), Decimal("140.00"))
    assert [(p.number, p.amount) for p in after.payments] == [("ПП-1", Decimal("100.00"))]
    assert [p.number for p in after.shipments] == ["РТУ-7"]


async def test_a_line_shows_what_lies_where_and_how_old_its_price_is(
    any_world: World, tmp_path: Path
) -> None:
    world = any_world
    brought = world.now - timedelta(days=2)
    accept_xml(
        world.store, world.exchange, OFFERS, path=tmp_path / "o.xml", name="offers.xml", clock=lambda: brought
    )
    apply_all(world.store, world.exchange_id, clock=lambda: brought)
    world.portal.put(invoice(128, line(), line(2, product_id=902)))
    await world.exchange_once()

    _, (cable, shirt) = shown(world)

    assert cable.stock == (("Главный", Decimal(5)), ("Дальний", Decimal("0.5")))
    assert cable.price_told_at == brought
    assert (shirt.stock, shirt.price_told_at) == ((), None)


async def test_a_card_adds_up_what_is_open_and_names_what_is_not_ours(world: World) -> None:
    world.portal.put(invoice(128), invoice(129))
    await world.exchange_once()
    hear(world, cancelled=True)

    found = card(world, 129, 128, 500)

    assert [one.invoice_id for one in found.invoices] == [129, 128]
    assert found.unknown == (500,)
    assert found.open_sums == {"RUB": Decimal("240.00")}
    assert found.client is not None
    assert found.client.tax_id == "7707083893"


async def test_another_exchanges_invoice_is_unknown(world: World) -> None:
    world.portal.put(invoice())
    await world.exchange_once()
    other = replace(world.exchange, id=99)

    found = world.store.read(lambda work: read_card(work, other, [128]))

    assert (found.invoices, found.unknown) == ((), (128,))


def install(world: World) -> None:
    application = Application(
        exchange_id=world.exchange_id, client_id="local.1", client_secret="s", standing=Standing.INSTALLED
    )
    world.store.write(lambda work: work.applications.put(application))


def fired(world: World) -> list[str]:
    return [str(row.desired["code"]) for row in world.outbox(EntityKind.TRIGGER) if row.desired]


async def test_each_piece_of_news_fires_its_trigger_once(world: World) -> None:
    install(world)
    world.portal.put(invoice())
    await world.exchange_once()
    part = (PaymentNews(id="p1", mark=mark("ПП-1"), amount=Money(Decimal("100.00"), "RUB")),)
    rest = (*part, PaymentNews(id="p2", mark=mark("ПП-2"), amount=Money(Decimal("140.00"), "RUB")))
    over = (*rest, PaymentNews(id="p3", mark=mark("ПП-3"), amount=Money(Decimal("1.00"), "RUB")))

    for facts in ({"payments": part}, {"payments": part}, {"payments": rest}, {"payments": over}):
        hear(world, **facts)
    hear(world, payments=over, shipped_mark=mark("РТУ-7"))

    assert fired(world) == ["obmen_partly_paid", "obmen_paid", "obmen_shipped"]


async def test_without_an_application_no_trigger_waits(world: World) -> None:
    world.portal.put(invoice())
    await world.exchange_once()

    hear(world, cancelled=True)

    assert fired(world) == []


async def test_a_cancelled_order_fires_its_trigger_after_the_stage(world: World) -> None:
    install(world)
    world.portal.put(invoice())
    await world.exchange_once()

    hear(world, cancelled=True)

    kinds = [row.ref.kind for row in world.outbox()]
    assert fired(world) == ["obmen_cancelled"]
    assert kinds.index(EntityKind.STAGE) < kinds.index(EntityKind.TRIGGER)


def test_the_triggers_are_those_of_the_registration() -> None:
    assert set(TRIGGERS) == {str(trigger) for trigger in Trigger} == {str(t) for t in FIRED_BY.values()}
    assert FIRED_BY[News.PAID_IN_FULL] is Trigger.PAID
