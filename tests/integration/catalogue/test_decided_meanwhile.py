"""What is decided while a batch is being put together counts: nothing goes out that was mapped before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from obmen.delivery.call import Task, Unready
from obmen.delivery.profile import PortalProfile
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.catalog.doubts import DOUBT
from obmen.flows.ports.delivery import Binding
from obmen.flows.ports.portal import Mapped, Unmappable
from obmen.flows.ports.store import Work
from tests.integration.catalogue.conftest import FakePortal, House
from tests.integration.catalogue.packages import Good, import_xml, offers_xml

TABLE, CHAIR = Good("p1", "Стол"), Good("p2", "Стул")
TABLE_REF = Ref(EntityKind.PRODUCT, "p1")


@dataclass
class SlowPortal(FakePortal):
    """Something happens while it maps its first batch of goods."""

    meanwhile: Callable[[], None] | None = None

    def map(
        self, tasks: Sequence[Task], *, profile: PortalProfile, bound: Mapping[Ref, int]
    ) -> Sequence[Mapped | Unready | Unmappable]:
        happens, self.meanwhile = self.meanwhile, None
        if happens is not None:
            happens()
        return super().map(tasks, profile=profile, bound=bound)


async def planned(house: House) -> SlowPortal:
    house.portal = portal = SlowPortal(house.clock)
    house.bring(import_xml([TABLE, CHAIR]))
    house.bring(offers_xml([TABLE, CHAIR]), name="offers.xml")
    await house.plan()
    return portal


async def test_what_is_bound_while_it_is_mapped_is_not_made(house: House) -> None:
    portal = await planned(house)

    def adopt(work: Work) -> None:
        portal.objects[7] = {"name": "Стол"}
        portal.of[TABLE_REF] = 7
        work.bindings.put_new(house.exchange_id, [Binding(TABLE_REF, 7, {"name": "Стол"})])
        work.outbox.mark(house.exchange_id, [TABLE_REF], now=house.clock())

    portal.meanwhile = lambda: house.store.write(adopt)

    await house.drain()
    await house.deliver()

    assert [key for method, key in portal.log if method == "add"].count("p1") == 0
    assert portal.held()["p2"]["name"] == "Стул"
    assert portal.objects[7]["price"] == "100"
    assert house.totals() == {}


async def test_what_is_put_aside_while_it_is_mapped_is_not_made(house: House) -> None:
    portal = await planned(house)

    def put_aside(work: Work) -> None:
        row = work.outbox.of(house.exchange_id, [TABLE_REF])[TABLE_REF]
        work.outbox.park(row.id, reason=DOUBT, version=row.version)

    portal.meanwhile = lambda: house.store.write(put_aside)

    await house.drain()

    assert "p1" not in portal.held()
    assert portal.held()["p2"]["name"] == "Стул"
