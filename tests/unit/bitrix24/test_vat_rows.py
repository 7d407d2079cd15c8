"""A missing VAT row is made once, when a person allowed it."""

import pytest

from obmen.bitrix24.transport import AnswerLost, Reply
from obmen.flows.ports.portal import PortalUnreachable
from tests.unit.bitrix24.fakes import FakeTransport, batch, portal, reply


def rows(*rates: int) -> Reply:
    vats = [{"id": rate, "name": f"НДС {rate}%", "rate": rate, "active": "Y"} for rate in rates]
    return batch(results={"vats": {"vats": vats}})


async def test_a_missing_row_is_made() -> None:
    transport = FakeTransport(rows(20), reply({"result": {"vat": {"id": 7}}}), rows(20, 7))

    made = await portal(transport).lookups.create_vat("7")

    assert made == 7
    assert transport.bodies[1] == {"fields": {"name": "НДС 7%", "rate": "7", "active": "Y"}}


@pytest.mark.parametrize(("code", "row"), [("20", 20), ("none", None)])
async def test_a_row_that_is_there_or_has_no_number_is_not_made(code: str, row: int | None) -> None:
    transport = FakeTransport(rows(20))

    assert await portal(transport).lookups.create_vat(code) == row
    assert len(transport.urls) == 1


async def test_a_portal_may_refuse_it() -> None:
    refusal = reply({"error": "ACCESS_DENIED", "error_description": ""}, status=400)

    assert await portal(FakeTransport(rows(20), refusal)).lookups.create_vat("7") is None


async def test_after_a_lost_answer_the_next_attempt_looks_first() -> None:
    transport = FakeTransport(rows(20), AnswerLost("TimeoutError"), rows(20, 7))
    lookups = portal(transport).lookups

    with pytest.raises(PortalUnreachable):
        await lookups.create_vat("7")

    assert await lookups.create_vat("7") == 7
