"""The passport of a record, as people read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from obmen.cli.run import Document
from obmen.cli.words import LANGUAGE, say
from obmen.messages.catalogue import all_texts
from obmen.messages.problems import record_in_words, text_of_problem
from obmen.messages.records import field_in_words, kind_in_words, value_in_words

SIDES: Final = ("onec", "crm")
NO_FACTS: Final = ("at", "event", "text", "raw")


def show_passport(document: Document, console: Console) -> None:
    """Show both sides' values, what waits and why, and the history."""
    console.print(document["id"], style="bold")
    _standing(console, document)
    for side in SIDES:
        for name, values in document[side].items():
            _part(console, f"{say(f'passport.{side}')}: {_kind(name)}", values)
    _part(console, say("passport.desired"), document["desired"])
    if document["invoice"]:
        _part(console, say("passport.invoice"), _in_words(document["invoice"]))
    for row in document["pending"]:
        told = (_kind(row["kind"]), say(f"passport.state.{row['state']}"), _reason(row["reason"]))
        console.print(f"{say('passport.pending')}: {', '.join(one for one in told if one != '—')}")
    for row in document["problems"]:
        console.print(f"{say('passport.problem')} [{row['id']}]: {row['text']} {row['fix']}".rstrip())
    _runs(console, document["runs"])
    if document["history"]:
        console.print(say("passport.history"), style="bold")
    for entry in document["history"]:
        facts = {key: value for key, value in entry.items() if key not in NO_FACTS}
        console.print(f"  {entry['at'][:19].replace('T', ' ')}  {entry['text']}")
        console.print("".join(f"      {key}: {_flat(value)}\n" for key, value in facts.items()), end="")
        for message in entry.get("raw", ()):
            console.print(f"      {say('passport.raw')}: {message}")


def show_message(document: Document, console: Console) -> None:
    """Show a message of the dialogue as it went."""
    console.print(f"{document['at'][:19].replace('T', ' ')}  {document['way_text']}. {document['note']}")
    console.print(document["part"])


def _standing(console: Console, document: Document) -> None:
    """Show why the record is in the CRM or is not, and its fields."""
    for kind, told in document["why"].items():
        console.print(f"{kind_in_words(kind, language=LANGUAGE)}: {told['text']}")
    for kind, fields in document["fields"].items():
        _fields(console, kind, fields)


def _runs(console: Console, runs: Sequence[Mapping[str, Any]]) -> None:
    if runs:
        console.print(say("passport.runs"), style="bold")
    for run in runs:
        cause = say(f"runs.cause.{run['cause']}", **run["facts"])
        done = say("passport.made") if run["made"] else ", ".join(run["fields"])
        console.print(f"  {run['run']}  {run['began_at'][:16]}  {cause}: {done}")


def _fields(console: Console, kind: str, fields: Mapping[str, Mapping[str, Any]]) -> None:
    """Show each field: both sides' values, its owner, the runs that wrote it."""
    if not fields:
        return
    headings = ("plan.field", "passport.onec", "passport.crm", "passport.owner", "passport.runs")
    table = Table(*map(say, headings), box=None, title=kind_in_words(kind, language=LANGUAGE))
    for name, one in fields.items():
        values = (value_in_words(one[side], language=LANGUAGE) for side in SIDES)
        runs = ", ".join(map(str, one["runs"]))
        table.add_row(field_in_words(name, language=LANGUAGE), *values, one["owner"], runs)
    console.print(table)


def _part(console: Console, title: str, values: Mapping[str, object]) -> None:
    if not values:
        return
    console.print(title, style="bold")
    table = Table(show_header=False, box=None)
    for key, value in values.items():
        table.add_row(f"  {key}", _reason(str(value)) if key in ("reason", "left_out") else _flat(value))
    console.print(table)


def _in_words(invoice: Mapping[str, object]) -> Mapping[str, object]:
    """Return an invoice's facts under names for people."""
    told = {
        **invoice,
        "state": say(f"order.state.{invoice['state']}"),
        "reason": _reason(str(invoice["reason"])),
    }
    return {say(f"passport.invoice.{key}"): value for key, value in told.items()}


def _kind(name: str) -> str:
    """Say a kind of record, with its id where it has one, in words."""
    return record_in_words(f"{name} " if " " not in name else name, language=LANGUAGE).strip()


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
