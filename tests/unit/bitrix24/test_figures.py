"""What monitoring and the log are told of a portal: outcomes and durations, never a name's secret."""

import gc
from collections.abc import Mapping
from datetime import timedelta

import pytest
import structlog
from prometheus_client import REGISTRY, generate_latest

from obmen.bitrix24.call import Command
from obmen.bitrix24.transport import AnswerLost, NotSent, Reply
from obmen.delivery.breaker import PROBE_EVERY
from tests.unit.bitrix24.fakes import Clock, FakeTransport, batch, portal, reply

SHORT = timedelta(seconds=1)
COMMANDS = {"a": Command("crm.item.list"), "b": Command("catalog.product.add")}
NO_AUTH = reply({"error": "NO_AUTH_FOUND", "error_description": "Wrong authorization data"}, status=401)
MOVED = Reply(302, {"location": "https://new.bitrix24.ru/rest/7/s3cr3t/batch"}, b"")


@pytest.fixture(autouse=True)
def every_event_is_told() -> None:
    """Another test of the process may have made the log quiet."""
    structlog.reset_defaults()


def value(name: str, outcome: str = "") -> float:
    labels = {"outcome": outcome} if outcome else {}
    return REGISTRY.get_sample_value(name, labels) or 0.0


def requests(outcome: str) -> float:
    return value("obmen_portal_requests_total", outcome)


def commands(outcome: str) -> float:
    return value("obmen_portal_commands_total", outcome)


async def send(answer: Reply | Exception) -> None:
    client = portal(FakeTransport(answer)).client
    try:
        await client.batch(COMMANDS, halt=False, patience=SHORT)
    except (NotSent, AnswerLost):
        return


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (batch(results={"a": 1, "b": 1}), "done"),
        (NO_AUTH, "halted"),
        (reply({"error": "QUERY_LIMIT_EXCEEDED"}, status=503), "refused"),
        (Reply(502, {}, b"<html>"), "ambiguous"),
        (AnswerLost("TimeoutError"), "answer_lost"),
        (NotSent("refused"), "not_sent"),
    ],
)
async def test_a_request_is_counted_by_what_became_of_it(answer: Reply | Exception, outcome: str) -> None:
    before = requests(outcome)

    await send(answer)

    assert requests(outcome) == before + 1


async def test_commands_are_counted_by_what_became_of_each() -> None:
    before = {one: commands(one) for one in ("done", "rejected", "refused", "unanswered")}
    error = {"error": "OPERATION_TIME_LIMIT", "error_description": ""}

    await send(batch(results={"a": 1}, errors={"b": {"error": "ACCESS_DENIED"}}))
    await send(batch(errors={"a": error}))

    after = {one: commands(one) - before[one] for one in before}
    assert after == {"done": 1, "rejected": 1, "refused": 1, "unanswered": 1}


async def test_a_command_by_itself_that_is_rejected_is_no_failed_request() -> None:
    done, rejected = requests("done"), commands("rejected")
    client = portal(FakeTransport(reply({"error": "NOT_FOUND"}, status=400))).client

    await client.single(Command("crm.item.update"), patience=SHORT)

    assert (requests("done"), commands("rejected")) == (done + 1, rejected + 1)


async def test_a_request_has_a_duration() -> None:
    clock = Clock()

    class Slow(FakeTransport):
        async def post(self, url: str, *, body: bytes, headers: Mapping[str, str], timeout_s: float) -> Reply:
            clock.now += timedelta(seconds=2)
            return await super().post(url, body=body, headers=headers, timeout_s=timeout_s)

    name = "obmen_portal_request_duration_seconds"
    total, count = value(f"{name}_sum"), value(f"{name}_count")

    await portal(Slow(batch()), clock=clock).client.batch(COMMANDS, halt=False, patience=SHORT)

    assert value(f"{name}_sum") == pytest.approx(total + 2)
    assert value(f"{name}_count") == count + 1


async def test_the_gauge_shows_a_halted_webhook_until_it_is_taken_again_or_given_up() -> None:
    gc.collect()
    before, clock = value("obmen_portal_halted"), Clock()
    one = portal(FakeTransport(NO_AUTH, batch(), NO_AUTH), clock=clock)
    seen = []
    for _ in range(3):
        await one.client.batch(COMMANDS, halt=False, patience=SHORT)
        seen.append(value("obmen_portal_halted") - before)
        clock.now += PROBE_EVERY
    del one
    gc.collect()

    assert [*seen, value("obmen_portal_halted") - before] == [1, 0, 1, 0]


async def test_neither_figures_nor_the_log_tell_a_secret() -> None:
    one = portal(FakeTransport(MOVED, NO_AUTH))

    with structlog.testing.capture_logs() as told:
        await one.client.batch(COMMANDS, halt=False, patience=SHORT)
        await send(AnswerLost("TimeoutError"))

    assert [entry["event"] for entry in told] == ["portal.renamed", "portal.halted", "portal.answer_lost"]
    assert "s3cr3t" not in str(told)
    assert "bitrix24.ru" not in generate_latest().decode()
