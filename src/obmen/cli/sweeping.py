"""`obmen sweep`: what has left 1C's selection; it acts with `--yes` only."""

from __future__ import annotations

from typing import Final

import click
from rich.console import Console

from obmen.cli.keeping import yes_option
from obmen.cli.run import Document, json_option, run_command
from obmen.cli.words import LANGUAGE, help_of, say
from obmen.messages.records import kind_in_words

SHOWN: Final = 40  # records; the whole list is in the JSON document


@click.command("sweep", help=help_of("sweep", "obmen sweep shop", "obmen sweep shop --yes"))
@click.argument("name")
@yes_option
@json_option
def sweep(name: str, yes: bool, as_json: bool) -> int:
    args = {"name": name, "yes": yes}
    return run_command("sweep", args, as_json=as_json, render=lambda d, console: _show(d, console, name))


def _show(document: Document, console: Console, name: str) -> None:
    records = document["records"]
    for row in records[:SHOWN]:
        kind, why = kind_in_words(row["kind"], language=LANGUAGE), say(f"sweep.why.{row['why']}")
        console.print(" ".join(filter(None, (kind, row["name"], row["id"], f"({why})"))))
    if (left := len(records) - SHOWN) > 0:
        console.print(say("sweep.more", left=left, name=name))
    if not document["exported"]:
        console.print(say("sweep.never_exported"))
    if document["sweeping"]:
        console.print(say("sweep.done", count=document["sweeping"], name=name))
    else:
        console.print(
            say("sweep.preview", count=len(records), name=name) if records else say("sweep.nothing")
        )


COMMANDS = (sweep,)
