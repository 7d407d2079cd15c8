"""A poisoned order, a copy of the base, a portal that is away, and what a person may do about it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from obmen.domain.counterparty import ClientKind
from obmen.domain.errors import NotFound
from obmen.domain.identity import EntityKind
from obmen.domain.money import Money
from obmen.flows.ports.catalog import Part
from obmen.flows.ports.inbox import Package
from obmen.flows.ports.portal import ChangedInvoices, PortalUnreachable
from obmen.flows.ports.sales import OrderState
from obmen.flows.ports.store import Work
from obmen.flows.sales import rows
from obmen.flows.sales.send import SendAs, bind_row, preview_send, release_sales, retry_held, send_orders
from obmen.flows.sales.settle import settle
from tests.integration.sales.world import CLIENT, NOW, PortalOfValues, World, invoice, line, mark, told


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
    hear(world, "guid-of-the-base")

    hear(world, "guid-of-the-copy", paid=True)
    world.portal.put(replace(invoice(129), updated_at=world.later(minutes=1)))
    body = await world.exchange_once()

    assert world.problems() == ["onec.copy_of_base"]
    assert world.stage() == ""
    assert "<Документ>" not in body


async def test_news_that_came_while_sales_were_held_is_applied_on_release(world: World) -> None:
    world.portal.put(invoice(), invoice(129))
    await world.exchange_once()
    hear(world, "guid-1")
    hear(world, "guid-2")
    hear(world, "guid-1", paid=True)

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


def hear(world: World, guid: str, *, paid: bool = False) -> None:
    news = told(world.row().sent, id=guid, **({"paid_mark": mark("ПП")} if paid else {}))
    exchange = world.exchange
    world.store.write(lambda work: settle(work, exchange, news, now=world.now))


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

    await send(world, [128])
    world.later(minutes=1)
    body = await world.exchange_once()

    assert "B24-128" in body


async def test_a_failed_invoice_is_cancelled_in_1c_by_a_persons_word(world: World) -> None:
    world.portal.put(invoice())
    await world.exchange_once()
    world.portal.change(128, at=world.later(minutes=1), stage_id="DT31_5:F")
    held = await world.exchange_once()

    await send(world, [128])
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


async def send(world: World, ids: Sequence[int] = (), **how: object) -> dict[int, str]:
    sent = await send_orders(
        store=world.store, invoices=world.portal, exchange_id=world.exchange_id, ids=ids, now=world.now,
        **how,  # type: ignore[arg-type]
    )  # fmt: skip
    return {one.invoice_id: one.after for one in sent}


async def test_an_earlier_invoice_goes_by_send(world: World) -> None:
    old = replace(invoice(), created_at=NOW - timedelta(days=30))
    world.portal.put(old)

    preview = await preview_send(
        store=world.store,
        invoices=world.portal,
        exchange_id=world.exchange_id,
        since=NOW - timedelta(days=60),
    )
    after = await send(world, since=NOW - timedelta(days=60))
    body = await world.exchange_once()
    await world.poll()

    assert [(one.invoice_id, one.before) for one in preview] == [(128, "")]
    assert after == {128: "due"}
    assert "B24-128" in body
    assert world.row().state is OrderState.SENT


async def test_send_repeats_an_acknowledged_order_after_a_backup(world: World) -> None:
    world.portal.put(invoice())
    await world.exchange_once()
    hear(world, "guid-1")

    await send(world, [128])
    body = await world.exchange_once()
    again = world.row().state
    hear(world, "guid-after-the-backup")

    assert "<Номер>B24-128</Номер>" in body
    assert again is OrderState.SENT
    assert world.row().state is OrderState.TAKEN
    assert world.problems() == []


async def test_send_lets_a_held_change_go(world: World) -> None:
    world.portal.put(invoice())
    await world.exchange_once()
    world.portal.put(replace(invoice(128, line(price="130.00")), updated_at=world.later(minutes=1)))
    await world.poll()

    await send(world, [128])
    body = await world.exchange_once()

    assert "<Сумма>260.00</Сумма>" in body
    assert world.problems() == []


async def test_send_as_new_makes_another_order(world: World) -> None:
    world.portal.put(invoice())
    await world.exchange_once()
    hear(world, "guid-1")
    world.portal.put(replace(invoice(128, line(price="130.00")), updated_at=world.later(minutes=1)))
    await world.poll()

    await send(world, [128], send_as=SendAs.NEW)
    body = await world.exchange_once()

    assert "<Номер>B24-128-2</Номер>" in body
    assert world.problems() == []


async def test_words_about_the_former_order_change_nothing(world: World) -> None:
    await test_send_as_new_makes_another_order(world)
    exchange, former = world.exchange, replace(told(world.row().order), number="B24-128", id="guid-1")

    world.store.write(lambda work: settle(work, exchange, former, now=world.now))

    assert world.row().state is OrderState.SENT
    assert world.problems() == []


async def test_a_person_binds_a_row_to_an_item(world: World) -> None:
    world.portal.put(invoice(128, line(), line(2, product_id=0, price="500", quantity="1")))
    await world.poll()
    world.store.write(lambda work: put_card(work, world.exchange_id, "delivery-item"))

    state = world.store.write(
        lambda work: bind_row(
            work, exchange_id=world.exchange_id, invoice_id=128, row_id=2, key="delivery-item", now=world.now
        )
    )

    assert state is OrderState.DUE
    assert world.problems() == []


async def test_a_row_is_bound_only_to_an_item_that_1c_has_told(world: World) -> None:
    world.portal.put(invoice(128, line(2, product_id=0, price="500", quantity="1")))
    await world.poll()

    with pytest.raises(NotFound):
        world.store.write(
            lambda work: bind_row(
                work, exchange_id=world.exchange_id, invoice_id=128, row_id=2, key="nowhere", now=world.now
            )
        )


def put_card(work: Work, exchange_id: int, key: str) -> None:
    package: Package = work.inbox.add(
        exchange_id=exchange_id,
        session_id=None,
        name="import.xml",
        path="x",
        size_bytes=1,
        digest=b"d",
        now=NOW,
    )
    work.staging.put(package.id, [Part(EntityKind.CARD, key, '{"article":"D-1"}', b"0123456789abcdef")])
    work.staging.compare(package.id, exchange_id=exchange_id)
