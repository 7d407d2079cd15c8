"""The socket on which `serve` answers."""

from __future__ import annotations

import asyncio
import socket

from obmen.asgi import Listening, listen


async def test_a_short_answer_waits_for_no_acknowledgement() -> None:
    said: asyncio.Queue[int] = asyncio.Queue()

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = writer.get_extra_info("socket")
        said.put_nowait(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    listener = listen(Listening("127.0.0.1", 0))
    async with await asyncio.start_server(answer, sock=listener):
        _, writer = await asyncio.open_connection(*listener.getsockname())
        is_sent_at_once = await asyncio.wait_for(said.get(), 10)
        writer.close()

    assert is_sent_at_once
