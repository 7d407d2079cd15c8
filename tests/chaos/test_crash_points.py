"""`kill -9` of the gateway between any two steps: nothing is lost, nothing is made twice.

A step is a commit, an answer of the portal, or an answer ready for 1C. Each day is killed once in each of its
four phases, k steps after the phase begins; k goes up until no phase is long enough to be killed in.
"""

from collections.abc import Callable

import pytest

from tests.chaos.day import Day

PARTS = 8  # of the enumeration, so that it spreads over workers
MOST_STEPS = 400

pytestmark = [pytest.mark.chaos, pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.mark.parametrize("part", range(PARTS))
def test_a_crash_at_any_step_leaves_the_end_of_a_quiet_day(new_day: Callable[[], Day], part: int) -> None:
    long_enough = 4
    for steps in range(part + 1, MOST_STEPS, PARTS):
        day = new_day()
        struck = 0
        for number, phase in enumerate(day.phases[:long_enough], 1):
            day.world.gateway.kill_after(steps)
            phase()
            if day.world.gateway.spare():
                struck = number
        day.rest()
        day.check_end(f"killed {steps} steps into each phase", phases=long_enough)
        if not struck:
            return
        long_enough = struck
    raise AssertionError("the enumeration does not end")
