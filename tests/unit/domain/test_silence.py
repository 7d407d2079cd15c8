"""1C is silent too long when it is silent half again as long as it ever was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from obmen.domain.silence import ENOUGH, LEAST, silence_limit

NOW = datetime(2026, 11, 24, tzinfo=UTC)
gaps = st.lists(st.integers(1, 10_000), min_size=ENOUGH)


def dialogues(gaps_in_minutes: list[int]) -> list[datetime]:
    moments = [NOW]
    for gap in gaps_in_minutes:
        moments.append(moments[-1] - timedelta(minutes=gap))
    return moments


def test_a_night_is_usual_once_it_was_seen() -> None:
    assert silence_limit(dialogues([10, 10, 10, 10, 960, 10]), minutes=0) == timedelta(hours=24)


def test_too_few_exchanges_say_nothing_of_what_is_usual() -> None:
    assert silence_limit(dialogues([10, 10]), minutes=0) is None


def test_dialogues_of_one_exchange_are_no_silence() -> None:
    assert silence_limit(dialogues([1] * 100), minutes=0) is None


@given(gaps)
def test_what_was_usual_so_far_is_never_too_long(minutes: list[int]) -> None:
    limit = silence_limit(dialogues(minutes), minutes=0)

    assert limit is None or limit > timedelta(minutes=max(minutes)) or limit == LEAST


@given(gaps, st.integers(1, 1000))
def test_a_persons_limit_stands_before_what_was_learnt(minutes: list[int], asked: int) -> None:
    assert silence_limit(dialogues(minutes), minutes=asked) == timedelta(minutes=asked)
