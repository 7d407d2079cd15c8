"""`obmen check`, `status`, `problems`, `retry`, `explain`: what stands how, and why."""

from __future__ import annotations

import sys
from base64 import b64decode
from collections.abc import Mapping
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table

from obmen.cli.passport import show_message, show_passport
from obmen.cli.run import Document, do, json_option, run_command, show
from obmen.cli.words import LANGUAGE, help_of, moment, say
from obmen.messages.catalogue import all_texts, text_of
from obmen.messages.console import word

MOMENTS: Final = frozenset({"last_onec_session", "last_delivery"})
CHOICE: Final = "price_type"  # why a first run waits
MARKS: Final = {"ok": "✓", "degraded": "!", "missing": "✗"}


@click.command("check", help=help_of("check", "obmen check shop"))
@click.argument("name")
@json_option
def check(name: str, as_json: bool) -> int:
    return run_command("check", {"name": name}, as_json=as_json, render=_show_checks)


@click.command("status", help=help_of("status", "obmen status", "obmen status shop --json"))
@click.argument("name", required=False)
@json_option
def status(name: str | None, as_json: bool) -> int:
    return run_command("status", {"name": name}, as_json=as_json, render=_show_status)


@click.command("problems", help=help_of("problems", "obmen problems shop"))
@click.argument("name")
@json_option
def problems(name: str, as_json: bool) -> int:
    return run_command("problems", {"name": name}, as_json=as_json, render=_show_problems)


@click.command("retry", help=help_of("retry", "obmen retry shop", "obmen retry shop 12 15"))
@click.argument("name")
@click.argument("ids", nargs=-1, type=int, metavar="ID…")
@json_option
def retry(name: str, ids: tuple[int, ...], as_json: bool) -> int:
    return run_command("retry", {"name": name, "ids": list(ids)}, as_json=as_json, render=_show_retried)


@click.command(
    "explain",
    help=help_of(
        "explain",
        "obmen explain shop 128",
        "obmen explain shop B24-128",
        "obmen explain shop 128 --raw answer-12",
        more=say("help.explain.id"),
    ),
)
@click.argument("name")
@click.argument("id")
@click.option("--raw", metavar="MESSAGE", help=say("help.explain.raw"))
@click.option("--whole", is_flag=True, help=say("help.explain.whole"))
@json_option
def explain(name: str, id: str, raw: str | None, whole: bool, as_json: bool) -> int:  # noqa: A002 — the argument's name in the help
    if raw is not None:
        return _show_raw({"name": name, "invoice": id, "message": raw, "whole": whole}, as_json=as_json)
    return run_command("explain", {"name": name, "id": id}, as_json=as_json, render=show_passport)


def _show_raw(args: Mapping[str, object], *, as_json: bool) -> int:
    """Show a message; a whole one goes to standard output as it went over the wire."""
    result = do("invoice.raw", args)
    if not args["whole"] or as_json:
        return show(result, as_json=as_json, render=show_message)
    sys.stdout.buffer.write(b64decode(result.document["file"]))
    return 0


@click.command("alerts", help=help_of("alerts", "obmen alerts shop", "obmen alerts shop --trial"))
@click.argument("name")
@click.option("--trial", is_flag=True, help=say("help.alerts.trial"))
@json_option
def alerts(name: str, trial: bool, as_json: bool) -> int:
    return run_command("alerts", {"name": name, "trial": trial}, as_json=as_json, render=_show_alerts)


def _show_alerts(document: Document, console: Console) -> None:
    for row in document["ways"]:
        told = f": {row['error'] or say('alerts.sent')}" if row["tried"] else ""
        console.print(f"{MARKS['missing' if row['error'] else 'ok']} {row['way']} {row['to']}{told}")
    if not document["ways"]:
        console.print(document["advice"])
    for row in document["alarming"]:
        console.print(f"{MARKS['degraded']} {row['text']}")
        console.print(f"    {row['fix']}")
    if not document["alarming"]:
        console.print(say("alerts.calm"))


@click.command("report", help=help_of("report", "obmen report shop"))
@click.argument("name")
@json_option
def report(name: str, as_json: bool) -> int:
    return run_command("report", {"name": name}, as_json=as_json, render=_show_report)


def _show_report(document: Document, console: Console) -> None:
    table = Table(show_header=False, box=None)
    for name, value in document.items():
        label = word(f"wizard.report.{name}", language=LANGUAGE, facts={})
        table.add_row(label, _reported(value))
    console.print(table)


def _reported(value: object) -> str:
    """Show a count, the counts of alike ones, or names."""
    match value:
        case {"count": count, "first": list(names)}:
            return f"{count}: {'; '.join(names)}" if count else "0"
        case dict():
            return ", ".join(f"{name}: {count}" for name, count in value.items()) or "—"
        case list():
            alike = (
                f"{one['name']} × {one['count']}" if isinstance(one, dict) else str(one) for one in value
            )
            return "; ".join(alike) or "—"
        case _:
            return str(value)


def _show_checks(document: Document, console: Console) -> None:
    for row in document["checks"]:
        console.print(f"{MARKS[row['state']]} {row['text']}")
        if row["advice"]:
            console.print(f"    {row['advice']}")
    console.print(say("check.ready" if document["ok"] else "check.not_ready"))


def _show_status(document: Document, console: Console) -> None:
    for row in document if isinstance(document, list) else [document]:
        table = Table(show_header=False, box=None)
        for key, value in row.items():
            if value not in ("", None, []):
                table.add_row(say(f"status.{key}"), _shown(key, value))
        console.print(table)
        if row["held"]:
            hint = "status.choose" if row["held_reason"] == CHOICE else "sync.held"
            console.print(say(hint, name=row["name"]))
    if document == []:
        console.print(say("exchange.list.none"))


def _shown(key: str, value: object) -> str:
    """Counts by state are told in words; states that nothing is in are left out."""
    if key == "stock" and isinstance(value, dict):
        return _stock(value)
    if key == "pictures" and isinstance(value, dict):
        return _pictures(value)
    if isinstance(value, dict):
        return ", ".join(f"{say(f'order.state.{state}')} {n}" for state, n in value.items() if n) or "0"
    if isinstance(value, list):
        return ("\n" if key == "lacking" else ", ").join(str(one) for one in value)
    if key in MOMENTS:
        return moment(str(value))
    if key == "held_reason":
        return "; ".join(_held(reason) for reason in str(value).split(", "))
    return str(value)


def _pictures(pictures: Mapping[str, Any]) -> str:
    """Say at how many products pictures are, and how many wait."""
    if not pictures["on"]:
        return say("status.pictures.off")
    return say("status.pictures.on", products=pictures["products"], waiting=pictures["waiting"])


def _stock(stock: Mapping[str, Any]) -> str:
    """Say how stock is written, and what keeps some of it back."""
    told = [say(f"status.stock.{stock['mode']}")]
    if stock["resting"]:
        told.append(say("status.stock.resting", count=stock["resting"]))
    if stock["stores_missing"]:
        told.append(say("status.stock.stores_missing", names=", ".join(stock["stores_missing"])))
    return "; ".join(told)


def _held(reason: str) -> str:
    """Say why something waits: a mass change as the plan says it, the first run in words of its own."""
    code = f"left.{reason}"
    return text_of(code, language=LANGUAGE, facts={}) if code in all_texts() else say(f"held.{reason}")


def _show_problems(document: Document, console: Console) -> None:
    for row in document:
        count = f" ×{row['count']}" if row["count"] > 1 else ""
        console.print(f"[{row['id']}] {row['record']}{count}: {row['text']}")
        for line in (row["fix"], say("problems.since", since=moment(row["since"]))):
            if line:
                console.print(f"    {line}")
    if not document:
        console.print(say("problems.none"))


def _show_retried(document: Document, console: Console) -> None:
    console.print(say("retry.done", **document))


@click.command("ignore", help=help_of("ignore", "obmen ignore shop 17 --reason 'a test client'"))
@click.argument("name")
@click.argument("ids", nargs=-1, type=int, required=True, metavar="ID…")
@click.option("--reason", required=True, help=say("help.ignore.reason"))
@json_option
def ignore(name: str, ids: tuple[int, ...], reason: str, as_json: bool) -> int:
    args = {"name": name, "ids": list(ids), "reason": reason}
    return run_command("ignore", args, as_json=as_json, render=_show_ignored)


def _show_ignored(document: Document, console: Console) -> None:
    console.print(say("ignore.done", **document))


COMMANDS = (check, report, status, problems, retry, ignore, alerts, explain)
