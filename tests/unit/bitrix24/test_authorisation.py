"""An application's token is renewed when it ends, once, and the call is repeated."""

import asyncio
from collections.abc import Mapping

import pytest

from obmen.bitrix24.call import Command
from obmen.bitrix24.client import Client
from obmen.bitrix24.transport import Reply
from obmen.delivery.outcome import Delivered, Refused
from obmen.domain.identity import EntityKind, Ref
from obmen.flows.ports.application import Tokens
from obmen.flows.ports.portal import PortalHalted
from tests.unit.bitrix24.builders import PROFILE, task
from tests.unit.bitrix24.fakes import FakeTransport, batch, portal, reply

EXPIRED = reply({"error": "expired_token"}, status=401)
COMMANDS = {"a": Command("crm.item.list")}
TRIGGER = task(Ref(EntityKind.TRIGGER, "128:1:0:obmen_paid"), {"code": "obmen_paid", "invoice_id": 128})


class Held:
    """Implements `Keeper` with tokens by number."""

    def __init__(self, refusing: str = "") -> None:
        self.generation, self.renewals, self.refusing = 1, 0, refusing

    async def current(self) -> Tokens:
        return Tokens(f"t{self.generation}", self.generation, 7)

    async def renewed(self, stale: Tokens) -> Tokens:
        await asyncio.sleep(
            0
        )  # the OAuth server takes its time; who comes second takes what the first has got
        if stale.generation != self.generation:
            return await self.current()
        self.renewals += 1
        if self.refusing:
            raise PortalHalted(self.refusing)
        self.generation = stale.generation + 1
        return await self.current()


def client_of(transport: FakeTransport, held: Held) -> Client:
    return portal(transport, keeper=held).application.client


async def ask(client: Client) -> None:
    await client.batch(COMMANDS, halt=False, patience=client.pace.state.bucket.wait(client.world.clock()))


async def test_an_expired_token_is_renewed_once_and_the_call_repeated() -> None:
    transport, held = FakeTransport(EXPIRED, batch(results={"a": 1})), Held()
    client = client_of(transport, held)

    await ask(client)
    await ask(client)

    assert [body["auth"] for body in transport.bodies] == ["t1", "t2", "t2"]
    assert transport.urls[0] == "https://vector.bitrix24.ru/rest/batch"
    assert held.renewals == 1
    assert client.user_id == 7


class Crowd(FakeTransport):
    """Answers three at a time, when all of them have asked."""

    def __init__(self, *answers: Reply) -> None:
        super().__init__(*answers)
        self.together = asyncio.Barrier(3)

    async def post(self, url: str, *, body: bytes, headers: Mapping[str, str], timeout_s: float) -> Reply:
        answer = await super().post(url, body=body, headers=headers, timeout_s=timeout_s)
        await self.together.wait()
        return answer


async def test_calls_that_were_refused_with_one_expired_token_share_its_renewal() -> None:
    transport, held = Crowd(EXPIRED, EXPIRED, EXPIRED, batch(), batch(), batch()), Held()
    client = client_of(transport, held)

    await asyncio.gather(ask(client), ask(client), ask(client))

    assert [body["auth"] for body in transport.bodies] == ["t1"] * 3 + ["t2"] * 3
    assert held.renewals == 1
    assert client.pace.state.halt is None


async def test_tokens_that_another_process_has_renewed_are_taken() -> None:
    transport, held = FakeTransport(batch(), reply({"error": "invalid_token"}, status=401), batch()), Held()
    client = client_of(transport, held)
    await ask(client)
    held.generation = 5

    await ask(client)

    assert [body["auth"] for body in transport.bodies] == ["t1", "t1", "t5"]
    assert held.renewals == 0


async def test_tokens_that_another_process_has_renewed_may_have_ended_too() -> None:
    transport, held = FakeTransport(batch(), EXPIRED, EXPIRED, batch()), Held()
    client = client_of(transport, held)
    await ask(client)
    held.generation = 5

    await ask(client)

    assert [body["auth"] for body in transport.bodies] == ["t1", "t1", "t5", "t6"]
    assert held.renewals == 1
    assert client.pace.state.halt is None


async def test_a_portal_that_takes_no_token_however_new_halts_the_application() -> None:
    held = Held()
    client = client_of(FakeTransport(EXPIRED), held)

    await ask(client)

    assert client.pace.state.halt is not None
    assert held.renewals == 2


async def test_a_token_that_is_not_taken_though_it_is_the_newest_halts_the_application() -> None:
    client = client_of(FakeTransport(reply({"error": "invalid_token"}, status=401)), Held())

    await ask(client)

    assert client.pace.state.halt is not None


@pytest.mark.parametrize("code", ["PAYMENT_REQUIRED", "NOT_INSTALLED", "INVALID_GRANT"])
async def test_who_gets_no_tokens_is_halted_and_the_webhook_is_not(code: str) -> None:
    one = portal(FakeTransport(EXPIRED, batch()), keeper=Held(refusing=code))

    with pytest.raises(PortalHalted):
        await ask(one.application.client)

    assert one.application.client.pace.state.halt is not None
    assert one.application.client.pace.state.halt.code == code
    await ask(one.client)
    assert one.client.pace.state.halt is None


async def test_a_trigger_goes_by_the_application_and_the_rest_by_the_webhook() -> None:
    transport = FakeTransport(batch(results={"t1": True}))
    one = portal(transport, keeper=Held())
    stage = task(Ref(EntityKind.STAGE, "128"), {"stage": "DT31_5:P"}, number=2)
    mapped = one.deliveries.map([TRIGGER, stage], profile=PROFILE, bound={})
    calls = [call for m in mapped for call in m.calls]  # type: ignore[union-attr]
    names = [call.name for call in calls]
    transport.answers = [batch(results={names[1]: {"item": {"id": 128}}}), batch(results={names[0]: True})]

    outcomes = await one.deliveries.send(calls)

    assert [outcome.item_id for outcome in outcomes if isinstance(outcome, Delivered)] == [128, 128]
    assert [url.endswith("/rest/batch") for url in transport.urls] == [False, True]
    assert "auth" not in transport.bodies[0]


async def test_a_trigger_of_an_application_that_is_gone_waits_without_halting_the_portal() -> None:
    one = portal(FakeTransport(batch()))
    calls = one.deliveries.map([TRIGGER], profile=PROFILE, bound={})[0].calls  # type: ignore[union-attr]

    outcomes = await one.deliveries.send(calls)

    assert [type(outcome) for outcome in outcomes] == [Refused]
    assert one.client.pace.state.halt is None
