"""Waits grow, are spread, and never exceed the longest."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from obmen.delivery.retry import wait_before


def test_each_attempt_waits_twice_as_long() -> None:
    waits = [wait_before(attempt=attempt, jitter=0.5).total_seconds() for attempt in (1, 2, 3, 4)]

    assert waits == [2, 4, 8, 16]


@given(attempt=st.integers(0, 10_000), jitter=st.floats(0, 1, exclude_max=True))
def test_every_wait_is_between_a_second_and_fifteen_minutes(attempt: int, jitter: float) -> None:
    wait = wait_before(attempt=attempt, jitter=jitter)

    assert timedelta(seconds=1) <= wait <= timedelta(minutes=15)
