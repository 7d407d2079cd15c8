"""Events that Bitrix24's servers post: ids only, checked by token, re-read afterwards (bitrix24.md §5)."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from obmen.bitrix24.vocabulary import SMART_INVOICE

ADDED_OR_CHANGED: Final = frozenset({"ONCRMDYNAMICITEMADD", "ONCRMDYNAMICITEMUPDATE"})
DELETED: Final = "ONCRMDYNAMICITEMDELETE"
UNINSTALLED: Final = "ONAPPUNINSTALL"
FIELDS: Final = 200  # more of them in one event is noise
DEPTH: Final = 5
ID_DIGITS: Final = 18


@dataclass(frozen=True, slots=True)
class InvoiceChanged:
    """An invoice was made or changed."""

    invoice_id: int


@dataclass(frozen=True, slots=True)
class InvoiceDeleted:
    """An invoice was deleted."""

    invoice_id: int


@dataclass(frozen=True, slots=True)
class Uninstalled:
    """An administrator has removed our application; only its own token tells so."""


@dataclass(frozen=True, slots=True)
class Forged:
    """The token is not the one that was set: nothing is believed."""


@dataclass(frozen=True, slots=True)
class Uninteresting:
    """A genuine event of something else."""

    event: str


Event = InvoiceChanged | InvoiceDeleted | Uninstalled | Forged | Uninteresting


def fields_of(body: bytes) -> Mapping[str, str]:
    """Read an event's body by the names of a PHP form: `data[FIELDS][ID]`; JSON gives the same names.

    What is neither has no fields.
    """
    text = body.decode("utf-8", errors="replace")
    try:
        if text.lstrip().startswith("{"):
            return dict(_flat("", json.loads(text)))
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS))
    except (ValueError, RecursionError):
        return {}


def _flat(name: str, value: object, depth: int = 0) -> Iterator[tuple[str, str]]:
    if not isinstance(value, dict):
        yield name, str(value)
    elif depth < DEPTH:
        for key, inner in value.items():
            yield from _flat(f"{name}[{key}]" if name else key, inner, depth + 1)


def read_event_of_application(form: Mapping[str, str], *, token: str, member_id: str) -> Event:
    """Read an event that our application has bound: it names the portal too, and tells of its own end."""
    read = read_event(form, token=token)
    if isinstance(read, Forged) or form.get("auth[member_id]", "") != member_id:
        return Forged()
    return Uninstalled() if form.get("event", "").upper() == UNINSTALLED else read


def read_event(form: Mapping[str, str], *, token: str) -> Event:
    """Read an event.

    Shape:  `event`, `data[FIELDS][ID]`, `data[FIELDS][ENTITY_TYPE_ID]`, `auth[application_token]`; a name
            that ends in `_31` tells the type by itself.
    """
    told = form.get("auth[application_token]", "")
    if not token or not hmac.compare_digest(_bytes(told), _bytes(token)):
        return Forged()
    event, _, of_type = form.get("event", "").upper().partition("_")
    types = {of_type, form.get("data[FIELDS][ENTITY_TYPE_ID]", "")} - {""}
    invoice_id = _id(form.get("data[FIELDS][ID]", ""))
    if types != {str(SMART_INVOICE)} or not invoice_id:
        return Uninteresting(form.get("event", ""))
    if event == DELETED:
        return InvoiceDeleted(invoice_id)
    return InvoiceChanged(invoice_id) if event in ADDED_OR_CHANGED else Uninteresting(event)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", errors="replace")


def _id(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= ID_DIGITS else 0
