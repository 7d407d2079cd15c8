"""What a setting was missing for ends when it is set, and not at the next poll."""

from __future__ import annotations

from obmen.delivery.profile import OwnCompany
from obmen.domain.settings import ExchangeSettings
from obmen.flows.admin.manage import set_exchange
from obmen.flows.ports.exchanges import Discovery
from tests.integration.sales.world import World, profile

TWO = profile(OwnCompany(id=4, name="Первая"), OwnCompany(id=5, name="Вторая", tax_id="7707083893"))


def choose(world: World, company: str) -> ExchangeSettings:
    changes = {"own_company": company}
    return world.store.write(
        lambda work: set_exchange(work, name="shop", changes=changes, now=world.now)
    ).settings


async def blocked(world: World) -> list[str]:
    discovery = Discovery(profile=TWO, findings=())
    world.store.write(lambda work: work.exchanges.put_discovery(world.exchange_id, discovery))
    await world.poll()
    return world.problems()


async def test_the_missing_own_company_is_no_problem_once_it_is_set(world: World) -> None:
    before = await blocked(world)

    choose(world, "7707083893")

    assert (before, world.problems()) == (["own_company.missing"], [])


async def test_an_own_company_that_the_portal_does_not_have_is_another_problem(world: World) -> None:
    await blocked(world)

    choose(world, "7700000000")
    await world.poll()

    assert world.problems() == ["own_company.unknown"]


async def test_another_setting_settles_nothing(world: World) -> None:
    await blocked(world)

    world.store.write(
        lambda work: set_exchange(work, name="shop", changes={"keep_days": "30"}, now=world.now)
    )

    assert world.problems() == ["own_company.missing"]
