from collections.abc import Callable

import pytest

from tests.contract.portal.practice import Practice


@pytest.mark.parametrize("path", ["server.time", "server.time.json", "SERVER.Time", "server.time/"])
async def test_a_method_is_found_in_any_case_and_with_a_suffix(portal: Practice, path: str) -> None:
    answer = await portal.http.get(portal.root + path)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.json()["result"] == "2026-11-24T09:00:00+03:00"


async def test_an_answer_carries_the_time_of_the_call(portal: Practice) -> None:
    body = await portal.body("profile")

    assert set(body) == {"result", "time"}
    assert set(body["time"]) == {
        "start",
        "finish",
        "duration",
        "processing",
        "date_start",
        "date_finish",
        "operating_reset_at",
        "operating",
    }
    assert isinstance(body["time"]["operating_reset_at"], int)


async def test_an_unknown_method_is_404(portal: Practice) -> None:
    refusal = await portal.refused("crm.product.list")

    assert refusal == (404, "ERROR_METHOD_NOT_FOUND", "Method not found!")


@pytest.mark.parametrize("root", ["/rest/1/wrong/", "/rest/2/s3cr3t/", "/rest/"])
async def test_a_wrong_webhook_is_401(portal: Practice, root: str) -> None:
    answer = await portal.http.post(root + "profile")

    assert (answer.status_code, answer.json()["error"]) == (401, "NO_AUTH_FOUND")


async def test_a_missing_scope_is_403_in_lower_case(make_portal: Callable[..., Practice]) -> None:
    portal = make_portal(scopes=frozenset({"crm"}))

    status, code, _ = await portal.refused("catalog.catalog.list")

    assert (status, code) == (403, "insufficient_scope")
    assert await portal.call("scope") == ["crm"]


async def test_a_free_plan_has_no_rest(make_portal: Callable[..., Practice]) -> None:
    refusal = await make_portal(plan="free").refused("profile")

    assert refusal == (403, "ACCESS_DENIED", "REST is available only on commercial plans.")


async def test_malformed_json_is_no_parameters_without_a_word(portal: Practice) -> None:
    headers = {"Content-Type": "application/json"}

    answer = await portal.http.post(
        portal.root + "catalog.section.add", content=b'{"fields":', headers=headers
    )

    assert answer.json()["error_description"] == "Could not find value for parameter {fields}"


async def test_json_under_another_content_type_is_not_read(portal: Practice) -> None:
    headers = {"Content-Type": "text/plain"}
    body = b'{"fields":{"iblockId":15,"name":"A"}}'

    answer = await portal.http.post(portal.root + "catalog.section.add", content=body, headers=headers)

    assert (answer.status_code, answer.json()["error"]) == (400, "100")


async def test_a_form_with_php_brackets_is_read(portal: Practice) -> None:
    form = {"fields[iblockId]": "15", "fields[name]": "Кабель & провод", "fields[sort]": "7"}

    answer = await portal.http.post(portal.root + "catalog.section.add", data=form)

    assert (
        answer.json()["result"]["section"] | {"name": "Кабель & провод", "sort": 7}
        == (answer.json()["result"]["section"])
    )


async def test_multipart_is_read(portal: Practice) -> None:
    parts = {"fields[iblockId]": (None, "15"), "fields[name]": (None, "Раздел")}

    answer = await portal.http.post(portal.root + "catalog.section.add", files=parts)

    assert answer.json()["result"]["section"]["name"] == "Раздел"


async def test_a_query_string_is_read_by_get(portal: Practice) -> None:
    query = "filter%5B%3E%3Did%5D=4&select%5B%5D=id&select[]=rate"

    answer = await portal.http.get(f"{portal.root}catalog.vat.list?{query}")

    assert answer.json()["result"]["vats"] == [{"id": 4, "rate": 10}, {"id": 5, "rate": 22}]


@pytest.mark.parametrize(
    ("method", "status", "code"),
    [
        ("event.bind", 403, "WRONG_AUTH_TYPE"),
        ("placement.bind", 403, "WRONG_AUTH_TYPE"),
        ("bizproc.robot.add", 400, "ACCESS_DENIED"),
        ("crm.automation.trigger.execute", 403, "ACCESS_DENIED"),
        ("app.info", 400, "ACCESS_DENIED"),
        ("crm.activity.configurable.add", 400, "ERROR_WRONG_CONTEXT"),
    ],
)
async def test_what_needs_an_application_refuses_a_webhook(
    portal: Practice, method: str, status: int, code: str
) -> None:
    assert (await portal.refused(method))[:2] == (status, code)


async def test_the_portal_tells_which_methods_it_has(portal: Practice) -> None:
    names = await portal.call("methods")

    assert "crm.item.add" in names
    assert await portal.call("method.get", name="crm.item.add") == {"isExisting": True, "isAvailable": True}
    assert await portal.call("method.get", name="crm.nothing") == {"isExisting": False, "isAvailable": False}


async def test_users_are_found_by_mail_and_the_dismissed_are_told(portal: Practice) -> None:
    found = await portal.call("user.get", filter={"EMAIL": "petrov@romashka.example"})
    working = await portal.call("user.get", ACTIVE=True)

    assert [(user["ID"], user["ACTIVE"]) for user in found] == [("9", False)]
    assert [user["ID"] for user in working] == ["1", "7", "12"]
