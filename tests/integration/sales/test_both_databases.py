"""The whole story of an invoice, on each database."""

from dataclasses import replace

from obmen.domain.catalog import PackageHeader
from obmen.flows.ports.sales import OrderState
from obmen.flows.sales.settle import settle_package
from tests.integration.sales.world import World, invoice, line, mark, told


async def test_an_invoice_goes_to_1c_is_changed_taken_and_paid(any_world: World) -> None:
    world = any_world
    world.set(resend="auto")
    world.portal.put(invoice(), invoice(129))
    first = await world.exchange_once()

    world.portal.put(replace(invoice(128, line(price="130.00")), updated_at=world.later(minutes=1)))
    second = await world.exchange_once()
    exchange, news = world.exchange, told(world.row().order, paid_mark=mark("ПП-1"))
    header = PackageHeader(generated_at="2026-11-24T13:00:00")
    for _ in range(2):
        world.store.write(lambda work: settle_package(work, exchange, [header, news], now=world.now))

    counts = world.store.read(lambda work: work.ledger.counts(world.exchange_id))
    assert first.count("<Документ>") == 2
    assert "<Сумма>260.00</Сумма>" in second
    assert counts == {OrderState.SENT: 1, OrderState.TAKEN: 1}
    assert world.stage() == "DT31_5:P"
    assert len(world.texts()) == 2
