"""A first load costs hardly more requests than its commands need, and an unchanged one hardly any."""

from pathlib import Path

import pytest

from benchmarks.counting import READS_OF_NOTHING, first_load, goods_for, nothing_new, trial
from benchmarks.world import UNBOUNDED, portal

PRODUCTS = 300

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def test_a_first_load_keeps_to_its_bound_and_the_same_again_costs_nothing(tmp_path: Path) -> None:
    goods = goods_for(PRODUCTS)

    with portal(tmp_path) as at, trial(tmp_path, at, count=goods, name="empty", settings=UNBOUNDED) as one:
        load, again = first_load(one, "empty"), nothing_new(one)

    assert load.products >= PRODUCTS
    assert load.requests <= load.bound
    assert (again.writes, again.requests <= READS_OF_NOTHING) == (0, True)
