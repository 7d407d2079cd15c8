"""A practice portal behind a real server on a free port, for what only a real connection shows."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import uvicorn

from obmen_sandbox.portal.wire import WireApp


async def started(server: uvicorn.Server) -> None:
    """Wait until a server listens; uvicorn tells it by a flag only."""
    for _ in iter(lambda: server.started, True):
        await asyncio.sleep(0.001)


def listen() -> socket.socket:
    """A free port of the loopback: who must know the address beforehand takes it here."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    return listener


def address_of(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


@asynccontextmanager
async def served(app: WireApp, listener: socket.socket | None = None) -> AsyncIterator[str]:
    """Serve an application while the block runs; gives its address."""
    listener = listener or listen()
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    await asyncio.wait_for(started(server), timeout=10)
    try:
        yield address_of(listener)
    finally:
        server.should_exit = True
        with suppress(asyncio.CancelledError):
            await task
        listener.close()
