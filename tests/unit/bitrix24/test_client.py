"""One request: its pace, what its answer teaches, and where it may be sent."""

import socket
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from obmen.bitrix24.address import Calling, Gate, Webhook
from obmen.bitrix24.call import Command
from obmen.bitrix24.client import Client, GuardedResolver
from obmen.bitrix24.pace import Busy, MemoryPaceStore
from obmen.bitrix24.transport import AnswerLost, NotSent, Reply
from obmen.domain.settings import ExchangeSettings
from obmen.flows.ports.portal import PortalHalted
from tests.unit.bitrix24.fakes import WEBHOOK, Clock, FakeTransport, batch, portal, reply

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


async def test_a_halted_portal_is_asked_every_ten_minutes_to_the_second() -> None:
    clock = Clock()
    began, transport = clock.now, FakeTransport(reply(NO_AUTH, status=401))
    client, asked = portal(transport, clock=clock).client, list[timedelta]()

    for _ in range(35 * 60):
        sent = len(transport.urls)
        with suppress(PortalHalted):
            await client.batch(COMMANDS, halt=False, patience=SHORT)
        if len(transport.urls) > sent:
            asked.append(clock.now - began)
        clock.now += timedelta(seconds=1)

    assert asked == [timedelta(minutes=minutes) for minutes in (0, 10, 20, 30)]


async def test_a_probe_that_fails_waits_its_whole_time_again() -> None:
    clock = Clock()
    one = portal(FakeTransport(reply(NO_AUTH, status=401)), clock=clock)
    await one.client.batch(COMMANDS, halt=False, patience=SHORT)
    clock.now += timedelta(minutes=7)

    one.probe()
    await one.client.batch(COMMANDS, halt=False, patience=SHORT)

    assert one.client.pace.state.halt is not None
    assert one.client.pace.state.halt.probe_at == clock.now + timedelta(minutes=10)
    assert one.client.pace.state.halt.since == clock.now - timedelta(minutes=7)
    with pytest.raises(PortalHalted):
        await one.client.batch(COMMANDS, halt=False, patience=SHORT)


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
    one = portal(FakeTransport(reply(NO_AUTH, status=401), batch()))
    await one.client.batch(COMMANDS, halt=False, patience=SHORT)

    one.probe()
    await one.client.batch(COMMANDS, halt=False, patience=SHORT)

    assert one.client.pace.state.halt is None


class Token:
    """An application's authorisation whose token can be renewed once."""

    key = "app"
    address: Calling = Webhook.parse(WEBHOOK)

    def __init__(self) -> None:
        self.tokens = ["old", "new"]

    def body(self, params: Mapping[str, object]) -> Mapping[str, object]:
        return {**params, "auth": self.tokens[0]}

    async def ready(self) -> None:
        pass

    @property
    def shown(self) -> str:
        return self.tokens[0]

    async def renew(self, code: str, *, refused: str) -> bool:
        self.tokens = self.tokens[1:]
        return bool(self.tokens)

    def move(self, address: Calling) -> None:
        raise AssertionError(address)


async def test_an_expired_token_is_renewed_once() -> None:
    transport = FakeTransport(reply({"error": "expired_token"}, status=401), batch(results={"a": 1}))
    usual = portal(transport).client
    client = Client(
        authorisation=Token(),
        transport=transport,
        pace=usual.pace,
        world=usual.world,
        gate=Gate(),
        on_rename=never_renamed,
    )

    answer = await client.batch(COMMANDS, halt=False, patience=SHORT)

    assert [body["auth"] for body in transport.bodies] == ["old", "new"]
    assert answer.status == 200
    assert client.pace.state.halt is None


async def never_renamed(url: str) -> None:
    raise AssertionError(url)


async def test_a_broken_portal_counts_as_a_failure_and_a_single_call_pays_its_time() -> None:
    broken = Reply(500, {}, b"<html>")
    good = reply({"result": True, "time": {"duration": 0.4}})
    client = portal(FakeTransport(broken, good)).client

    await client.single(Command("crm.item.update"), patience=SHORT)
    failures = client.pace.state.breaker.failures
    await client.single(Command("crm.item.update"), patience=SHORT)

    assert failures == 1
    assert client.pace.state.breaker.failures == 0
    assert client.pace.state.operating.meter("crm.item.update").expected_s == 0.4


async def test_a_blocked_method_that_was_called_by_itself_rests() -> None:
    client = portal(FakeTransport(reply({"error": "OPERATION_TIME_LIMIT"}, status=429))).client

    await client.single(Command("crm.item.update"), patience=SHORT)

    assert client.pace.state.operating.meter("crm.item.update").blocked_until is not None


async def test_the_end_of_a_block_is_the_portals_when_it_tells_one() -> None:
    time = {"finish": 1795500000.0, "operating_reset_at": 1795500030, "duration": 0}
    alone = reply({"error": "OPERATION_TIME_LIMIT", "time": time}, status=429)
    errors = {"a": {"error": "OPERATION_TIME_LIMIT", "error_description": ""}}

    for answer in (alone, batch(errors=errors, times={"a": time})):
        client = portal(FakeTransport(answer)).client
        if answer is alone:
            await client.single(Command("crm.item.list"), patience=SHORT)
        else:
            await client.batch(COMMANDS, halt=False, patience=SHORT)

        blocked_until = client.pace.state.operating.meter("crm.item.list").blocked_until
        assert blocked_until == client.world.clock() + timedelta(seconds=30)


def resolver(*addresses: str) -> GuardedResolver:
    class Names(AbstractResolver):
        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
        ) -> list[ResolveResult]:
            return [
                ResolveResult(hostname=host, host=one, port=port, family=socket.AF_INET, proto=0, flags=0)
                for one in addresses
            ]

        async def close(self) -> None: ...

    return GuardedResolver(Gate(), Names())


async def test_a_name_that_leads_inside_is_not_resolved() -> None:
    found = await resolver("10.0.0.5", "95.163.248.1").resolve("vector.bitrix24.ru", 443)

    assert [one["host"] for one in found] == ["95.163.248.1"]
    with pytest.raises(OSError, match="no admitted address"):
        await resolver("127.0.0.1").resolve("vector.bitrix24.ru", 443)
