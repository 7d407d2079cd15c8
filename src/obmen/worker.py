"""One more worker process beside `serve`, for PostgreSQL: drains portals whose lease it gets."""

from __future__ import annotations

import asyncio
import signal

from obmen.bootstrap.garbage import collect_seldom
from obmen.bootstrap.loops import watch_work
from obmen.bootstrap.process import open_app
from obmen.bootstrap.turns import take_short_turns
from obmen.config import Config
from obmen.domain.errors import Refused


def run(config: Config) -> None:
    """Work until SIGINT or SIGTERM; raises Refused on SQLite, which has one process."""
    if config.is_sqlite:
        raise Refused("worker", reason="worker_sqlite")
    collect_seldom()
    take_short_turns()
    asyncio.run(_work(config))


async def _work(config: Config) -> None:
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    async with open_app(config) as app:
        watch_work(app)
        await app.engine.start()
        app.log.info("worker.started")
        await stopped.wait()
