"""The command line `obmen`: one file per group of commands."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

import click

from obmen.cli import adopting, catalog, exchange, keeping, people, sales, serve, state, sweeping
from obmen.cli.exits import FAILED, exit_code
from obmen.cli.words import LANGUAGE, help_of, say, teach_click
from obmen.domain.errors import ObmenError
from obmen.messages.catalogue import fix_of, text_of
from obmen.messages.cli import TEXTS
from obmen.messages.errors import fix_of_error, text_of_error


@click.group(
    help=help_of(
        "main",
        "obmen exchange add shop --portal https://portal.bitrix24.ru/rest/1/abc123/",
        "obmen check shop",
        "obmen serve",
    ),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="obmen", message="obmen %(version)s", help=say("help.version"))
def commands() -> None:
    """All commands."""


teach_click()
for group in (exchange, catalog, keeping, adopting, sweeping, sales, state, people, serve):
    for command in group.COMMANDS:
        commands.add_command(command)


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit: 0 done, 1 failed, 2 wrong usage."""
    words = list(sys.argv[1:] if argv is None else argv)
    sys.exit(_run(words, as_json="--json" in words))


def _run(words: list[str], *, as_json: bool) -> int:
    try:
        code = commands.main(args=words, prog_name="obmen", standalone_mode=False)
    except ObmenError as error:
        text, fix = text_of_error(error, language=LANGUAGE), fix_of_error(error, language=LANGUAGE)
        _tell(error.code, text, fix, as_json=as_json)
        return exit_code(error)
    except click.ClickException as error:
        return _wrong_usage(error, as_json=as_json)
    except click.Abort:
        _tell("aborted", say("aborted"), "", as_json=as_json)
        return FAILED
    except Exception as error:  # noqa: BLE001 — a script that asked for JSON gets JSON whatever happens
        traceback.print_exc()
        facts = {"detail": repr(error)}
        text = text_of("internal", language=LANGUAGE, facts=facts)
        _tell("internal", text, fix_of("internal", language=LANGUAGE, facts=facts), as_json=as_json)
        return FAILED
    return code if isinstance(code, int) else 0


def _wrong_usage(error: click.ClickException, *, as_json: bool) -> int:
    if not as_json:
        error.show()
        return error.exit_code
    context = error.ctx if isinstance(error, click.UsageError) else None
    facts = {"message": error.format_message(), "command": context.command_path if context else "obmen"}
    _tell("usage", say("usage", **facts), TEXTS["usage"].fix(LANGUAGE, facts), as_json=True)
    return error.exit_code


def _tell(code: str, text: str, fix: str, *, as_json: bool) -> None:
    if as_json:
        document = {"ok": False, "error": {"code": code, "text": text, "fix": fix}}
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        click.echo("\n".join(line for line in (text, fix) if line), err=True)
