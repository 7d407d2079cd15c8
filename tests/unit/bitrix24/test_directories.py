"""Missing units of measure are made by their OKEI codes, all of them in one request."""

import json

import pytest

from obmen.bitrix24.transport import AnswerLost, Reply
from obmen.flows.ports.portal import PortalUnreachable
from tests.unit.bitrix24.fakes import FakeTransport, batch, portal


def rows(*codes: int) -> Reply:
    measures = [{"id": code * 10, "code": code, "measureTitle": "Единица"} for code in codes]
    return batch(results={"measures": {"measures": measures}})


async def test_missing_units_are_made_in_one_request() -> None:
    made_rows = {f"u{code}": {"measure": {"id": code * 10}} for code in (715, 778)}
    transport = FakeTransport(rows(796), batch(results=made_rows), rows(796, 715, 778))

    made = await portal(transport).lookups.create_measures({"715": "Пара", "778": "Упаковка", "796": "Штука"})

    assert made == {"715": 7150, "778": 7780, "796": 7960}
    assert len(transport.urls) == 3
    assert json.dumps(transport.bodies[1]).count("catalog.measure.add") == 2


async def test_units_that_are_there_cost_one_reading() -> None:
    transport = FakeTransport(rows(796))

    assert await portal(transport).lookups.create_measures({"796": "Штука"}) == {"796": 7960}
    assert len(transport.urls) == 1


async def test_a_unit_that_the_portal_refuses_is_left_out() -> None:
    refusal = {"u715": {"error": "200040300010", "error_description": "Access Denied"}}
    transport = FakeTransport(rows(796), batch(results={}, errors=refusal), rows(796))

    assert await portal(transport).lookups.create_measures({"715": "Пара"}) == {}


@pytest.mark.parametrize("code", ["OPERATION_TIME_LIMIT", "INTERNAL_SERVER_ERROR"])
async def test_what_the_portal_cannot_do_now_is_not_taken_for_a_refusal(code: str) -> None:
    trouble = {"u715": {"error": code, "error_description": "later"}}
    transport = FakeTransport(rows(796), batch(results={}, errors=trouble), rows(796))

    with pytest.raises(PortalUnreachable):
        await portal(transport).lookups.create_measures({"715": "Пара"})


async def test_a_lost_answer_is_not_taken_for_a_refusal() -> None:
    transport = FakeTransport(rows(796), AnswerLost("TimeoutError"))

    with pytest.raises(PortalUnreachable):
        await portal(transport).lookups.create_measures({"715": "Пара"})
