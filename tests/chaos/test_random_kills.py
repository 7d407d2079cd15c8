"""Two hundred and thirty kills at random moments, five a day, by seed."""

from collections.abc import Callable

import pytest

from tests.chaos.day import Day
from tests.chaos.killing import live_killed

pytestmark = [pytest.mark.chaos, pytest.mark.slow, pytest.mark.timeout(600)]

NewDay = Callable[[], Day]


@pytest.mark.parametrize("seed", range(32))
def test_kills_at_any_moment_leave_the_end_of_a_quiet_day(new_day: NewDay, seed: int) -> None:
    live_killed(new_day(), seed=seed)


@pytest.mark.postgres
@pytest.mark.parametrize("seed", range(1000, 1004))
def test_the_same_on_postgresql(new_day_on_postgres: NewDay, seed: int) -> None:
    live_killed(new_day_on_postgres(), seed=seed)


@pytest.mark.parametrize("seed", range(2000, 2008))
def test_kills_at_any_moment_leave_goods_and_stock_as_on_a_quiet_day(
    new_goods_day: NewDay, seed: int
) -> None:
    live_killed(new_goods_day(), seed=seed)


@pytest.mark.postgres
@pytest.mark.parametrize("seed", range(3000, 3002))
def test_goods_and_stock_on_postgresql(new_goods_day_on_postgres: NewDay, seed: int) -> None:
    live_killed(new_goods_day_on_postgres(), seed=seed)
