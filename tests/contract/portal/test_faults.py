import asyncio
import inspect
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest

from obmen_sandbox.portal import ConnectionDropped, SandboxClock
from obmen_sandbox.portal.faults import DESCRIPTIONS, UnknownFault, parse_fault
from tests.contract.portal.practice import Practice
from tests.contract.portal.serving import served

ADD = {"fields": {"iblockId": 15, "name": "x", "xmlId": "guid"}}


def added(portal: Practice) -> int:
    return len(portal.state.table("element").where("xmlId", "guid"))


def fail(portal: Practice, text: str) -> None:
    portal.state.faults.switch_on(parse_fault(text))


async def dropped(portal: Practice, method: str, params: dict[str, Any]) -> None:
    with pytest.raises(ConnectionDropped):
        await portal.post(method, params)


async def test_a_lost_answer_runs_and_says_nothing(portal: Practice) -> None:
    fail(portal, "lost-answer,count=1")

    await dropped(portal, "catalog.product.add", ADD)

    assert added(portal) == 1
    assert (await portal.post("catalog.product.add", ADD)).status_code == 200


async def test_a_dropped_request_does_not_run(portal: Practice) -> None:
    fail(portal, "drop,count=1")

    await dropped(portal, "catalog.product.add", ADD)

    assert added(portal) == 0


async def test_a_late_request_runs_when_the_portals_time_comes(portal: Practice) -> None:
    fail(portal, "late=50,count=1")
    await dropped(portal, "catalog.product.add", ADD)

    portal.clock.advance(49)
    await portal.call("server.time")
    before = added(portal)
    portal.clock.advance(1)
    await portal.call("server.time")

    assert (before, added(portal)) == (0, 1)


async def test_a_late_request_runs_by_itself_in_real_time(make_portal: Callable[..., Practice]) -> None:
    portal = make_portal(compression=1000.0)
    portal.state.clock = SandboxClock(compression=1000.0)
    fail(portal, "late=20")

    await dropped(portal, "catalog.product.add", ADD)
    for _ in range(200):
        await asyncio.sleep(0.005)
        if added(portal):
            break

    assert added(portal) == 1


async def test_a_batch_can_die_in_the_middle(portal: Practice) -> None:
    fail(portal, "fail-mid-batch=2")
    commands = [
        f"catalog.product.add?fields[iblockId]=15&fields[name]=n&fields[xmlId]=guid&n={n}" for n in range(5)
    ]

    await dropped(portal, "batch", {"cmd": commands})

    assert added(portal) == 2


@pytest.mark.parametrize("status", [500, 502, 503, 429])
async def test_a_status_comes_with_html_and_may_hide_a_run(portal: Practice, status: int) -> None:
    fail(portal, f"status={status},count=1")
    fail(portal, f"status={status},count=1,executes=1")

    first = await portal.post("catalog.product.add", ADD)
    not_run = added(portal)
    second = await portal.post("catalog.product.add", ADD)

    assert first.status_code == second.status_code == status
    assert first.headers["content-type"].startswith("text/html")
    assert (not_run, added(portal)) == (0, 1)


async def test_a_renamed_portal_sends_elsewhere(portal: Practice) -> None:
    fail(portal, "status=302:https://new.bitrix24.ru/rest/1/s3cr3t/profile")

    answer = await portal.post("profile", {})

    assert answer.status_code == 302
    assert answer.headers["location"] == "https://new.bitrix24.ru/rest/1/s3cr3t/profile"


async def test_an_error_page_can_come_with_200(portal: Practice) -> None:
    fail(portal, "html")

    answer = await portal.post("profile", {})

    assert (answer.status_code, answer.text[:15]) == (200, "<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("query-limit", 503, "QUERY_LIMIT_EXCEEDED"),
        ("operation-time-limit", 429, "OPERATION_TIME_LIMIT"),
        ("error-core", 400, "ERROR_CORE"),
        ("overload", 503, "OVERLOAD_LIMIT"),
        ("no-auth", 401, "NO_AUTH_FOUND"),
        ("payment-required", 401, "PAYMENT_REQUIRED"),
        ("portal-deleted", 500, "PORTAL_DELETED"),
    ],
)
async def test_refusals_by_name(portal: Practice, fault: str, status: int, code: str) -> None:
    fail(portal, f"{fault},count=1")

    assert (await portal.refused("profile"))[:2] == (status, code)
    assert (await portal.call("profile"))["ID"] == "1"


async def test_a_reference_to_a_failed_command_becomes_1(portal: Practice) -> None:
    fail(portal, "failed-reference-becomes-1")
    texts = "fields[title]=t&fields[text]=t&fields[iconCode]=info"
    log = f"crm.timeline.logmessage.add?fields[entityTypeId]=4&{texts}"

    answer = await portal.batch({"a": "nothing", "b": f"{log}&fields[entityId]=$result[a][item][id]"})

    assert "b" in answer["result"]
    assert portal.state.rows("logMessage")[0]["entityId"] == 1


async def test_a_fault_can_mean_one_method_only(portal: Practice) -> None:
    fail(portal, "drop,method=catalog.*.add")

    await portal.call("profile")
    await dropped(portal, "catalog.product.add", ADD)
    await dropped(portal, "batch", {"cmd": ["profile", "catalog.price.add?a=1"]})


async def test_a_fault_can_wait_and_can_be_chance(portal: Practice) -> None:
    fail(portal, "no-auth,skip=2,count=1")
    codes = [(await portal.post("profile", {})).status_code for _ in range(4)]

    fail(portal, "no-auth,probability=0.5")
    chance = [(await portal.post("profile", {})).status_code for _ in range(100)]

    assert codes == [200, 200, 401, 200]
    assert 25 < chance.count(401) < 75


def test_a_badly_written_fault_is_refused() -> None:
    for text in ("nosuch", "drop,count=x"):
        with pytest.raises(UnknownFault):
            parse_fault(text)


def test_each_fault_is_tried_here() -> None:
    here = inspect.getsource(inspect.getmodule(test_each_fault_is_tried_here) or pytest)
    elsewhere = {"required-field", "price-modify-dies", "event-loss", "event-double", "event-reorder"}
    elsewhere |= {"expired-token", "oauth-error"}

    tried = {name for name in DESCRIPTIONS if f'"{name}' in here}

    assert tried | elsewhere == set(DESCRIPTIONS)


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.mark.parametrize("fault", ["drop", "lost-answer", "late=50", "fail-mid-batch=1"])
async def test_over_a_real_connection_no_byte_comes_back(
    portal: Practice, session: aiohttp.ClientSession, fault: str
) -> None:
    fail(portal, f"{fault},count=1")

    async with served(portal.app) as address:
        url = f"{address}{portal.root}batch"
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.post(url, json={"cmd": ["server.time"]})
        async with session.post(url, json={"cmd": ["server.time"]}) as again:
            assert again.status == 200


async def test_a_slow_answer_comes_in_the_end(make_portal: Callable[..., Practice]) -> None:
    portal = make_portal(compression=1000.0)
    fail(portal, "slow=5")

    assert (await portal.call("profile"))["ID"] == "1"
