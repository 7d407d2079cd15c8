"""A mass change waits for a person, who is told why; what is no mass change goes on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from obmen.flows.admin.status import read_status
from obmen.flows.catalog.holding import released
from obmen.flows.catalog.preview import preview
from obmen.flows.ports.catalog import Due
from obmen.flows.ports.journal import Problem
from tests.integration.catalogue.conftest import House
from tests.integration.catalogue.packages import Good, goods, import_xml, offers_xml

GOODS = goods(40)


def bring(house: House, of: list[Good]) -> None:
    house.bring(import_xml(of))
    house.bring(offers_xml(of), name="offers.xml")


def changed(kind: str, good: Good) -> Good:
    match kind:
        case "deactivate":
            return replace(good, deleted=True)
        case "move":
            return replace(good, name=f"{good.name} новый")
        case _:
            return replace(good, price="1000")


def told(house: House) -> list[Problem]:
    return list(house.store.read(lambda work: work.problems.open(house.exchange_id)))


def reason(house: House) -> object:
    now = house.clock()
    return house.store.read(lambda work: read_status(work, house.exchange, webhook_key="", now=now))[
        "held_reason"
    ]


@pytest.fixture
async def sold(house: House) -> House:
    bring(house, GOODS)
    await house.deliver()
    return house


@pytest.mark.parametrize("kind", ["deactivate", "move", "price_jump"])
async def test_a_person_is_told_of_a_mass_change_that_waits(sold: House, kind: str) -> None:
    bring(sold, [changed(kind, good) for good in GOODS[:25]])

    await sold.deliver()

    assert [(p.kind, p.facts["count"], p.facts["known"], p.count) for p in told(sold)] == [
        (f"mass.{kind}", 25, 40, 1)
    ]
    assert reason(sold) == f"mass.{kind}"


async def test_kinds_are_counted_apart(sold: House) -> None:
    bring(
        sold, [*(changed("move", g) for g in GOODS[:10]), *(changed("deactivate", g) for g in GOODS[10:32])]
    )

    await sold.deliver()

    assert [p.kind for p in told(sold)] == ["mass.deactivate"]
    assert sold.portal.held()["p0000"]["name"] == "Товар 0 новый"
    assert sold.portal.held()["p0010"]["active"] is True


async def test_it_is_told_once_however_often_it_is_looked_at(sold: House) -> None:
    bring(sold, [changed("move", good) for good in GOODS[:25]])

    for _ in range(3):
        await sold.deliver()

    assert [p.count for p in told(sold)] == [1]


async def test_what_a_person_lets_go_is_no_problem_any_more(sold: House) -> None:
    bring(sold, [changed("move", good) for good in GOODS[:25]])
    await sold.deliver()

    sold.store.write(lambda work: work.outbox.release(sold.exchange_id, state=Due.HELD))
    sold.store.write(lambda work: released(work, sold.exchange_id))
    await sold.deliver()

    assert (told(sold), reason(sold), sold.totals()) == ([], "", {})


async def test_what_1c_takes_back_is_no_problem_any_more(sold: House) -> None:
    bring(sold, [changed("deactivate", good) for good in GOODS[:25]])
    await sold.deliver()

    bring(sold, GOODS)
    await sold.deliver()

    assert (told(sold), sold.totals()) == ([], {})


async def test_a_limit_that_is_raised_lets_it_go(sold: House) -> None:
    bring(sold, [changed("move", good) for good in GOODS[:25]])
    await sold.deliver()

    sold.set(replace(sold.exchange.settings, max_change_percent=90))
    await sold.deliver()

    assert (told(sold), sold.totals()) == ([], {})


async def test_the_plan_says_before_and_after_that_a_change_will_wait(sold: House) -> None:
    bring(sold, [*(changed("move", g) for g in GOODS[:25]), changed("price_jump", GOODS[30])])

    before = await preview(sold.store, sold.portal, sold.portal, exchange_id=sold.exchange_id)
    await sold.deliver()
    after = await preview(sold.store, sold.portal, sold.portal, exchange_id=sold.exchange_id)

    reasons = {change.ref.id: change.reason for change in before.changes}
    assert (reasons.pop("p0030"), set(reasons.values())) == ("", {"mass.move"})
    assert {change.reason for change in after.changes} == {"mass.move"}
    assert len(after.changes) == 25


async def test_a_plan_of_what_was_let_go_does_not_say_that_it_waits(sold: House) -> None:
    bring(sold, [changed("move", good) for good in GOODS[:25]])
    await sold.plan()

    sold.store.write(lambda work: work.outbox.release(sold.exchange_id, state=Due.HELD))
    plan = await preview(sold.store, sold.portal, sold.portal, exchange_id=sold.exchange_id)

    assert {change.reason for change in plan.changes} == {""}
