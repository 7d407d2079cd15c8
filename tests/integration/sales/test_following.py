"""`order_changes=update`: an invoice whose order was edited in 1C gets 1C's lines, once, and agrees then."""

from dataclasses import replace
from decimal import Decimal

import pytest

from obmen.domain.identity import EntityKind
from obmen.domain.invoice import InvoiceLine
from obmen.domain.money import Money
from obmen.domain.order import OrderNews, ReturnedLine
from obmen.domain.vat import Vat
from obmen.flows.ports.catalog import OutboxRow
from obmen.flows.ports.sales import OrderState
from obmen.flows.sales.follow import confirm_rows
from obmen.flows.sales.settle import settle
from tests.integration.sales.world import SHIRT, World, invoice, line, mark, told


@pytest.fixture
async def world(any_world: World) -> World:
    """A world where 1C has acknowledged the order of invoice 128 and the invoice follows it."""
    any_world.set(order_changes="update")
    any_world.portal.put(invoice())
    await any_world.exchange_once()
    return any_world


def hear(world: World, news: OrderNews) -> None:
    exchange = world.exchange
    world.store.write(lambda work: settle(work, exchange, news, now=world.now))


def edited(world: World, *lines: ReturnedLine, **fields: object) -> OrderNews:
    total = sum((one.total for one in lines), Decimal("0.00"))
    return told(world.row().sent, lines=lines, total=Money(total, "RUB"), **fields)


def cable(world: World, quantity: str, total: str) -> ReturnedLine:
    [first] = told(world.row().sent).lines
    return replace(first, quantity=Decimal(quantity), total=Decimal(total))


def shirt(quantity: str = "1", total: str = "500.00") -> ReturnedLine:
    return ReturnedLine(
        key=SHIRT, name="Рубашка", price=Decimal(total), quantity=Decimal(quantity), total=Decimal(total),
        vat=Vat(Decimal(20)),
    )  # fmt: skip


def rows(world: World) -> list[tuple[int, str, str]]:
    """The rows that are on their way to the portal."""
    return [
        (one.product_id, f"{one.quantity:f}", f"{one.price:f}")
        for row in world.outbox(EntityKind.ROWS)
        for one in wanted(row)
    ]


def wanted(row: OutboxRow) -> tuple[InvoiceLine, ...]:
    assert row.desired is not None
    lines = row.desired["rows"]
    assert isinstance(lines, tuple)
    return lines


async def confirm(world: World) -> None:
    await confirm_rows(
        store=world.store, invoices=world.portal, exchange_id=world.exchange_id, seen={}, now=world.now
    )


async def deliver(world: World) -> None:
    """The portal takes the rows that are on their way, and nobody has polled since."""
    await confirm(world)
    for row in world.outbox(EntityKind.ROWS):
        lines, versions = wanted(row), {row.id: row.version}
        total = sum((one.price * one.quantity for one in lines), Decimal("0.00"))
        world.portal.change(128, at=world.later(seconds=5), lines=lines, total=Money(total, "RUB"))
        world.store.write(lambda work, sent=versions: work.outbox.done(sent))  # type: ignore[misc]


async def test_lines_changed_in_1c_become_the_rows_and_then_both_agree(world: World) -> None:
    hear(world, edited(world, cable(world, "1", "120.00"), shirt()))
    on_the_way = rows(world)

    await deliver(world)
    body = await world.exchange_once()
    await world.poll()

    row = world.row()
    assert on_the_way == [(901, "1", "120.00"), (902, "1", "500.00")]
    assert (row.state, row.reason, row.problem, row.written) == (OrderState.TAKEN, "", "", ())
    assert "<Документ>" not in body
    assert world.problems() == []
    assert rows(world) == []
    [said] = [text for text in world.texts() if "строки счёта меняются вслед" in text]
    assert "сумма была 240,00, стала 620,00" in said
    assert "Товар 901: 2 = 240.00 → 1 = 120.00\nРубашка: — → 1 = 500.00" in said


async def test_a_replay_and_a_payment_with_the_same_lines_change_no_row(world: World) -> None:
    news = edited(world, cable(world, "1", "120.00"))
    hear(world, news)
    await deliver(world)
    await world.poll()
    before = world.outbox()

    hear(world, news)
    assert world.outbox() == before
    hear(world, replace(news, paid_mark=mark("ПП-1")))

    assert rows(world) == []
    assert world.stage() == "DT31_5:P"
    assert world.problems() == []


async def test_a_second_edit_before_the_first_was_polled_is_no_difference(world: World) -> None:
    hear(world, edited(world, cable(world, "1", "120.00")))
    await deliver(world)

    hear(world, edited(world, cable(world, "5", "600.00")))
    await deliver(world)
    await world.poll()

    assert [f"{one.quantity:f}" for one in world.row().invoice.lines] == ["5"]
    assert world.problems() == []
    assert not any("Отличается" in text for text in world.texts())


async def test_an_edit_that_is_taken_back_before_it_went_out_writes_nothing(world: World) -> None:
    hear(world, edited(world, cable(world, "1", "120.00")))

    hear(world, told(world.row().sent))
    await confirm(world)
    await world.poll()

    assert rows(world) == []
    assert world.problems() == []
    assert any("снова такой, как был выставлен: 240,00" in text for text in world.texts())


async def test_an_edit_that_is_taken_back_after_it_went_out_is_written_back(world: World) -> None:
    hear(world, edited(world, cable(world, "1", "120.00")))
    await deliver(world)

    hear(world, told(world.row().sent))
    await deliver(world)
    await world.poll()

    assert world.row().invoice.total.amount == Decimal("240.00")
    assert world.problems() == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"paid_mark": mark("ПП-1")}, "счёт уже оплачен"),
        ({"total": Money(Decimal("120.00"), "EUR")}, "валюта заказа другая"),
        ({"total": Money(Decimal("144.00"), "RUB")}, "сумма строк не равна сумме заказа"),
    ],
)
async def test_what_bars_the_way_is_said_and_nothing_is_written(
    world: World, change: dict[str, object], why: str
) -> None:
    news = edited(world, cable(world, "1", "120.00"))

    hear(world, replace(news, **change))  # type: ignore[arg-type]

    assert rows(world) == []
    [said] = [text for text in world.texts() if text.startswith("В 1С изменён состав")]
    assert f"Строки счёта не изменены: {why}. Выставлено" in said
    assert "Товар 901: 2 = 240.00 → 1 = 120.00" in said


async def test_goods_that_the_crm_does_not_have_are_named(world: World) -> None:
    hear(world, edited(world, cable(world, "1", "120.00"), replace(shirt(), key="unknown", name="Чайник")))

    assert rows(world) == []
    assert any("в CRM нет товаров: Чайник." in text for text in world.texts())


async def test_an_invoice_that_a_manager_has_changed_too_is_not_overwritten(world: World) -> None:
    hear(world, told(world.row().sent))
    world.portal.put(replace(invoice(128, line(price="130.00")), updated_at=world.later(minutes=1)))
    await world.poll()

    hear(world, edited(world, cable(world, "1", "120.00")))

    assert rows(world) == []
    assert any("счёт изменили и в CRM" in text for text in world.texts())
    assert world.problems() == ["order.differs"]


@pytest.mark.parametrize(
    ("change", "why", "problems"),
    [
        ({"stage_id": "DT31_5:P"}, "счёт уже оплачен", []),
        ({"stage_id": "DT31_5:F"}, "счёт или заказ уже закрыт", ["order.differs"]),
        ({"is_manual_total": True}, "сумма счёта задана вручную", []),
    ],
)
async def test_a_manager_who_was_there_first_stays(
    world: World, change: dict[str, object], why: str, problems: list[str]
) -> None:
    hear(world, edited(world, cable(world, "1", "120.00")))
    world.portal.change(128, at=world.later(seconds=20), **change)

    await confirm(world)

    assert rows(world) == []
    assert f"Строки счёта всё же не изменены вслед за 1С: {why}." in world.texts()
    assert world.problems() == problems


async def test_rows_that_were_edited_in_between_are_the_managers(world: World) -> None:
    hear(world, edited(world, cable(world, "1", "120.00")))
    world.portal.put(replace(invoice(128, line(quantity="7")), updated_at=world.later(seconds=20)))

    await confirm(world)

    assert rows(world) == []
    assert world.problems() == ["order.differs"]


async def test_rows_wait_while_the_portal_does_not_tell_and_go_when_it_does(world: World) -> None:
    hear(world, edited(world, cable(world, "1", "120.00")))
    world.portal.silent = True
    await confirm(world)
    [waiting] = world.outbox(EntityKind.ROWS)

    world.portal.silent = False
    world.later(seconds=20)
    await deliver(world)
    await world.poll()

    assert (waiting.reason, world.problems()) == ("unseen", [])
    assert world.row().invoice.total.amount == Decimal("120.00")


async def test_rows_of_a_deleted_invoice_are_forgotten(world: World) -> None:
    hear(world, edited(world, cable(world, "1", "120.00")))
    del world.portal.held[128]

    await confirm(world)

    assert world.outbox(EntityKind.ROWS) == []


async def test_a_setting_that_was_changed_meanwhile_counts(world: World) -> None:
    hear(world, edited(world, cable(world, "1", "120.00")))
    world.set(order_changes="notify")

    await confirm(world)

    assert world.outbox(EntityKind.ROWS) == []


async def test_a_manager_who_mends_the_rows_by_1c_differs_in_nothing(world: World) -> None:
    world.set(order_changes="notify")
    hear(world, edited(world, cable(world, "1", "120.00")))
    world.portal.put(replace(invoice(128, line(quantity="1")), updated_at=world.later(minutes=1)))

    await world.poll()

    assert rows(world) == []
    assert world.problems() == []
