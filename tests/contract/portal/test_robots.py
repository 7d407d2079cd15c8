"""Robots of applications: registration, a run, its answer. Facts §7.1, example E21, checklist 18."""

from collections.abc import AsyncIterator

import pytest

from tests.contract.portal.application import HANDLER, MANAGER, Application, add_installed, control
from tests.contract.portal.hearing import Heard, hearing, next_of
from tests.contract.portal.practice import Json, Practice

SMART_INVOICE = ["crm", "Bitrix\\Crm\\Integration\\BizProc\\Document\\SmartInvoice", "SMART_INVOICE"]
E21 = {
    "CODE": "gw_send_invoice_to_1c",
    "HANDLER": f"{HANDLER}/robot",
    "AUTH_USER_ID": 7,
    "USE_SUBSCRIPTION": "Y",
    "NAME": {"ru": "Отправить счёт в 1С"},
    "DOCUMENT_TYPE": SMART_INVOICE,
    "FILTER": {"INCLUDE": [SMART_INVOICE[:2]]},
    "PROPERTIES": {"org": {"Name": {"ru": "Организация 1С"}, "Type": "string", "Required": "N"}},
    "RETURN_PROPERTIES": {"order_number": {"Name": {"ru": "Номер заказа"}, "Type": "string"}},
}


@pytest.fixture
async def heard() -> AsyncIterator[tuple[str, Heard]]:
    """The handler of a robot: its address and what it has heard."""
    async with hearing() as found:
        yield found


@pytest.fixture
async def app(portal: Practice, heard: tuple[str, Heard]) -> Application:
    """An installed application whose handler listens."""
    return await add_installed(portal, handler=heard[0])


async def add_robot(app: Application, **fields: Json) -> None:
    robot = {**E21, "HANDLER": app.card["handler"], **fields}
    assert await app.call("bizproc.robot.add", **robot) is True


async def run(app: Application, number: int, **wish: Json) -> Json:
    made = {"code": E21["CODE"], "entityTypeId": 31, "id": number, **wish}
    return await control(app.portal, "/robots/run", **made)


async def run_of(app: Application, number: int) -> Json:
    return (await app.portal.http.get(f"/_sandbox/robots/runs/{number}")).json()


async def test_a_robot_is_added_listed_changed_and_deleted(app: Application) -> None:
    await add_robot(app)

    listed = await app.call("bizproc.robot.list")
    again = await app.refused("bizproc.robot.add", **{**E21, "HANDLER": app.card["handler"]})
    changed = await app.call("bizproc.robot.update", CODE=E21["CODE"], FIELDS={"USE_SUBSCRIPTION": "N"})
    stored = app.portal.state.rows("robot")[0]
    deleted = await app.call("bizproc.robot.delete", CODE=E21["CODE"])

    assert listed == ["gw_send_invoice_to_1c"]
    assert again == (400, "ERROR_ACTIVITY_ALREADY_INSTALLED")
    assert (changed, stored["USE_SUBSCRIPTION"], stored["NAME"]) == (True, "N", E21["NAME"])
    assert deleted is True
    assert await app.refused("bizproc.robot.delete", CODE=E21["CODE"]) == (400, "ERROR_ACTIVITY_NOT_FOUND")


@pytest.mark.parametrize(
    ("fields", "code", "text"),
    [
        ({"CODE": ""}, "ERROR_ACTIVITY_VALIDATION_FAILURE", "Empty activity code!"),
        ({"CODE": "код"}, "ERROR_ACTIVITY_VALIDATION_FAILURE", "Wrong activity code!"),
        ({"NAME": ""}, "ERROR_ACTIVITY_VALIDATION_FAILURE", "Empty activity NAME!"),
        ({"HANDLER": "ftp://127.0.0.1/x"}, "ERROR_UNSUPPORTED_PROTOCOL", "Unsupported handler protocol"),
        ({"HANDLER": "http://elsewhere.test/x"}, "ERROR_WRONG_HANDLER_URL", "Wrong handler URL"),
        ({"HANDLER": ""}, "ERROR_WRONG_HANDLER_URL", "Wrong handler URL"),
        ({"PROPERTIES": "x"}, "ERROR_ACTIVITY_VALIDATION_FAILURE", "Wrong properties array!"),
        ({"PROPERTIES": {"1": {}}}, "ERROR_ACTIVITY_VALIDATION_FAILURE", "Wrong property key 1!"),
        ({"PROPERTIES": {"a": {}}}, "ERROR_ACTIVITY_VALIDATION_FAILURE", "Empty property NAME a!"),
        ({"DOCUMENT_TYPE": ["crm"]}, "ERROR_ACTIVITY_VALIDATION_FAILURE", "Wrong activity DOCUMENT_TYPE!"),
        ({"FILTER": {"ONLY": []}}, "ERROR_ACTIVITY_VALIDATION_FAILURE", "Wrong activity FILTER!"),
    ],
)
async def test_a_robot_is_refused_with_its_reason(
    app: Application, fields: dict[str, Json], code: str, text: str
) -> None:
    answer = await app.post("bizproc.robot.add", **{**E21, "HANDLER": app.card["handler"], **fields})

    assert answer.status_code == 400
    assert answer.json() == {"error": code, "error_description": text}


async def test_only_an_administrator_and_an_application_have_robots(app: Application) -> None:
    by_manager = await (await app.as_user(MANAGER)).post("bizproc.robot.list")
    by_webhook = await app.portal.refused("bizproc.robot.list")

    assert by_manager.json() == {"error": "ACCESS_DENIED", "error_description": "Access denied!"}
    assert by_webhook == (400, "ACCESS_DENIED", "Application context required")


async def test_a_run_is_posted_and_waits_for_the_answer(app: Application, heard: tuple[str, Heard]) -> None:
    await add_robot(app)
    number = await app.portal.add_invoice()

    started = await run(app, number, properties={"org": "ООО «Ромашка»"}, timeout=300)
    form = await next_of(heard[1])
    await app.call("bizproc.activity.log", event_token=form["event_token"], log_message="Принято")
    values = {"order_number": "УТ-000123", "unknown": "x"}
    sent = await app.call("bizproc.event.send", event_token=form["event_token"], return_values=values)
    ended = await run_of(app, started["id"])

    auth = form.pop("auth")
    assert set(form) == {
        *("workflow_id", "code", "document_id", "document_type", "event_token", "properties"),
        *("use_subscription", "timeout_duration", "ts"),
    }
    assert form["document_id"] == [*SMART_INVOICE[:2], f"SMART_INVOICE_{number}"]
    assert form["document_type"] == SMART_INVOICE
    assert (form["properties"], form["use_subscription"], form["timeout_duration"]) == (
        {"org": "ООО «Ромашка»"},
        "Y",
        "300",
    )
    me = await Application(app.portal, app.card, auth).call("profile")
    assert (me["ID"], auth["application_token"]) == ("7", app.card["application_token"])
    assert sent is True
    assert (started["status"], ended["status"]) == ("waiting", "answered")
    assert ended["return_values"] == {"order_number": "УТ-000123"}
    assert [line["text"] for line in ended["log"]] == ["Принято", "Получен ответ от приложения."]


async def test_a_run_gives_up_when_its_time_is_over(app: Application, heard: tuple[str, Heard]) -> None:
    await add_robot(app)
    started = await run(app, await app.portal.add_invoice(), timeout=60)
    token = (await next_of(heard[1]))["event_token"]

    app.portal.clock.advance(61)
    ended = await run_of(app, started["id"])
    late = await app.refused("bizproc.event.send", event_token=token)

    assert ended["status"] == "timeout"
    assert late == (403, "ACCESS_DENIED")


async def test_a_robot_that_says_n_waits_for_nothing_and_an_empty_flag_waits(
    app: Application, heard: tuple[str, Heard]
) -> None:
    await add_robot(app, USE_SUBSCRIPTION="N")
    await add_robot(app, CODE="second", USE_SUBSCRIPTION="")
    number = await app.portal.add_invoice()

    sent = await run(app, number)
    form = await next_of(heard[1])
    waiting = await run(app, number, code="second")

    assert (sent["status"], form["use_subscription"]) == ("sent", "N")
    assert await app.refused("bizproc.event.send", event_token=form["event_token"]) == (403, "ACCESS_DENIED")
    assert waiting["status"] == "waiting"


async def test_a_robot_runs_where_its_filter_and_its_properties_let_it(app: Application) -> None:
    needed = {"org": {"Name": "Организация", "Type": "string", "Required": "Y"}}
    await add_robot(app, PROPERTIES=needed)
    deal = (await app.call("crm.item.add", entityTypeId=2, fields={"title": "x"}))["item"]["id"]
    invoice = await app.portal.add_invoice()

    for wish, code in (
        ({"entityTypeId": 2, "id": deal}, "ERROR_ACTIVITY_NOT_FOUND"),
        ({"entityTypeId": 31, "id": 777}, "NOT_FOUND"),
        ({"entityTypeId": 31, "id": invoice}, "ERROR_REQUIRED"),
    ):
        body = {"code": E21["CODE"], **wish}
        answer = await app.portal.http.post("/_sandbox/robots/run", json=body)
        assert (answer.status_code, answer.json()["error"]) == (400, code)


async def test_a_robot_is_run_from_a_card(app: Application, heard: tuple[str, Heard]) -> None:
    await add_robot(app)
    number = await app.portal.add_invoice()
    http = app.portal.http

    card = (await http.get(f"/invoice/{number}")).text
    form = (await http.get(f"/robot/31/{number}/1")).text
    done = await http.post(f"/robot/31/{number}/1", data={"org": "ООО"})
    told = await next_of(heard[1])
    page = (await http.get("/robots")).text

    assert f'<a href="/robot/31/{number}/1">Отправить счёт в 1С</a>' in card
    assert "Организация 1С" in form
    assert (done.status_code, told["properties"]) == (303, {"org": "ООО"})
    assert f"SMART_INVOICE_{number}" in page
    assert "ждёт ответа" in page
    assert (await http.get("/robot/2/1/1")).status_code == 404
