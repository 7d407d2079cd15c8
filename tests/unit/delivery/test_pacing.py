"""Requests never come faster than the portal's bucket leaks."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from obmen.delivery.pacing import Bucket

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_a_fresh_bucket_lets_a_burst_through_at_once() -> None:
    bucket = Bucket(rate_per_s=2, burst=50)

    waits = []
    for _ in range(41):
        bucket, wait = bucket.take(NOW)
        waits.append(wait)

    assert waits[:40] == [timedelta(0)] * 40
    assert waits[40] == timedelta(seconds=0.5)


def test_places_are_handed_out_one_after_another() -> None:
    bucket = Bucket(rate_per_s=2, burst=1)
    bucket, _ = bucket.take(NOW)

    bucket, second = bucket.take(NOW)
    _, third = bucket.take(NOW)

    assert (second, third) == (timedelta(seconds=0.5), timedelta(seconds=1))


def test_spare_places_are_left_to_others() -> None:
    bucket = Bucket(rate_per_s=2, burst=10)
    for _ in range(5):
        bucket, _ = bucket.take(NOW)

    assert bucket.wait(NOW) == timedelta(0)
    assert bucket.wait(NOW, spare=3) == timedelta(seconds=0.5)


def test_a_portal_that_says_full_is_believed() -> None:
    bucket = Bucket(rate_per_s=2, burst=50).full(NOW)

    assert bucket.wait(NOW) == timedelta(seconds=0.5)


def test_a_clock_that_goes_back_leaks_nothing() -> None:
    bucket, _ = Bucket(rate_per_s=2, burst=50).take(NOW)

    assert bucket.level_at(NOW - timedelta(hours=1)) == 1


def test_another_process_continues_where_this_one_stopped() -> None:
    bucket, _ = Bucket(rate_per_s=2, burst=50).take(NOW)

    assert Bucket.restored(bucket.stored(), rate_per_s=2, burst=50) == bucket
    assert Bucket.restored({}, rate_per_s=2, burst=50) == Bucket(rate_per_s=2, burst=50)


@given(
    rate=st.floats(0.1, 10),
    burst=st.integers(1, 250),
    pauses=st.lists(st.floats(0, 30), min_size=1, max_size=120),
)
def test_the_portals_bucket_never_overflows(rate: float, burst: int, pauses: list[float]) -> None:
    bucket = Bucket(rate_per_s=rate, burst=burst)
    now, sent_at = NOW, []
    for pause in pauses:
        now += timedelta(seconds=pause)
        bucket, wait = bucket.take(now)
        sent_at.append(now + wait)

    level, last, highest = 0.0, sent_at[0], 0.0
    for moment in sent_at:  # the portal's own arithmetic (bitrix24.md §1.10)
        level = max(0.0, level - (moment - last).total_seconds() * rate) + 1
        highest, last = max(highest, level), moment
    assert highest <= max(1.0, burst * 0.8) + 1e-3
    assert sent_at == sorted(sent_at)
