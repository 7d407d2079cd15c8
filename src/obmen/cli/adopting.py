"""`obmen adopt`: the catalogue that a portal has already; it acts with `--yes` only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table

from obmen.cli.keeping import yes_option
from obmen.cli.run import Document, json_option, run_command
from obmen.cli.words import LANGUAGE, help_of, say
from obmen.messages.records import field_in_words, kind_in_words, value_in_words

SHOWN: Final = 40  # records; the whole list is in the JSON document
COUNTED: Final = ("pairs", "doubts", "new", "alone")


@click.command(
    "adopt",
    help=help_of(
        "adopt", "obmen adopt shop", "obmen adopt shop --yes", "obmen adopt shop --pair ID=128 --yes"
    ),
)
@click.argument("name")
@click.option("--pair", "pairs", multiple=True, metavar="ID=N", help=say("help.adopt.pair"))
@yes_option
@json_option
def adopt(name: str, pairs: tuple[str, ...], yes: bool, as_json: bool) -> int:
    args = {"name": name, "pairs": list(pairs), "yes": yes}
    return run_command("adopt", args, as_json=as_json, render=lambda d, console: _show(d, console, name, yes))


def _show(document: Document, console: Console, name: str, yes: bool) -> None:
    for warning in document["warnings"]:
        console.print(warning)
    table = Table(say("plan.kind"), *(say(f"adopt.count.{count}") for count in COUNTED), box=None)
    for kind, counts in document["totals"].items():
        table.add_row(kind_in_words(kind, language=LANGUAGE), *(str(counts[count]) for count in COUNTED))
    console.print(table)
    for row in document["pairs"][:SHOWN]:
        _show_pair(row, console)
    _tell_more(console, len(document["pairs"]), name)
    for row in document["doubts"][:SHOWN]:
        _show_doubt(row, console, name)
    _tell_more(console, len(document["doubts"]), name)
    if document["pictures"]["goods"]:
        console.print(say("adopt.pictures", **document["pictures"]))
    console.print(_summary(document, name, yes))


def _show_pair(row: Mapping[str, Any], console: Console) -> None:
    kind, by = kind_in_words(row["kind"], language=LANGUAGE), say(f"adopt.by.{row['by']}")
    console.print(f"{kind} {row['name']} {row['id']} = {row['remote_id']} {row['remote_name']} ({by})")
    for field, pair in row["fields"].items():
        old, new = (value_in_words(value, language=LANGUAGE) for value in pair)
        console.print(f"    {field_in_words(field, language=LANGUAGE)}: {old} → {new}")


def _show_doubt(row: Mapping[str, Any], console: Console, name: str) -> None:
    choices = ", ".join(f"{one['remote_id']} {one['name']}" for one in row["choices"])
    kind = kind_in_words(row["kind"], language=LANGUAGE)
    console.print(say("adopt.doubt", kind=kind, called=row["name"], id=row["id"], choices=choices, name=name))


def _tell_more(console: Console, count: int, name: str) -> None:
    if count > SHOWN:
        console.print(say("adopt.more", left=count - SHOWN, name=name))


def _summary(document: Document, name: str, yes: bool) -> str:
    if yes:
        return say("adopt.done", count=document["adopting"], name=name)
    return say("adopt.preview" if document["pairs"] or document["doubts"] else "adopt.nothing", name=name)


COMMANDS = (adopt,)
