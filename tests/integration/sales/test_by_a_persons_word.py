"""Invoices that a person sends, sends again or binds by hand."""

from dataclasses import replace
from datetime import timedelta

import pytest

from obmen.delta.parts import one_part
from obmen.domain.errors import NotFound
from obmen.domain.identity import EntityKind
from obmen.flows.ports.inbox import Package
from obmen.flows.ports.sales import OrderState
from obmen.flows.ports.store import Work
from obmen.flows.sales.send import SendAs, bind_row, preview_send
from obmen.flows.sales.settle import settle
from tests.integration.sales.world import NOW, World, hear_of, invoice, line, send_by_hand, told


async def test_an_earlier_invoice_goes_by_send(world: World) -> None:
    old = replace(invoice(), created_at=NOW - timedelta(days=30))
    world.portal.put(old)

    preview = await preview_send(
        store=world.store,
        invoices=world.portal,
        exchange_id=world.exchange_id,
        since=NOW - timedelta(days=60),
    )
    after = await send_by_hand(world, since=NOW - timedelta(days=60))
    body = await world.exchange_once()
    await world.poll()

    assert [(one.invoice_id, one.before) for one in preview] == [(128, "")]
    assert after == {128: "due"}
    assert "B24-128" in body
    assert world.row().state is OrderState.SENT


async def test_send_repeats_an_acknowledged_order_after_a_backup(world: World) -> None:
    world.portal.put(invoice())
    await world.exchange_once()
    hear_of(world, "guid-1")

    await send_by_hand(world, [128])
    body = await world.exchange_once()
    again = world.row().state
    hear_of(world, "guid-after-the-backup")

    assert "<Номер>B24-128</Номер>" in body
    assert again is OrderState.SENT
    assert world.row().state is OrderState.TAKEN
    assert world.problems() == []


async def test_send_lets_a_held_change_go(world: World) -> None:
    world.portal.put(invoice())
    await world.exchange_once()
    world.portal.put(replace(invoice(128, line(price="130.00")), updated_at=world.later(minutes=1)))
    await world.poll()

    await send_by_hand(world, [128])
    body = await world.exchange_once()

    assert "<Сумма>260.00</Сумма>" in body
    assert world.problems() == []


async def test_send_as_new_makes_another_order(world: World) -> None:
    world.portal.put(invoice())
    await world.exchange_once()
    hear_of(world, "guid-1")
    world.portal.put(replace(invoice(128, line(price="130.00")), updated_at=world.later(minutes=1)))
    await world.poll()

    await send_by_hand(world, [128], send_as=SendAs.NEW)
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
    work.staging.put(package.id, [one_part(EntityKind.CARD, key, '{"article":"D-1"}')])
    with work.staging.slices(package.id) as slices:
        for piece in slices:
            work.staging.take(package.id, piece, exchange_id=exchange_id)
