"""The passport of a record, as people read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rich.console import Console
from rich.table import Table

from obmen.cli.run import Document
from obmen.cli.words import LANGUAGE, say
from obmen.messages.catalogue import all_texts
from obmen.messages.problems import text_of_problem

SIDES: Final = ("onec", "crm")


def show_passport(document: Document, console: Console) -> None:
    """Show both sides' values, what waits and why, and the history."""
    console.print(document["id"], style="bold")
    for side in SIDES:
        for name, values in document[side].items():
            _part(console, f"{say(f'passport.{side}')}: {name}", values)
    _part(console, say("passport.desired"), document["desired"])
    if document["invoice"]:
        _part(console, say("passport.invoice"), document["invoice"])
    for row in document["pending"]:
        console.print(
            f"{say('passport.pending')}: {row['kind']} {row['state']} {_reason(row['reason'])}".rstrip()
        )
    for row in document["problems"]:
        console.print(f"{say('passport.problem')} [{row['id']}]: {row['text']} {row['fix']}".rstrip())
    if document["history"]:
        console.print(say("passport.history"), style="bold")
    for entry in document["history"]:
        facts = ", ".join(f"{key}={value}" for key, value in entry.items() if key not in ("at", "event"))
        console.print(f"  {entry['at'][:19]}  {entry['event']}  {facts}".rstrip())


def _part(console: Console, title: str, values: Mapping[str, object]) -> None:
    if not values:
        return
    console.print(title, style="bold")
    table = Table(show_header=False, box=None)
    for key, value in values.items():
        table.add_row(f"  {key}", _reason(str(value)) if key in ("reason", "left_out") else _flat(value))
    console.print(table)


def _flat(value: object) -> str:
    """Show lists and objects on one line."""
    if isinstance(value, list | tuple):
        return "; ".join(_flat(one) for one in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_flat(one)}" for key, one in value.items())
    return "—" if value in (None, "") else str(value)


def _reason(code: str) -> str:
    """Say a reason in words where there are any."""
    for candidate in (code, f"left.{code}"):
        if candidate in all_texts():
            return text_of_problem(candidate, language=LANGUAGE, facts={})
    return code or "—"
