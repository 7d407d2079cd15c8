"""A strict practice 1C reads our orders, and what it tells back is settled: both families, byte for byte."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from io import BytesIO

import pytest

from obmen.domain.counterparty import ClientKind
from obmen.domain.vat import NO_VAT, Vat
from obmen.flows.ports.sales import OrderState
from obmen.flows.sales.send import send_orders
from obmen.flows.sales.settle import settle_package
from obmen.onec.commerceml.readers.package import read_package
from obmen_sandbox.onec.base import Base
from obmen_sandbox.onec.model import Characteristic, Family, Item, Settings
from obmen_sandbox.onec.order_reader import Loaded, read_orders
from obmen_sandbox.onec.order_writer import write_orders as push
from tests.integration.sales.world import CABLE, CLIENT, SHIRT, World, invoice, line

SHIRT_ID, SHIRT_SIZE = SHIRT.split("#")


@pytest.fixture
def trade(world: World) -> "Practice":
    return Practice(world, Family.TRADE)


@pytest.fixture
def unf(world: World) -> "Practice":
    return Practice(world, Family.UNF)


class Practice:
    """A base beside the world, which exchanges with it through values."""

    def __init__(self, world: World, family: Family, **settings: object) -> None:
        self.world = world
        self.base = Base(
            name="practice",
            settings=Settings(family=family, **settings),  # type: ignore[arg-type]
            now=lambda: world.now,
        )
        self.base.put_item(Item(id=CABLE, name="Кабель", article="K-1"))
        size = Characteristic(id=SHIRT_SIZE, name="M")
        self.base.put_item(Item(id=SHIRT_ID, name="Рубашка", characteristics={SHIRT_SIZE: size}))
        world.set(onec_family="unf" if family is Family.UNF else "trade")

    async def pull(self) -> Loaded:
        session = self.world.session()
        body = await self.world.query(session)
        loaded = read_orders(self.base, body, bare_root=self.base.settings.family is Family.UNF)
        if loaded.ok:
            await self.world.success(session)
        return loaded

    def push(self, number: str) -> None:
        self.world.later(minutes=1)
        order = self.base.find_order(number)
        body = push(self.base.state, [order], formed_at=self.world.now)
        reads = list(read_package(BytesIO(body)))
        exchange = self.world.exchange
        self.world.store.write(partial(settle_package, exchange=exchange, reads=reads, now=self.world.now))


@pytest.fixture(params=[Family.TRADE, Family.UNF])
def practice(world: World, request: pytest.FixtureRequest) -> Practice:
    return Practice(world, request.param)


async def test_an_order_arrives_whole_and_to_the_kopeck(practice: Practice) -> None:
    rows = (
        line(1, price="120.00", quantity="2"),
        line(2, product_id=902, price="33.33", quantity="3"),
        replace(line(3, price="10.01", quantity="1.5"), vat=NO_VAT, name="Кабель #2"),
        replace(line(4, price="7.77", quantity="1"), vat=Vat(Decimal(10))),
    )
    practice.world.portal.put(invoice(128, *rows, total="362.78"))

    loaded = await practice.pull()

    order = practice.base.find_order("B24-128")
    assert loaded.ok
    assert [(one.item_id, one.characteristic_id) for one in order.lines] == [
        (CABLE, ""), (SHIRT_ID, SHIRT_SIZE), (CABLE, ""), (CABLE, ""),
    ]  # fmt: skip
    assert [one.vat for one in order.lines] == ["20", "20", "Без НДС", "10"]
    assert order.total() == Decimal("362.78")
    assert order.vat_included
    assert len(practice.base.state.items) == 2


@pytest.mark.parametrize(
    ("kind", "is_company"),
    [(ClientKind.LEGAL_ENTITY, True), (ClientKind.ENTREPRENEUR, False), (ClientKind.PERSON, False)],
)
async def test_a_client_is_made_once_and_found_again(
    practice: Practice, kind: ClientKind, is_company: bool
) -> None:
    client = CLIENT if is_company else replace(CLIENT, kind=kind, tax_id="500100732259", kpp="")
    practice.world.portal.put(
        replace(invoice(), counterparty=client), replace(invoice(129), counterparty=client)
    )

    await practice.pull()

    (known,) = practice.base.state.counterparties.values()
    assert (known.is_company, known.tax_id, known.kpp) == (is_company, client.tax_id, client.kpp)


async def test_full_payment_comes_back(practice: Practice) -> None:
    practice.world.portal.put(invoice())
    await practice.pull()

    practice.base.pay("B24-128")
    practice.push("B24-128")

    row = practice.world.row()
    assert practice.world.stage() == "DT31_5:P"
    assert row.state is OrderState.TAKEN
    assert row.onec_id == practice.base.find_order("B24-128").id
    assert row.paid_amount == "240.00"
    assert practice.world.problems() == []


async def test_a_trade_base_does_not_tell_a_part_payment(trade: Practice) -> None:
    trade.world.portal.put(invoice())
    await trade.pull()

    trade.base.pay("B24-128", Decimal(100))
    trade.push("B24-128")

    assert trade.world.stage() == ""
    assert trade.world.row().paid_amount == "0.00"


async def test_unf_tells_each_part(unf: Practice) -> None:
    unf.world.portal.put(invoice())
    await unf.pull()
    paid = []
    for amount in (100, 140, 60):
        unf.base.pay("B24-128", Decimal(amount)) if amount != 60 else None
        unf.push("B24-128")
        paid.append((unf.world.row().paid_amount, unf.world.stage()))

    assert paid == [("100.00", ""), ("240.00", "DT31_5:P"), ("240.00", "DT31_5:P")]


async def test_a_payment_taken_back_leaves_the_stage(practice: Practice) -> None:
    practice.world.portal.put(invoice())
    await practice.pull()
    practice.base.pay("B24-128")
    practice.push("B24-128")

    practice.base.unpay("B24-128")
    practice.push("B24-128")

    assert practice.world.stage() == "DT31_5:P"
    assert practice.world.problems() == ["payment.gone"]


async def test_shipment_and_edited_lines_come_back(practice: Practice) -> None:
    practice.world.portal.put(invoice())
    await practice.pull()

    practice.base.edit_lines("B24-128", quantities={0: Decimal(1)})
    practice.push("B24-128")
    practice.base.ship("B24-128")
    practice.push("B24-128")

    texts = practice.world.texts()
    assert any("2 = 240.00 → 1 = 120.00" in text for text in texts)
    assert any(text.startswith("Отгружено полностью") for text in texts)


async def test_a_cancelled_order_comes_back(trade: Practice) -> None:
    trade.world.portal.put(invoice())
    await trade.pull()

    trade.base.cancel("B24-128")
    trade.push("B24-128")

    assert trade.world.stage() == "DT31_5:F"


async def test_a_change_before_approval_overwrites_the_order(trade: Practice) -> None:
    trade.world.set(resend="auto")
    trade.world.portal.put(invoice())
    await trade.pull()

    trade.world.portal.put(
        replace(invoice(128, line(price="130.00")), updated_at=trade.world.later(minutes=1))
    )
    loaded = await trade.pull()

    assert loaded.updated == ["B24-128"]
    assert trade.base.find_order("B24-128").total() == Decimal("260.00")


async def test_a_failed_invoice_cancels_the_lines(trade: Practice) -> None:
    trade.world.set(resend="auto")
    trade.world.portal.put(invoice())
    await trade.pull()

    trade.world.portal.change(128, at=trade.world.later(minutes=1), stage_id="DT31_5:F")
    await trade.pull()

    assert trade.base.find_order("B24-128").active_lines() == []


async def test_a_rate_that_the_release_reads_as_zero_is_named(trade: Practice) -> None:
    rows = (replace(line(), vat=Vat(Decimal(22))), replace(line(2, product_id=902), vat=Vat(Decimal(20))))
    trade.world.portal.put(invoice(128, *rows))
    await trade.pull()

    trade.base.approve("B24-128")
    trade.push("B24-128")

    problems = trade.world.store.read(lambda work: work.problems.open(trade.world.exchange_id))
    assert [(p.kind, p.facts["rate"]) for p in problems] == [("vat.lost", "22")]


async def test_a_restored_base_is_given_its_orders_again(trade: Practice) -> None:
    backup = trade.base.dump()
    trade.world.portal.put(invoice(), invoice(129))
    await trade.pull()
    trade.base.restore(backup)

    await send_orders(
        store=trade.world.store,
        invoices=trade.world.portal,
        exchange_id=trade.world.exchange_id,
        since=trade.world.now - timedelta(days=1),
        now=trade.world.now,
    )
    loaded = await trade.pull()

    assert sorted(loaded.created) == ["B24-128", "B24-129"]
    assert len(trade.base.state.orders) == 2
