"""A poisoned order, a copy of the base, a portal that is away, and what a person may do about it."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from obmen.domain.counterparty import ClientKind
from obmen.domain.money import Money
from obmen.flows.ports.portal import ChangedInvoices, PortalUnreachable
from obmen.flows.ports.sales import OrderState
from obmen.flows.sales import rows
from obmen.flows.sales.send import release_sales, retry_held
from tests.integration.sales.world import (
    CLIENT,
    NOW,
    PortalOfValues,
    World,
    hear_of,
    invoice,
    line,
    send_by_hand,
)


async def run_1c(world: World, *, chokes_on: str, times: int) -> list[str]:
    """Let 1C exchange: it acknowledges no answer that carries the number it chokes on. Returns the bodies."""
    bodies = []
    for _ in range(times):
        session = world.session()
        body = await world.query(session)
        bodies.append(body)
        if f"<Номер>{chokes_on}</Номер>" not in body:
            await world.success(session)
        world.later(minutes=10)
    return bodies


async def test_a_poisoned_order_is_found_and_set_apart(world: World) -> None:
    world.portal.put(*(invoice(i) for i in range(100, 120)))

    await run_1c(world, chokes_on="B24-107", times=20)

    states = {i: world.row(i).state for i in range(100, 120)}
    assert states.pop(107) is OrderState.HELD
    assert set(states.values()) == {OrderState.SENT}
    assert world.problems() == ["order.quarantined"]


async def test_new_orders_pass_while_a_culprit_is_looked_for(world: World) -> None:
    world.portal.put(*(invoice(i) for i in range(100, 110)))
    await run_1c(world, chokes_on="B24-107", times=3)

    world.portal.put(replace(invoice(300), updated_at=world.now))
    await run_1c(world, chokes_on="B24-107", times=1)

    assert world.row(300).state is OrderState.SENT


async def test_the_only_order_is_set_apart_too(world: World) -> None:
    world.portal.put(invoice())

    await run_1c(world, chokes_on="B24-128", times=5)

    assert (world.row().state, world.row().reason) == (OrderState.HELD, "order.quarantined")


async def test_a_1c_that_acknowledges_nothing_quarantines_nobody(world: World) -> None:
    world.portal.put(*(invoice(i) for i in range(100, 110)))

    for _ in range(30):
        await world.query(world.session())

    assert {world.row(i).state for i in range(100, 110)} == {OrderState.DUE}
    assert world.problems() == ["onec.not_acknowledged"]


async def test_a_mended_order_leaves_quarantine(world: World) -> None:
    world.portal.put(invoice())
    await run_1c(world, chokes_on="B24-128", times=5)

    world.portal.put(replace(invoice(128, line(price="130.00")), updated_at=world.later(minutes=1)))
    await world.exchange_once()

    assert world.row().state is OrderState.SENT
    assert world.problems() == []


async def test_retry_lets_a_quarantined_order_go_again(world: World) -> None:
    world.portal.put(invoice())
    await run_1c(world, chokes_on="B24-128", times=5)

    due = await retry_held(
        store=world.store, invoices=world.portal, exchange_id=world.exchange_id, now=world.now
    )

    assert due == 1
    assert world.problems() == []


async def test_retry_tries_all_however_many_wait(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "AT_ONCE", 2)
    unknown = [invoice(number, line(product_id=555)) for number in range(128, 133)]
    world.portal.put(*unknown)
    await world.poll()
    world.portal.put(*(replace(one, lines=(line(),)) for one in unknown))

    due = await retry_held(
        store=world.store, invoices=world.portal, exchange_id=world.exchange_id, now=world.now
    )

    assert due == len(unknown)


async def test_a_change_in_the_second_of_the_last_reading_is_seen(world: World) -> None:
    world.portal.put(invoice())
    for _ in range(3):
        await world.poll()

    world.portal.change(128, at=world.now, lines=(line(quantity="5"),), total=Money(Decimal("600.00"), "RUB"))
    await world.poll()

    assert world.row().invoice.lines[0].quantity == 5


async def test_what_was_read_well_after_its_change_is_not_read_again(world: World) -> None:
    world.portal.put(invoice())
    world.later(minutes=3)
    await world.poll()
    reads = world.portal.reads

    await world.poll()

    assert world.portal.reads == reads == 1


class SlowPortal(PortalOfValues):
    """A portal that does not come to an answer."""

    async def changed_since(self, since: datetime, *, own_company_id: int | None) -> ChangedInvoices:
        await asyncio.Event().wait()
        raise AssertionError


class DeadPortal(PortalOfValues):
    """A portal that cannot be reached."""

    async def changed_since(self, since: datetime, *, own_company_id: int | None) -> ChangedInvoices:
        raise PortalUnreachable


@pytest.mark.parametrize("portal", [SlowPortal(), DeadPortal()])
async def test_what_is_known_goes_without_the_portal(world: World, portal: PortalOfValues) -> None:
    world.portal.put(invoice())
    await world.poll()
    world.portal = portal

    body = await world.query(world.session(), poll_s=0.01)

    assert "B24-128" in body


async def test_a_copy_of_the_base_stops_sales(world: World) -> None:
    world.portal.put(invoice())
    await world.exchange_once()
    hear_of(world, "guid-of-the-base")

    hear_of(world, "guid-of-the-copy", paid=True)
    world.portal.put(replace(invoice(129), updated_at=world.later(minutes=1)))
    body = await world.exchange_once()

    assert world.problems() == ["onec.copy_of_base"]
    assert world.stage() == ""
    assert "<Документ>" not in body


async def test_news_that_came_while_sales_were_held_is_applied_on_release(world: World) -> None:
    world.portal.put(invoice(), invoice(129))
    await world.exchange_once()
    hear_of(world, "guid-1")
    hear_of(world, "guid-2")
    hear_of(world, "guid-1", paid=True)

    applied = world.store.write(
        lambda work: release_sales(work, exchange_id=world.exchange_id, now=world.now)
    )

    assert applied == 1
    assert world.stage() == "DT31_5:P"
    assert world.problems() == []


async def test_a_query_from_a_new_address_stops_sales_until_it_is_known(world: World) -> None:
    await world.exchange_once()
    world.portal.put(invoice())
    world.client = "10.0.0.2"
    held = await world.exchange_once()
    problems = world.problems()

    world.store.write(lambda work: release_sales(work, exchange_id=world.exchange_id, now=world.now))
    body = await world.exchange_once()

    assert "<Документ>" not in held
    assert problems == ["onec.new_client"]
    assert "B24-128" in body
    assert world.problems() == []


async def test_an_entrepreneur_waits_one_query_while_the_family_is_unknown(world: World) -> None:
    world.set(onec_family="")
    sole = replace(CLIENT, kind=ClientKind.ENTREPRENEUR, tax_id="500100732259", kpp="")
    world.portal.put(invoice(), replace(invoice(129), counterparty=sole))

    first = await world.exchange_once()
    second = await world.exchange_once()

    assert "B24-128" in first
    assert "B24-129" not in first
    assert "B24-129" in second


async def test_a_doubtful_client_goes_and_is_named(world: World) -> None:
    world.portal.put(replace(invoice(), counterparty=replace(CLIENT, kpp="")))

    body = await world.exchange_once()

    problems = world.store.read(lambda work: work.problems.open(world.exchange_id))
    assert "B24-128" in body
    assert [(p.kind, p.facts["doubts"]) for p in problems] == [("client.doubtful", "не указан КПП")]


async def test_a_strict_gate_holds_a_doubtful_client(world: World) -> None:
    world.set(counterparty_gate="strict")
    world.portal.put(replace(invoice(), counterparty=replace(CLIENT, kpp="")))

    body = await world.exchange_once()

    assert "<Документ>" not in body
    assert world.problems() == ["client.held"]
    assert world.row().facts["doubts"] == "не указан КПП"


async def test_a_person_sends_a_held_client_as_it_is(world: World) -> None:
    await test_a_strict_gate_holds_a_doubtful_client(world)

    await send_by_hand(world, [128])
    world.later(minutes=1)
    body = await world.exchange_once()

    assert "B24-128" in body


async def test_a_failed_invoice_is_cancelled_in_1c_by_a_persons_word(world: World) -> None:
    world.portal.put(invoice())
    await world.exchange_once()
    world.portal.change(128, at=world.later(minutes=1), stage_id="DT31_5:F")
    held = await world.exchange_once()

    await send_by_hand(world, [128])
    body = await world.exchange_once()

    assert "<Документ>" not in held
    assert "<Наименование>Отменен</Наименование>" in body


async def test_another_prefix_does_not_rename_orders_that_1c_has(world: World) -> None:
    world.portal.put(invoice())
    await world.exchange_once()

    world.set(order_prefix="NEW-")
    world.portal.put(replace(invoice(129), updated_at=world.later(minutes=1)))
    world.portal.change(128, at=world.now, stage_id="DT31_5:S")
    body = await world.exchange_once()

    assert (world.row().number, world.row().state) == ("B24-128", OrderState.SENT)
    assert "<Номер>NEW-129</Номер>" in body


async def test_networks_that_a_person_named_need_no_second_word(world: World) -> None:
    await world.exchange_once()
    world.set(onec_allow_from="10.0.0.0/24")
    world.portal.put(invoice())
    world.client = "10.0.0.9"

    assert "B24-128" in await world.exchange_once()


async def test_two_clients_with_one_tax_id_are_named(world: World) -> None:
    twin = replace(CLIENT, id="B24C999")
    world.portal.put(
        invoice(), replace(invoice(129), counterparty=twin, updated_at=NOW + timedelta(seconds=1))
    )

    await world.poll()

    assert world.row(129).facts["doubts"] == "в CRM есть другой клиент с теми же ИНН и КПП"
