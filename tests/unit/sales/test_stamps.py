"""Files of 1C are put in the order of their making, also in the hour that comes twice."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from obmen.flows.sales.settle import stamp_of

BERLIN = ZoneInfo("Europe/Berlin")
BACK = datetime(2026, 10, 25, 1, tzinfo=UTC)  # clocks in Berlin go from 03:00 back to 02:00
FORTH = datetime(2026, 3, 29, 1, tzinfo=UTC)  # … and from 02:00 on to 03:00


def told(made: datetime, *, zone: ZoneInfo = BERLIN, on_the_way_s: float = 20) -> str:
    """The stamp of a file made at a moment and heard soon after."""
    local = made.astimezone(zone).replace(tzinfo=None).isoformat()
    return stamp_of(local, now=made + timedelta(seconds=on_the_way_s), zone=zone)


@pytest.mark.parametrize("turn", [BACK, FORTH])
def test_files_around_a_change_of_clocks_keep_their_order(turn: datetime) -> None:
    made = [turn + timedelta(minutes=minutes) for minutes in range(-130, 131, 10)]

    stamps = [told(moment) for moment in made]

    assert stamps == sorted(stamps)
    assert stamps == [moment.isoformat(timespec="seconds") for moment in made]


@pytest.mark.parametrize("ahead_s", [-30, -300])
def test_a_clock_that_runs_ahead_counts_as_ours_in_the_double_hour_too(ahead_s: float) -> None:
    made = [BACK + timedelta(minutes=minutes) for minutes in (-50, -10, 10, 50)]

    stamps = [told(moment, on_the_way_s=ahead_s) for moment in made]

    assert stamps == [(moment + timedelta(seconds=ahead_s)).isoformat(timespec="seconds") for moment in made]


def test_a_moment_with_a_zone_is_taken_by_its_zone() -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)

    assert stamp_of("2026-11-24T10:00:00+05:00", now=now, zone=BERLIN) == "2026-11-24T05:00:00+00:00"


@pytest.mark.parametrize("text", ["", "вчера", "24.11.2026"])
def test_what_is_no_moment_orders_nothing(text: str) -> None:
    assert stamp_of(text, now=datetime(2026, 11, 24, tzinfo=UTC), zone=BERLIN) == ""
