from collections.abc import Callable

from obmen_sandbox.portal.limits import LeakyBucket, Operating
from obmen_sandbox.portal.methods import METHODS
from tests.contract.portal.practice import Practice

ADD = {"fields": {"iblockId": 15, "name": "x"}}


def test_a_bucket_lets_its_size_through_at_once_and_then_its_leak() -> None:
    bucket = LeakyBucket(size=50, leak_per_s=2)

    at_once = sum(bucket.take(now=0.0) for _ in range(60))
    later = sum(bucket.take(now=5.0) for _ in range(60))

    assert (at_once, later) == (50, 10)


def test_run_time_is_forgotten_by_the_minute_after_ten() -> None:
    used = Operating()
    used.charge(0.0, 100.0)
    used.charge(61.0, 20.0)

    assert used.spent(599.0) == 120
    assert used.reset_at(599.0) == 600
    assert used.spent(600.0) == 20
    assert used.reset_at(600.0) == 660


def test_every_write_costs_what_writes_cost() -> None:
    costs = [method.cost_s for method in METHODS.values() if method.writes]

    assert len(costs) > 60
    assert all(0.05 <= cost <= 0.3 for cost in costs)


async def test_too_many_requests_are_503_until_the_bucket_leaks(make_portal: Callable[..., Practice]) -> None:
    portal = make_portal(limits=True, bucket_size=3, bucket_leak_per_s=2)
    for _ in range(3):
        await portal.call("server.time")

    refusal = await portal.refused("server.time")
    portal.clock.advance(0.5)

    assert refusal == (503, "QUERY_LIMIT_EXCEEDED", "Too many requests")
    assert await portal.call("server.time")


async def test_a_batch_is_one_drop_in_the_bucket(make_portal: Callable[..., Practice]) -> None:
    portal = make_portal(limits=True, bucket_size=1)

    answer = await portal.batch({f"c{n}": "server.time" for n in range(50)})

    assert len(answer["result"]) == 50


async def test_run_time_is_charged_by_method_and_told(make_portal: Callable[..., Practice]) -> None:
    portal = make_portal(limits=True)
    first = (await portal.body("catalog.product.add", **ADD))["time"]

    second = (await portal.body("catalog.product.add", **ADD))["time"]

    assert 0.2 < first["operating"] < 0.3
    assert first["operating"] == round(first["duration"], 6)
    assert second["operating"] > first["operating"]
    assert first["operating_reset_at"] == 1_795_500_600


async def test_short_calls_are_not_accumulated(make_portal: Callable[..., Practice]) -> None:
    portal = make_portal(limits=True)

    await portal.body("im.notify.system.add", USER_ID=7, MESSAGE="x")
    body = await portal.body("im.notify.system.add", USER_ID=7, MESSAGE="x")

    assert body["time"]["operating"] == 0


async def test_a_method_out_of_budget_is_429_alone_until_its_reset(
    make_portal: Callable[..., Practice],
) -> None:
    portal = make_portal(limits=True, bucket_size=1000, operating_seconds=1.0)
    reset_at = 0
    while (answer := await portal.post("catalog.product.add", ADD)).status_code == 200:
        reset_at = answer.json()["time"]["operating_reset_at"]

    refusal = answer.json()
    others = await portal.call("catalog.vat.list")
    portal.clock.advance(reset_at - portal.clock.timestamp())

    assert (answer.status_code, refusal["error"]) == (429, "OPERATION_TIME_LIMIT")
    assert refusal["error_description"] == "Method is blocked due to operation time limit."
    assert others["vats"]
    assert (await portal.post("catalog.product.add", ADD)).status_code == 200


async def test_in_a_batch_the_budget_refuses_single_commands(make_portal: Callable[..., Practice]) -> None:
    portal = make_portal(limits=True, operating_seconds=1.0)
    commands = [f"catalog.product.add?fields[iblockId]=15&fields[name]=n{n}" for n in range(10)]

    answer = await portal.batch([*commands, "server.time"])

    added = len(portal.state.table("element")) - 1
    assert 4 <= added <= 6
    assert len(answer["result_error"]) == 10 - added
    assert answer["result"]["10"]


async def test_without_limits_nothing_is_refused_and_calls_cost_next_to_nothing(portal: Practice) -> None:
    bodies = [await portal.body("catalog.product.add", **ADD) for _ in range(60)]

    assert bodies[-1]["time"]["operating"] == 0
    assert 0 < bodies[-1]["time"]["processing"] < 0.1


async def test_time_can_pass_by_what_calls_cost(make_portal: Callable[..., Practice]) -> None:
    portal = make_portal(charged_time_passes=True)

    await portal.call("catalog.product.add", **ADD)

    assert 0.2 < portal.clock.timestamp() - 1_795_500_000 < 0.3
