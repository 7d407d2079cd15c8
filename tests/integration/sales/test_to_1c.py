"""An invoice becomes exactly one order in 1C."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from obmen.delivery.profile import OwnCompany
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.exchanges import Discovery
from obmen.flows.ports.sales import OrderState
from obmen.flows.sales.poll import relist_open
from tests.integration.sales.world import NOW, World, invoice, line, profile


async def test_a_bill_made_a_moment_ago_is_in_the_answer(world: World) -> None:
    world.portal.put(invoice())

    body = await world.exchange_once()

    assert "<Номер>B24-128</Номер>" in body
    assert world.row().state is OrderState.SENT
    assert world.problems() == []


async def test_a_repeated_query_of_one_session_is_given_the_same_bytes(world: World) -> None:
    world.portal.put(invoice())
    session = world.session()
    first = await world.query(session)

    world.portal.put(invoice(129))
    world.later(seconds=40)

    assert await world.query(session) == first
    assert world.row().offering.deliveries == 1


async def test_an_acknowledged_order_is_not_sent_again(world: World) -> None:
    world.portal.put(invoice())
    await world.exchange_once()

    world.portal.change(128, at=world.later(minutes=5), stage_id="DT31_5:S")
    body = await world.exchange_once()

    assert "<Документ>" not in body
    assert world.row().state is OrderState.SENT


async def test_an_order_without_success_comes_again(world: World) -> None:
    world.portal.put(invoice())
    await world.query(world.session())

    body = await world.exchange_once()

    assert body.count("<Документ>") == 1
    assert world.row().state is OrderState.SENT


async def test_a_change_waits_for_a_person_by_default(world: World) -> None:
    world.portal.put(invoice())
    await world.exchange_once()

    changed = invoice(128, line(price="130.00"))
    world.portal.put(replace(changed, updated_at=world.later(minutes=1)))
    body = await world.exchange_once()

    assert "<Документ>" not in body
    assert (world.row().state, world.row().reason) == (OrderState.HELD, "order.changed")
    assert world.problems() == ["order.changed"]


async def test_a_change_taken_back_closes_its_problem(world: World) -> None:
    world.portal.put(invoice())
    await world.exchange_once()
    world.portal.put(replace(invoice(128, line(price="130.00")), updated_at=world.later(minutes=1)))
    await world.poll()

    world.portal.put(replace(invoice(), updated_at=world.later(minutes=1)))
    await world.poll()

    assert world.row().state is OrderState.SENT
    assert world.problems() == []


async def test_a_change_travels_by_itself_when_told_so(world: World) -> None:
    world.set(resend="auto")
    world.portal.put(invoice())
    await world.exchange_once()

    world.portal.put(replace(invoice(128, line(price="130.00")), updated_at=world.later(minutes=1)))
    body = await world.exchange_once()

    assert "<Сумма>260.00</Сумма>" in body
    assert world.row().state is OrderState.SENT


async def test_a_change_is_only_told_when_changes_are_never_sent(world: World) -> None:
    world.set(resend="never")
    world.portal.put(invoice())
    await world.exchange_once()

    world.portal.put(replace(invoice(128, line(price="130.00")), updated_at=world.later(minutes=1)))
    body = await world.exchange_once()

    assert "<Документ>" not in body
    assert world.problems() == ["order.changed_not_sent"]


async def test_a_change_between_query_and_success_stays_due(world: World) -> None:
    world.set(resend="auto")
    world.portal.put(invoice())
    session = world.session()
    await world.query(session)
    world.portal.put(replace(invoice(128, line(price="130.00")), updated_at=world.later(seconds=1)))
    await world.poll()

    await world.success(session)

    row = world.row()
    assert row.state is OrderState.DUE
    assert row.sent is not None
    assert row.sent.total.amount == Decimal("240.00")


async def test_a_failed_invoice_cancels_the_order_that_1c_has(world: World) -> None:
    world.set(resend="auto")
    world.portal.put(invoice())
    await world.exchange_once()

    world.portal.change(128, at=world.later(minutes=1), stage_id="DT31_5:F")
    body = await world.exchange_once()

    assert "<Наименование>Отменен</Наименование>" in body


async def test_a_failed_invoice_never_starts_an_order(world: World) -> None:
    world.portal.put(invoice(stage="DT31_5:F"))

    assert "<Документ>" not in await world.exchange_once()


async def test_an_invoice_deleted_before_sending_is_left(world: World) -> None:
    world.portal.put(invoice())
    await world.poll()
    del world.portal.held[128]

    gone = await relist_open(
        store=world.store, invoices=world.portal, exchange_id=world.exchange_id, now=world.now
    )

    assert gone == 1
    assert (world.row().state, world.row().reason) == (OrderState.LEFT, "invoice.deleted")
    assert "<Документ>" not in await world.exchange_once()


async def test_an_invoice_without_rows_is_a_problem_only_after_a_day(world: World) -> None:
    empty = replace(invoice(), lines=())
    world.portal.put(empty)
    await world.poll()
    before = world.problems()

    world.later(hours=25)
    await world.poll()

    assert before == []
    assert world.problems() == ["invoice.no_rows"]


async def test_earlier_invoices_do_not_enter(world: World) -> None:
    world.portal.put(replace(invoice(), created_at=NOW - timedelta(days=30)))

    assert "<Документ>" not in await world.exchange_once()


async def test_a_bill_of_the_very_second_enters_for_portals_tell_whole_seconds(world: World) -> None:
    world.set(invoices_since=(world.now + timedelta(milliseconds=300)).isoformat())
    world.portal.put(invoice())

    await world.exchange_once()

    assert world.row().state is OrderState.SENT


async def test_a_quiet_portal_is_not_read_again_and_again(world: World) -> None:
    world.portal.put(invoice())
    for _ in range(5):
        await world.poll()
        world.later(minutes=1)

    assert world.portal.reads == 3  # until two minutes after the change: its time is told in seconds


async def test_an_unknown_row_holds_the_invoice_until_it_is_known(world: World) -> None:
    world.portal.put(invoice(128, line(), line(2, product_id=999, price="5", quantity="1")))
    await world.poll()

    assert (world.row().state, world.row().reason) == (OrderState.HELD, "row.unknown")
    assert world.problems() == ["row.unknown"]


async def test_a_free_row_goes_as_the_service_item(world: World) -> None:
    world.set(service_item="svc-1")
    world.portal.put(invoice(128, line(), line(2, product_id=0, price="500", quantity="1")))

    body = await world.exchange_once()

    assert "<Ид>svc-1</Ид>" in body
    assert "<Значение>Услуга</Значение>" in body


async def test_several_own_companies_block_until_one_is_chosen(world: World) -> None:
    two = profile(OwnCompany(id=4, name="Первая"), OwnCompany(id=5, name="Вторая", tax_id="7707083893"))
    world.store.write(
        lambda work: work.exchanges.put_discovery(world.exchange_id, Discovery(profile=two, findings=()))
    )
    world.portal.put(invoice(), replace(invoice(129), own_company_id=5))
    blocked = await world.exchange_once()

    world.set(own_company="7707083893")
    body = await world.exchange_once()

    assert "<Документ>" not in blocked
    assert "<Номер>B24-129</Номер>" in body
    assert "<Номер>B24-128</Номер>" not in body
    assert world.problems() == []


async def test_a_held_row_goes_by_itself_once_its_product_is_known(world: World) -> None:
    world.portal.put(invoice(128, line(2, product_id=999)))
    await world.exchange_once()
    reason = world.row().reason

    known = Binding(Ref(EntityKind.PRODUCT, "guid-999"), 999, {})
    world.store.write(lambda work: work.bindings.put(world.exchange_id, [known]))
    body = await world.exchange_once()

    assert reason == "row.unknown"
    assert "<Ид>guid-999</Ид>" in body
    assert world.problems() == []


async def test_a_setting_is_felt_by_what_waits(world: World) -> None:
    world.set(invoices_from_stage="Отправлен")
    world.portal.put(invoice())
    early = await world.exchange_once()

    world.set(invoices_from_stage="")
    body = await world.exchange_once()

    assert "<Документ>" not in early
    assert "B24-128" in body


async def test_an_invoice_that_was_deleted_stays_so_whatever_is_set(world: World) -> None:
    world.portal.put(invoice())
    await world.exchange_once()
    del world.portal.held[128]
    await relist_open(store=world.store, invoices=world.portal, exchange_id=world.exchange_id, now=world.now)

    world.set(counterparty_gate="strict")
    await world.poll()

    assert (world.row().state, world.row().gone) == (OrderState.HELD, True)
    assert world.problems() == ["order.changed"]
