"""`kill -9` of the gateway between any two steps: nothing is lost, nothing is made twice."""

from collections.abc import Callable

import pytest

from tests.chaos.day import Day
from tests.chaos.killing import PARTS, kill_at_each_step

pytestmark = [pytest.mark.chaos, pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.mark.parametrize("part", range(PARTS))
def test_a_crash_at_any_step_leaves_the_end_of_a_quiet_day(new_day: Callable[[], Day], part: int) -> None:
    kill_at_each_step(new_day, part=part)


@pytest.mark.parametrize("part", range(PARTS))
def test_a_crash_at_any_step_leaves_goods_and_stock_as_on_a_quiet_day(
    new_goods_day: Callable[[], Day], part: int
) -> None:
    kill_at_each_step(new_goods_day, part=part)
