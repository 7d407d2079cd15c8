"""A robot is always answered: after a crash, a lost answer, a failure; and once."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

import pytest
from sqlalchemy import text

from obmen.domain.errors import Refused
from obmen.flows.application.robots import ASK, GIVE_UP_AFTER, SEND, TRIES_TO_DECIDE, Robots, answer_robots
from obmen.flows.ports.application import RobotRequest
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.portal import Invoices, PortalUnreachable
from tests.integration.application.conftest import NOW, House


class Killed(BaseException):
    """The process ends at this moment."""


@dataclass
class Portal:
    """What discovering the portal comes to."""

    trouble: BaseException | None = None
    asked: int = field(default=0)

    async def discover(self, _: Exchange) -> object:
        self.asked += 1
        if self.trouble is not None:
            raise self.trouble
        return None


def robots(house: House, portal: Portal | None = None) -> Robots:
    return Robots(
        store=house.store,
        invoices=lambda _: cast("Invoices", None),
        in_portal=lambda _: house.inside,
        discover=(portal or Portal()).discover,
        clock=lambda: house.now,
    )


def ask(house: House, *, code: str = ASK, invoice: int = 128, token: str = "e1") -> bool:
    request = RobotRequest(
        id=0, exchange_id=house.exchange.id, code=code, event_token=token, invoice_id=invoice,
        asked_at=NOW, due_at=NOW, answer_by=NOW,
    )  # fmt: skip
    return house.store.write(lambda work: work.robots.put(request))


async def pass_by(house: House, *, times: int = 1, portal: Portal | None = None) -> None:
    """Let the loop pass, each time when something is due."""
    for _ in range(times):
        due = await answer_robots(robots(house, portal), house.exchange)
        house.now = max(due or house.now, house.now)


def statuses(house: House) -> list[tuple[str, str]]:
    return [(token, values["status"]) for token, values in house.inside.answers]


async def test_a_robot_is_answered_once(house: House) -> None:
    ask(house)

    await pass_by(house, times=3)

    assert statuses(house) == [("e1", "not_sent")]
    assert house.inside.answers[0][1]["text"]


async def test_a_request_that_comes_twice_is_one(house: House) -> None:
    assert (ask(house), ask(house)) == (True, False)

    await pass_by(house, times=2)

    assert statuses(house) == [("e1", "not_sent")]


async def test_a_robot_that_runs_on_no_invoice_is_answered_too(house: House) -> None:
    ask(house, invoice=0)

    await pass_by(house)

    assert statuses(house) == [("e1", "failed")]


async def test_an_answer_that_was_lost_is_given_again(house: House) -> None:
    house.inside.away = 3
    ask(house)

    await pass_by(house, times=5)

    assert statuses(house) == [("e1", "not_sent")]


async def test_a_killed_process_leaves_its_robots_to_the_next(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def die(*_: object, **__: object) -> None:
        raise Killed

    ask(house)
    with monkeypatch.context() as patched:
        patched.setattr(house.inside, "answer", die)
        with pytest.raises(Killed):
            await pass_by(house)
    house.now += timedelta(minutes=1)

    await pass_by(house)

    assert statuses(house) == [("e1", "not_sent")]


async def test_an_exchange_whose_sales_are_blocked_answers_why(house: House) -> None:
    portal = Portal(Refused("not_discovered", exchange="shop"))
    ask(house, code=SEND)

    await pass_by(house, portal=portal)

    assert statuses(house) == [("e1", "failed")]
    assert "не проверен" in house.inside.answers[0][1]["text"]


async def test_a_portal_that_does_not_tell_is_asked_again_and_then_it_is_a_failure(house: House) -> None:
    portal = Portal(PortalUnreachable("away"))
    ask(house, code=SEND)

    await pass_by(house, times=TRIES_TO_DECIDE + 2, portal=portal)

    assert portal.asked == TRIES_TO_DECIDE
    assert statuses(house) == [("e1", "failed")]


async def test_what_nobody_has_thought_of_is_answered_as_a_failure(house: House) -> None:
    portal = Portal(ZeroDivisionError())
    ask(house, code=SEND)
    for _ in range(TRIES_TO_DECIDE - 1):
        with pytest.raises(ZeroDivisionError):
            await pass_by(house, portal=portal)
        house.now += timedelta(minutes=11)

    await pass_by(house, portal=portal)

    assert statuses(house) == [("e1", "failed")]


async def test_a_robot_that_waits_no_more_is_left_alone(house: House) -> None:
    house.inside.refusing = {"e1"}
    ask(house)
    ask(house, token="e2")

    await pass_by(house, times=2)

    assert statuses(house) == [("e2", "not_sent")]
    assert house.store.read(lambda work: work.robots.next_due(house.exchange.id)) is None


async def test_a_portal_that_is_away_for_a_week_is_given_up(house: House) -> None:
    house.inside.away = 10_000
    ask(house)
    await pass_by(house)
    house.now = NOW + GIVE_UP_AFTER

    await pass_by(house)

    assert house.store.read(lambda work: work.robots.next_due(house.exchange.id)) is None


async def test_tokens_of_robots_are_sealed_and_gone_when_answered(house: House) -> None:
    def written() -> str:
        with house.store._reader.begin() as connection:  # what lies in the table itself
            return str(connection.execute(text("SELECT * FROM robot_request")).mappings().one())

    ask(house, token="capability")
    before = written()
    await pass_by(house)

    assert "capability" not in before
    assert "'event_token': ''" in written()
