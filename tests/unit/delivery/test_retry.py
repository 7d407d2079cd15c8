"""Waits grow, are spread, and never exceed the longest."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from obmen.delivery.retry import next_attempt_at, wait_before

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_each_attempt_waits_twice_as_long() -> None:
    waits = [wait_before(attempt=attempt, jitter=0.5).total_seconds() for attempt in (1, 2, 3, 4)]

    assert waits == [2, 4, 8, 16]


def test_the_wait_is_added_to_now() -> None:
    assert next_attempt_at(now=NOW, attempt=1, jitter=0.5) == NOW + timedelta(seconds=2)


@given(attempt=st.integers(0, 10_000), jitter=st.floats(0, 1, exclude_max=True))
def test_every_wait_is_between_a_second_and_fifteen_minutes(attempt: int, jitter: float) -> None:
    wait = wait_before(attempt=attempt, jitter=jitter)

    assert timedelta(seconds=1) <= wait <= timedelta(minutes=15)
