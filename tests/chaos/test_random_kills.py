"""Two hundred kills at random moments: forty days of five kills each, by seed.

The gateway is started again at once, so that one exchange of 1C speaks with two processes, as with a service
that its manager restarts.
"""

import contextlib
import random
import threading
from collections.abc import Callable, Iterator

import pytest

from tests.chaos.day import Day
from tests.support.world import Gateway

DAYS = 40
KILLS = 5
LONGEST_WAIT_S = 1.2  # a quiet day takes a few seconds

pytestmark = [pytest.mark.chaos, pytest.mark.slow, pytest.mark.timeout(600)]


class Reaper:
    """Kills the gateway at moments that a seed decides; its manager starts it again."""

    def __init__(self, gateway: Gateway, chance: random.Random) -> None:
        self._gateway, self._chance = gateway, chance
        self._over, self.kills = threading.Event(), 0
        self._thread = threading.Thread(target=self._reap)

    @contextlib.contextmanager
    def about(self) -> Iterator[None]:
        """Kill while what is inside goes on, and until all kills are done."""
        self._thread.start()
        try:
            yield
        finally:
            self._over.set()
            self._thread.join()

    def _reap(self) -> None:
        for _ in range(KILLS):
            self._over.wait(self._chance.uniform(0.05, LONGEST_WAIT_S))
            self.kills += self._gateway.kill()
            self._gateway.ensure()


@pytest.mark.parametrize("seed", range(DAYS))
def test_kills_at_any_moment_leave_the_end_of_a_quiet_day(new_day: Callable[[], Day], seed: int) -> None:
    day = new_day()
    reaper = Reaper(day.world.gateway, random.Random(seed))

    with reaper.about():
        day.live()
    day.rest()

    assert reaper.kills == KILLS
    day.check_end(f"seed {seed}")


@pytest.mark.postgres
@pytest.mark.parametrize("seed", range(1000, 1004))
def test_the_same_on_postgresql(new_day_on_postgres: Callable[[], Day], seed: int) -> None:
    day = new_day_on_postgres()
    reaper = Reaper(day.world.gateway, random.Random(seed))

    with reaper.about():
        day.live()
    day.rest()

    assert reaper.kills == KILLS
    day.check_end(f"seed {seed}")
