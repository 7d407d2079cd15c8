"""Commands of the next version: they say so until then."""

from __future__ import annotations

import sys

import click

from obmen.config import read_config
from obmen.domain.errors import Refused
from obmen.messages.errors import text_of_error

NAMES = {
    "drift": "Правки в CRM полей, которыми владеет 1С",
    "undo": "Отмена одного запуска",
    "adopt": "Принять каталог, который уже есть на портале",
    "sweep": "Товары, которые ушли из выгрузки 1С",
}


def _later(name: str, what: str) -> click.Command:
    @click.command(name, help=f"{what}: появится в следующей версии.\n\n\b\nПример: obmen {name} shop")
    @click.argument("words", nargs=-1, type=click.UNPROCESSED)
    def command(words: tuple[str, ...]) -> None:  # noqa: ARG001 — every word is taken, none is used
        error = Refused(name, reason="later", command=name)
        click.echo(text_of_error(error, language=read_config().language), err=True)
        sys.exit(1)

    return command


COMMANDS = tuple(_later(name, what) for name, what in NAMES.items())
