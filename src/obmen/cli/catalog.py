"""`obmen import`, `plan`, `sync`, `release`: the catalogue by hand."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from obmen.cli.run import Document, json_option, run_command

SHOWN_CHANGES = 40


@click.command("import")
@click.argument("name")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH…"
)
@json_option
def import_(name: str, paths: tuple[Path, ...], as_json: bool) -> None:
    """Принять файлы CommerceML, папки или архивы zip с диска.

    \b
    Пример: obmen import shop ./webdata
    """
    args = {"name": name, "paths": [str(path.absolute()) for path in paths]}
    run_command("import", args, as_json=as_json, render=_show_imported)


@click.command("plan")
@click.argument("name")
@json_option
def plan(name: str, as_json: bool) -> None:
    """Показать каждое поле, которое изменится в Битрикс24; ничего не пишет.

    \b
    Пример: obmen plan shop --json > plan.json
    """
    run_command("plan", {"name": name}, as_json=as_json, render=_show_plan)


@click.command("sync")
@click.argument("name")
@json_option
def sync(name: str, as_json: bool) -> None:
    """Сделать сейчас всё, что ждёт, и дождаться конца.

    \b
    Пример: obmen sync shop
    """
    run_command("sync", {"name": name}, as_json=as_json, render=_show_sync)


@click.command("release")
@click.argument("name")
@json_option
def release(name: str, as_json: bool) -> None:
    """Отпустить то, что ждёт взгляда человека: массовое изменение или первый запуск.

    \b
    Пример: obmen release shop
    """
    run_command("release", {"name": name}, as_json=as_json, render=_show_released)


def _show_imported(document: Document, console: Console) -> None:
    table = Table("файл", "состояние", "принято", box=None)
    for row in document["files"]:
        counts = ", ".join(f"{word} {count}" for word, count in (row["counts"] or {}).items())
        table.add_row(row["name"], row["state"], row["error"] or counts)
    console.print(table)


def _show_plan(document: Document, console: Console) -> None:
    table = Table("вид", "создать", "изменить", "выключить", "включить", "нельзя", box=None)
    for kind, totals in document["totals"].items():
        table.add_row(
            kind, *(str(totals[a]) for a in ("create", "change", "deactivate", "reactivate", "refuse"))
        )
    console.print(table)
    for change in document["changes"][:SHOWN_CHANGES]:
        console.print(
            f"{change['action']} {change['kind']} {change['id']} {change['reason']}".rstrip(), markup=False
        )
        for field, (old, new) in change["fields"].items():
            console.print(f"    {field}: {old!s} → {new!s}", markup=False)
    if (left := len(document["changes"]) - SHOWN_CHANGES) > 0:
        console.print(f"… и ещё {left}: obmen plan --json")
    console.print(f"Запросов к порталу: около {document['requests']}, времени: около {document['seconds']} с")


def _show_sync(document: Document, console: Console) -> None:
    console.print(
        f"Доставлено вызовов: {document['calls']}, осталось: {document['pending']}, "
        f"ждёт человека: {document['held']}, отложено: {document['parked']}"
    )


def _show_released(document: Document, console: Console) -> None:
    console.print(f"Отпущено записей: {document['released']}")


COMMANDS = (import_, plan, sync, release)
