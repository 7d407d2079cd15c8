"""`obmen user …` and `obmen token …`: who may sign in to the console, and what programs show to the API."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from obmen.cli.run import Document, json_option, run_command
from obmen.cli.words import help_of, say
from obmen.domain.roles import Permission

SCOPES = ", ".join(scope.value for scope in Permission)
PROGRAM = "obmen token add warehouse --scope look --scope refresh --exchange shop --days 365"
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


@click.group("token", help=help_of("token", "obmen token list", PROGRAM))
def token() -> None:
    pass


@token.command("add", help=help_of("token.add", PROGRAM, more=say("help.token.add.scopes", scopes=SCOPES)))
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([scope.value for scope in Permission]),
    help=say("help.token.add.scope"),
)
@click.option("--exchange", "exchanges", multiple=True, help=say("help.token.add.exchange"))
@click.option("--days", type=click.IntRange(1, 3650), help=say("help.token.add.days"))
@json_option
def add_token(
    name: str, scopes: tuple[str, ...], exchanges: tuple[str, ...], days: int | None, as_json: bool
) -> int:
    args = {"name": name, "scopes": list(scopes), "exchanges": list(exchanges), "days": days}
    return run_command("token.add", args, as_json=as_json, render=_show_added)


@token.command("list", help=help_of("token.list", "obmen token list"))
@json_option
def list_tokens(as_json: bool) -> int:
    return run_command("token.list", {}, as_json=as_json, render=_show_tokens)


@token.command("revoke", help=help_of("token.revoke", "obmen token revoke warehouse"))
@click.argument("name")
@json_option
def revoke_token(name: str, as_json: bool) -> int:
    return run_command("token.revoke", {"name": name}, as_json=as_json, render=_show_revoked)


def _show_added(document: Document, console: Console) -> None:
    console.print(say("token.added", **document))
    console.print(document["token"])


def _show_tokens(document: Document, console: Console) -> None:
    heads = (say("token.name"), say("token.scopes"), say("token.exchanges"))
    table = Table(*heads, say("token.used_at"), say("token.expires_at"), box=None)
    for line in document:
        exchanges = ", ".join(line["exchanges"]) or say("token.all")
        moments = [(line[word] or say("token.never"))[:16] for word in ("used_at", "expires_at")]
        table.add_row(line["name"], ", ".join(line["scopes"]), exchanges, *moments)
    console.print(table if document else say("token.none"))


def _show_revoked(document: Document, console: Console) -> None:
    console.print(say("token.revoked", name=document["revoked"]))


COMMANDS = (user, token)
