"""A handler of an application behind a real server, and what it has heard."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from obmen_sandbox.portal.phpform import parse_query
from obmen_sandbox.portal.wire import WireApp
from tests.contract.portal.practice import Json
from tests.contract.portal.serving import served

Heard: TypeAlias = "asyncio.Queue[Json]"


@asynccontextmanager
async def hearing() -> AsyncIterator[tuple[str, Heard]]:
    """Listen while the block runs; gives the handler's address and a queue of decoded forms."""
    told: Heard = asyncio.Queue()

    async def handler(request: Request) -> Response:
        await told.put(parse_query((await request.body()).decode()))
        return Response()

    async with served(WireApp(routes=[Route("/{path:path}", handler, methods=["POST"])])) as address:
        yield f"{address}/heard", told


async def next_of(told: Heard) -> Json:
    return await asyncio.wait_for(told.get(), timeout=10)
