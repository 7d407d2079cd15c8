"""Commands of the next version: they say so until then."""

from __future__ import annotations

from typing import NoReturn

import click

from obmen.cli.run import json_option
from obmen.cli.words import help_of, say
from obmen.config import read_config
from obmen.domain.errors import Refused

EXAMPLES = {
    "sweep": "obmen sweep shop --yes",
}


def _later(name: str, example: str) -> click.Command:
    def command(**_words: object) -> NoReturn:
        read_config()
        raise Refused(name, reason="later", command=name)

    made = click.command(name, help=help_of(name, example))
    params = [click.argument("name")]
    params.append(click.option("--yes", is_flag=True, help=say("help.yes")))
    for param in reversed(params):
        command = param(command)
    return made(json_option(command))


COMMANDS = tuple(_later(name, example) for name, example in EXAMPLES.items())
