"""Closing a connection without an answer."""

import asyncio
from typing import Any

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from obmen_sandbox.portal.errors import ConnectionDropped

SEND_KEY = "obmen_sandbox.send"


class WireApp(Starlette):
    """An application that remembers the server's own `send`: the connection can be reached through it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault(SEND_KEY, send)
        await super().__call__(scope, receive, send)


async def drop_connection(scope: Scope) -> Response:
    """Abort the connection under uvicorn.

    Raises: ConnectionDropped — there is no connection: a test in process.
    """
    cycle: Any = getattr(scope.get(SEND_KEY), "__self__", None)
    transport = getattr(cycle, "transport", None)
    if transport is None:
        raise ConnectionDropped
    transport.abort()
    for _turn in range(100):  # the server learns of it in one of the next turns of the loop
        if cycle.disconnected:
            break
        await asyncio.sleep(0)
    return Response()  # goes nowhere: the server knows that the client is gone
