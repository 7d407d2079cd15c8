"""What the command line says, in the language of OBMEN_LANGUAGE."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.termui
import click.types

from obmen.config import read_language
from obmen.messages.cli import TEXTS
from obmen.messages.cli_click import RUSSIAN

LANGUAGE: Final = read_language()
"""Read once: the help of every command is built when the commands are."""

TALKING: Final = (
    click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.termui, click.types,
)  # fmt: skip


def say(code: str, **facts: object) -> str:
    """Return a text by its code."""
    return TEXTS[code].told(LANGUAGE, facts)


def help_of(code: str, *examples: str, more: str = "") -> str:
    """Return a command's help: what it does, `more`, and examples that are not wrapped."""
    shown = "\n".join(f"  {example}" for example in examples)
    paragraphs = [say(f"help.{code}"), more, f"\b\n{say('help.example')}\n{shown}"]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def teach_click() -> None:
    """Let click speak our language too: it asks gettext, which looks for files of the system's locale."""
    if LANGUAGE == "en":
        return
    for module in TALKING:
        for name, function in (("_", _translated), ("ngettext", _translated_number)):
            if hasattr(module, name):
                setattr(module, name, function)


def _translated(phrase: str) -> str:
    return RUSSIAN.get(phrase, phrase)


def _translated_number(one: str, many: str, count: int) -> str:
    return _translated(one if count == 1 else many)


def moment(told: str) -> str:
    """Return a moment as people here write it, in this machine's time."""
    return f"{datetime.fromisoformat(told).astimezone():%d.%m.%Y %H:%M %Z}"
