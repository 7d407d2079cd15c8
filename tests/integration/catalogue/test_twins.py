"""Two exchanges of one portal whose first packages tell the same things at the same moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from obmen.delivery.call import Call
from obmen.delivery.outcome import Outcome
from obmen.domain.identity import EntityKind, Ref
from obmen.domain.settings import ExchangeSettings
from obmen.flows.delivery.drain import Lane, drain_lane
from obmen.flows.ports.exchanges import Discovery
from tests.integration.catalogue.conftest import HOST, START, FakePortal, House, profile_of
from tests.integration.catalogue.packages import Good, import_xml, offers_xml

TABLE, CHAIR = Good("p1", "Стол", "1200"), Good("p2", "Стул", "700")
BOTH = (TABLE, CHAIR)
KEYS = (Ref(EntityKind.SECTION, "g1"), Ref(EntityKind.PRODUCT, "p1"), Ref(EntityKind.PRODUCT, "p2"))

Twins = tuple[House, House]


@pytest.fixture
def twins(house: House) -> Twins:
    """Two exchanges of one portal."""
    return house, join(house, name="depot", host=HOST)


def join(house: House, *, name: str, host: str) -> House:
    other = house.store.write(
        lambda work: work.exchanges.add(
            name=name, login=name, password_hash="x", portal_url=f"https://{host}/rest/1/s/",
            portal_host=host, settings=ExchangeSettings(order_prefix=name[:1].upper()), now=START,
        )
    )  # fmt: skip
    discovery = Discovery(profile=profile_of(), findings=())
    house.store.write(lambda work: work.exchanges.put_discovery(other.id, discovery))
    folder = house.folder / name
    folder.mkdir()
    return replace(house, exchange_id=other.id, folder=folder)


async def bring_and_plan(*houses: House, goods: tuple[Good, ...] = BOTH) -> None:
    """Both are compared with the portal before anything is sent."""
    for house in houses:
        house.bring(import_xml(goods))
        house.bring(offers_xml(goods), name="offers.xml")
        await house.plan()


async def drain_together(*houses: House, owner: str = "me") -> None:
    ids = [house.exchange_id for house in houses]
    await drain_lane(houses[0].process(owner), host=HOST, exchange_ids=ids, lane=Lane.CATALOGUE)


async def go_on(*houses: House, owner: str = "me") -> None:
    """Plan and drain until nothing waits any more."""
    for _ in range(60):
        if not any(house.totals() for house in houses):
            return
        houses[0].clock.advance(3)
        houses[0].portal.run_late()
        for house in houses:
            await house.plan()
        await drain_together(*houses, owner=owner)
    raise AssertionError([house.totals() for house in houses])


def added(house: House) -> list[str]:
    """Keys of what was made in the portal."""
    return sorted(key for method, key in house.portal.log if method == "add")


def ids(house: House) -> list[int]:
    """What an exchange takes its sections and products for."""
    bound = house.store.read(lambda work: work.bindings.get(house.exchange_id, KEYS))
    return [bound[ref].remote_id for ref in KEYS]


async def test_what_two_exchanges_tell_at_the_same_moment_is_made_once(twins: Twins) -> None:
    shop, depot = twins
    await bring_and_plan(shop, depot)

    await drain_together(shop, depot)
    await go_on(shop, depot)

    assert added(shop) == ["g1", "p1", "p2"]
    assert ids(shop) == ids(depot)
    assert (shop.problems(), depot.problems()) == ([], [])


async def test_each_of_them_goes_on_to_change_what_they_share(twins: Twins) -> None:
    shop, depot = twins
    await bring_and_plan(shop, depot)
    await drain_together(shop, depot)
    await go_on(shop, depot)

    await bring_and_plan(depot, goods=(replace(TABLE, price="1300"), CHAIR))
    await bring_and_plan(shop, goods=(TABLE, replace(CHAIR, name="Стул с подлокотниками")))
    await go_on(shop, depot)

    assert added(shop) == ["g1", "p1", "p2"]
    assert shop.portal.held()["p1"]["price"] == "1300"
    assert shop.portal.held()["p2"]["name"] == "Стул с подлокотниками"


async def test_a_price_that_both_bring_at_the_same_moment_is_made_once(twins: Twins) -> None:
    shop, depot = twins
    for house in twins:
        house.bring(import_xml(BOTH))
        await house.deliver()
    for house in twins:
        house.bring(offers_xml(BOTH), name="offers.xml")
        await house.plan()

    await drain_together(shop, depot)
    await go_on(shop, depot)

    prices = [key for method, key in shop.portal.log if method == "price.add"]
    assert sorted(prices) == ["p1", "p2"]


@pytest.mark.parametrize("fate", ["late", "lost", "never"])
async def test_what_another_exchange_may_be_making_is_waited_for(twins: Twins, fate: str) -> None:
    shop, depot = twins
    await bring_and_plan(shop, depot)
    shop.portal.script[:] = [fate]

    await drain_together(shop, depot)
    await go_on(shop, depot)

    assert added(shop) == ["g1", "p1", "p2"]
    assert ids(shop) == ids(depot)


class Killed(BaseException):
    """The process is no more."""


@pytest.mark.parametrize("ran", [True, False])
async def test_when_the_one_who_was_making_it_is_killed_the_other_goes_on(
    twins: Twins, monkeypatch: pytest.MonkeyPatch, ran: bool
) -> None:
    shop, depot = twins
    await bring_and_plan(shop, depot)

    async def send(calls: Sequence[Call], *, until: datetime) -> Sequence[Outcome]:
        if ran:
            await FakePortal.send(shop.portal, calls, until=until)
        raise Killed

    monkeypatch.setattr(shop.portal, "send", send)
    with pytest.raises(Killed):
        await drain_together(shop, owner="killed")
    monkeypatch.undo()
    shop.clock.advance(121)  # its lease has ended
    await go_on(depot, owner="next")
    await go_on(shop, depot, owner="next")

    assert added(shop) == ["g1", "p1", "p2"]
    assert ids(shop) == ids(depot)


async def test_what_a_person_has_deleted_in_the_crm_is_made_though_the_other_is_bound_to_it(
    twins: Twins,
) -> None:
    shop, depot = twins
    await bring_and_plan(shop)
    await go_on(shop)
    del shop.portal.of[Ref(EntityKind.PRODUCT, "p1")]
    await bring_and_plan(depot)

    await go_on(depot)

    assert added(shop) == ["g1", "p1", "p1", "p2"]
    assert ids(depot)[1] == shop.portal.of[Ref(EntityKind.PRODUCT, "p1")]


async def test_an_exchange_that_has_its_portal_for_itself_asks_nothing_more(house: House) -> None:
    elsewhere = join(house, name="elsewhere", host="other.example")
    await bring_and_plan(house, elsewhere)
    asked_before = house.portal.looked_up

    await drain_together(elsewhere)
    house.portal.of.clear()
    await drain_together(house)

    assert house.portal.looked_up == asked_before
    assert added(house) == ["g1", "g1", "p1", "p1", "p2", "p2"]
