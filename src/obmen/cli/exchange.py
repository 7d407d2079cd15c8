"""`obmen exchange …`: exchanges are made, set, shown and removed."""

from __future__ import annotations

import sys
from typing import Final

import click
from rich.console import Console
from rich.table import Table

from obmen.cli.run import Document, is_terminal, json_option, run_command
from obmen.cli.words import LANGUAGE, help_of, say
from obmen.config import read_config
from obmen.domain.errors import Refused
from obmen.domain.settings import OWNED_FIELDS, OWNER_PREFIX
from obmen.messages.cli_settings import SETTINGS

APP: Final = "obmen exchange app shop --client-id local.5f3c.1234 < client-secret.txt"
ADD: Final = "obmen exchange add shop --portal https://portal.bitrix24.ru/rest/1/abc123/"
OWNER: Final = f"{OWNER_PREFIX}FIELD"


def _meaning(key: str) -> str:
    known = OWNER if key.startswith(OWNER_PREFIX) else key
    return SETTINGS[known].told(LANGUAGE, {"fields": ", ".join(OWNED_FIELDS)})


def _settings() -> str:
    """List the settings for the help of `set`."""
    return "\b\n" + "\n".join(
        [say("help.settings"), *(f"  {key}\n      {_meaning(key)}" for key in SETTINGS)]
    )


@click.group("exchange", help=help_of("exchange", ADD, "obmen exchange list"))
def exchange() -> None:
    pass


@exchange.command("add", help=help_of("exchange.add", ADD))
@click.argument("name")
@click.option("--portal", required=True, metavar="URL", help=say("help.exchange.add.portal"))
@click.option("--login", default="", help=say("help.exchange.add.login"))
@click.option("--application", is_flag=True, help=say("help.exchange.add.application"))
@json_option
def add(name: str, portal: str, login: str, application: bool, as_json: bool) -> int:
    args = {"name": name, "portal": portal, "login": login, "application": application}
    return run_command("exchange.add", args, as_json=as_json, render=_show_login)


@exchange.command(
    "set",
    help=help_of(
        "exchange.set", "obmen exchange set shop order_prefix=SH- resend=auto groups=", more=_settings()
    ),
)
@click.argument("name")
@click.argument("assignments", nargs=-1, required=True, metavar="KEY=VALUE…")
@json_option
def set_(name: str, assignments: tuple[str, ...], as_json: bool) -> int:
    args = {"name": name, "assignments": list(assignments)}
    return run_command("exchange.set", args, as_json=as_json, render=_show_changed)


@exchange.command("show", help=help_of("exchange.show", "obmen exchange show shop"))
@click.argument("name")
@json_option
def show(name: str, as_json: bool) -> int:
    return run_command("exchange.show", {"name": name}, as_json=as_json, render=_show_exchange)


@exchange.command("list", help=help_of("exchange.list", "obmen exchange list"))
@json_option
def list_(as_json: bool) -> int:
    return run_command("exchange.list", {}, as_json=as_json, render=_show_list)


@exchange.command("password", help=help_of("exchange.password", "obmen exchange password shop"))
@click.argument("name")
@json_option
def password(name: str, as_json: bool) -> int:
    return run_command("exchange.password", {"name": name}, as_json=as_json, render=_show_login)


@exchange.command("remove", help=help_of("exchange.remove", "obmen exchange remove shop --yes"))
@click.argument("name")
@click.option("--yes", is_flag=True, help=say("help.exchange.remove.yes"))
@json_option
def remove(name: str, yes: bool, as_json: bool) -> int:
    if not yes:
        read_config()
        if not is_terminal():
            raise Refused("remove", reason="needs_yes", command=f"obmen exchange remove {name}")
        click.confirm(say("ask.remove", name=name), abort=True, err=True)
    return run_command("exchange.remove", {"name": name}, as_json=as_json, render=_show_removed)


@exchange.command("app", help=help_of("exchange.app", APP, "obmen exchange app shop --json"))
@click.argument("name")
@click.option("--client-id", default="", metavar="ID", help=say("help.exchange.app.client_id"))
@click.option("--client-secret", default="", metavar="KEY", help=say("help.exchange.app.client_secret"))
@click.option("--oauth-url", default="", metavar="URL", help=say("help.exchange.app.oauth_url"))
@click.option("--remove", is_flag=True, help=say("help.exchange.app.remove"))
@json_option
def app(name: str, client_id: str, client_secret: str, oauth_url: str, remove: bool, as_json: bool) -> int:
    if client_id and not client_secret:
        client_secret = _ask_secret()
    args = {
        "name": name, "client_id": client_id, "client_secret": client_secret, "oauth_url": oauth_url,
        "remove": remove,
    }  # fmt: skip
    return run_command("exchange.app", args, as_json=as_json, render=_show_app)


def _ask_secret() -> str:
    """Ask for the key on a terminal, or take it from the first line of standard input."""
    if is_terminal():
        answer: str = click.prompt(say("ask.client_secret"), hide_input=True, err=True)
        return answer.strip()
    return sys.stdin.readline().strip()


def _show_app(document: Document, console: Console) -> None:
    table = Table(show_header=False, box=None)
    table.add_row(say("app.state"), say(f"app.state.{document['state']}"))
    table.add_row(say("app.handler_url"), document["handler_url"])
    table.add_row(say("app.install_url"), document["install_url"])
    table.add_row(say("app.scopes"), ", ".join(document["scopes"]))
    for key in ("client_id", "trouble"):
        if document[key]:
            table.add_row(say(f"app.{key}"), document[key])
    console.print(table)


def _show_login(document: Document, console: Console) -> None:
    table = Table(show_header=False, box=None)
    for key in ("name", "onec_url", "login", "password"):
        table.add_row(say(f"login.{key}"), document[key])
    console.print(table)
    console.print(say("login.once"))


def _show_exchange(document: Document, console: Console) -> None:
    facts = Table(show_header=False, box=None)
    for key in ("name", "onec_url", "login"):
        facts.add_row(say(f"login.{key}"), document[key])
    for key in ("portal", "created_at"):
        facts.add_row(say(f"exchange.{key}"), document[key])
    console.print(facts)
    for key, value in document["settings"].items():
        default = document["defaults"][key]
        mark, was = ("*", f"   ({say('exchange.default')}: {default})") if value != default else (" ", "")
        console.print(f"{mark} {key}={value}{was}")
        console.print(f"      {_meaning(key)}", style="dim")
    console.print(say("exchange.marked"))
    if document["learnt"]:
        learnt = Table(say("exchange.learnt"), say("exchange.value"), box=None)
        for key, value in document["learnt"].items():
            learnt.add_row(key, value)
        console.print(learnt)


def _show_changed(document: Document, console: Console) -> None:
    if not document["changed"]:
        console.print(say("exchange.unchanged"))
    for key, (old, new) in document["changed"].items():
        nothing = say("exchange.nothing")
        console.print(f"{key}: {_value(old, nothing)} → {_value(new, nothing)}")
        console.print(f"      {_meaning(key)}", style="dim")
    console.print(say("exchange.all", name=document["name"]), style="dim")


def _value(value: object, nothing: str) -> str:
    return str(value) if value not in {None, ""} else nothing


def _show_list(document: Document, console: Console) -> None:
    columns = ("name", "portal", "login", "onec_url")
    table = Table(*(say(f"exchange.list.{column}") for column in columns), box=None)
    for row in document:
        table.add_row(*(row[column] for column in columns))
    console.print(table if document else say("exchange.list.none"))


def _show_removed(document: Document, console: Console) -> None:
    console.print(say("exchange.removed", name=document["removed"]))


COMMANDS = (exchange,)
