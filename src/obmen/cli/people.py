"""`obmen user …`: who may sign in to the console, and links that set a password."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from obmen.cli.run import Document, json_option, run_command
from obmen.cli.words import help_of, say

LINK = "obmen user link anna"


@click.group("user", help=help_of("user", "obmen user list", LINK))
def user() -> None:
    pass


@user.command("list", help=help_of("user.list", "obmen user list"))
@json_option
def list_(as_json: bool) -> int:
    return run_command("user.list", {}, as_json=as_json, render=_show_list)


@user.command("link", help=help_of("user.link", "obmen user link", LINK))
@click.argument("login", required=False, default="")
@json_option
def link(login: str, as_json: bool) -> int:
    return run_command("user.link", {"login": login}, as_json=as_json, render=_show_link)


def _show_list(document: Document, console: Console) -> None:
    table = Table(say("user.login"), say("user.name"), say("user.role"), say("user.state"), box=None)
    for line in document:
        state = "locked" if line["locked"] else "ready" if line["has_password"] else "invited"
        role = say(f"user.role.{line['role']}")
        table.add_row(line["login"], line["name"], role, say(f"user.state.{state}"))
    console.print(table if document else say("user.none"))


def _show_link(document: Document, console: Console) -> None:
    console.print(say("user.link", **document))


COMMANDS = (user,)
