"""How far a command has come: a bar on a terminal, plain lines elsewhere; always on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from obmen.cli.words import say

if TYPE_CHECKING:
    from obmen.bootstrap.result import Progress, Tell


@contextmanager
def showing() -> Iterator[Tell]:
    """Return what a command tells its progress to."""
    if sys.stderr.isatty():
        with _bar() as tell:
            yield tell
    else:
        yield _lines()


def _text(news: Progress) -> str:
    return say(f"progress.{news['what']}", name=news["name"])


def _lines() -> Tell:
    """Say each thing once."""
    last = ""

    def tell(news: Progress) -> None:
        nonlocal last
        figures = f" {news['done']}/{news['total']}" if news["total"] else ""
        line = f"{_text(news)}{figures}"
        if line != last:
            click.echo(line, err=True)
        last = line

    return tell


@contextmanager
def _bar() -> Iterator[Tell]:
    from rich import progress as rich
    from rich.console import Console

    columns = (
        rich.TextColumn("{task.description}"), rich.BarColumn(), rich.MofNCompleteColumn(),
        rich.TimeElapsedColumn(),
    )  # fmt: skip
    with rich.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, visible=False)

        def tell(news: Progress) -> None:
            total = news["total"] or None
            bar.update(task, description=_text(news), total=total, completed=news["done"], visible=True)

        yield tell
