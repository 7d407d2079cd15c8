import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from obmen_sandbox.portal.faults import parse_fault
from obmen_sandbox.portal.phpform import parse_query
from obmen_sandbox.portal.wire import WireApp
from tests.contract.portal.practice import Practice
from tests.contract.portal.serving import served

Heard = list[dict[str, object]]


@pytest.fixture
async def heard() -> AsyncIterator[tuple[str, Heard]]:
    """A handler of events: its address and what it has heard."""
    events: Heard = []

    async def handler(request: Request) -> Response:
        assert request.headers["content-type"] == "application/x-www-form-urlencoded"
        events.append(parse_query((await request.body()).decode()))
        return Response()

    async with served(WireApp(routes=[Route("/events", handler, methods=["POST"])])) as address:
        yield f"{address}/events", events


async def wait_for(condition: Callable[[], bool]) -> None:
    for _ in range(400):
        if condition():
            return
        await asyncio.sleep(0.005)


async def updates(portal: Practice, number: int, *texts: str) -> None:
    for text in texts:
        await portal.call("crm.item.update", entityTypeId=31, id=number, fields={"comments": text})
        await asyncio.sleep(0.02)


async def test_an_event_carries_ids_and_the_token_only(
    make_portal: Callable[..., Practice], heard: tuple[str, Heard]
) -> None:
    url, events = heard
    portal = make_portal(event_url=url, application_token="51856f", base_url="http://portal.test")

    number = await portal.add_invoice()
    await wait_for(lambda: bool(events))

    assert events == [
        {
            "event": "ONCRMDYNAMICITEMADD",
            "event_handler_id": "185",
            "data": {"FIELDS": {"ID": str(number), "ENTITY_TYPE_ID": "31"}},
            "ts": "1795500000",
            "auth": {
                "domain": "portal.test",
                "member_id": "0f3c2f1d6a9b4c5e8d7f0a1b2c3d4e5f",
                "client_endpoint": "http://portal.test/rest/",
                "server_endpoint": "http://portal.test/rest/",
                "application_token": "51856f",
            },
        }
    ]


@pytest.mark.parametrize(("fault", "times"), [("event-loss", 0), ("event-double", 2)])
async def test_events_are_lost_and_doubled(
    make_portal: Callable[..., Practice], heard: tuple[str, Heard], fault: str, times: int
) -> None:
    url, events = heard
    portal = make_portal(event_url=url)
    number = await portal.add_invoice()
    await wait_for(lambda: len(events) == 1)
    portal.state.faults.switch_on(parse_fault(f"{fault},count=1"))

    await updates(portal, number, "a", "b")
    await wait_for(lambda: len(events) == times + 2)

    assert len(events) == times + 2


async def test_events_overtake_each_other(
    make_portal: Callable[..., Practice], heard: tuple[str, Heard]
) -> None:
    url, events = heard
    portal = make_portal(event_url=url)
    first, second = await portal.add_invoice(), await portal.add_invoice()
    await wait_for(lambda: len(events) == 2)
    portal.state.faults.switch_on(parse_fault("event-reorder,count=1"))

    await updates(portal, first, "a")
    assert len(events) == 2
    await updates(portal, second, "b")
    await wait_for(lambda: len(events) == 4)

    ids = {event["data"]["FIELDS"]["ID"] for event in events[2:]}  # type: ignore[index]
    assert ids == {str(first), str(second)}


async def test_an_event_that_fails_is_not_sent_again(make_portal: Callable[..., Practice]) -> None:
    portal = make_portal(event_url="http://127.0.0.1:9/nobody")

    await portal.add_invoice()
    await wait_for(lambda: bool(portal.app.state.events.sent))

    assert [event["status"] for event in portal.app.state.events.sent] == [None]


async def test_the_handler_can_be_named_later(
    make_portal: Callable[..., Practice], heard: tuple[str, Heard]
) -> None:
    url, events = heard
    portal = make_portal(application_token="51856f")
    await portal.add_invoice()

    answer = await portal.http.post("/_sandbox/events", json={"url": url})
    await portal.add_invoice()
    await wait_for(lambda: bool(events))

    assert answer.json() == {"url": url, "application_token": "51856f"}
    assert [event["data"] for event in events] == [{"FIELDS": {"ID": "129", "ENTITY_TYPE_ID": "31"}}]
