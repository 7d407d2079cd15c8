"""A command is done here, or by the `serve` that runs beside; either way it looks the same."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

import click
from rich.console import Console

from obmen.bootstrap.commands import COMMANDS, Result
from obmen.bootstrap.process import open_app
from obmen.cli.remote import ask_server
from obmen.config import Config, read_config
from obmen.domain.errors import BadSetting, ObmenError
from obmen.messages.errors import fix_of_error, text_of_error

Document = Any  # a JSON document: its shape is the command's
Render = Callable[[Document, Console], None]

FAILED, WRONG_USAGE = 1, 2


def run_command(name: str, args: Mapping[str, object], *, as_json: bool, render: Render) -> None:
    """Run one command and exit: 0 done, 1 failed, 2 wrong usage."""
    try:
        config = read_config()
        result = asyncio.run(_run(config, name, args))
    except ObmenError as error:
        _fail(error, as_json=as_json)
    else:
        _show(result, as_json=as_json, render=render)


async def _run(config: Config, name: str, args: Mapping[str, object]) -> Result:
    answered = await ask_server(config, name, args, tell=tell)
    if answered is not None:
        return answered
    async with open_app(config, wait_s=10.0) as app:
        return await COMMANDS[name](app, args, tell)


def tell(line: str) -> None:
    """Say how work goes on: to standard error, never into the JSON."""
    click.echo(line, err=True)


def _show(result: Result, *, as_json: bool, render: Render) -> None:
    if as_json:
        click.echo(json.dumps(result.document, ensure_ascii=False, indent=2))
    else:
        render(result.document, Console(highlight=False, soft_wrap=True))
    sys.exit(0 if result.ok else FAILED)


def _fail(error: ObmenError, *, as_json: bool) -> None:
    language = _language()
    text, fix = text_of_error(error, language=language), fix_of_error(error, language=language)
    if as_json:
        click.echo(
            json.dumps(
                {"ok": False, "error": {"code": error.code, "text": text, "fix": fix}}, ensure_ascii=False
            )
        )
    else:
        click.echo("\n".join(line for line in (text, fix) if line), err=True)
    sys.exit(WRONG_USAGE if isinstance(error, BadSetting) else FAILED)


def _language() -> str:
    try:
        return read_config().language
    except BadSetting:
        return "ru"


def json_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add `--json`: exactly one JSON document on standard output."""
    return click.option("--json", "as_json", is_flag=True, help="Один документ JSON на стандартном выводе.")(
        command
    )
