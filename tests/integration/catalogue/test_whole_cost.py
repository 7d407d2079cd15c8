"""A whole catalogue costs hardly more requests than its commands need, and nothing when it is unchanged."""

import math
from pathlib import Path

from benchmarks.counting import READS_OF_NOTHING
from benchmarks.wares import BATCH, Wares
from benchmarks.whole import FEW, SPEED, run

GOODS = 200
ON_TOP = 20  # discovery, look-ups, stores before stock: the same for any catalogue


async def test_a_whole_catalogue_costs_what_its_commands_need(tmp_path: Path) -> None:
    wares = Wares(GOODS)
    least = wares.minimum()

    costs = await run(wares, tmp_path, speed=SPEED)

    assert costs.first.writes == least.commands
    assert costs.first.requests <= least.requests * 1.05 + ON_TOP
    assert costs.first.refused == 0
    assert (costs.again.writes, costs.again.requests <= READS_OF_NOTHING) == (0, True)
    assert costs.dearer.writes == costs.changed > 0
    assert abs(costs.dearer.requests - math.ceil(costs.changed / BATCH)) <= FEW
