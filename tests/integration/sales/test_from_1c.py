"""What 1C tells becomes ledger, stage and words; replays and late messages change nothing."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from obmen.domain.catalog import PackageHeader
from obmen.domain.identity import EntityKind
from obmen.domain.money import Money
from obmen.domain.order import DocumentMark, OrderNews, PaymentNews, ShipmentNews
from obmen.domain.vat import Vat
from obmen.flows.ports.onec import BadRecord
from obmen.flows.ports.sales import OrderState
from obmen.flows.sales.poll import relist_open
from obmen.flows.sales.rates import confirmed_rates
from obmen.flows.sales.settle import settle, settle_package
from tests.integration.sales.world import World, invoice, line, mark, told


@pytest.fixture
async def sent(world: World) -> World:
    """A world where 1C has acknowledged the order of invoice 128."""
    world.portal.put(invoice())
    await world.exchange_once()
    return world


def hear(world: World, news: OrderNews, *, told_at: str = "") -> None:
    exchange = world.exchange
    world.store.write(lambda work: settle(work, exchange, news, told_at=told_at, now=world.now))


def payment(id_: str, amount: str) -> PaymentNews:
    return PaymentNews(id=id_, mark=mark(f"ПП-{id_}"), amount=Money(Decimal(amount), "RUB"))


async def test_the_first_word_of_1c_takes_the_order_in_work(sent: World) -> None:
    hear(sent, told(sent.row().order))

    row = sent.row()
    fields = sent.outbox(EntityKind.INVOICE)[0].desired
    assert row.state is OrderState.TAKEN
    assert fields == {"xml_id": "1c-guid-1", "onec_number": "ТД00-000017", "onec_date": "2026-11-24"}
    assert sent.texts() == [
        "Заказ заведён в 1С: № ТД00-000017 от 24.11.2026. Эта 1С не сообщает о частичных оплатах."
    ]


async def test_full_payment_makes_the_invoice_paid_and_tells_the_manager(sent: World) -> None:
    hear(sent, told(sent.row().order, paid_mark=mark("ПП-5")))

    notices = sent.outbox(EntityKind.NOTICE)
    assert sent.stage() == "DT31_5:P"
    assert sent.row().paid_amount == "240.00"
    assert "Оплачено полностью: 240,00 ₽. Документ № ПП-5 от 25.11.2026." in sent.texts()
    assert {n.desired["user_id"] for n in notices if n.desired} == {7}
    assert sent.problems() == []


async def test_a_replay_adds_nothing(sent: World) -> None:
    news = told(sent.row().order, paid_mark=mark("ПП-5"))
    hear(sent, news, told_at="2026-11-24T13:00:00")
    rows, row = sent.outbox(), sent.row()

    hear(sent, news, told_at="2026-11-24T13:00:00")

    assert sent.outbox() == rows
    assert sent.row() == row


async def test_a_late_message_changes_nothing(sent: World) -> None:
    hear(sent, told(sent.row().order, paid_mark=mark("ПП-5")), told_at="2026-11-24T13:00:00")
    rows, row = sent.outbox(), sent.row()

    hear(sent, told(sent.row().order), told_at="2026-11-24T12:00:00")

    assert sent.outbox() == rows
    assert sent.row() == row
    assert sent.problems() == []


async def test_payment_gone_leaves_the_stage_and_asks_a_person(sent: World) -> None:
    hear(sent, told(sent.row().order, paid_mark=mark("ПП-5")))
    sent.portal.change(128, at=sent.later(minutes=1), stage_id="DT31_5:P")
    await sent.poll()

    hear(sent, told(sent.row().order))

    assert sent.stage() == ""
    assert sent.row().paid_amount == "0.00"
    assert sent.problems() == ["payment.gone"]


async def test_payment_that_comes_back_closes_the_problem(sent: World) -> None:
    for news in ({"paid_mark": mark("ПП-5")}, {}, {"paid_mark": mark("ПП-5")}):
        hear(sent, told(sent.row().order, **news))

    assert sent.problems() == []
    assert len([t for t in sent.texts() if t.startswith("Оплачено полностью")]) == 2


async def test_part_payments_of_unf_move_to_their_stage_when_it_is_set(sent: World) -> None:
    sent.set(partly_paid_stage="Оплачен частично")

    hear(sent, told(sent.row().order, paid=False, payments=(payment("a", "100.00"),)))

    assert sent.stage() == "DT31_5:H"
    assert "Оплачено частично: 100,00 из 240,00 ₽, осталось 140,00." in sent.texts()


async def test_part_payment_without_a_stage_is_only_told(sent: World) -> None:
    hear(sent, told(sent.row().order, paid=False, payments=(payment("a", "100.00"),)))

    assert sent.stage() == ""
    assert sent.row().paid_amount == "100.00"


async def test_two_parts_make_the_whole(sent: World) -> None:
    hear(sent, told(sent.row().order, paid=False, payments=(payment("a", "100.00"),)))

    hear(sent, told(sent.row().order, paid=True, payments=(payment("a", "100.00"), payment("b", "140.00"))))

    assert sent.stage() == "DT31_5:P"


async def test_excess_is_paid_and_said(sent: World) -> None:
    hear(sent, told(sent.row().order, paid=True, payments=(payment("a", "300.00"),)))

    assert sent.stage() == "DT31_5:P"
    assert "Оплачено с излишком: 300,00 при сумме 240,00 ₽, излишек 60,00." in sent.texts()


async def test_a_cancelled_order_fails_the_invoice(sent: World) -> None:
    hear(sent, told(sent.row().order, cancelled=True))

    assert sent.stage() == "DT31_5:F"
    assert sent.problems() == []


async def test_a_cancelled_order_that_was_paid_asks_a_person(sent: World) -> None:
    hear(sent, told(sent.row().order, paid=False, payments=(payment("a", "100.00"),)))

    hear(sent, told(sent.row().order, paid=False, payments=(payment("a", "100.00"),), deleted=True))

    assert sent.stage() == ""
    assert sent.problems() == ["order.cancelled_paid"]


async def test_a_stage_that_a_manager_moved_further_is_left(sent: World) -> None:
    sent.set(shipped_stage="Оплачен частично")
    sent.portal.change(128, at=sent.later(minutes=1), stage_id="DT31_5:D")
    await sent.poll()

    hear(sent, told(sent.row().order, shipped_mark=mark("РТ-1")))

    assert sent.stage() == ""
    assert "Отгружено полностью: документ № РТ-1 от 25.11.2026." in sent.texts()


async def test_each_part_shipment_is_told_once(sent: World) -> None:
    first = ShipmentNews(id="s1", mark=mark("РН-1"))
    second = ShipmentNews(id="s2", mark=mark("РН-2"))
    hear(sent, told(sent.row().order, shipped=False, shipments=(first,)))
    hear(sent, told(sent.row().order, shipped=False, shipments=(first, second)))

    told_of = [t for t in sent.texts() if t.startswith("Отгружено частично")]
    assert len(told_of) == 2


async def test_lines_changed_in_1c_are_told(sent: World) -> None:
    order = sent.row().order
    news = told(order)
    fewer = replace(news.lines[0], quantity=Decimal(1), total=Decimal("120.00"))

    hear(sent, replace(news, lines=(fewer,), total=Money(Decimal("120.00"), "RUB")))

    assert any("2 = 240.00 → 1 = 120.00" in text for text in sent.texts())


async def test_a_change_in_the_crm_after_taking_is_told_and_not_sent(sent: World) -> None:
    hear(sent, told(sent.row().order))

    sent.portal.put(replace(invoice(128, line(price="130.00")), updated_at=sent.later(minutes=1)))
    body = await sent.exchange_once()
    await sent.poll()

    assert "<Документ>" not in body
    assert sent.problems() == ["order.differs"]
    assert len([t for t in sent.texts() if "Отличается: сумма, строки" in t]) == 1


async def test_a_change_that_waited_when_1c_named_the_order_is_told(sent: World) -> None:
    sent.set(resend="auto")
    sent.portal.put(replace(invoice(128, line(price="130.00")), updated_at=sent.later(minutes=1)))
    await sent.poll()

    hear(sent, told(sent.row().sent))

    assert sent.row().state is OrderState.TAKEN
    assert sent.problems() == ["order.differs"]


async def test_a_rate_that_comes_back_is_confirmed(sent: World) -> None:
    hear(sent, told(sent.row().order))

    assert confirmed_rates(sent.exchange) == {"20"}


async def test_a_lost_rate_is_one_problem_that_names_it(sent: World) -> None:
    news = told(sent.row().order)
    lost = replace(news.lines[0], vat=Vat(Decimal(0)))
    for number in ("1", "2"):
        hear(sent, replace(news, lines=(lost,), onec=DocumentMark(number=number, date=None)))

    problems = sent.store.read(lambda work: work.problems.open(sent.exchange_id))
    assert [(p.kind, p.facts["rate"], p.facts["told"], p.count) for p in problems] == [
        ("vat.lost", "20", "0", 1)
    ]


async def test_an_unknown_number_of_ours_is_a_problem(sent: World) -> None:
    hear(sent, replace(told(sent.row().order), number="B24-9999"))

    assert sent.problems() == ["onec.unknown_order"]


async def test_an_order_of_another_site_is_no_problem(sent: World) -> None:
    hear(sent, replace(told(sent.row().order), number="WEB-9999"))

    assert sent.problems() == []


async def test_a_bad_document_holds_nobody(sent: World) -> None:
    bad = BadRecord(line=12, element="Документ", id="x", reason="order.no_number")
    exchange = sent.exchange

    sent.store.write(lambda work: settle_package(work, exchange, [bad, told(sent.row().order)], now=sent.now))

    assert sent.problems() == ["onec.bad_record"]
    assert sent.row().state is OrderState.TAKEN


async def test_a_clock_that_ran_ahead_does_not_silence_1c(sent: World) -> None:
    exchange, later = sent.exchange, told(sent.row().order, paid_mark=mark("ПП-5"))
    ahead = PackageHeader(generated_at="2027-01-01T00:00:00")
    right = PackageHeader(generated_at="2026-11-24T13:05:00")
    sent.store.write(
        lambda work: settle_package(work, exchange, [ahead, told(sent.row().order)], now=sent.now)
    )
    now = datetime(2026, 11, 24, 10, 6, tzinfo=UTC)

    sent.store.write(lambda work: settle_package(work, exchange, [right, later], now=now))

    assert sent.stage() == "DT31_5:P"


async def test_a_stage_on_its_way_yields_to_a_manager_who_went_further(sent: World) -> None:
    sent.set(partly_paid_stage="Оплачен частично")
    hear(sent, told(sent.row().order, paid=False, payments=(payment("a", "100.00"),)))

    sent.portal.change(128, at=sent.later(minutes=1), stage_id="DT31_5:D")
    await sent.poll()

    assert sent.stage() == ""
    assert sent.row().goal == ""


async def test_a_stage_on_its_way_goes_on_when_the_manager_is_behind(sent: World) -> None:
    hear(sent, told(sent.row().order, paid_mark=mark("ПП-5")))

    sent.portal.change(128, at=sent.later(minutes=1), stage_id="DT31_5:S")
    await sent.poll()

    assert sent.stage() == "DT31_5:P"


async def test_a_deleted_invoice_shows_nothing_more(sent: World) -> None:
    hear(sent, told(sent.row().order))
    del sent.portal.held[128]
    await relist_open(store=sent.store, invoices=sent.portal, exchange_id=sent.exchange_id, now=sent.now)
    before = sent.outbox()

    hear(sent, told(sent.row().sent, paid_mark=mark("ПП-5")))

    assert sent.outbox() == before
    assert sent.row().paid_amount == "240.00"
    assert sent.problems() == ["order.differs"]


async def test_the_fallback_is_told_when_the_responsible_is_gone(sent: World) -> None:
    sent.set(responsible_fallback="9")
    sent.portal.change(128, at=sent.later(minutes=1), responsible_gone=True)
    await sent.poll()

    hear(sent, told(sent.row().order))

    assert [n.desired["user_id"] for n in sent.outbox(EntityKind.NOTICE) if n.desired] == [9]


async def test_an_invoice_that_failed_because_its_order_was_cancelled_differs_in_nothing(sent: World) -> None:
    hear(sent, told(sent.row().order, cancelled=True))

    sent.portal.change(128, at=sent.later(minutes=1), stage_id="DT31_5:F")
    await sent.poll()

    assert sent.problems() == []
    assert not any("Отличается" in text for text in sent.texts())


async def test_an_invoice_that_failed_with_its_order_differs_in_nothing(sent: World) -> None:
    hear(sent, told(sent.row().order, cancelled=True))

    sent.portal.change(128, at=sent.later(minutes=1), stage_id=sent.stage())
    await sent.poll()

    assert sent.row().state is OrderState.TAKEN
    assert sent.problems() == []
