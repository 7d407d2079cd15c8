"""The stage moves only forward along its table; what the table does not know goes to a person."""

from itertools import product

import pytest

from obmen.domain.invoice import Semantics
from obmen.domain.lifecycle import (
    FINAL,
    NEXT_STANDING,
    WITHOUT_STAGE,
    Ask,
    Ladder,
    Move,
    News,
    Standing,
    Stay,
    decide,
    standing_of,
)
from obmen.domain.payment import Paid
from tests.unit.sales.samples import LADDER, RUNGS


def test_every_standing_has_its_row() -> None:
    assert set(NEXT_STANDING) == set(Standing)


def test_every_standing_is_reached() -> None:
    reached = {Standing.ISSUED}
    for _ in Standing:
        reached |= {after for here in reached for after in NEXT_STANDING[here].values()}

    assert reached == set(Standing)


def test_nothing_leaves_a_final_standing() -> None:
    for final in FINAL:
        assert set(NEXT_STANDING[final].values()) <= {final}


def test_no_way_leads_back() -> None:
    order = list(Standing)
    for here, ways in NEXT_STANDING.items():
        assert all(order.index(after) >= order.index(here) for after in ways.values())


def test_news_without_a_stage_stands_in_no_row() -> None:
    assert all(not WITHOUT_STAGE & ways.keys() for ways in NEXT_STANDING.values())


@pytest.mark.parametrize(("news", "stage", "paid"), list(product(News, RUNGS, Paid)))
def test_a_decision_never_moves_a_stage_down_nor_off_a_final_one(news: News, stage: str, paid: Paid) -> None:
    decision = decide(news, stage=stage, ladder=LADDER, paid=paid)

    if isinstance(decision, Move):
        here, there = RUNGS[stage], RUNGS[decision.stage]
        assert here.semantics is Semantics.PROCESS
        assert there.sort > here.sort


@pytest.mark.parametrize(
    ("news", "stage", "decision"),
    [
        (News.PAID_IN_FULL, "N", Move("P")),
        (News.OVERPAID, "H", Move("P")),
        (News.PAID_IN_PART, "N", Move("H")),
        (News.PAID_IN_PART, "H", Stay("already")),
        (News.PAID_IN_PART, "G", Stay("already")),
        (News.SHIPPED, "S", Move("G")),
        (News.SHIPPED, "P", Stay("already")),
        (News.CANCELLED, "N", Move("F")),
        (News.CANCELLED, "P", Ask(Standing.PAID)),
        (News.PAYMENT_GONE, "P", Ask(Standing.PAID)),
        (News.PAID_IN_FULL, "F", Ask(Standing.CANCELLED)),
        (News.NUMBERED, "N", Stay("already")),
    ],
)
def test_the_table_decides(news: News, stage: str, decision: object) -> None:
    assert decide(news, stage=stage, ladder=LADDER, paid=Paid.NONE) == decision


def test_an_order_with_payments_is_not_cancelled_by_itself() -> None:
    decision = decide(News.CANCELLED, stage="N", ladder=LADDER, paid=Paid.PART)

    assert decision == Ask(Standing.PARTLY_PAID)


def test_without_a_stage_for_part_payment_the_stage_stays() -> None:
    ladder = Ladder(rungs=RUNGS, paid="P", partly_paid="", shipped="", cancelled="F")

    assert decide(News.PAID_IN_PART, stage="N", ladder=ladder, paid=Paid.NONE) == Stay("no_stage")


def test_a_stage_beyond_the_target_is_left() -> None:
    ladder = Ladder(rungs=RUNGS, paid="P", partly_paid="S", shipped="", cancelled="F")

    assert decide(News.PAID_IN_PART, stage="G", ladder=ladder, paid=Paid.NONE) == Stay("beyond")


def test_a_payment_in_the_ledger_counts_though_the_stage_was_refused() -> None:
    assert standing_of("N", LADDER, paid=Paid.FULL) is Standing.PAID


def test_a_stage_that_the_profile_does_not_know_may_move() -> None:
    assert decide(News.PAID_IN_FULL, stage="new one", ladder=LADDER, paid=Paid.NONE) == Move("P")
