"""A portal that fails is left alone for longer and longer; a halted one is asked every ten minutes."""

from datetime import UTC, datetime, timedelta

from obmen.delivery.breaker import Breaker, Halt, halted

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_two_failures_are_everyday_life() -> None:
    breaker = Breaker().failed(NOW, jitter=0.5).failed(NOW, jitter=0.5)

    assert breaker.wait(NOW) == timedelta(0)
    assert not breaker.is_trial


def test_the_third_failure_opens_and_each_further_one_doubles_the_pause() -> None:
    breaker = Breaker(failures=2)

    third = breaker.failed(NOW, jitter=0.5)
    fourth = third.failed(NOW, jitter=0.5)

    assert (third.wait(NOW), fourth.wait(NOW)) == (timedelta(seconds=2), timedelta(seconds=4))


def test_after_the_pause_one_request_is_the_trial() -> None:
    breaker = Breaker(failures=2).failed(NOW, jitter=0.5)

    later = NOW + timedelta(seconds=3)

    assert breaker.wait(later) == timedelta(0)
    assert breaker.is_trial
    assert breaker.succeeded() == Breaker()


def test_a_halt_remembers_when_it_began_and_is_probed_every_ten_minutes() -> None:
    first = halted(None, code="NO_AUTH_FOUND", now=NOW)

    later = halted(first, code="NO_AUTH_FOUND", now=NOW + timedelta(minutes=10))

    assert later.since == NOW
    assert later.wait(NOW + timedelta(minutes=10)) == timedelta(minutes=10)


def test_both_survive_the_store() -> None:
    breaker, halt = Breaker(2).failed(NOW, jitter=0.1), halted(None, code="OVERLOAD_LIMIT", now=NOW)

    assert Breaker.restored(breaker.stored()) == breaker
    assert Breaker.restored({}) == Breaker()
    assert Halt.restored(halt.stored()) == halt
