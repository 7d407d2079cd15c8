"""One request: its pace, what its answer teaches, and where it may be sent."""

from datetime import timedelta

import pytest

from obmen.bitrix24.call import Command
from obmen.bitrix24.pace import Busy, MemoryPaceStore
from obmen.bitrix24.transport import AnswerLost, NotSent, Reply
from obmen.domain.settings import ExchangeSettings
from obmen.flows.ports.portal import PortalHalted
from tests.unit.bitrix24.fakes import Clock, FakeTransport, batch, portal, reply

COMMANDS = {"a": Command("crm.item.list", {"entityTypeId": 31})}
SHORT, LONG = timedelta(seconds=1), timedelta(seconds=600)
NO_AUTH = {"error": "NO_AUTH_FOUND", "error_description": "Wrong authorization data"}


async def test_a_batch_goes_to_the_webhook_as_json() -> None:
    transport = FakeTransport(batch(results={"a": 1}))

    await portal(transport).client.batch(COMMANDS, halt=False, patience=SHORT)

    assert transport.urls == ["https://vector.bitrix24.ru/rest/7/s3cr3t/batch"]
    assert transport.bodies == [{"halt": 0, "cmd": {"a": "crm.item.list?entityTypeId=31"}}]


async def test_requests_beyond_the_burst_wait_for_their_place() -> None:
    clock, transport = Clock(), FakeTransport(batch())
    client = portal(transport, clock=clock, settings=ExchangeSettings(burst=5, rate_per_second=2)).client

    for _ in range(6):
        await client.batch(COMMANDS, halt=False, patience=LONG)

    assert clock.slept == [0.5, 0.5]


async def test_two_exchanges_of_one_portal_share_its_bucket() -> None:
    store, clock = MemoryPaceStore(), Clock()
    settings = ExchangeSettings(burst=5, rate_per_second=2)
    one, two = (portal(FakeTransport(batch()), clock=clock, settings=settings, store=store) for _ in "ab")

    for client in (one.client, two.client, one.client, two.client, one.client):
        await client.batch(COMMANDS, halt=False, patience=LONG)

    assert clock.slept == [0.5]


async def test_who_cannot_wait_is_told_and_nothing_is_sent() -> None:
    transport = FakeTransport(batch())
    client = portal(transport, settings=ExchangeSettings(burst=1, rate_per_second=0.1)).client
    await client.batch(COMMANDS, halt=False, patience=SHORT)

    with pytest.raises(Busy) as busy:
        await client.batch(COMMANDS, halt=False, patience=SHORT)

    assert busy.value.wait == timedelta(seconds=10)
    assert len(transport.urls) == 1


async def test_a_full_bucket_of_the_portal_slows_us_down() -> None:
    client = portal(FakeTransport(reply({"error": "QUERY_LIMIT_EXCEEDED"}, status=503))).client

    await client.batch(COMMANDS, halt=False, patience=SHORT)

    assert client.pace.state.bucket.wait(client.world.clock()) == timedelta(seconds=0.5)
    assert client.pace.state.breaker.failures == 0


async def test_a_dead_webhook_halts_the_portal_and_is_probed_every_ten_minutes() -> None:
    clock, store = Clock(), MemoryPaceStore()
    transport = FakeTransport(reply(NO_AUTH, status=401), batch())
    client = portal(transport, clock=clock, store=store).client
    await client.batch(COMMANDS, halt=False, patience=SHORT)

    with pytest.raises(PortalHalted):
        await client.batch(COMMANDS, halt=False, patience=SHORT)
    with pytest.raises(PortalHalted):
        await portal(FakeTransport(batch()), clock=clock, store=store).client.batch(
            COMMANDS, halt=False, patience=SHORT
        )
    clock.now += timedelta(minutes=10)
    await client.batch(COMMANDS, halt=False, patience=SHORT)

    assert client.pace.state.halt is None
    assert len(transport.urls) == 2


async def test_a_portal_that_fails_in_a_row_is_left_alone() -> None:
    transport = FakeTransport(NotSent("refused"))
    client = portal(transport).client

    for _ in range(3):
        with pytest.raises(NotSent):
            await client.batch(COMMANDS, halt=False, patience=SHORT)
    with pytest.raises(Busy) as busy:
        await client.batch(COMMANDS, halt=False, patience=SHORT)

    assert busy.value.reason == "breaker.open"
    assert len(transport.urls) == 3


async def test_a_lost_answer_is_told_apart_from_an_unsent_request() -> None:
    client = portal(FakeTransport(AnswerLost("TimeoutError"))).client

    with pytest.raises(AnswerLost):
        await client.batch(COMMANDS, halt=False, patience=SHORT)

    assert client.pace.state.breaker.failures == 1


async def test_the_time_of_every_command_is_counted_for_its_method() -> None:
    time = {"a": {"duration": 0.3, "operating": 100.0}}
    client = portal(FakeTransport(batch(results={"a": 1}, times=time))).client

    await client.batch(COMMANDS, halt=False, patience=SHORT)

    meter = client.pace.state.operating.meter("crm.item.list")
    assert meter.spent_s(client.world.clock()) == 100
    assert meter.expected_s == 0.3


async def test_a_method_that_used_up_its_time_is_blocked() -> None:
    errors = {"a": {"error": "OPERATION_TIME_LIMIT", "error_description": ""}}
    client = portal(FakeTransport(batch(errors=errors))).client

    await client.batch(COMMANDS, halt=False, patience=SHORT)

    assert client.pace.state.operating.meter("crm.item.list").blocked_until is not None


MOVED = Reply(302, {"location": "https://new.bitrix24.ru/rest/7/s3cr3t/batch"}, b"<html></html>")


async def test_a_renamed_portal_gets_the_request_itself_and_its_new_address_is_told() -> None:
    renames: list[str] = []
    transport = FakeTransport(MOVED, batch(results={"a": 1}))
    client = portal(transport, renames=renames).client

    await client.batch(COMMANDS, halt=False, patience=SHORT)
    await client.batch(COMMANDS, halt=False, patience=SHORT)

    assert transport.urls[1:] == ["https://new.bitrix24.ru/rest/7/s3cr3t/batch"] * 2
    assert transport.bodies[1] == transport.bodies[0]
    assert renames == ["https://new.bitrix24.ru/rest/7/s3cr3t/"]


async def test_a_portal_that_sends_us_elsewhere_is_halted() -> None:
    transport = FakeTransport(Reply(302, {"location": "https://evil.example/"}, b""))
    client = portal(transport).client

    await client.batch(COMMANDS, halt=False, patience=SHORT)

    assert len(transport.urls) == 1
    assert client.pace.state.halt is not None
    assert client.pace.state.halt.code == "http_302"


async def test_an_expired_token_that_a_webhook_cannot_renew_halts() -> None:
    client = portal(FakeTransport(reply({"error": "expired_token"}, status=401))).client

    await client.batch(COMMANDS, halt=False, patience=SHORT)

    assert client.pace.state.halt is not None


async def test_a_person_who_asks_does_not_wait_for_the_next_probe() -> None:
    client = portal(FakeTransport(reply(NO_AUTH, status=401), batch())).client
    await client.batch(COMMANDS, halt=False, patience=SHORT)

    client.pace.probe(client.world.clock())
    await client.batch(COMMANDS, halt=False, patience=SHORT)

    assert client.pace.state.halt is None
