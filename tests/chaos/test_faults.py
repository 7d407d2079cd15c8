"""What a portal, a network or a provider does one day, while goods are loaded and while invoices are paid."""

from collections.abc import Callable
from typing import Any, Final

import pytest

from tests.chaos.day import Day

pytestmark = [pytest.mark.chaos, pytest.mark.slow, pytest.mark.timeout(600)]

NewDay = Callable[[], Day]

PASSING: Final = {
    "an answer is lost": ["lost-answer,count=3"],
    "every second answer is lost": ["lost-answer,probability=0.5,count=5"],
    "a request never arrives": ["drop,count=3"],
    "requests and answers are lost by chance": [
        "drop,probability=0.3,count=3",
        "lost-answer,probability=0.3,count=3",
    ],
    "requests run fifty seconds later": ["late=50,count=4"],
    "a writing request runs later": ["late=40,count=2,method=*.add"],
    "a stage arrives later": ["late=45,count=2,method=crm.item.update"],
    "500": ["status=500,count=4"],
    "503": ["status=503,count=4"],
    "500 after it ran": ["status=500,count=4,executes=1"],
    "502": ["status=502,count=4"],
    "503 after it ran": ["status=503,count=4,executes=1"],
    "429": ["status=429,count=4"],
    "a page instead of an answer": ["html,count=4"],
    "a page after it ran": ["html,count=4,executes=1"],
    "a batch dies at its start": ["fail-mid-batch=0,count=3"],
    "a batch dies in its middle": ["fail-mid-batch=3,count=4"],
    "a batch dies near its end": ["fail-mid-batch=9,count=3"],
    "a failed reference becomes 1": ["failed-reference-becomes-1", "fail-mid-batch=5,count=3"],
    "a method is out of run time": ["operation-time-limit,count=8,method=catalog.*"],
    "any method is out of run time": ["operation-time-limit,count=12"],
    "too many requests": ["query-limit,count=5"],
    "slow answers": ["slow=1,count=4"],
    "answers that take as long as the portal lets them": ["slow=55,count=3"],
}
TOLD: Final = ("crm.timeline.logmessage.add", "crm.item.update")  # methods whose answers are lost
HALTING: Final = ("overload", "no-auth", "payment-required", "portal-deleted")


@pytest.mark.parametrize("name", PASSING)
def test_a_fault_that_passes_leaves_the_end_of_a_quiet_day(new_day: NewDay, name: str) -> None:
    day = new_day()

    for phase in day.phases:
        for fault in PASSING[name]:
            day.world.sandbox.fault(fault)
        phase()
        day.world.sandbox.calm()
    day.rest()

    assert day.world.sandbox.struck() > 0
    day.check_end(name)


@pytest.mark.parametrize("method", TOLD)
def test_news_are_told_once_whichever_answer_is_lost(new_day: NewDay, method: str) -> None:
    day = new_day()

    for phase in day.phases:
        day.world.sandbox.fault(f"lost-answer,count=2,method={method}")
        phase()
        day.world.sandbox.calm()
    day.rest()

    assert day.world.sandbox.struck() > 0
    day.check_end(method)


@pytest.mark.parametrize("fault", HALTING)
def test_a_portal_that_takes_nothing_is_one_problem_and_work_goes_on_by_itself(
    new_day: NewDay, fault: str
) -> None:
    day = new_day()
    day.load()

    day.change_goods()
    suffer(day, fault)
    day.bill()
    day.pay_bills()
    suffer(day, fault)
    day.rest()

    day.check_end(fault)


def suffer(day: Day, fault: str) -> None:
    """1C brings news while the portal takes nothing; after its repair nobody does anything."""
    day.world.sandbox.fault(fault)
    day.world.exchange_once(day.base)
    halted = day.wait_until(lambda status: bool(status["halted"] and status["problems"]))
    assert halted["pending"] > 0
    assert (halted["parked"], day.exchange.problems()) == (0, ["portal.halted"])
    asked = day.world.sandbox.requests()
    day.pass_minutes(5)
    assert day.world.sandbox.requests() - asked <= 2, "it knocks while it should rest"
    day.world.sandbox.calm()
    day.exchange.settled()


ONEC: Final[dict[str, dict[str, Any]]] = {
    **{f"the answer to POST {n} is lost": {"drop_after_post": n} for n in (1, 2, 3)},
    **{f"POST {n} breaks off": {"cut_post": n} for n in (1, 2, 3)},
    "every portion goes twice": {"resend_portion": True},
    "1C is closed after a file": {"abandon_after_file": True},
    "1C never says import": {"ignore_import": True},
    "orders are asked for four times": {"repeat_query": 3},
    "orders are never acknowledged": {"skip_success": True},
    "orders are asked for and thrown away": {"query_only": True},
    "archives": {"zip": True, "backslash": True},
    "archives with slashes": {"zip": True, "backslash": False},
}


@pytest.mark.parametrize("name", ONEC)
def test_what_goes_wrong_in_1c_leaves_the_end_of_a_quiet_day(new_day: NewDay, name: str) -> None:
    day = new_day()

    for prepare in day.preparations:
        prepare()
        day.base.run(**ONEC[name])
        day.go_on()
        day.pass_minutes(1)  # what came without `import` is read when its dialogue has ended
        day.exchange.settled()
    day.rest()

    day.check_end(name)


def test_runs_that_overlap_leave_the_end_of_a_quiet_day(new_day: NewDay) -> None:
    day = new_day()

    for prepare in day.preparations:
        prepare()
        day.overlap(runs=3)
        day.go_on()
    day.rest()

    day.check_end("overlapping runs")
