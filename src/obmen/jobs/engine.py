"""Loops of one process: each does its work when nudged, and at the latest after its pause."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from obmen.domain.errors import ObmenError

Log = structlog.stdlib.BoundLogger
Pass = Callable[[], Awaitable[float | None]]
"""One pass of a loop; returns after how many seconds to come again at the latest, None: as usual."""

MIN_PAUSE_S = 0.005
FAILED_PAUSE_S = 5.0


@dataclass(slots=True)
class _Loop:
    topic: str
    run: Pass
    pause_s: float
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None
    ends: bool = False  # after the pass that runs


class Engine:
    """Runs loops until it is stopped; an exception in one pass is logged and the loop goes on."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._loops: dict[str, _Loop] = {}
        self._home: asyncio.AbstractEventLoop | None = None

    def add(self, topic: str, run: Pass, *, pause_s: float) -> None:
        """Add a loop, which starts at once when the engine runs; a known one gets the pause, and goes on."""
        if known := self._loops.get(topic):
            known.pause_s, known.ends = pause_s, False
            return
        loop = _Loop(topic, run, pause_s)
        self._loops[topic] = loop
        if self._home is not None:
            self._start(loop)

    @property
    def running(self) -> bool:
        """Tell whether loops run."""
        return self._home is not None

    def pauses(self) -> dict[str, float]:
        """Return the pause of every loop in seconds, by topic."""
        return {topic: loop.pause_s for topic, loop in self._loops.items()}

    async def start(self) -> None:
        """Start all loops on the running event loop."""
        self._home = asyncio.get_running_loop()
        for loop in self._loops.values():
            self._start(loop)

    def end(self, topic: str) -> None:
        """Let a loop end after its pass, which may be the very one that makes it needless."""
        if loop := self._loops.get(topic):
            loop.ends = True
            loop.wake.set()
            if loop.task is None:
                del self._loops[topic]

    async def drop(self, topic: str) -> None:
        """Stop one loop and forget it."""
        loop = self._loops.pop(topic, None)
        if loop is not None:
            await self._cancel([loop])

    async def stop(self) -> None:
        """Stop all loops; a pass under way is cancelled at its next await."""
        await self._cancel(list(self._loops.values()))
        self._home = None

    async def _cancel(self, loops: Sequence[_Loop]) -> None:
        """Cancel loops and wait for them.

        Each is told to end as well: `asyncio.wait_for` swallows a cancellation that comes in the moment in
        which what it waits for is done (Python before 3.12), and the loop would go on.
        """
        tasks = [loop.task for loop in loops if loop.task is not None]
        for loop in loops:
            loop.ends = True
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def nudge(self, topic: str) -> None:
        """Wake the loops of a topic, from any thread: `deliver` wakes `deliver` and every `deliver:…`."""
        if self._home is None:
            return
        for name, loop in list(self._loops.items()):
            if name == topic or name.startswith(topic + ":"):
                self._home.call_soon_threadsafe(loop.wake.set)

    def _start(self, loop: _Loop) -> None:
        loop.ends = False
        loop.task = asyncio.create_task(self._turn(loop), name=loop.topic)

    async def _turn(self, loop: _Loop) -> None:
        while not loop.ends:
            loop.wake.clear()
            pause_s = await self._pass(loop)
            with suppress(TimeoutError):
                if not loop.ends:
                    await asyncio.wait_for(loop.wake.wait(), timeout=max(pause_s, MIN_PAUSE_S))
        if self._loops.get(loop.topic) is loop:
            del self._loops[loop.topic]

    async def _pass(self, loop: _Loop) -> float:
        try:
            wanted = await loop.run()
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 — one failed pass must not end the loop
            known = isinstance(error, ObmenError)  # it says all there is to know
            self._log.error("engine.pass_failed", topic=loop.topic, error=repr(error), exc_info=not known)
            return FAILED_PAUSE_S * (1.0 + random.random())  # noqa: S311 — spreads repeats, no secret
        return loop.pause_s if wanted is None else wanted
