"""How a gateway is killed: between any two steps, or at moments that a seed decides."""

import contextlib
import random
import threading
from collections.abc import Callable, Iterator
from typing import Final

from tests.chaos.day import Day
from tests.support.world_gateway import Gateway

PARTS: Final = 8  # of an enumeration, so that it spreads over workers
MOST_STEPS: Final = 400
KILLS: Final = 5
LONGEST_WAIT_S: Final = 1.2  # a quiet day takes a few seconds


def kill_at_each_step(new_day: Callable[[], Day], *, part: int) -> None:
    """Live one day after the other, each killed once in each phase, k steps after the phase begins.

    k goes up by PARTS until no phase is long enough to be killed in; each end is that of a quiet day.
    A step is a commit, an answer of the portal, or an answer ready for 1C.
    """
    long_enough = 0
    for steps in range(part + 1, MOST_STEPS, PARTS):
        day = new_day()
        long_enough, struck = long_enough or len(day.phases), 0
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


def live_killed(day: Day, *, seed: int) -> None:
    """Live a day while the gateway is killed at random; its end is that of a quiet one.

    The gateway is started again at once, so that one exchange of 1C speaks with two processes, as with a
    service that its manager restarts.
    """
    reaper = Reaper(day.world.gateway, random.Random(seed))

    with reaper.about():
        day.live()
    day.rest()

    assert reaper.kills == KILLS
    day.check_end(f"seed {seed}")


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
