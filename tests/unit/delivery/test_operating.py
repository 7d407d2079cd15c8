"""The operating budget is used to 92 % and not beyond."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from obmen.delivery.operating import Basket, Budgeted, Meter, Operating

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
ADD, PRICE, STAGE = "catalog.product.add", "catalog.price.add", "crm.item.update"


def spent(seconds: float, *, cost: float = 1.0) -> Meter:
    return Meter(cost, (Basket(NOW, seconds),))


def test_an_unused_method_lets_a_whole_batch_go() -> None:
    assert Operating(480).plan([ADD, PRICE] * 25, now=NOW) == Budgeted(50)


def test_a_batch_is_cut_so_that_its_expected_cost_fits() -> None:
    operating = Operating(480, {ADD: spent(480 * 0.92 - 30)})

    assert operating.plan([ADD] * 40, now=NOW) == Budgeted(30)


def test_a_small_rest_is_saved_for_a_full_request() -> None:
    operating = Operating(480, {ADD: spent(480 * 0.92 - 5)})

    assert operating.plan([ADD] * 40, now=NOW) == Budgeted(0, timedelta(seconds=600))


def test_sales_go_although_the_catalogue_behind_them_has_to_wait() -> None:
    operating = Operating(480, {ADD: spent(480)})

    assert operating.plan([STAGE, STAGE, *[ADD] * 40], now=NOW) == Budgeted(2)


def test_a_request_never_runs_into_the_portals_wall() -> None:
    operating = Operating(480, {ADD: Meter(4.0)})

    assert operating.plan([ADD] * 50, now=NOW) == Budgeted(10)


def test_a_single_call_may_take_as_long_as_it_takes() -> None:
    operating = Operating(480, {ADD: Meter(55.0)})

    assert operating.plan([ADD] * 50, now=NOW) == Budgeted(1)


def test_the_cost_is_learnt_from_answers() -> None:
    meter = Meter().ran(NOW, duration_s=0.2, operating_s=None)

    assert meter.expected_s == 0.2
    assert 0.2 < meter.ran(NOW, duration_s=0.4, operating_s=None).expected_s < 0.4


def test_time_is_given_back_ten_minutes_after_a_basket_began() -> None:
    meter = Meter().ran(NOW, duration_s=3, operating_s=None)
    meter = meter.ran(NOW + timedelta(seconds=59), duration_s=3, operating_s=None)
    meter = meter.ran(NOW + timedelta(seconds=61), duration_s=3, operating_s=None)

    assert len(meter.baskets) == 2
    assert meter.spent_s(NOW + timedelta(seconds=599)) == 9
    assert meter.spent_s(NOW + timedelta(seconds=600)) == 3


def test_calls_shorter_than_a_tenth_of_a_second_are_not_counted() -> None:
    meter = Meter().ran(NOW, duration_s=0.09, operating_s=None)

    assert meter.spent_s(NOW) == 0


def test_free_calls_have_no_limit() -> None:
    operating = Operating(480, {ADD: Meter(0.01)})

    assert operating.plan([ADD] * 50, now=NOW) == Budgeted(50)


def test_what_others_have_used_of_the_same_webhook_counts() -> None:
    meter = Meter().ran(NOW, duration_s=1, operating_s=100)

    assert meter.spent_s(NOW) == 100


def test_what_the_portal_counts_less_than_we_do_is_believed() -> None:
    meter = spent(300).ran(NOW, duration_s=1, operating_s=200)

    assert meter.spent_s(NOW) == 200


def test_an_answer_that_tells_one_calls_time_corrects_nothing() -> None:
    meter = spent(300).ran(NOW, duration_s=1, operating_s=1)

    assert meter.spent_s(NOW) == 301


def test_a_blocked_method_rests_until_its_oldest_basket_expires() -> None:
    meter = spent(10).refused(NOW + timedelta(seconds=100))

    assert meter.blocked_until == NOW + timedelta(seconds=600)
    assert Operating(480, {ADD: meter}).plan([ADD], now=NOW) == Budgeted(0, timedelta(seconds=600))


def test_the_portals_own_end_of_a_block_is_believed_when_it_is_nearer() -> None:
    meter = spent(480).refused(NOW, resets_in_s=45)

    assert meter.blocked_until == NOW + timedelta(seconds=45)


@pytest.mark.parametrize("resets_in_s", [None, 0, -30, 600, 7 * 3600])
def test_a_moment_that_cannot_be_true_is_not_believed(resets_in_s: float | None) -> None:
    meter = spent(480).refused(NOW + timedelta(seconds=100), resets_in_s=resets_in_s)

    assert meter.blocked_until == NOW + timedelta(seconds=600)


def test_several_refusals_of_one_batch_tell_the_same_end() -> None:
    meter = spent(480).refused(NOW, resets_in_s=45).refused(NOW, resets_in_s=45).refused(NOW)

    assert meter.blocked_until == NOW + timedelta(seconds=45)


def test_an_end_that_was_told_in_vain_is_not_believed_again() -> None:
    blocked = spent(480).refused(NOW, resets_in_s=5)

    again = blocked.refused(NOW + timedelta(seconds=5), resets_in_s=5)

    assert again.blocked_until == NOW + timedelta(seconds=600)
    assert again.ran(NOW, duration_s=1, operating_s=None).refused(NOW, resets_in_s=5).blocked_until == (
        NOW + timedelta(seconds=5)
    )


def test_what_waits_goes_on_when_the_portal_forgets_its_oldest_minute() -> None:
    late = NOW + timedelta(seconds=40)  # our clock sees the answer, the portal's basket began with the call

    meter = Meter().ran(late, duration_s=440, operating_s=440.00001, resets_in_s=560)
    waiting = Operating(480, {ADD: meter}).plan([ADD], now=late)

    assert waiting == Budgeted(0, timedelta(seconds=560))


def test_a_blocked_method_of_which_nothing_is_known_rests_a_minute() -> None:
    assert Meter().refused(NOW).blocked_until == NOW + timedelta(seconds=60)


def test_what_was_used_before_a_restart_lies_in_the_portals_oldest_basket() -> None:
    meter = Meter().ran(NOW, duration_s=1, operating_s=300, resets_in_s=200)

    assert meter.spent_s(NOW) == 300
    assert meter.spent_s(NOW + timedelta(seconds=200)) == 1


def test_meters_survive_the_store() -> None:
    operating = Operating(480).with_meter(ADD, Meter().ran(NOW, duration_s=0.25, operating_s=7))
    operating = operating.with_meter(PRICE, Meter().refused(NOW))

    assert Operating.restored(operating.stored(), limit_s=480) == operating


class PortalsMeter:
    """The portal's own arithmetic (bitrix24.md §1.10): baskets of a minute that expire as a whole."""

    def __init__(self) -> None:
        self.baskets: list[tuple[datetime, float]] = []

    def spent(self, now: datetime) -> float:
        self.baskets = [(start, s) for start, s in self.baskets if now < start + timedelta(seconds=600)]
        return sum(seconds for _, seconds in self.baskets)

    def run(self, now: datetime, cost: float) -> None:
        if self.baskets and now < self.baskets[-1][0] + timedelta(seconds=60):
            start, seconds = self.baskets[-1]
            self.baskets[-1] = (start, seconds + cost)
        else:
            self.baskets.append((now, cost))


@settings(max_examples=40)
@given(costs=st.lists(st.floats(0.1, 2.0), min_size=10, max_size=40), pause=st.floats(0.5, 20))
def test_the_plan_goes_over_its_share_by_no_more_than_one_request(costs: list[float], pause: float) -> None:
    limit, portal, now = 60.0, PortalsMeter(), NOW
    operating = Operating(limit)
    for cost in costs:
        plan = operating.plan([ADD] * 10, now=now)
        now += plan.wait
        for _ in range(plan.calls):
            assert portal.spent(now) <= limit * 0.92 + 10 * 2.0
            portal.run(now, cost)
            meter = operating.meter(ADD).ran(now, duration_s=cost, operating_s=portal.spent(now))
            operating = operating.with_meter(ADD, meter)
        now += timedelta(seconds=pause)
