"""The offline queue of events. Facts §5.2, example E28, checklist 15."""

from collections.abc import Callable

import pytest

from tests.contract.portal.application import MANAGER, Application, add_installed, control
from tests.contract.portal.hearing import hearing, next_of
from tests.contract.portal.practice import Json, Practice
from tests.contract.portal.shapes import assert_like

UPDATE = "ONCRMDYNAMICITEMUPDATE"
E28 = {
    "process_id": "q1w2",
    "events": [
        {
            "ID": "9",
            "TIMESTAMP_X": "2026-11-24T10:06:00+03:00",
            "EVENT_NAME": UPDATE,
            "EVENT_DATA": {"FIELDS": {"ID": "128", "ENTITY_TYPE_ID": "31"}},
            "EVENT_ADDITIONAL": {"user_id": "12"},
            "MESSAGE_ID": "0d3f",
        }
    ],
}


@pytest.fixture
async def app(portal: Practice) -> Application:
    """An installed application with a queue of changes of invoices."""
    app = await add_installed(portal)
    await app.call("event.bind", event="onCrmDynamicItemUpdate", event_type="offline")
    return app


async def change(app: Application, number: int, text: str, **label: Json) -> None:
    await app.call("crm.item.update", entityTypeId=31, id=number, fields={"comments": text}, **label)


async def take(app: Application, **params: Json) -> Json:
    return await app.call("event.offline.get", **params)


async def test_a_change_waits_once_until_it_is_taken(app: Application) -> None:
    first, second = await app.portal.add_invoice(), await app.portal.add_invoice()
    for text in ("a", "b"):
        await change(app, first, text)
    await change(app, second, "c")

    listed = await app.call("event.offline.list")
    taken = await take(app)
    again = await take(app)

    assert [row["EVENT_DATA"]["FIELDS"]["ID"] for row in listed] == [str(first), str(second)]
    assert (listed[0]["PROCESS_ID"], listed[0]["ERROR"]) == ("", "0")
    assert taken["process_id"] is None
    assert len({row["MESSAGE_ID"] for row in taken["events"]}) == len(taken["events"]) == 2
    assert again["events"] == []


async def test_what_is_reserved_is_cleared_in_a_second_step(app: Application) -> None:
    number = await app.portal.add_invoice()
    await change(app, number, "a")

    taken = await take(app, clear=0, limit=50, filter={"=EVENT_NAME": UPDATE})
    meanwhile = await take(app)
    await change(app, number, "b")
    cleared = await app.call("event.offline.clear", process_id=taken["process_id"])

    assert_like(taken, E28)
    assert len(taken["process_id"]) == 32
    assert meanwhile["events"] == []
    assert cleared is True
    assert len((await take(app))["events"]) == 1  # the second change is a row of its own


async def test_what_could_not_be_worked_on_is_marked_and_taken_apart(app: Application) -> None:
    await change(app, await app.portal.add_invoice(), "a")
    taken = await take(app, clear=0)
    named = [row["MESSAGE_ID"] for row in taken["events"]]

    marked = await app.call("event.offline.error", process_id=taken["process_id"], message_id=named)
    usual, erroneous = await take(app), await take(app, error=1)

    assert marked is True
    assert usual["events"] == []
    assert [row["MESSAGE_ID"] for row in erroneous["events"]] == named


async def test_what_is_forgotten_goes_after_a_month(app: Application) -> None:
    await change(app, await app.portal.add_invoice(), "a")
    await take(app, clear=0)

    app.portal.clock.advance(31 * 24 * 3600)
    fresh = await app.as_user(1)

    assert await fresh.call("event.offline.list") == []


async def test_a_label_keeps_own_changes_out_of_the_queue(app: Application) -> None:
    label = {"auth_connector": "gw"}
    await app.call("event.bind", event=UPDATE, event_type="offline", **label)
    number = await app.portal.add_invoice()

    await change(app, number, "own", **label)
    own = await app.call("event.offline.list", **label)
    await control(app.portal, f"/invoice/{number}/edit", fields={"comments": "by hand"})
    by_hand = await app.call("event.offline.list", **label)
    unlabelled = await app.call("event.offline.list")

    assert own == []
    assert [row["EVENT_ADDITIONAL"] for row in by_hand] == [{"user_id": str(MANAGER)}]
    assert len(unlabelled) == 1


async def test_the_label_of_a_command_counts_in_a_batch(app: Application) -> None:
    await app.call("event.bind", event=UPDATE, event_type="offline", auth_connector="gw")
    number = await app.portal.add_invoice()
    command = f"crm.item.update?entityTypeId=31&id={number}&fields[comments]=x&auth_connector=gw"

    await app.call("batch", cmd=[command])

    assert await app.call("event.offline.list", auth_connector="gw") == []


async def test_queues_are_listed_and_given_up(app: Application) -> None:
    listed = await app.call("event.get")
    twice = await app.refused("event.bind", event=UPDATE, event_type="offline")
    unbound = await app.call("event.unbind", event=UPDATE, event_type="offline")

    assert listed == [{"event": UPDATE, "connector_id": "", "offline": 1}]
    assert twice == (400, "ERROR_CORE")
    assert unbound == {"count": 1}


async def test_a_poorer_plan_has_one_phase_and_no_labels(make_portal: Callable[..., Practice]) -> None:
    app = await add_installed(make_portal(plan="basic"))
    bind = {"event": UPDATE, "event_type": "offline"}

    assert await app.refused("event.bind", **bind, auth_connector="gw") == (403, "ACCESS_DENIED")
    assert await app.call("event.bind", **bind) is True
    assert await app.refused("event.offline.get", clear=0) == (403, "ACCESS_DENIED")
    assert await take(app) == {"process_id": None, "events": []}


async def test_a_process_must_be_named(app: Application) -> None:
    assert await app.refused("event.offline.clear") == (400, "ERROR_ARGUMENT")


async def test_the_doorbell_rings_not_more_often_than_asked(app: Application) -> None:
    first, second, third = [await app.portal.add_invoice() for _ in range(3)]
    async with hearing() as (url, told):
        await app.call("event.bind", event="ONOFFLINEEVENT", handler=url, options={"minTimeout": 30})
        for number in (first, second, third):
            await change(app, number, "a")
        rung = await next_of(told)
        silent = told.empty()
        app.portal.clock.advance(31)
        app.portal.state.run_due()
        late = await next_of(told)

        assert told.empty()

    assert (rung["event"], rung["data"]) == (
        "ONOFFLINEEVENT",
        {"type": "add", "event": UPDATE, "handler": url},
    )
    assert silent
    assert late["data"]["minTimeout"] == "30"
    assert rung["auth"]["refresh_token"]
