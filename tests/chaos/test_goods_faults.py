"""What goes wrong while goods stand whole: variations, every price, properties, stores, stock documents."""

from collections.abc import Callable
from typing import Any, Final

import pytest

from tests.chaos.day import Day

pytestmark = [pytest.mark.chaos, pytest.mark.slow, pytest.mark.timeout(600)]

NewDay = Callable[[], Day]

LOST: Final = (  # methods whose answers are lost
    "catalog.product.sku.add",
    "catalog.product.offer.add",
    "catalog.product.offer.update",
    "catalog.productProperty.add",
    "catalog.productPropertyEnum.add",
    "catalog.priceType.add",
    "catalog.price.*",
    "catalog.store.add",
    "catalog.document.add",
    "catalog.document.element.add",
    "catalog.document.conduct",
    "catalog.productImage.add",
    "catalog.productImage.delete",
)
LATE: Final = (  # methods that run when nobody waits for them any more
    "catalog.product.offer.add",
    "catalog.price.*",
    "catalog.document.add",
    "catalog.document.element.add",
    "catalog.document.conduct",
    "catalog.productImage.add",
    "catalog.productImage.delete",
)
PASSING: Final = {
    "every second answer is lost": ["lost-answer,probability=0.5,count=6"],
    "requests run fifty seconds later": ["late=50,count=4"],
    "requests and answers are lost by chance": [
        "drop,probability=0.3,count=3",
        "lost-answer,probability=0.3,count=3",
    ],
    "500 after it ran": ["status=500,count=4,executes=1"],
    "503": ["status=503,count=4"],
    "429": ["status=429,count=4"],
    "a page after it ran": ["html,count=4,executes=1"],
    "a method is out of run time": ["operation-time-limit,count=8,method=catalog.*"],
    "documents are out of run time": ["operation-time-limit,count=8,method=catalog.document.*"],
    **{
        f"a batch dies after {n} commands": [f"fail-mid-batch={n},count=4,method=catalog.*.add"]
        for n in (1, 5, 20)
    },
    "a batch of lines dies in its middle": ["fail-mid-batch=7,count=2,method=catalog.document.element.add"],
    "prices die between deletion and insertion": ["price-modify-dies,count=3"],
    "a failed reference becomes 1": [
        "failed-reference-becomes-1",
        "fail-mid-batch=5,count=3,method=catalog.*",
    ],
}


@pytest.mark.parametrize("name", PASSING)
def test_a_fault_that_passes_leaves_goods_and_stock_as_on_a_quiet_day(
    new_goods_day: NewDay, name: str
) -> None:
    day = new_goods_day()

    disturb(day, PASSING[name])

    day.check_end(name)


@pytest.mark.parametrize("method", LOST)
def test_each_thing_is_made_once_whichever_answer_is_lost(new_goods_day: NewDay, method: str) -> None:
    day = new_goods_day()

    disturb(day, [f"lost-answer,count=2,method={method}"])

    day.check_end(method)


@pytest.mark.parametrize("method", LATE)
def test_each_thing_is_made_once_though_it_runs_late(new_goods_day: NewDay, method: str) -> None:
    day = new_goods_day()

    disturb(day, [f"late=50,count=2,method={method}"])

    day.check_end(method)


ONEC: Final[dict[str, dict[str, Any]]] = {
    "every portion goes twice": {"resend_portion": True},
    "every request goes twice": {"twice": True},
}


@pytest.mark.parametrize("name", ONEC)
def test_what_1c_does_twice_is_done_once(new_goods_day: NewDay, name: str) -> None:
    day = new_goods_day()

    for prepare in day.preparations:
        prepare()
        day.go_on(**ONEC[name])
    day.rest()

    day.check_end(name)


def disturb(day: Day, faults: list[str]) -> None:
    """Live a day with faults that begin anew in each phase."""
    for phase in day.phases:
        for fault in faults:
            day.world.sandbox.fault(fault)
        phase()
        day.world.sandbox.calm()
    day.rest()
    assert day.world.sandbox.struck() > 0
