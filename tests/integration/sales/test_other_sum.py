"""An order cut in 1C and then paid in full: the invoice is paid, and a person hears that the sums differ."""

from dataclasses import replace
from decimal import Decimal

import pytest

from obmen.domain.money import Money
from obmen.domain.order import OrderNews
from obmen.flows.sales.settle import settle
from tests.integration.sales.world import World, invoice, line, mark, told


@pytest.fixture
async def sent(world: World) -> World:
    """A world where 1C has acknowledged the order of invoice 128, two pieces for 240.00."""
    world.portal.put(invoice())
    await world.exchange_once()
    return world


def cut(world: World, **fields: object) -> OrderNews:
    """The order as 1C tells it once a person has taken one of two pieces out."""
    whole = told(world.row().sent)
    lines = tuple(replace(one, quantity=Decimal(1), total=Decimal("120.00")) for one in whole.lines)
    return replace(whole, lines=lines, total=Money(Decimal("120.00"), "RUB"), **fields)  # type: ignore[arg-type]


def hear(world: World, *several: OrderNews) -> None:
    exchange = world.exchange
    for news in several:
        world.store.write(lambda work, news=news: settle(work, exchange, news, now=world.now))  # type: ignore[misc]


async def test_a_cut_order_that_is_paid_pays_the_invoice_and_asks_a_person(sent: World) -> None:
    hear(sent, cut(sent), cut(sent, paid_mark=mark("ПП-5")))

    [problem] = sent.store.read(lambda work: work.problems.open(sent.exchange_id))
    assert sent.stage() == "DT31_5:P"
    assert problem.kind == "payment.other_sum"
    assert {name: problem.facts[name] for name in ("amount", "total", "billed")} == {
        "amount": "120.00", "total": "120.00", "billed": "240.00",
    }  # fmt: skip


async def test_an_order_cut_after_it_was_paid_asks_too(sent: World) -> None:
    hear(sent, told(sent.row().sent, paid_mark=mark("ПП-5")), cut(sent, paid_mark=mark("ПП-5")))

    assert sent.problems() == ["payment.other_sum"]


async def test_the_same_message_again_asks_once(sent: World) -> None:
    hear(sent, *[cut(sent, paid_mark=mark("ПП-5"))] * 3)

    [problem] = sent.store.read(lambda work: work.problems.open(sent.exchange_id))
    assert problem.count == 1


async def test_lines_restored_in_1c_close_the_problem(sent: World) -> None:
    hear(sent, cut(sent, paid_mark=mark("ПП-5")))

    hear(sent, told(sent.row().sent, paid_mark=mark("ПП-6")))

    assert sent.problems() == []


async def test_rows_mended_in_the_invoice_close_the_problem(sent: World) -> None:
    hear(sent, cut(sent, paid_mark=mark("ПП-5")))

    sent.portal.change(
        128, at=sent.later(minutes=1), lines=(line(quantity="1"),), total=Money(Decimal("120.00"), "RUB")
    )
    await sent.poll()

    assert "payment.other_sum" not in sent.problems()


async def test_a_payment_of_the_billed_sum_asks_nobody(sent: World) -> None:
    hear(sent, told(sent.row().sent, paid_mark=mark("ПП-5")))

    assert sent.problems() == []
