"""`obmen send`, `bind`: invoices on their way to 1C."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from obmen.cli.run import Document, do, is_terminal, json_option, make_console, run_command, show
from obmen.cli.words import help_of, say

if TYPE_CHECKING:
    from obmen.bootstrap.result import Result


@click.command(
    "send",
    help=help_of("send", "obmen send shop 128 129", "obmen send shop --since 2026-11-01 --yes"),
)
@click.argument("name")
@click.argument("invoices", nargs=-1, type=click.IntRange(min=1), metavar="INVOICE…")
@click.option(
    "--since", type=click.DateTime(formats=["%Y-%m-%d"]), metavar="DATE", help=say("help.send.since")
)
@click.option("--new", "as_new", is_flag=True, help=say("help.send.new"))
@click.option("--yes", is_flag=True, help=say("help.send.yes"))
@json_option
def send(
    name: str, invoices: tuple[int, ...], since: datetime | None, as_new: bool, yes: bool, as_json: bool
) -> int:
    if bool(invoices) == (since is not None):
        raise click.UsageError(say("usage.send"))
    args = {
        "name": name,
        "invoices": list(invoices),
        "since": since.date().isoformat() if since else None,
        "as_new": as_new,
        "yes": yes or bool(invoices),
    }
    result = do("send", args)
    if not args["yes"] and not as_json and is_terminal() and _confirmed(result):
        result = do("send", {**args, "yes": True})
    return show(result, as_json=as_json, render=_show_sent)


def _confirmed(preview: Result) -> bool:
    """Show what would go, and ask."""
    _show_rows(preview.document, make_console(stderr=True))
    count = preview.document["count"]
    return count > 0 and click.confirm(say("ask.send", count=count), err=True)


def _show_sent(document: Document, console: Console) -> None:
    _show_rows(document, console)
    console.print(say("send.count", count=document["count"]))
    if document["missing"]:
        console.print(say("send.missing", ids=", ".join(map(str, document["missing"]))))
    console.print(say("send.preview") if document["preview"] else say("send.sent", due=document["due"]))


def _show_rows(document: Document, console: Console) -> None:
    table = Table(*(say(f"send.{c}") for c in ("invoice", "number", "client", "total", "state")), box=None)
    for row in document["invoices"]:
        state = say(f"order.state.{row['after'] or row['before']}")
        why = f"{state}: {row['text']}" if row["text"] else state
        table.add_row(str(row["invoice"]), row["number"], row["client"], row["total"], why)
    console.print(table)


@click.command("bind", help=help_of("bind", "obmen bind shop 128 2 bd72d8f9-55bc-11d9-848a-00112f43529a"))
@click.argument("name")
@click.argument("invoice", type=click.IntRange(min=1))
@click.argument("row", type=click.IntRange(min=1))
@click.argument("item")
@json_option
def bind(name: str, invoice: int, row: int, item: str, as_json: bool) -> int:
    args = {"name": name, "invoice": invoice, "row": row, "item": item}
    return run_command("bind", args, as_json=as_json, render=_show_bound)


def _show_bound(document: Document, console: Console) -> None:
    state = say(f"order.state.{document['state']}")
    console.print(say("bind.done", **{**document, "state": state}))


COMMANDS = (send, bind)
