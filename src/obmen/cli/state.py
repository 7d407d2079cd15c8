"""`obmen check`, `status`, `problems`, `retry`, `explain`: what stands how, and why."""

from __future__ import annotations

import json

import click
from rich.console import Console
from rich.table import Table

from obmen.cli.run import Document, json_option, run_command

MARKS = {"ok": "✓", "degraded": "!", "missing": "✗"}


@click.command("check")
@click.argument("name")
@json_option
def check(name: str, as_json: bool) -> None:
    """Проверить портал и обмен до начала: чего не хватает и что делать.

    \b
    Пример: obmen check shop
    """
    run_command("check", {"name": name}, as_json=as_json, render=_show_checks)


@click.command("status")
@click.argument("name", required=False)
@json_option
def status(name: str | None, as_json: bool) -> None:
    """Показать, что сделано, что ждёт и где нужна помощь.

    \b
    Пример: obmen status shop
    """
    run_command("status", {"name": name}, as_json=as_json, render=_show_status)


@click.command("problems")
@click.argument("name")
@json_option
def problems(name: str, as_json: bool) -> None:
    """Перечислить, что ждёт человека, с объяснением и выходом.

    \b
    Пример: obmen problems shop
    """
    run_command("problems", {"name": name}, as_json=as_json, render=_show_problems)


@click.command("retry")
@click.argument("name")
@click.argument("ids", nargs=-1, type=int, metavar="ID…")
@json_option
def retry(name: str, ids: tuple[int, ...], as_json: bool) -> None:
    """Попробовать отложенное ещё раз: всё или названные проблемы.

    \b
    Пример: obmen retry shop 12 15
    """
    run_command("retry", {"name": name, "ids": list(ids)}, as_json=as_json, render=_show_retried)


@click.command("explain")
@click.argument("name")
@click.argument("id")
@json_option
def explain(name: str, id: str, as_json: bool) -> None:  # noqa: A002 — the argument's name in the help
    """Показать паспорт записи: значения обеих сторон, все события и почему так.

    \b
    Пример: obmen explain shop 3f2b8c1e-…   (Ид из 1С, номер счёта или заказа)
    """
    run_command("explain", {"name": name, "id": id}, as_json=as_json, render=_show_passport)


def _show_checks(document: Document, console: Console) -> None:
    for row in document["checks"]:
        console.print(f"{MARKS[row['state']]} {row['text']}", markup=False)
        if row["advice"]:
            console.print(f"    {row['advice']}", markup=False)
    console.print("Можно начинать." if document["ok"] else "Сначала исправьте отмеченное ✗.")


def _show_status(document: Document, console: Console) -> None:
    for row in document if isinstance(document, list) else [document]:
        table = Table(show_header=False, box=None)
        for key, value in row.items():
            table.add_row(
                key,
                ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else str(value),
            )
        console.print(table)


def _show_problems(document: Document, console: Console) -> None:
    for row in document:
        count = f" ×{row['count']}" if row["count"] > 1 else ""
        console.print(f"[{row['id']}] {row['record']}{count}: {row['text']}", markup=False)
        if row["fix"]:
            console.print(f"    {row['fix']}", markup=False)
    if not document:
        console.print("Ничто не ждёт человека.")


def _show_retried(document: Document, console: Console) -> None:
    console.print(f"Снова в работе: {document['retried']}")


def _show_passport(document: Document, console: Console) -> None:
    console.print(json.dumps(document, ensure_ascii=False, indent=2), markup=False)


COMMANDS = (check, status, problems, retry, explain)
