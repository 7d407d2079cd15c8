from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import pytest
import structlog

from obmen.jobs.engine import Engine, Log

LONG_S = 3600.0


class Passes:
    """A loop's work, which notes each pass and can be awaited."""

    def __init__(self, *, fails: int = 0) -> None:
        self.count, self.fails = 0, fails
        self.passed = asyncio.Event()

    async def __call__(self) -> None:
        self.count += 1
        self.passed.set()
        if self.count <= self.fails:
            raise RuntimeError("a bad day")

    async def next(self) -> None:
        await asyncio.wait_for(self.passed.wait(), 5)
        self.passed.clear()


@asynccontextmanager
async def running(engine: Engine) -> AsyncIterator[None]:
    await engine.start()
    yield
    await engine.stop()


def make_engine() -> Engine:
    return Engine(cast("Log", structlog.get_logger()))


def task_of(topic: str) -> asyncio.Task[object]:
    return next(task for task in asyncio.all_tasks() if task.get_name() == topic)


async def test_a_nudge_wakes_a_loop_and_those_below_its_topic() -> None:
    engine, deliver, poll = make_engine(), Passes(), Passes()
    engine.add("deliver:portal:sales", deliver, pause_s=LONG_S)
    engine.add("poll:shop", poll, pause_s=LONG_S)

    async with running(engine):
        await asyncio.gather(deliver.next(), poll.next())
        engine.nudge("deliver")
        await deliver.next()

    assert (deliver.count, poll.count) == (2, 1)


async def test_a_failed_pass_does_not_end_the_loop() -> None:
    engine, passes = make_engine(), Passes(fails=1)
    engine.add("poll:shop", passes, pause_s=LONG_S)

    async with running(engine):
        await passes.next()
        engine.nudge("poll")
        await passes.next()

    assert passes.count == 2


async def test_a_loop_that_is_added_again_keeps_running_with_another_pause() -> None:
    engine, first, second = make_engine(), Passes(), Passes()
    engine.add("poll:shop", first, pause_s=60.0)

    async with running(engine):
        await first.next()
        engine.add("poll:shop", second, pause_s=LONG_S)

    assert engine.pauses() == {"poll:shop": LONG_S}
    assert (first.count, second.count) == (1, 0)


async def test_a_loop_that_is_added_while_the_engine_runs_starts_at_once() -> None:
    engine, passes = make_engine(), Passes()

    async with running(engine):
        engine.add("poll:new", passes, pause_s=LONG_S)
        await passes.next()

    assert passes.count == 1


async def test_a_loop_that_is_to_end_ends_after_its_pass() -> None:
    engine, may_end, ended = make_engine(), asyncio.Event(), list[str]()

    async def long_pass() -> None:
        engine.end("deliver:old")
        await may_end.wait()
        ended.append("whole")

    engine.add("deliver:old", long_pass, pause_s=LONG_S)

    async with running(engine):
        may_end.set()
        await asyncio.wait_for(task_of("deliver:old"), 5)

    assert (ended, engine.pauses()) == (["whole"], {})


async def test_a_resting_loop_that_is_to_end_does_not_come_again() -> None:
    engine, passes = make_engine(), Passes()
    engine.add("deliver:old", passes, pause_s=LONG_S)

    async with running(engine):
        await passes.next()
        engine.end("deliver:old")
        await asyncio.wait_for(task_of("deliver:old"), 5)

    assert (passes.count, engine.pauses()) == (1, {})


@pytest.mark.parametrize("ticks", range(8))
async def test_a_stop_in_the_moment_of_a_nudge_ends_the_loops(ticks: int) -> None:
    engine, passes = make_engine(), Passes()
    engine.add("poll", passes, pause_s=LONG_S)
    await engine.start()
    await passes.next()
    engine.nudge("poll")
    for _ in range(ticks):
        await asyncio.sleep(0)

    async with asyncio.timeout(5):
        await engine.stop()

    assert not engine.running
