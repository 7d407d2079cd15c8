"""Home says the worst first, and counts a day by the hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from obmen.flows.desk.home import LIGHTS, Light, State, day_of
from obmen.flows.ports.measures import Talk

NOW = datetime(2026, 11, 24, 10, 20, tzinfo=UTC)


def test_every_state_has_a_light_and_only_one_is_green() -> None:
    assert set(LIGHTS) == set(State)
    assert [state for state, light in LIGHTS.items() if light is Light.GREEN] == [State.WELL]


def test_a_day_is_counted_by_the_hour_the_present_one_last() -> None:
    talks = [Talk(NOW - timedelta(minutes=1), "sale"), Talk(NOW - timedelta(minutes=40), "catalog")]

    bars = day_of(talks, [NOW], now=NOW)

    assert len(bars) == 24
    assert (bars[-1].begins_at.hour, bars[-1].sale, bars[-1].catalog, bars[-1].failed) == (10, 1, 0, 1)
    assert (bars[-2].begins_at.hour, bars[-2].sale, bars[-2].catalog) == (9, 0, 1)
    assert sum(bar.sale + bar.catalog for bar in bars[:-2]) == 0
