"""Any sequence of 1C's files told twice leaves the same ledger and the same outbox as told once."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count

import pytest
from cryptography.fernet import Fernet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from obmen.domain.catalog import PackageHeader
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.store import Work
from obmen.flows.sales.settle import settle_package
from obmen.storage.database import open_store
from tests.integration.sales.test_from_1c import payment
from tests.integration.sales.world import World, build_world, invoice, mark, told

STATES = st.fixed_dictionaries(
    {},
    optional={
        "paid_mark": st.just(mark("ПП")),
        "shipped_mark": st.just(mark("РТ")),
        "payments": st.sampled_from([(), (payment("a", "100.00"),), (payment("a", "300.00"),)]),
        "cancelled": st.booleans(),
        "deleted": st.booleans(),
    },
)
IDS = count(700_001)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world in which 1C has acknowledged the order of invoice 128."""
    store = open_store(url="", data_dir=tmp_path_factory.mktemp("replay"), key=Fernet.generate_key())
    world = build_world(store)
    world.portal.put(invoice())
    asyncio.run(world.exchange_once())
    yield world
    store.close()


def hear(world: World, states: Sequence[dict[str, object]], order: Sequence[int]) -> str:
    """Let one more order hear these files (file `i` was made in minute `i`); return all that came of it."""
    invoice_id = next(IDS)
    number = f"B24-{invoice_id}"
    exchange = world.exchange

    def tell(work: Work) -> str:
        bill = replace(world.row().invoice, responsible_id=invoice_id)  # whoever hears much gets a digest
        row = replace(world.row(), invoice_id=invoice_id, number=number, invoice=bill)
        work.ledger.put(row)
        for index in order:
            header = PackageHeader(generated_at=f"2026-11-24T12:{index:02}:00")
            news = told(row.order, **{"number": number, **states[index]})
            settle_package(work, exchange, [header, news], now=world.now)
        return everything(work, exchange_id=world.exchange_id, invoice_id=invoice_id)

    return world.store.write(tell)


def everything(work: Work, *, exchange_id: int, invoice_id: int) -> str:
    row = work.ledger.get(exchange_id, invoice_id=invoice_id)
    refs = [Ref(kind, str(invoice_id)) for kind in (EntityKind.STAGE, EntityKind.INVOICE)]
    outbox = [
        (o.ref, o.version, o.desired)
        for o in work.outbox.page([exchange_id], Due.READY, limit=100_000)
        if o.ref in refs or o.ref.id.startswith(f"{invoice_id}:") or f":{invoice_id}:" in o.ref.id
    ]
    problems = [
        (p.kind, p.count) for p in work.problems.open(exchange_id) if p.ref and str(invoice_id) in p.ref.id
    ]
    return repr((row, outbox, sorted(problems))).replace(str(invoice_id), "N")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STATES, min_size=1, max_size=5))
def test_told_twice_is_told_once(lasting: World, states: list[dict[str, object]]) -> None:
    numbers = range(len(states))

    once = hear(lasting, states, [*numbers])

    assert hear(lasting, states, [*numbers, *numbers]) == once
    assert hear(lasting, states, [n for n in numbers for _ in range(2)]) == once
