"""`obmen import`, `plan`, `sync`, `release`: the catalogue by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.table import Table

from obmen.cli.run import Document, json_option, run_command
from obmen.cli.words import LANGUAGE, help_of, say
from obmen.messages.catalogue import all_texts
from obmen.messages.problems import text_of_problem

SHOWN_CHANGES: Final = 40
ACTIONS: Final = ("create", "change", "deactivate", "reactivate", "refuse")
COUNTED: Final = {
    "groups": "groups",
    "products": "products",
    "offers": "offers",
    "price_types": "price_types",
    "orders": "orders",
    "badrecord": "bad",
}


@click.command("import", help=help_of("import", "obmen import shop ./webdata", "obmen import shop goods.zip"))
@click.argument("name")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH…"
)
@json_option
def import_(name: str, paths: tuple[Path, ...], as_json: bool) -> int:
    args = {"name": name, "paths": [str(path.absolute()) for path in paths]}
    return run_command("import", args, as_json=as_json, render=_show_imported)


@click.command("plan", help=help_of("plan", "obmen plan shop", "obmen plan shop --json > plan.json"))
@click.argument("name")
@json_option
def plan(name: str, as_json: bool) -> int:
    return run_command(
        "plan", {"name": name}, as_json=as_json, render=lambda d, console: _show_plan(d, console, name)
    )


@click.command("sync", help=help_of("sync", "obmen sync shop"))
@click.argument("name")
@json_option
def sync(name: str, as_json: bool) -> int:
    return run_command(
        "sync", {"name": name}, as_json=as_json, render=lambda d, console: _show_sync(d, console, name)
    )


@click.command("release", help=help_of("release", "obmen release shop"))
@click.argument("name")
@json_option
def release(name: str, as_json: bool) -> int:
    return run_command("release", {"name": name}, as_json=as_json, render=_show_released)


def _show_imported(document: Document, console: Console) -> None:
    table = Table(say("import.file"), say("import.state"), say("import.taken"), box=None)
    for row in document["files"]:
        counts = row["counts"] or {}
        taken = ", ".join(f"{say(f'import.{t}')} {counts[n]}" for n, t in COUNTED.items() if counts.get(n))
        table.add_row(row["name"], say(f"import.state.{row['state']}"), row["error"] or taken)
    console.print(table)


def _show_plan(document: Document, console: Console, name: str) -> None:
    table = Table(say("plan.kind"), *(say(f"plan.{action}") for action in ACTIONS), box=None)
    for kind, totals in document["totals"].items():
        table.add_row(say(f"plan.kind.{kind}"), *(str(totals[action]) for action in ACTIONS))
    console.print(table)
    for change in document["changes"][:SHOWN_CHANGES]:
        action, kind = say(f"plan.{change['action']}"), say(f"plan.kind.{change['kind']}")
        why = _why(change["reason"], change["fields"])
        console.print(f"{action} {kind} {change['id']} {why}".rstrip())
        for field, (old, new) in change["fields"].items():
            console.print(f"    {field}: {_value(old)} → {_value(new)}")
    if (left := len(document["changes"]) - SHOWN_CHANGES) > 0:
        console.print(say("plan.more", left=left, name=name))
    console.print(say("plan.cost", requests=document["requests"], seconds=document["seconds"]))


def _why(reason: str, fields: Mapping[str, object]) -> str:
    """A change that cannot be, or has a cause, says so in words."""
    if not reason:
        return ""
    code = f"left.{reason}" if f"left.{reason}" in all_texts() else reason
    return f"({text_of_problem(code, language=LANGUAGE, facts=fields)})"


def _value(value: object) -> str:
    return "—" if value is None else str(value)


def _show_sync(document: Document, console: Console, name: str) -> None:
    console.print(say("sync.done", **document))
    for waiting in ("held", "parked"):
        if document[waiting]:
            console.print(say(f"sync.{waiting}", name=name))


def _show_released(document: Document, console: Console) -> None:
    console.print(say("release.done", released=document["released"]))
    if document["sales"]:
        console.print(say("release.sales"))


COMMANDS = (import_, plan, sync, release)
