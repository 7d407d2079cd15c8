"""`obmen serve`, `worker`, `sandbox`, `demo`: processes that stay."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

import click

from obmen.cli.words import help_of, say
from obmen.config import read_config

PORT = 8080
SANDBOX_PORT = 8090
ANYWHERE = "0.0.0.0"  # noqa: S104 — 1C's server calls from outside
PEM = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    "serve",
    help=help_of(
        "serve", "obmen serve --port 8080", "obmen serve --tls-cert gateway.pem --tls-key gateway.key"
    ),
)
@click.option("--host", default=ANYWHERE, show_default=True, help=say("help.serve.host"))
@click.option(
    "--port", default=PORT, show_default=True, type=click.IntRange(0, 65535), help=say("help.serve.port")
)
@click.option("--tls-cert", type=PEM, help=say("help.serve.tls_cert"))
@click.option("--tls-key", type=PEM, help=say("help.serve.tls_key"))
def serve(host: str, port: int, tls_cert: Path | None, tls_key: Path | None) -> int:
    if (tls_cert is None) is not (tls_key is None):
        raise click.UsageError(say("usage.tls"))
    from obmen.asgi import Listening
    from obmen.asgi import serve as run_server
    from obmen.storage.folder import FolderBusy, find_serving

    config = read_config()
    other = find_serving(config.data_dir)
    if other is not None:  # said before the port is tried: the same port would hide the reason
        raise FolderBusy(folder=config.data_dir, pid=other.pid, url=other.url)
    run_server(config, Listening(host, port, tls_cert, tls_key))
    return 0


@click.command(
    "worker", help=help_of("worker", "OBMEN_DATABASE_URL=postgresql://obmen@db/obmen obmen worker")
)
def worker() -> int:
    from obmen.worker import run

    run(read_config())
    return 0


@click.command(
    "sandbox",
    help=help_of("sandbox", "obmen sandbox --port 8090", "obmen sandbox --limits --fault lost-answer"),
    context_settings={"ignore_unknown_options": True},
)
@click.option(
    "--port",
    default=SANDBOX_PORT,
    show_default=True,
    type=click.IntRange(0, 65535),
    help=say("help.serve.port"),
)
@click.argument("more", nargs=-1, type=click.UNPROCESSED)
def sandbox(port: int, more: tuple[str, ...]) -> NoReturn:
    command = [sys.executable, "-m", "obmen_sandbox", "--port", str(port), *more]
    os.execv(sys.executable, command)  # noqa: S606 — becomes the sandbox, signals included


@click.command("demo", help=help_of("demo", "obmen demo", "obmen demo --no-stay"))
@click.option("--stay/--no-stay", default=None, help=say("help.demo.stay"))
def demo(stay: bool | None) -> int:
    from obmen.cli.story import tell_story

    return tell_story(stay=sys.stdout.isatty() if stay is None else stay)


COMMANDS = (serve, worker, sandbox, demo)
