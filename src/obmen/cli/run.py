"""A command is done here, or by the `serve` that runs beside; either way it looks the same."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from obmen.cli.exits import FAILED
from obmen.cli.progress import showing
from obmen.cli.words import say
from obmen.config import Config, read_config

if TYPE_CHECKING:
    from obmen.bootstrap.result import Result, Tell

Document = Any  # a JSON document: its shape is the command's
Render = Callable[[Document, Console], None]

WAIT_S = 10.0  # another command may hold the data folder for a moment
TRIES = 3


def run_command(name: str, args: Mapping[str, object], *, as_json: bool, render: Render) -> int:
    """Run one command and show its result; returns the exit code. Raises ObmenError."""
    return show(do(name, args), as_json=as_json, render=render)


def do(name: str, args: Mapping[str, object]) -> Result:
    """Run one command; raises ObmenError."""
    config = read_config()
    with showing() as tell:
        return _run(config, name, args, tell)


def _run(config: Config, name: str, args: Mapping[str, object], tell: Tell) -> Result:
    """Ask the running `serve`, else do it here; a `serve` that starts at this moment is asked again."""
    from obmen.cli.remote import ask_server
    from obmen.storage.folder import FolderBusy

    for attempt in range(TRIES):
        answered = ask_server(config, name, args, tell=tell)
        if answered is not None:
            return answered
        try:
            return asyncio.run(_run_here(config, name, args, tell))
        except FolderBusy:
            if attempt + 1 == TRIES:
                raise
            time.sleep(0.5)
    raise AssertionError("the last try returns or raises")


async def _run_here(config: Config, name: str, args: Mapping[str, object], tell: Tell) -> Result:
    from obmen.bootstrap.commands import run
    from obmen.bootstrap.people_commands import COMMAND_LINE
    from obmen.bootstrap.process import open_app

    async with open_app(config, wait_s=WAIT_S) as app:
        return await run(app, name, args, by=COMMAND_LINE, tell=tell)


def show(result: Result, *, as_json: bool, render: Render) -> int:
    """Show a result; returns the exit code."""
    if as_json:
        click.echo(json.dumps(result.document, ensure_ascii=False, indent=2, default=str))
    else:
        render(result.document, make_console())
    return 0 if result.ok else FAILED


def make_console(*, stderr: bool = False) -> Console:
    """Return where results are shown: names in brackets are names, not marks of style."""
    return Console(highlight=False, soft_wrap=True, markup=False, emoji=False, stderr=stderr)


def json_option(command: Callable[..., int]) -> Callable[..., int]:
    """Add `--json`: exactly one JSON document on standard output."""
    return click.option("--json", "as_json", is_flag=True, help=say("help.json"))(command)


def is_terminal() -> bool:
    """Tell whether a person can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()
