"""`obmen import`, `plan`, `sync`, `release`: the catalogue by hand."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.table import Table

from obmen.cli.run import Document, do, json_option, run_command, show
from obmen.cli.words import LANGUAGE, help_of, say
from obmen.flows.desk.plan_words import ACTIONS, PlanWords

SHOWN_CHANGES: Final = 40
REPORTS: Final = (".xlsx", ".html")
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


@click.command(
    "plan",
    help=help_of("plan", "obmen plan shop", "obmen plan shop --report plan.xlsx", "obmen plan shop --json"),
)
@click.argument("name")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help=say("help.plan.report"))
@json_option
def plan(name: str, report: Path | None, as_json: bool) -> int:
    if report is not None and report.suffix not in REPORTS:
        raise click.BadParameter(say("usage.report"), param_hint="--report")
    result = do("plan", {"name": name})
    if report is not None:
        _write_report(result.document, name, report)
    return show(result, as_json=as_json, render=lambda d, console: _show_plan(d, console, name, report))


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


def _write_report(document: Document, name: str, path: Path) -> None:
    from obmen.papers.plan_html import write_plan_html
    from obmen.papers.plan_xlsx import write_plan_xlsx

    made_at = datetime.now().astimezone()
    if path.suffix == ".xlsx":
        path.write_bytes(write_plan_xlsx(document, exchange=name, made_at=made_at, language=LANGUAGE))
    else:
        page = write_plan_html(document, exchange=name, made_at=made_at, language=LANGUAGE)
        path.write_text(page, encoding="utf-8")


def _show_plan(document: Document, console: Console, name: str, report: Path | None) -> None:
    table = Table(say("plan.kind"), *(say(f"plan.{action}") for action in ACTIONS), box=None)
    words = PlanWords(document=document, language=LANGUAGE)
    for kind, counts in words.totals():
        table.add_row(kind, *map(str, counts))
    console.print(table)
    for record in islice(words.records(), SHOWN_CHANGES):
        why = f"({record.why})" if record.why else ""
        console.print(" ".join(filter(None, (record.action, record.kind, record.name, record.id, why))))
        for line in record.fields:
            console.print(f"    {line.field}: {line.old} → {line.new}")
    if (left := len(document["changes"]) - SHOWN_CHANGES) > 0:
        console.print(say("plan.more", left=left, name=name))
    if price_type := words.price_type():
        console.print(price_type)
    if makes := words.makes():
        console.print(f"{say('plan.makes')}: {', '.join(makes)}")
    for told in words.left_out(name):
        console.print(told)
    console.print(say("plan.cost", requests=document["requests"], seconds=round(document["seconds"])))
    if report is not None:
        console.print(say("plan.saved", path=report))


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
