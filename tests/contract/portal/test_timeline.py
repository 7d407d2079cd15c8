import pytest

from tests.contract.portal.practice import Practice

MESSAGE = {
    "entityTypeId": 31,
    "entityId": 128,
    "title": "1С: оплата",
    "text": "Поступило",
    "iconCode": "info",
}


@pytest.fixture
async def billed(portal: Practice) -> Practice:
    """A portal with one invoice, 128."""
    assert await portal.add_invoice() == 128
    return portal


@pytest.mark.parametrize("name", ["entityTypeId", "entityId", "title", "text", "iconCode"])
async def test_a_message_needs_all_its_fields(billed: Practice, name: str) -> None:
    fields = {key: value for key, value in MESSAGE.items() if key != name}

    refusal = await billed.refused("crm.timeline.logmessage.add", fields=fields)

    assert refusal == (400, "100", f"Could not find value for parameter {{{name}}}")


async def test_a_message_needs_its_object_and_a_known_icon(billed: Practice) -> None:
    absent = await billed.refused("crm.timeline.logmessage.add", fields={**MESSAGE, "entityId": 777})
    icon = await billed.refused("crm.timeline.logmessage.add", fields={**MESSAGE, "iconCode": "nosuch"})

    assert absent[1] == "OWNER_NOT_FOUND"
    assert icon[1] == 0


async def test_messages_are_listed_ten_a_page_the_newest_first(billed: Practice) -> None:
    for n in range(12):
        await billed.call("crm.timeline.logmessage.add", fields={**MESSAGE, "text": f"n{n}"})

    first = await billed.body("crm.timeline.logmessage.list", entityTypeId=31, entityId=128)
    second = await billed.body("crm.timeline.logmessage.list", entityTypeId=31, entityId=128, start=10)

    assert [row["text"] for row in first["result"]] == [f"n{n}" for n in range(11, 1, -1)]
    assert (first["next"], first["total"]) == (10, 12)
    assert [row["text"] for row in second["result"]] == ["n1", "n0"]
    assert "next" not in second


async def test_a_message_does_not_change_the_invoice(billed: Practice) -> None:
    before = (await billed.invoice(128))["updatedTime"]
    billed.clock.advance(60)

    await billed.call("crm.timeline.logmessage.add", fields=MESSAGE)

    after = await billed.invoice(128)
    assert (after["updatedTime"], after["lastActivityTime"]) == (before, "2026-11-24T09:01:00+03:00")


async def test_a_comment_goes_to_an_invoice_by_name(billed: Practice) -> None:
    fields = {"ENTITY_TYPE": "smart_invoice", "ENTITY_ID": 128, "COMMENT": "Привет"}

    number = await billed.call("crm.timeline.comment.add", fields=fields)

    listed = await billed.call(
        "crm.timeline.comment.list", filter={"ENTITY_TYPE": "smart_invoice", "ENTITY_ID": 128}
    )
    assert [(row["ID"], row["COMMENT"]) for row in listed] == [(str(number), "Привет")]


async def test_a_notice_with_the_same_tag_replaces_the_one_before(portal: Practice) -> None:
    for text in ("первое", "второе"):
        await portal.call("im.notify.system.add", USER_ID=12, MESSAGE=text, TAG="GW|PAY|128")
    await portal.call("im.notify.personal.add", USER_ID=12, MESSAGE="третье")

    assert [row["message"] for row in portal.state.rows("notification")] == ["второе", "третье"]


async def test_a_notice_needs_a_person_and_a_text(portal: Practice) -> None:
    assert (await portal.refused("im.notify.system.add", USER_ID=777, MESSAGE="x"))[1] == "USER_ID_EMPTY"
    assert (await portal.refused("im.notify.system.add", USER_ID=7))[1] == "MESSAGE_EMPTY"
