"""A first load keeps to the portal's limits and wastes no request."""

from collections import Counter

from obmen.delivery.outcome import Delivered
from obmen.domain.identity import EntityKind, Ref
from obmen.domain.settings import ExchangeSettings
from obmen.flows.ports.portal import Mapped
from tests.integration.bitrix24.practice import Practice, attached, running, task
from tests.unit.bitrix24.builders import CABLE, PROFILE

SPEED = 600  # seconds of both clocks in a second of the wall
SMALL_PLAN = ExchangeSettings(operating_seconds=60)


async def load(one: Practice, count: int) -> Counter[int]:
    """Deliver new products as the drain does, and count the sizes of the requests."""
    deliveries, sizes = one.portal.deliveries, Counter[int]()
    left = [task(n, Ref(EntityKind.PRODUCT, f"guid-{n}"), CABLE) for n in range(count)]
    while left:
        mapped = deliveries.map(left[:25], profile=PROFILE, bound={})
        calls = [call for made in mapped if isinstance(made, Mapped) for call in made.calls]
        budget = deliveries.budget(calls, now=one.around.world.clock())
        if not budget.calls:
            await one.around.world.sleep(budget.wait.total_seconds())
            continue
        outcomes = await deliveries.send(calls[: budget.calls])
        sizes[budget.calls] += 1
        left = left[budget.calls // 2 :]
        assert all(isinstance(outcome, Delivered) for outcome in outcomes)
    return sizes


async def test_a_first_load_waits_for_the_operating_time_and_is_never_blocked() -> None:
    with running("--limits", "--compression", str(SPEED)) as url:
        async with attached(url, speed=SPEED, settings=SMALL_PLAN) as one:
            sizes = await load(one, 400)
            clock, state = one.around.world.clock(), one.portal.client.pace.state
            dump = await one.control("dump")

    assert set(one.transport.statuses) == {200}
    assert one.requests <= 2 * 400 / 50 * 1.05 + 20
    assert sizes[50] >= sum(sizes.values()) / 2
    assert state.operating.meter("catalog.product.add").spent_s(clock) <= 60
    made = Counter(product["xmlId"] for product in dump["products"] if "guid" in product["xmlId"])
    assert set(made.values()) == {1}
    assert len(made) == len(dump["prices"]) == 400
