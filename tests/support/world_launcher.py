"""What a test does to a gateway's process from outside: its clock jumps, and it can be killed at a step.

The product knows nothing of this. A step is a commit of the database, an answer of the portal, or an answer
that is about to go to 1C: between two of them nothing that lasts has changed.
"""

import asyncio
import itertools
import mmap
import os
import selectors
import signal
import struct
import threading
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any, Final

LONGEST_SLEEP_S: Final = 0.05  # a loop that sleeps longer would not see that the clock has jumped
UNCOUNTED: Final = ("SharedPace.",)  # the picture of the portal's pace: no record depends on it
AHEAD_S: Final = struct.Struct("d")
STEPS: Final = struct.Struct("q")


class Board:
    """What a test writes for a running gateway: how far its clock is ahead, how many steps it may live.

    Both sides write, so each figure has bytes of its own.
    """

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(AHEAD_S.pack(0.0) + STEPS.pack(0))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), AHEAD_S.size + STEPS.size)

    @property
    def ahead_s(self) -> float:
        """Seconds by which the gateway's clock is ahead of the machine's."""
        return float(AHEAD_S.unpack_from(self._map, 0)[0])

    @ahead_s.setter
    def ahead_s(self, seconds: float) -> None:
        AHEAD_S.pack_into(self._map, 0, seconds)

    @property
    def steps(self) -> int:
        """Steps until the process is killed; 0: it lives."""
        return int(STEPS.unpack_from(self._map, AHEAD_S.size)[0])

    @steps.setter
    def steps(self, steps: int) -> None:
        STEPS.pack_into(self._map, AHEAD_S.size, steps)


class Steps:
    """Counts the steps of this process; at the last one it is killed, as by `kill -9`."""

    def __init__(self, board: Board, *, trace: Path) -> None:
        self._board, self._count, self._lock = board, itertools.count(1), threading.Lock()
        self._trace = os.open(trace, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def passed(self, name: str) -> None:
        """Note that a step is over."""
        with self._lock:
            left = self._board.steps
            fatal = left == 1
            os.write(self._trace, f"{next(self._count)} {name}{' KILLED' if fatal else ''}\n".encode())
            if left:
                self._board.steps = left - 1
            if fatal:
                os.kill(os.getpid(), signal.SIGKILL)


class _ShortSleeper(selectors.DefaultSelector):
    """Looks up often."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(LONGEST_SLEEP_S if timeout is None else min(timeout, LONGEST_SLEEP_S))


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop whose timers follow the board."""

    def __init__(self, board: Board) -> None:
        self._board = board
        super().__init__(_ShortSleeper())

    def time(self) -> float:
        return super().time() + self._board.ahead_s


def prepare(orders: Mapping[str, Any]) -> None:
    """Wrap what `orders` name, before the command line of the product runs in this process."""
    board = Board(Path(orders["board"]))
    _jump_with(board)
    if "trace" in orders:
        _count_with(Steps(board, trace=Path(orders["trace"])))


def _jump_with(board: Board) -> None:
    import obmen.bootstrap.process

    def run(main: Coroutine[Any, Any, Any]) -> Any:
        with asyncio.Runner(loop_factory=lambda: JumpingLoop(board)) as runner:
            return runner.run(main)

    obmen.bootstrap.process.now = lambda: datetime.now(UTC) + timedelta(seconds=board.ahead_s)
    asyncio.run = run  # type: ignore[assignment]


def _count_with(steps: Steps) -> None:
    import obmen.asgi
    from obmen.bitrix24.client import AiohttpTransport
    from obmen.storage.unit_of_work import SqlStore

    post, write_once, create_app = AiohttpTransport.post, SqlStore._write_once, obmen.asgi.create_app

    @wraps(post)
    async def counted_post(self: AiohttpTransport, url: str, **given: Any) -> Any:
        reply = await post(self, url, **given)
        steps.passed(f"portal answered {url.rpartition('/')[2]}")
        return reply

    @wraps(write_once)
    def counted_write(self: SqlStore, flow: Callable[[Any], Any]) -> Any:
        result = write_once(self, flow)
        name = _name(flow)
        if not name.startswith(UNCOUNTED):
            steps.passed(f"committed {name}")
        return result

    @wraps(create_app)
    def counted_app(*args: Any, **given: Any) -> Any:
        app = create_app(*args, **given)
        app.add_middleware(_CountAnswers, steps=steps)
        return app

    AiohttpTransport.post = counted_post  # type: ignore[method-assign]
    SqlStore._write_once = counted_write  # type: ignore[method-assign]
    obmen.asgi.create_app = counted_app


def _name(flow: Any) -> str:
    return str(
        getattr(flow, "__qualname__", "") or getattr(getattr(flow, "func", None), "__qualname__", flow)
    )


class _CountAnswers:
    """Counts the answers that are ready and have not gone out yet."""

    def __init__(self, app: Any, *, steps: Steps) -> None:
        self._app, self._steps = app, steps

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        is_onec = scope["type"] == "http" and scope["path"].startswith(("/1c/", "/bitrix/admin"))

        async def counted_send(message: Any) -> None:
            if is_onec and message["type"] == "http.response.start":
                self._steps.passed(f"answer ready {scope['query_string'].decode()[:80]}")
            await send(message)

        await self._app(scope, receive, counted_send)
