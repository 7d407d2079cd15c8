"""What waits for its time is not forgotten, and news that come while the portal is asked are not held up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from obmen.delivery.profile import PortalProfile
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.catalog.planning import plan_pending
from obmen.flows.delivery.ambiguity import next_moment
from obmen.flows.delivery.outcomes import CERTAIN_AFTER
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.portal import Remote
from tests.integration.catalogue.conftest import FakePortal, House
from tests.integration.catalogue.packages import Good, import_xml, offers_xml

TABLE, CHAIR = Good("p1", "Стол", "1500.50"), Good("p2", "Стул", "700")


@dataclass
class SlowPortal(FakePortal):
    """While it is asked, 1C brings the offers."""

    house: House | None = None

    async def find(
        self, kind: EntityKind, keys: Sequence[str], *, profile: PortalProfile
    ) -> Mapping[str, Remote]:
        if self.house and kind is EntityKind.PRODUCT:
            self.house.bring(offers_xml([TABLE]), name="offers.xml")
            self.house = None
        return {}


async def test_offers_that_come_while_the_portal_is_asked_do_not_wait_a_minute(house: House) -> None:
    house.bring(import_xml([TABLE, CHAIR]))
    house.bring(offers_xml([CHAIR]), name="offers.xml")
    slow = SlowPortal(house.clock, house=house)

    for _ in range(2):
        await plan_pending(house.store, slow, exchange_id=house.exchange_id, now=house.clock(), patient=True)

    rows = house.store.read(lambda work: work.outbox.page([house.exchange_id], Due.READY, limit=10))
    assert "p1" in {row.ref.id for row in rows}


async def test_what_waits_for_its_offers_is_asked_for_when_they_have_come(house: House) -> None:
    house.bring(import_xml([TABLE]))
    await house.plan(patient=True)
    early = house.portal.looked_up

    house.bring(offers_xml([TABLE]), name="offers.xml")
    await house.plan(patient=True)

    assert (early, house.portal.looked_up) == (0, 2)  # sections and products, once each


@dataclass
class OvertakenPortal(FakePortal):
    """While it tells what it held, another process delivers the newer state."""

    house: House | None = None

    async def find(
        self, kind: EntityKind, keys: Sequence[str], *, profile: PortalProfile
    ) -> Mapping[str, Remote]:
        if self.house is None or kind is not EntityKind.PRODUCT:
            return {}
        newer = Binding(Ref(kind, "p1"), 901, {"name": "newer"})
        self.house.store.write(lambda work: work.bindings.put(self.house.exchange_id, [newer]))  # type: ignore[union-attr]
        return {"p1": Remote(id=901, fields={"name": "older"})}


async def test_what_another_process_delivers_meanwhile_is_not_forgotten(house: House) -> None:
    house.bring(import_xml([TABLE]))
    overtaken = OvertakenPortal(house.clock, house=house)

    await plan_pending(
        house.store, overtaken, exchange_id=house.exchange_id, now=house.clock(), patient=False
    )

    bound = house.store.read(
        lambda work: work.bindings.get(house.exchange_id, [Ref(EntityKind.PRODUCT, "p1")])
    )
    assert [one.fields for one in bound.values()] == [{"name": "newer"}]


async def test_a_card_without_offers_names_its_moment(house: House) -> None:
    house.bring(import_xml([TABLE]))

    await house.plan(patient=True)

    now = house.clock()
    moment = house.store.read(lambda work: next_moment(work, [house.exchange_id], now=now))
    assert moment == now + timedelta(seconds=60)


async def test_who_asks_for_the_work_now_does_not_wait_for_offers_that_another_waits_for(
    house: House,
) -> None:
    house.bring(import_xml([TABLE]))
    await house.plan(patient=True)

    await house.deliver()

    assert "p1" in house.portal.held()
    assert house.totals() == {}


async def test_a_lost_call_names_the_moment_of_certainty(house: House) -> None:
    house.bring(import_xml([TABLE]))
    house.bring(offers_xml([TABLE]), name="offers.xml")
    house.portal.script = ["never"] * 3
    now = house.clock()

    await house.deliver()

    moment = house.store.read(lambda work: next_moment(work, [house.exchange_id], now=now))
    assert moment == now + CERTAIN_AFTER
