"""`obmen send`: chosen or earlier invoices go to 1C, also again."""

from __future__ import annotations

from datetime import datetime

import click
from rich.console import Console

from obmen.cli.run import Document, json_option, run_command


@click.command("send")
@click.argument("name")
@click.argument("invoices", nargs=-1, type=int, metavar="INVOICE…")
@click.option("--since", type=click.DateTime(formats=["%Y-%m-%d"]), help="Все счета, изменённые с этой даты.")
@click.option("--yes", is_flag=True, help="Отправить; без этого только показать, что уйдёт.")
@json_option
def send(name: str, invoices: tuple[int, ...], since: datetime | None, yes: bool, as_json: bool) -> None:
    """Отправить счета в 1С, в том числе ещё раз; сначала показывает, что уйдёт.

    \b
    Пример: obmen send shop 128 129
            obmen send shop --since 2026-11-01 --yes
    """
    if not invoices and since is None:
        raise click.UsageError("Назовите счета или --since")
    args = {
        "name": name,
        "invoices": list(invoices),
        "since": since.date().isoformat() if since else None,
        "yes": yes or bool(invoices),
    }
    run_command("send", args, as_json=as_json, render=_show)


def _show(document: Document, console: Console) -> None:
    for row in document["invoices"]:
        console.print(f"{row['invoice']} → {row['number']}: {row['outcome']}", markup=False)
    console.print(f"Всего: {len(document['invoices'])}")
    if not document["sent"]:
        console.print("Это предварительный показ; отправить: добавьте --yes")


COMMANDS = (send,)
