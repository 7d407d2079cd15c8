"""`obmen exchange …`: exchanges are made, set, shown and removed."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from obmen.cli.run import Document, json_option, run_command


@click.group("exchange")
def exchange() -> None:
    """Обмены: одна база 1С и один портал Битрикс24.

    \b
    Пример: obmen exchange add shop --portal https://portal.bitrix24.ru/rest/1/abc123/
    """


@exchange.command("add")
@click.argument("name")
@click.option(
    "--portal", required=True, metavar="URL", help="Входящий вебхук: https://ПОРТАЛ/rest/ПОЛЬЗОВАТЕЛЬ/КЛЮЧ/"
)
@click.option("--login", default="", help="Логин для узла обмена в 1С; по умолчанию имя обмена.")
@json_option
def add(name: str, portal: str, login: str, as_json: bool) -> None:
    """Создать обмен; пароль для 1С показывается один раз.

    \b
    Пример: obmen exchange add shop --portal https://portal.bitrix24.ru/rest/1/abc123/
    """
    args = {"name": name, "portal": portal, "login": login}
    run_command("exchange.add", args, as_json=as_json, render=_show_login)


@exchange.command("set")
@click.argument("name")
@click.argument("assignments", nargs=-1, required=True, metavar="KEY=VALUE…")
@json_option
def set_(name: str, assignments: tuple[str, ...], as_json: bool) -> None:
    """Изменить настройки; KEY= возвращает значение по умолчанию.

    \b
    Пример: obmen exchange set shop price_type=Розничная order_prefix=SH- resend=auto
    """
    args = {"name": name, "assignments": list(assignments)}
    run_command("exchange.set", args, as_json=as_json, render=_show_exchange)


@exchange.command("show")
@click.argument("name")
@json_option
def show(name: str, as_json: bool) -> None:
    """Показать обмен: адрес для 1С, настройки, чему научил диалог.

    \b
    Пример: obmen exchange show shop
    """
    run_command("exchange.show", {"name": name}, as_json=as_json, render=_show_exchange)


@exchange.command("list")
@json_option
def list_(as_json: bool) -> None:
    """Перечислить обмены.

    \b
    Пример: obmen exchange list
    """
    run_command("exchange.list", {}, as_json=as_json, render=_show_list)


@exchange.command("password")
@click.argument("name")
@json_option
def password(name: str, as_json: bool) -> None:
    """Выдать новый пароль для 1С; прежний перестаёт действовать.

    \b
    Пример: obmen exchange password shop
    """
    run_command("exchange.password", {"name": name}, as_json=as_json, render=_show_login)


@exchange.command("remove")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Удалить без вопроса.")
@json_option
def remove(name: str, yes: bool, as_json: bool) -> None:
    """Забыть обмен и всё, что о нём известно; в 1С и в Битрикс24 ничего не меняется.

    \b
    Пример: obmen exchange remove shop --yes
    """
    if not yes:
        click.confirm(f"Забыть обмен {name} вместе с его историей?", abort=True, err=True)
    run_command("exchange.remove", {"name": name}, as_json=as_json, render=_show_removed)


def _show_login(document: Document, console: Console) -> None:
    table = Table(show_header=False, box=None)
    table.add_row("Обмен", document["name"])
    table.add_row("Адрес сайта для 1С", document["onec_url"])
    table.add_row("Логин", document["login"])
    table.add_row("Пароль", document["password"])
    console.print(table)
    console.print("Пароль показан один раз: запишите его в узел обмена 1С.")


def _show_exchange(document: Document, console: Console) -> None:
    for key in ("name", "onec_url", "login", "portal", "created_at"):
        console.print(f"{key}: {document[key]}", markup=False)
    table = Table("настройка", "значение", box=None)
    for key, value in document["settings"].items():
        table.add_row(key, value)
    for key, value in document["learnt"].items():
        table.add_row(f"(узнано) {key}", value)
    console.print(table)


def _show_list(document: Document, console: Console) -> None:
    table = Table("обмен", "портал", "логин 1С", "адрес для 1С", box=None)
    for row in document:
        table.add_row(row["name"], row["portal"], row["login"], row["onec_url"])
    console.print(table if document else "Обменов пока нет: obmen exchange add")


def _show_removed(document: Document, console: Console) -> None:
    console.print(f"Обмен {document['removed']} забыт.", markup=False)


COMMANDS = (exchange,)
