"""`obmen drift`: the CRM held against what it was given; each shows its plan first and acts with `--yes`."""

from __future__ import annotations

from typing import Final

import click
from rich.console import Console

from obmen.cli.run import Document, json_option, run_command
from obmen.cli.words import LANGUAGE, help_of, say
from obmen.papers.plan import field_in_words, kind_in_words, value_in_words

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
        console.print(say("drift.restoring", count=document["restoring"]))
    else:
        console.print(say("drift.preview" if restore else "drift.advice", name=name))


COMMANDS = (drift,)
