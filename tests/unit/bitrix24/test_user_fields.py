"""The invoice's fields for 1C's number and date are made once, where the webhook may make them."""

from dataclasses import replace
from typing import Any

import pytest

from obmen.bitrix24.transport import AnswerLost, Reply
from obmen.flows.ports.portal import PortalUnreachable
from tests.unit.bitrix24.builders import PROFILE
from tests.unit.bitrix24.fakes import Error, FakeTransport, Portals, batch, portal

NUMBER, DATE = "UF_CRM_SMART_INVOICE_1C_NUMBER", "UF_CRM_SMART_INVOICE_1C_DATE"
ALLOWED = replace(PROFILE, scopes=("crm", "userfieldconfig"))


class Fields:
    """A portal that makes fields of invoices, each name once."""

    def __init__(self, *names: str, refused: str = "", code: str = "") -> None:
        self.names, self.refused, self.code = list(names), refused, code
        self.made: list[dict[str, Any]] = []

    def __call__(self, method: str, params: dict[str, Any]) -> object:
        if method == "crm.item.fields":
            return {"fields": {name: {"upperName": name} for name in self.names}}
        field = params["field"]
        if field["fieldName"] in (*self.names, self.refused):
            raise Error(self.code)
        self.names.append(field["fieldName"])
        self.made.append({**field, "moduleId": params["moduleId"]})
        return {"field": {"id": "1", **field}}


async def test_fields_that_lack_are_made_with_the_names_of_the_facts() -> None:
    books = Fields()

    names = await portal(Portals(books)).lookups.create_invoice_fields(ALLOWED)

    assert set(names) == {NUMBER, DATE}
    assert [
        (one["moduleId"], one["entityId"], one["fieldName"], one["userTypeId"]) for one in books.made
    ] == [
        ("crm", "CRM_SMART_INVOICE", NUMBER, "string"),
        ("crm", "CRM_SMART_INVOICE", DATE, "date"),
    ]
    assert books.made[0]["editFormLabel"]["ru"] == "Номер заказа в 1С"


async def test_a_field_that_is_there_is_not_made_again() -> None:
    books = Fields(NUMBER)

    await portal(Portals(books)).lookups.create_invoice_fields(ALLOWED)

    assert [one["fieldName"] for one in books.made] == [DATE]


async def test_without_the_scope_the_portal_is_not_asked() -> None:
    transport = Portals(Fields())

    assert await portal(transport).lookups.create_invoice_fields(PROFILE) == ()
    assert transport.requests == 0


async def test_a_field_that_the_portal_refuses_is_left_out() -> None:
    books = Fields(refused=DATE)

    assert await portal(Portals(books)).lookups.create_invoice_fields(ALLOWED) == (NUMBER,)


async def test_a_lost_answer_is_not_taken_for_a_refusal() -> None:
    transport = FakeTransport(AnswerLost("TimeoutError"))

    with pytest.raises(PortalUnreachable):
        await portal(transport).lookups.create_invoice_fields(ALLOWED)


@pytest.mark.parametrize("code", ["OPERATION_TIME_LIMIT", "INTERNAL_SERVER_ERROR"])
async def test_what_the_portal_cannot_do_now_is_not_taken_for_a_refusal(code: str) -> None:
    books = Fields(refused=DATE, code=code)

    with pytest.raises(PortalUnreachable):
        await portal(Portals(books)).lookups.create_invoice_fields(ALLOWED)


async def test_a_page_instead_of_an_answer_is_not_taken_for_a_refusal() -> None:
    transport = FakeTransport(
        batch(results={"fields": {"fields": {}}}),
        Reply(502, {}, b"<html></html>"),
        batch(results={"fields": {"fields": {}}}),
    )

    with pytest.raises(PortalUnreachable):
        await portal(transport).lookups.create_invoice_fields(ALLOWED)
