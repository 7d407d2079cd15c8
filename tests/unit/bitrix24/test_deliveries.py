"""Tasks go out as one request, and every call gets its outcome."""

from datetime import timedelta
from typing import Any

from obmen.bitrix24.lookups import GONE
from obmen.bitrix24.pace import MemoryPaceStore
from obmen.bitrix24.portal import Portal
from obmen.bitrix24.transport import AnswerLost, NotSent, Transport
from obmen.delivery.call import Call, ResultOf
from obmen.delivery.outcome import Ambiguous, Delivered, Halted, Refused, Rejected
from obmen.domain.identity import EntityKind, Ref
from obmen.domain.settings import ExchangeSettings
from obmen.flows.ports.portal import Budget, Mapped
from tests.unit.bitrix24.builders import CABLE, PRODUCT, PROFILE, SECTION, call, task
from tests.unit.bitrix24.fakes import NOW, Clock, Error, FakeTransport, Portals, batch, portal, reply

IN_SECTION = {**CABLE, "section": "grp-1"}


def new_goods(transport: Transport, **names: str) -> tuple[Portal, list[Call]]:
    """A section and a product in it, mapped."""
    one = portal(transport)
    tasks = [
        task(SECTION, {"name": names.get("section", "Кабель"), "parent": None, "active": True}, number=1),
        task(PRODUCT, {**IN_SECTION, "name": names.get("product", "ВВГ")}, number=2),
    ]
    mapped = one.deliveries.map(tasks, profile=PROFILE, bound={})
    return one, [made for m in mapped if isinstance(m, Mapped) for made in m.calls]


def answer(method: str, params: dict[str, Any]) -> object:
    made = {
        "catalog.section.add": {"section": {"id": 41}},
        "catalog.product.add": {"element": {"id": 901, "iblockSectionId": 41}},
        "catalog.price.add": {"price": {"id": 3301, "productId": 901}},
    }
    return made[method]


async def test_a_section_its_product_and_the_price_are_one_request() -> None:
    transport = Portals(answer)
    one, calls = new_goods(transport)

    outcomes = await one.deliveries.send(calls)

    assert [o.item_id for o in outcomes if isinstance(o, Delivered)] == [41, 901, 3301]
    assert transport.requests == 1
    assert transport.commands[1][1]["fields"]["iblockSectionId"] == "$result[t1][section][id]"
    assert transport.commands[2][1]["fields"]["productId"] == "$result[t2p][element][id]"


async def test_a_batch_with_references_stops_at_the_first_failure() -> None:
    transport = FakeTransport(batch())
    one, calls = new_goods(transport)

    await one.deliveries.send(calls)
    await one.deliveries.send([call("a"), call("b")])

    assert [body["halt"] for body in transport.bodies[:2]] == [1, 0]


async def test_a_name_that_looks_like_a_reference_goes_by_itself_and_arrives_whole() -> None:
    transport = FakeTransport(
        batch(results={"t1": {"section": {"id": 41}}}),
        reply({"result": {"element": {"id": 901}}, "time": {"duration": 0.2}}),
        batch(results={"t2c": {"price": {"id": 3301, "productId": 901}}}),
    )
    one, calls = new_goods(transport, product="Часы $time zone")

    outcomes = await one.deliveries.send(calls)

    assert [o.item_id for o in outcomes if isinstance(o, Delivered)] == [41, 901, 3301]
    assert transport.urls[1].endswith("/catalog.product.add")
    assert transport.bodies[1]["fields"]["name"] == "Часы $time zone"
    assert transport.bodies[1]["fields"]["iblockSectionId"] == 41
    assert "fields[productId]=901" in transport.bodies[2]["cmd"]["t2c"]


async def test_what_leans_on_a_call_that_failed_by_itself_is_not_sent() -> None:
    transport = FakeTransport(
        batch(results={"t1": {"section": {"id": 41}}}),
        reply({"error": "ERROR_ARGUMENT", "error_description": "no"}, status=400),
    )
    one, calls = new_goods(transport, product="$result[x]")

    outcomes = await one.deliveries.send(calls)

    assert [type(o) for o in outcomes] == [Delivered, Rejected, Refused]
    assert len(transport.urls) == 2


STRAY = {
    "t1": {"section": {"id": 41}},
    "t2p": {"element": {"id": 901, "iblockSectionId": 41}},
    "t2c": {"price": {"id": 3301, "productId": 1}},
}


async def test_a_price_that_landed_at_another_product_is_taken_back_and_told() -> None:
    transport = FakeTransport(batch(results=STRAY), batch(results={"s2": True}))
    one, calls = new_goods(transport)

    outcomes = await one.deliveries.send(calls)

    assert transport.bodies[1]["cmd"] == {"s2": "catalog.price.delete?id=3301"}
    assert isinstance(outcomes[2], Rejected)
    assert outcomes[2].code == "owner.mismatch"
    assert outcomes[2].facts["repaired"] is True


async def test_a_stray_price_that_could_not_be_taken_back_is_told_so() -> None:
    one, calls = new_goods(FakeTransport(batch(results=STRAY), AnswerLost("TimeoutError")))

    outcomes = await one.deliveries.send(calls)

    assert isinstance(outcomes[2], Rejected)
    assert outcomes[2].facts["repaired"] is False


async def test_a_lost_answer_makes_every_call_ambiguous() -> None:
    one, calls = new_goods(FakeTransport(AnswerLost("TimeoutError")))

    outcomes = await one.deliveries.send(calls)

    assert outcomes == [Ambiguous("TimeoutError")] * 3


async def test_a_request_that_was_never_sent_may_be_repeated() -> None:
    one, calls = new_goods(FakeTransport(NotSent("refused")))

    outcomes = await one.deliveries.send(calls)

    assert {type(o) for o in outcomes} == {Refused}


async def test_a_halted_portal_gets_no_request_before_the_probe() -> None:
    transport = FakeTransport(reply({"error": "NO_AUTH_FOUND"}, status=401))
    one, calls = new_goods(transport)

    first = await one.deliveries.send(calls)
    second = await one.deliveries.send(calls)

    assert {type(o) for o in [*first, *second]} == {Halted}
    assert len(transport.urls) == 1
    assert one.deliveries.budget(calls, now=NOW) == Budget(0, timedelta(minutes=10))


async def test_a_dead_webhook_told_by_one_command_halts_too() -> None:
    def dead(method: str, params: dict[str, Any]) -> object:
        raise Error("PAYMENT_REQUIRED")

    one, calls = new_goods(Portals(dead))

    await one.deliveries.send(calls)

    assert one.deliveries.budget(calls, now=NOW).calls == 0


async def test_after_a_halt_one_task_is_the_probe() -> None:
    clock = Clock()
    transport = FakeTransport(reply({"error": "OVERLOAD_LIMIT"}, status=503), batch(results={"a": True}))
    one = portal(transport, clock=clock)
    calls = [call("a", number=1), call("b", number=2)]
    await one.deliveries.send(calls)
    clock.now += timedelta(minutes=10)

    outcomes = await one.deliveries.send(calls)

    assert [type(o) for o in outcomes] == [Delivered, Refused]
    assert one.deliveries.budget(calls, now=clock.now).calls == 2


async def test_a_method_without_time_left_waits_as_long_as_the_pace_knows() -> None:
    errors = {"a": {"error": "OPERATION_TIME_LIMIT", "error_description": ""}}
    times = {"b": {"duration": 1.0}}
    one = portal(FakeTransport(batch(errors=errors, times=times, results={"b": True})))

    outcomes = await one.deliveries.send([call("a"), call("b")])

    assert outcomes[0] == Refused(timedelta(seconds=600), "OPERATION_TIME_LIMIT")


def test_a_budget_never_cuts_a_task_in_two() -> None:
    one = portal(FakeTransport(batch()), settings=ExchangeSettings())
    calls = [call(f"c{n}", number=(n + 1) // 3) for n in range(80)]

    budget = one.deliveries.budget(calls, now=NOW)

    assert budget.calls == 50
    assert calls[budget.calls].task_id != calls[budget.calls - 1].task_id


def test_a_budget_leaves_places_for_reading() -> None:
    one = portal(FakeTransport(batch()), settings=ExchangeSettings(burst=5, rate_per_second=2))
    one.client.pace.note(lambda state: state.entered(NOW))

    assert one.deliveries.budget([call()], now=NOW).wait == timedelta(seconds=0.5)


async def test_an_update_rejected_without_a_clear_code_is_checked_for_a_deleted_object() -> None:
    def gone(method: str, params: dict[str, Any]) -> object:
        if method == "catalog.product.update":
            raise Error(0, "product does not exist.")
        return {"products": []}

    one = portal(Portals(gone))
    one.deliveries.map([], profile=PROFILE, bound={})

    assert await one.deliveries.send([call()]) == [GONE]


async def test_an_update_of_a_living_object_stays_rejected() -> None:
    def answered(method: str, params: dict[str, Any]) -> object:
        if method == "catalog.product.update":
            raise Error("ACCESS_DENIED", "Access denied")
        return {"products": [{"id": 901, "name": "other"}]}

    one = portal(Portals(answered))
    one.deliveries.map([], profile=PROFILE, bound={})

    assert await one.deliveries.send([call()]) == [Rejected("ACCESS_DENIED", "Access denied")]


def test_a_task_whose_section_waits_waits_too() -> None:
    one = portal(FakeTransport(batch()))
    child = task(Ref(EntityKind.SECTION, "grp-2"), {"name": "x", "parent": "far", "active": True}, number=1)
    goods = task(PRODUCT, {**CABLE, "section": "grp-2"}, number=2)

    unready = one.deliveries.map([child, goods], profile=PROFILE, bound={})

    assert [u.needs.id for u in unready] == ["far", "grp-2"]  # type: ignore[union-attr]


def test_references_carry_the_names_of_earlier_calls() -> None:
    _, calls = new_goods(FakeTransport(batch()))

    assert calls[1].params["fields"]["iblockSectionId"] == ResultOf("t1")  # type: ignore[index]


async def test_a_rejection_stays_when_the_portal_cannot_be_asked_why() -> None:
    def broken(method: str, params: dict[str, Any]) -> object:
        raise Error("ACCESS_DENIED")

    one = portal(Portals(broken))
    one.deliveries.map([], profile=PROFILE, bound={})

    assert await one.deliveries.send([call()]) == [Rejected("ACCESS_DENIED", "text")]


async def test_a_portal_that_was_halted_by_another_process_is_not_called() -> None:
    store, clock = MemoryPaceStore(), Clock()
    dead = portal(FakeTransport(reply({"error": "NO_AUTH_FOUND"}, status=401)), store=store, clock=clock)
    await dead.deliveries.send([call()])
    transport = FakeTransport(batch())

    outcomes = await portal(transport, store=store, clock=clock).deliveries.send([call()])

    assert outcomes == [Halted("NO_AUTH_FOUND")]
    assert transport.urls == []
