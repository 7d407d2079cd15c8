"""Triggers of applications, and the rules that move objects on. Facts §7.1, example E27."""

import pytest

from tests.contract.portal.application import HANDLER, MANAGER, Application, add_installed, control
from tests.contract.portal.practice import Practice

SHIPPED = {"CODE": "gw_shipped", "NAME": "1С: отгружено"}


@pytest.fixture
async def app(portal: Practice) -> Application:
    """An installed application with one trigger."""
    app = await add_installed(portal)
    assert await app.call("crm.automation.trigger.add", **SHIPPED) is True
    return app


async def execute(app: Application, type_id: int, number: int) -> bool:
    wish = {"CODE": "gw_shipped", "OWNER_TYPE_ID": type_id, "OWNER_ID": number}
    return bool(await app.call("crm.automation.trigger.execute", **wish))


async def test_triggers_are_listed_renamed_and_deleted(app: Application) -> None:
    await app.call("crm.automation.trigger.add", CODE="gw_shipped", NAME="Отгружено")

    listed = await app.call("crm.automation.trigger.list")
    deleted = await app.call("crm.automation.trigger.delete", CODE="gw_shipped")

    assert listed == [{"NAME": "Отгружено", "CODE": "gw_shipped"}]
    assert deleted is True
    assert await app.refused("crm.automation.trigger.delete", CODE="gw_shipped") == (400, "")


async def test_without_a_rule_a_trigger_is_heard_and_moves_nothing(app: Application) -> None:
    number = await app.portal.add_invoice()

    answered = await execute(app, 31, number)
    dump = (await app.portal.http.get("/_sandbox/dump")).json()

    assert answered is True
    assert (await app.portal.invoice(number))["stageId"] == "DT31_5:N"
    assert [(r["code"], r["ownerTypeId"], r["ownerId"], r["moved"]) for r in dump["trigger_runs"]] == [
        ("gw_shipped", 31, number, [])
    ]
    assert [row["CODE"] for row in dump["triggers"]] == ["gw_shipped"]


async def test_a_rule_moves_the_invoice_forward_only(app: Application) -> None:
    first, second = await app.portal.add_invoice(), await app.portal.add_invoice(stageId="DT31_5:P")
    await control(app.portal, "/triggers/rules", code="gw_shipped", entityTypeId=31, stage="Отгружен")

    await execute(app, 31, first)
    await execute(app, 31, second)
    moved = await app.portal.invoice(first)

    assert (moved["stageId"], moved["previousStageId"]) == ("DT31_5:UC_SHIP", "DT31_5:N")
    assert (await app.portal.invoice(second))["stageId"] == "DT31_5:P"


async def test_a_rule_may_move_back_when_it_says_so(app: Application) -> None:
    number = await app.portal.add_invoice(stageId="DT31_5:P")
    wish = {"code": "gw_shipped", "entityTypeId": 31, "stage": "S", "back": True}
    await control(app.portal, "/triggers/rules", **wish)

    await execute(app, 31, number)

    assert (await app.portal.invoice(number))["stageId"] == "DT31_5:S"


async def test_what_belongs_to_a_company_moves_with_it(app: Application) -> None:
    deal = {"title": "x", "companyId": 2}
    number = (await app.call("crm.item.add", entityTypeId=2, fields=deal))["item"]["id"]
    await control(app.portal, "/triggers/rules", code="gw_shipped", entityTypeId=2, stage="EXECUTING")

    await execute(app, 4, 2)

    item = (await app.call("crm.item.get", entityTypeId=2, id=number))["item"]
    assert item["stageId"] == "EXECUTING"


@pytest.mark.parametrize(
    ("params", "text"),
    [
        ({"CODE": ""}, "Empty trigger code!"),
        ({"CODE": "Отгружено"}, "Wrong trigger code!"),
        ({"CODE": "other"}, "Trigger with code other is not registered."),
        ({"OWNER_TYPE_ID": 999}, "Incorrect parameter OWNER_TYPE_ID."),
        ({"OWNER_ID": 0}, "Incorrect parameter OWNER_ID."),
    ],
)
async def test_a_trigger_is_refused_with_an_empty_code(
    app: Application, params: dict[str, object], text: str
) -> None:
    wish = {"CODE": "gw_shipped", "OWNER_TYPE_ID": 31, "OWNER_ID": 128, **params}

    answer = await app.post("crm.automation.trigger.execute", **wish)

    assert (answer.status_code, answer.json()) == (400, {"error": "", "error_description": text})


async def test_an_object_that_is_not_there_is_heard_of_all_the_same(app: Application) -> None:
    assert await execute(app, 31, 777) is True


async def test_only_an_administrator_and_an_application_have_triggers(app: Application) -> None:
    manager = await app.as_user(MANAGER)

    assert await manager.refused("crm.automation.trigger.add", **SHIPPED) == (403, "ACCESS_DENIED")
    assert await manager.refused("crm.automation.trigger.list") == (403, "ACCESS_DENIED")
    assert (await app.portal.refused("crm.automation.trigger.list"))[:2] == (403, "ACCESS_DENIED")


async def test_an_application_sees_its_own_triggers_only(app: Application) -> None:
    other = await add_installed(app.portal, name="другое", handler=f"{HANDLER}/other")

    assert await other.call("crm.automation.trigger.list") == []
    assert await other.refused("crm.automation.trigger.delete", CODE="gw_shipped") == (400, "")


async def test_a_rule_is_set_up_on_the_page(app: Application) -> None:
    number = await app.portal.add_invoice()

    done = await app.portal.http.post("/triggers", data={"code": "gw_shipped", "stage": "31 DT31_5:UC_SHIP"})
    wrong = await app.portal.http.post("/triggers", data={"code": "gw_shipped", "stage": "31 nosuch"})
    await execute(app, 31, number)
    page = (await app.portal.http.get("/robots")).text

    assert (done.status_code, wrong.status_code) == (303, 400)
    assert "Счёт: Отгружен" in page
    assert "DT31_5:UC_SHIP" in page
