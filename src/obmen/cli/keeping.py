"""`obmen drift`, `runs`, `undo`: the CRM held against what it was given; each acts with `--yes` only."""

from __future__ import annotations

from typing import Final

import click
from rich.console import Console
from rich.table import Table

from obmen.cli.run import Document, json_option, run_command
from obmen.cli.words import LANGUAGE, help_of, say
from obmen.messages.catalogue import text_of
from obmen.messages.records import field_in_words, kind_in_words, value_in_words

SHOWN: Final = 40  # records; the whole list is in the JSON document

yes_option = click.option("--yes", is_flag=True, help=say("help.yes"))


@click.command("drift", help=help_of("drift", "obmen drift shop", "obmen drift shop --restore --yes"))
@click.argument("name")
@click.option("--restore", is_flag=True, help=say("help.drift.restore"))
@yes_option
@json_option
def drift(name: str, restore: bool, yes: bool, as_json: bool) -> int:
    args = {"name": name, "restore": restore, "yes": yes}
    return run_command(
        "drift", args, as_json=as_json, render=lambda d, console: _show_drift(d, console, name, restore)
    )


def _show_drift(document: Document, console: Console, name: str, restore: bool) -> None:
    drifts = document["drifts"]
    for row in drifts[:SHOWN]:
        gone = say("drift.gone") if row["gone"] else ""
        kind = kind_in_words(row["kind"], language=LANGUAGE)
        console.print(" ".join(filter(None, (kind, row["name"], row["id"], gone))))
        for field, (ours, theirs) in row["fields"].items():
            words = [value_in_words(value, language=LANGUAGE) for value in (ours, theirs)]
            told = say(
                "drift.field", field=field_in_words(field, language=LANGUAGE), ours=words[0], theirs=words[1]
            )
            console.print(f"    {told}")
    if (left := len(drifts) - SHOWN) > 0:
        console.print(say("drift.more", left=left, name=name))
    if not drifts:
        console.print(say("drift.none"))
    elif document["restoring"]:
        console.print(say("drift.restoring", count=document["restoring"], name=name))
    else:
        console.print(say("drift.preview" if restore else "drift.advice", name=name))


@click.command("runs", help=help_of("runs", "obmen runs shop"))
@click.argument("name")
@json_option
def runs(name: str, as_json: bool) -> int:
    return run_command("runs", {"name": name}, as_json=as_json, render=_show_runs)


def _show_runs(document: Document, console: Console) -> None:
    if not document:
        console.print(say("runs.none"))
        return
    headings = ("run", "began_at", "cause", "made", "changed")
    table = Table(*(say(f"runs.{heading}") for heading in headings), box=None)
    for row in document:
        cause = say(f"runs.cause.{row['cause']}", **row["facts"])
        table.add_row(str(row["run"]), row["began_at"][:16], cause, str(row["made"]), str(row["changed"]))
    console.print(table)


@click.command("undo", help=help_of("undo", "obmen undo shop 17", "obmen undo shop 17 --yes"))
@click.argument("name")
@click.argument("run", type=click.IntRange(min=1))
@yes_option
@json_option
def undo(name: str, run: int, yes: bool, as_json: bool) -> int:
    args = {"name": name, "run": run, "yes": yes}
    return run_command("undo", args, as_json=as_json, render=lambda d, console: _show_undo(d, console, name))


def _show_undo(document: Document, console: Console, name: str) -> None:
    records, run = document["records"], document["run"]
    for row in records[:SHOWN]:
        kind = kind_in_words(row["kind"], language=LANGUAGE)
        console.print(" ".join(filter(None, (kind, row["name"], row["id"]))))
        for field, (now, back) in row["fields"].items():
            words = [value_in_words(value, language=LANGUAGE) for value in (now, back)]
            console.print(f"    {field_in_words(field, language=LANGUAGE)}: {words[0]} → {words[1]}")
        for field, code in row["kept"].items():
            told = say("undo.kept", why=text_of(code, language=LANGUAGE, facts={}))
            console.print("    " + ": ".join(filter(None, (field_in_words(field, language=LANGUAGE), told))))
    if (left := len(records) - SHOWN) > 0:
        console.print(say("undo.more", left=left, name=name, run=run))
    back, kept = (sum(bool(row[part]) for row in records) for part in ("fields", "kept"))
    if not back and not kept:
        console.print(say("undo.nothing"))
    else:
        done = "undo.done" if document["undoing"] else "undo.preview"
        console.print(say(done, back=back, kept=kept, name=name, run=run))


COMMANDS = (drift, runs, undo)
