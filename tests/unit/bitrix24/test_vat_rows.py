"""A missing VAT row is made once, when a person allowed it."""

from datetime import datetime

import pytest

from obmen.bitrix24.transport import AnswerLost, Reply
from obmen.flows.ports.portal import PortalUnreachable
from tests.unit.bitrix24.fakes import Error, FakeTransport, batch, portal


def rows(*rates: int) -> Reply:
    vats = [{"id": rate, "name": f"НДС {rate}%", "rate": rate, "active": "Y"} for rate in rates]
    return batch(results={"vat": {"vats": vats}})


class Announced(list[datetime]):
    """The moments of requests that make rows."""

    async def __call__(self, moment: datetime) -> None:
        self.append(moment)


async def test_a_missing_row_is_made_and_announced_before() -> None:
    transport = FakeTransport(rows(20), batch(results={"vat": {"vat": {"id": 7}}}))
    announced = Announced()

    made = await portal(transport).lookups.create_vat("7", announce=announced)

    assert made == 7
    assert len(announced) == 1
    [command] = transport.bodies[1]["cmd"].values()
    assert command.startswith("catalog.vat.add?")
    assert command.endswith("&fields[rate]=7&fields[active]=Y")


@pytest.mark.parametrize(("code", "row"), [("20", 20), ("none", None)])
async def test_a_row_that_is_there_or_has_no_number_is_not_made(code: str, row: int | None) -> None:
    transport, announced = FakeTransport(rows(20)), Announced()

    assert await portal(transport).lookups.create_vat(code, announce=announced) == row
    assert (len(transport.urls), announced) == (1, [])


async def test_a_portal_may_refuse_it() -> None:
    refusal = batch(errors={"vat": Error("ACCESS_DENIED").told})

    assert (
        await portal(FakeTransport(rows(20), refusal)).lookups.create_vat("7", announce=Announced()) is None
    )


@pytest.mark.parametrize(
    "answer", [AnswerLost("TimeoutError"), batch(errors={"vat": Error("ERROR_CORE").told})]
)
async def test_after_a_lost_answer_the_next_attempt_looks_first(answer: Reply | Exception) -> None:
    transport = FakeTransport(rows(20), answer, rows(20, 7))
    lookups = portal(transport).lookups

    with pytest.raises(PortalUnreachable):
        await lookups.create_vat("7", announce=Announced())

    assert await lookups.create_vat("7", announce=Announced()) == 7
