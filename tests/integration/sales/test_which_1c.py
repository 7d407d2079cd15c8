"""Which 1C it is: what a person has set counts before what the dialogue taught."""

import pytest

from obmen.flows.admin.manage import show_exchange
from obmen.flows.admin.status import read_status
from tests.integration.sales.world import World


def learn(world: World, **learnt: str) -> None:
    world.store.write(lambda work: work.exchanges.update(world.exchange_id, learnt=learnt))


@pytest.mark.parametrize(("asked", "told"), [("trade", "trade"), ("auto", "unf")])
def test_status_tells_the_family_that_is_set_else_the_learnt_one(world: World, asked: str, told: str) -> None:
    world.set(onec_family=asked)
    learn(world, onec_family="unf")

    exchange = world.exchange
    status = world.store.read(lambda work: read_status(work, exchange, webhook_key="k", now=world.now))

    assert status["onec_family"] == told


def test_an_exchange_shows_what_1c_taught_and_not_what_the_gateway_remembers(world: World) -> None:
    learn(
        world, onec_family="unf", price_type="guid-retail", context_digest="1f", invoice_cursor="2026-11-24"
    )

    shown = show_exchange(world.exchange, onec_url="https://gateway.example/1c/shop")

    assert shown["learnt"] == {"onec_family": "unf", "price_type": "guid-retail"}
