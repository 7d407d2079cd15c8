"""The gateway's process: what 1C, Bitrix24, monitoring and our own commands call."""

from __future__ import annotations

import asyncio
import hmac
import json
import re
import secrets
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from obmen.api.routes import create_api
from obmen.bitrix24.events import (
    Forged,
    InvoiceChanged,
    InvoiceDeleted,
    Uninstalled,
    Uninteresting,
    fields_of,
)
from obmen.bitrix24.inside.routes import create_inside_routes
from obmen.bootstrap.app import App, Log
from obmen.bootstrap.commands import COMMANDS, Args, Progress, Result, run
from obmen.bootstrap.desk import AppDesk, open_tasks
from obmen.bootstrap.garbage import collect_seldom
from obmen.bootstrap.inside import create_inside, read_genuine, remove_application
from obmen.bootstrap.loops import watch_all
from obmen.bootstrap.people_commands import COMMAND_LINE, LINK_HOURS, first_link
from obmen.bootstrap.process import open_app
from obmen.bootstrap.turns import take_short_turns
from obmen.config import Config
from obmen.console.routes import create_console
from obmen.domain.errors import NotFound, ObmenError
from obmen.flows.desk.tasks import Tasks
from obmen.flows.ports.desk import Desk
from obmen.messages.catalogue import text_of
from obmen.onec.http.request_line import PatientHttp
from obmen.onec.http.routes import create_onec_routes
from obmen.storage.away import DatabaseAway

EVENT_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Listening:
    """Where `serve` listens."""

    host: str
    port: int
    tls_cert: Path | None = None
    tls_key: Path | None = None

    def url(self, port: int) -> str:
        """Return the address for a caller on this machine."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::", ""} else self.host  # noqa: S104 — compared, not bound
        return f"{'https' if self.tls_cert else 'http'}://{host}:{port}"


def serve(config: Config, listening: Listening) -> None:
    """Serve until SIGINT or SIGTERM; raises Refused when the data folder is another's."""
    collect_seldom()
    take_short_turns()
    asyncio.run(_serve(config, listening))


async def _serve(config: Config, listening: Listening) -> None:
    listener = listen(listening)
    url = listening.url(listener.getsockname()[1])
    token = secrets.token_urlsafe(32)
    async with open_app(config, serving=url, token=token) as app:
        server = uvicorn.Server(_uvicorn(create_app(app, token=token), listening))
        app.log.info("serve.started", url=url, public_url=app.public_url)
        await _greet(app)
        await server.serve(sockets=[listener])


async def _greet(app: App) -> None:
    """Say on the terminal how the first owner signs in; the log's lines are read by more people than that."""
    link = await first_link(app)
    if link is not None:
        facts = {"url": link, "hours": LINK_HOURS}
        sys.stderr.write(text_of("serve.first_link", language=app.config.language, facts=facts) + "\n")
        sys.stderr.flush()


def listen(listening: Listening) -> socket.socket:
    """Open the socket on which callers are answered; raises ObmenError when the port is another's."""
    family = socket.AF_INET6 if ":" in listening.host else socket.AF_INET
    # The protocol is named, or asyncio leaves Nagle on.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((listening.host, listening.port))
    except OSError as error:
        listener.close()
        raise ObmenError("serve.port", port=listening.port, why=error.strerror) from error
    listener.listen(256)
    return listener


def _uvicorn(app: FastAPI, listening: Listening) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=PatientHttp,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,  # of a proxy on this machine only: 1C's address is asked for and throttled
        timeout_graceful_shutdown=5,
        ssl_certfile=listening.tls_cert,
        ssl_keyfile=str(listening.tls_key) if listening.tls_key else None,
    )


def create_app(app: App, *, token: str) -> FastAPI:
    """Return the web application over a wired App."""
    desk = AppDesk(app)
    tasks = open_tasks(desk)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        watch_all(app)
        await app.dialogue.adopt()
        await app.engine.start()
        yield
        await tasks.stop()
        await app.engine.stop()

    return FastAPI(
        title="Obmen",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        routes=_routes(app, token, desk=desk, tasks=tasks),
    )


def _routes(app: App, token: str, *, desk: Desk, tasks: Tasks) -> list[BaseRoute]:
    return [
        *create_onec_routes(dialogue=app.dialogue),
        Route("/bitrix24/{exchange}/events", _events(app), methods=["POST"]),
        *create_inside_routes(create_inside(app)),
        Route("/_obmen/commands/{name}", _commands(app, token), methods=["POST"]),
        Route("/healthz", _healthz, methods=["GET"]),
        Route("/readyz", _readyz(app), methods=["GET"]),
        Route("/metrics", _metrics, methods=["GET"]),
        _mount("/api/v1", create_api(desk=desk, tasks=tasks)),
        _mount("/", create_console(desk=desk, tasks=tasks, key=app.dialogue.key)),  # everything else
    ]


def _mount(path: str, application: ASGIApp) -> Mount:
    """Mount an application below a path, whatever follows: a line's end in an address is also an address."""
    mount = Mount(path, application)
    mount.path_regex = re.compile(mount.path_regex.pattern, re.DOTALL)
    return mount


async def _healthz(_: Request) -> Response:
    return PlainTextResponse("ok\n")


def _readyz(app: App) -> Callable[[Request], object]:
    async def readyz(_: Request) -> Response:
        try:
            await app.store.aread(lambda work: len(work.exchanges.all()))
        except DatabaseAway:
            return PlainTextResponse("database away\n", status_code=503)
        return PlainTextResponse("ready\n")

    return readyz


async def _metrics(_: Request) -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _events(app: App) -> Callable[[Request], object]:
    async def events(request: Request) -> Response:
        """Take an event of Bitrix24: answered at once, re-read afterwards."""
        body = await _short_body(request)
        if body is None:
            return PlainTextResponse("too long\n", status_code=413)
        try:
            exchange = await app.store.aread(
                lambda work: work.exchanges.get(name=request.path_params["exchange"])
            )
        except NotFound:
            return PlainTextResponse("forbidden\n", status_code=403)
        match await read_genuine(app, exchange, fields_of(body)):
            case Forged():
                app.log.warning("bitrix24.event_forged", exchange=exchange.name)
                return PlainTextResponse("forbidden\n", status_code=403)
            case InvoiceChanged():
                app.engine.nudge(f"poll:{exchange.name}")
            case InvoiceDeleted():
                app.engine.nudge(f"relist:{exchange.name}")  # polling doesn't see what is gone
            case Uninstalled():
                await remove_application(app, exchange)
            case Uninteresting():
                pass
        return PlainTextResponse("ok\n")

    return events


async def _short_body(request: Request) -> bytes | None:
    """Read a body of at most EVENT_BYTES; None: it is longer, and nobody reads on."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > EVENT_BYTES:
            return None
    return bytes(body)


def _commands(app: App, token: str) -> Callable[[Request], object]:
    async def commands(request: Request) -> Response:
        """Do a command of the command line that runs on this machine."""
        told = request.headers.get("authorization", "").removeprefix("Bearer ")
        command = COMMANDS.get(request.path_params["name"])
        if not hmac.compare_digest(told.encode(), token.encode()) or command is None:
            return JSONResponse({"error": "forbidden"}, status_code=403)
        args: Args = await request.json()
        return StreamingResponse(
            _lines(app, request.path_params["name"], args), media_type="application/x-ndjson"
        )

    return commands


async def _lines(app: App, name: str, args: Args) -> AsyncIterator[str]:
    """Yield what a command says while it works, then its result."""
    told: asyncio.Queue[Progress | None] = asyncio.Queue()
    asked = run(app, name, args, by=COMMAND_LINE, tell=told.put_nowait)
    work = asyncio.create_task(_answer(asked, name=name, log=app.log))
    work.add_done_callback(lambda _: told.put_nowait(None))
    while (said := await told.get()) is not None:
        yield json.dumps({"told": said}, ensure_ascii=False) + "\n"
    yield json.dumps(await work, ensure_ascii=False, default=str) + "\n"


async def _answer(work: Awaitable[Result], *, name: str, log: Log) -> dict[str, object]:
    try:
        result = await work
    except ObmenError as error:
        facts = {key: str(value) for key, value in error.facts.items()}
        return {"error": {"code": error.code, "detail": error.detail, "facts": facts}}
    except Exception as error:
        log.exception("command.failed", command=name)
        return {"error": {"code": "internal", "detail": repr(error), "facts": {}}}
    return {"document": result.document, "ok": result.ok}
