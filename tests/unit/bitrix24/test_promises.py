"""An intent promises when its request has ended at the latest: what can't keep that is not sent."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from obmen.bitrix24.pace import MemoryPaceStore
from obmen.bitrix24.transport import Reply
from obmen.delivery.outcome import Delivered, Refused
from tests.unit.bitrix24.builders import call
from tests.unit.bitrix24.fakes import NOW, Clock, FakeTransport, batch, portal, reply

UNTIL = NOW + timedelta(seconds=4)
TOO_LATE = Refused(timedelta(), "too_late")
MOVED = Reply(302, {"location": "https://new.bitrix24.ru/rest/7/s3cr3t/batch"}, b"<html></html>")


class SlowTransport(FakeTransport):
    """Each answer takes five seconds."""

    def __init__(self, clock: Clock, *answers: Reply | Exception) -> None:
        super().__init__(*answers)
        self.clock = clock

    async def post(self, url: str, *, body: bytes, headers: Mapping[str, str], timeout_s: float) -> Reply:
        self.clock.now += timedelta(seconds=5)
        return await super().post(url, body=body, headers=headers, timeout_s=timeout_s)


async def test_a_call_is_sent_within_its_time() -> None:
    transport = FakeTransport(batch(results={"a": True}))

    outcomes = await portal(transport).deliveries.send([call("a")], until=UNTIL)

    assert [type(one) for one in outcomes] == [Delivered]


class SlowStore(MemoryPaceStore):
    """A database that is busy: each place costs three seconds."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock

    async def update(self, host: str, change: Callable[[Mapping[str, object]], Mapping[str, object]]) -> None:
        self.clock.now += timedelta(seconds=3)
        await super().update(host, change)


async def test_a_call_whose_time_passed_while_it_waited_for_its_place_is_not_sent() -> None:
    clock, transport = Clock(), FakeTransport(batch(results={"a": True}))

    one = portal(transport, clock=clock, store=SlowStore(clock))
    outcomes = await one.deliveries.send([call("a")], until=UNTIL)

    assert (outcomes, transport.urls) == ([TOO_LATE], [])


async def test_a_renamed_portal_that_answered_late_gets_the_call_with_the_next_intent() -> None:
    clock, renames = Clock(), list[str]()
    transport = SlowTransport(clock, MOVED, batch(results={"a": True}))
    one = portal(transport, clock=clock, renames=renames)

    outcomes = await one.deliveries.send([call("a")], until=UNTIL)
    again = await one.deliveries.send([call("a")], until=clock.now)

    assert (outcomes, [type(one) for one in again]) == ([TOO_LATE], [Delivered])
    assert [url.partition("/rest")[0] for url in transport.urls] == [
        "https://vector.bitrix24.ru", "https://new.bitrix24.ru",
    ]  # fmt: skip
    assert renames == ["https://new.bitrix24.ru/rest/7/s3cr3t/"]


async def test_a_call_that_goes_by_itself_after_a_slow_one_is_left_for_the_next_intent() -> None:
    clock = Clock()
    transport = SlowTransport(clock, batch(results={"a": True}), reply({"result": True}))
    alone = replace(call("b"), params={"id": 1, "fields": {"title": "$result[x]"}})

    outcomes = await portal(transport, clock=clock).deliveries.send([call("a"), alone], until=UNTIL)

    assert isinstance(outcomes[0], Delivered)
    assert outcomes[1] == TOO_LATE
    assert len(transport.urls) == 1
