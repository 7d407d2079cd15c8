"""Right before a stage is written it is asked where the invoice stands: a manager is never pulled back."""

from datetime import timedelta

import pytest

from obmen.domain.order import OrderNews
from obmen.flows.ports.journal import Entry
from obmen.flows.sales.problems import order_ref
from obmen.flows.sales.settle import settle
from obmen.flows.sales.stages import SEEN_FOR, Seen, confirm_stages
from tests.integration.sales.world import World, invoice, mark, told


@pytest.fixture
async def paid(world: World) -> World:
    """A world where the paid stage of invoice 128 is on its way to the portal."""
    world.portal.put(invoice())
    await world.exchange_once()
    hear(world, told(world.row().order, paid_mark=mark("ПП-5")))
    return world


def hear(world: World, news: OrderNews) -> None:
    exchange = world.exchange
    world.store.write(lambda work: settle(work, exchange, news, now=world.now))


def move(world: World, stage: str) -> None:
    """A manager moves the invoice, and no poll has seen it."""
    world.portal.change(128, at=world.later(seconds=20), stage_id=stage)


async def confirm(world: World, *, seen: Seen | None = None) -> None:
    await confirm_stages(
        store=world.store,
        invoices=world.portal,
        exchange_id=world.exchange_id,
        seen={} if seen is None else seen,
        now=world.now,
    )


def events(world: World) -> list[str]:
    entries: list[Entry] = list(
        world.store.read(lambda work: work.journal.of(world.exchange_id, [order_ref(world.row())]))
    )
    return [entry.event for entry in entries]


async def test_a_stage_goes_on_while_it_leads_forward(paid: World) -> None:
    move(paid, "DT31_5:S")

    await confirm(paid)

    assert paid.stage() == "DT31_5:P"
    assert paid.row().goal == "DT31_5:P"


async def test_a_stage_that_is_reached_already_is_not_written(paid: World) -> None:
    move(paid, "DT31_5:P")

    await confirm(paid)

    assert paid.stage() == ""
    assert "sales.stage_yielded" not in events(paid)
    assert paid.problems() == []


async def test_what_was_seen_a_moment_ago_is_not_asked_again(paid: World) -> None:
    seen: Seen = {}
    await confirm(paid, seen=seen)
    paid.portal.silent = True

    await confirm(paid, seen=seen)

    assert len(seen) == 1
    assert {row.reason for row in paid.outbox()} == {""}


async def test_what_was_seen_long_ago_is_asked_again(paid: World) -> None:
    seen: Seen = {}
    await confirm(paid, seen=seen)
    move(paid, "DT31_5:F")
    paid.now += SEEN_FOR + timedelta(seconds=1)

    await confirm(paid, seen=seen)

    assert paid.stage() == ""


async def test_a_process_stage_yields_to_a_manager_who_went_further(world: World) -> None:
    world.set(shipped_stage="Отправлен")
    world.portal.put(invoice())
    await world.exchange_once()
    hear(world, told(world.row().order, shipped_mark=mark("РТ-1")))
    move(world, "DT31_5:D")

    await confirm(world)

    assert world.stage() == ""
    assert world.row().goal == ""
    assert "sales.stage_yielded" in events(world)
    assert world.problems() == []


async def test_a_payment_of_an_invoice_closed_as_failed_meanwhile_asks_a_person(paid: World) -> None:
    move(paid, "DT31_5:F")

    await confirm(paid)
    await confirm(paid)

    [problem] = paid.store.read(lambda work: work.problems.open(paid.exchange_id))
    assert paid.stage() == ""
    assert (problem.kind, problem.count, problem.facts["amount"]) == ("payment.on_cancelled", 1, "240.00")


async def test_a_cancellation_of_an_invoice_paid_by_hand_meanwhile_asks_a_person(world: World) -> None:
    world.portal.put(invoice())
    await world.exchange_once()
    hear(world, told(world.row().order, cancelled=True))
    move(world, "DT31_5:P")

    await confirm(world)

    assert world.stage() == ""
    assert world.problems() == ["order.cancelled_paid"]


async def test_a_portal_that_does_not_tell_makes_stages_wait_and_is_asked_again(paid: World) -> None:
    paid.portal.silent = True
    await confirm(paid)
    paid.portal.silent = False
    move(paid, "DT31_5:F")

    await confirm(paid)

    assert paid.stage() == ""
    assert paid.problems() == ["payment.on_cancelled"]


async def test_a_vanished_invoice_is_left_to_the_portals_own_answer(paid: World) -> None:
    del paid.portal.held[128]

    await confirm(paid)

    assert paid.stage() == "DT31_5:P"
